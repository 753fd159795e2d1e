package calibration

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// MaxAnswers bounds what one calibration folds: the newest so many. A class of forty
// gives fewer in a school year; on a small machine they take some 30 MB for a moment.
const MaxAnswers = 400_000

// Items finds an exercise of any known catalogue among those of the current one.
type Items interface {
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
}

// Log gathers answers in any order, each any number of times. The zero value is not
// ready; use NewLog.
type Log struct {
	items    Items
	limit    int
	answers  []answer
	learners map[school.ID]uint32
	streams  map[crdt.Stream]uint32
	names    []crdt.Stream
	left     int
}

// answer is a row of the log without what the engine may not see. Stream is a number
// of Log.streams.
type answer struct {
	at       hlc.Timestamp
	seq      uint64
	stream   uint32
	learner  uint32
	evidence tutor.Evidence
}

// NewLog returns an empty log over the current course.
func NewLog(items Items) *Log {
	return &Log{items: items, limit: MaxAnswers, learners: map[school.ID]uint32{}, streams: map[crdt.Stream]uint32{}}
}

// Add takes an attempt that counts for owner. One that the current course cannot have
// asked for is left out and counted.
func (l *Log) Add(op *crdt.Op, owner school.ID) {
	if op.Attempt == nil {
		return
	}
	item, reason := l.items.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
	if reason != "" {
		l.left++
		return
	}
	learner, ok := l.learners[owner]
	if !ok {
		learner = uint32(len(l.learners))
		l.learners[owner] = learner
	}
	stream, ok := l.streams[op.Stream]
	if !ok {
		stream = uint32(len(l.names))
		l.streams[op.Stream], l.names = stream, append(l.names, op.Stream)
	}
	l.answers = append(l.answers, answer{
		at: op.Stamp.At, seq: op.Seq, stream: stream, learner: learner, evidence: projection.Evidence(op, item),
	})
	if len(l.answers) >= 2*l.limit {
		l.settle()
	}
}

// Left returns how many attempts were left out, repeats among them.
func (l *Log) Left() int { return l.left }

// Len returns how many answers will be folded.
func (l *Log) Len() int {
	l.settle()
	return len(l.answers)
}

// settle brings the answers into canonical order, each once, and keeps the newest.
func (l *Log) settle() {
	slices.SortFunc(l.answers, l.compare)
	l.answers = slices.CompactFunc(l.answers, func(a, b answer) bool { return a.stream == b.stream && a.seq == b.seq })
	if over := len(l.answers) - l.limit; over > 0 {
		l.answers = slices.Delete(l.answers, 0, over)
	}
}

// compare is crdt.CompareCanonical.
func (l *Log) compare(a, b answer) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	if a.stream != b.stream {
		first, second := crdt.Dot{Stream: l.names[a.stream], Seq: a.seq}, crdt.Dot{Stream: l.names[b.stream], Seq: b.seq}
		return first.Compare(second)
	}
	return cmp.Compare(a.seq, b.seq)
}

// Pace is called between slices of work. It may wait, and ends the work by an error.
type Pace func(ctx context.Context) error

// slice is how many answers are folded between two calls of Pace: a few milliseconds
// on a small machine.
const slice = 1000

// Fold learns from all answers in canonical order, beginning with what from says,
// and returns the snapshot of that number. The same answers give the same bits in
// whatever order they were added.
func (l *Log) Fold(ctx context.Context, course *tutor.Course, from *tutor.Snapshot, number uint32, pace Pace) (*tutor.Snapshot, error) {
	l.settle()
	c, err := tutor.NewCalibration(course, from)
	if err != nil {
		return nil, fmt.Errorf("calibrate: %w", err)
	}
	for i := range l.answers {
		if i%slice == 0 {
			if err := pace(ctx); err != nil {
				return nil, fmt.Errorf("calibrate: %w", err)
			}
		}
		if err := c.Learn(tutor.LearnerEvidence{Learner: l.answers[i].learner, Evidence: l.answers[i].evidence}); err != nil {
			l.left++
		}
	}
	return c.Next(number), nil
}

// Bounds of how often a hub calibrates. Each snapshot is kept for ever, because
// answers name it, so their number must grow slower than the log.
const (
	dueAnswers = 200
	dueShare   = 8
)

// Due reports whether a log that has grown from then to now answers is worth another
// snapshot: by 200 answers and by an eighth.
func Due(then, now int) bool { return now-then >= max(dueAnswers, then/dueShare) }
