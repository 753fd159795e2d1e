package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// StreamHoldings is which ops of one stream are on disk here.
type StreamHoldings struct {
	Stream crdt.Stream
	Ranges crdt.Ranges
}

// LearnerHoldings is how many answers are folded into one learner's state.
type LearnerHoldings struct {
	ID      school.ID
	Answers int
	Correct int
}

// Holdings is what a hub has of its tablets' answers, for checks from outside: that
// each acknowledged answer is there, and counted once.
type Holdings struct {
	Streams  []StreamHoldings
	Learners []LearnerHoldings
}

// Holdings returns the streams of tablets, of one device when device is not 0, and
// every learner's counts.
func (c *Class) Holdings(ctx context.Context, device uint32) (Holdings, error) {
	vector, err := c.Log.Vector(ctx)
	if err != nil {
		return Holdings{}, fmt.Errorf("read holdings: %w", err)
	}
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return Holdings{}, fmt.Errorf("read holdings: %w", err)
	}
	var h Holdings
	for _, s := range vector.Streams() {
		if s.Writer.Device != 0 && (device == 0 || s.Writer.Device == device) {
			h.Streams = append(h.Streams, StreamHoldings{Stream: s, Ranges: vector[s]})
		}
	}
	for _, r := range rows {
		h.Learners = append(h.Learners, LearnerHoldings{ID: r.ID, Answers: r.Answers, Correct: r.Correct})
	}
	return h, nil
}

// Status is what a person should know about the state of the hub.
type Status struct {
	Counts
	Lost uint64 `json:"lost"` // numbers a tablet gave that never arrived and nobody offers
}

// Status returns it.
func (c *Class) Status(ctx context.Context) (Status, error) {
	counts, err := c.Facts.Counts(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("read status: %w", err)
	}
	vector, err := c.Log.Vector(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("read status: %w", err)
	}
	s := Status{Counts: counts}
	for stream, ranges := range vector {
		if stream.Writer.Hub == c.Hub { // of others we hold what they brought, or what a child took along
			s.Lost += ranges.Missing().Count()
		}
	}
	return s, nil
}
