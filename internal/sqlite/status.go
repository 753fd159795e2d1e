package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// Status counts what people should know of.
type Status struct {
	Attempts        int64 // held here, of all hubs
	TailOps         int64 // not in a segment yet
	Segments        int64
	SegmentBytes    int64
	WaitingSegments int64 // own ones without a receipt from anyone
	WaitingBytes    int64
	Unapplied       int64 // kept segments that wait for a directory or a catalogue
	Held            int64
	Refused         int64
	Alarms          int64
	Learners        int64 // with at least one attempt
}

// Status reads the counters.
func (h *Hub) Status(ctx context.Context) (Status, error) {
	var s Status
	err := h.read.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(sum(answers), 0) FROM learner), (SELECT count(*) FROM tail),
		(SELECT count(*) FROM segment), (SELECT coalesce(sum(length(body)), 0) FROM segment),
		(SELECT count(*) FROM segment WHERE waits IS NOT NULL), (SELECT count(*) FROM held),
		(SELECT count(*) FROM refused), (SELECT count(*) FROM alarm), (SELECT count(*) FROM learner WHERE answers > 0)`).
		Scan(&s.Attempts, &s.TailOps, &s.Segments, &s.SegmentBytes, &s.Unapplied, &s.Held, &s.Refused, &s.Alarms, &s.Learners)
	if err != nil {
		return s, fmt.Errorf("read status: %w", err)
	}
	shelf := h.Shelf(ctx, school.AudienceMinistry)
	signed, err := h.receipted(ctx)
	if err != nil {
		return s, err
	}
	refs, err := shelf.refs("hub = ? AND audience = ?", h.config.Hub[:], int64(school.AudienceMinistry))
	for _, ref := range refs {
		if !signed[segmentKey{ref.Hub, ref.Epoch, ref.Audience}].Contains(ref.Number) {
			s.WaitingSegments++
			s.WaitingBytes += int64(ref.Size)
		}
	}
	return s, err
}

type segmentKey struct {
	hub      school.ID
	epoch    uint32
	audience school.Audience
}

// receipted returns which of our segments anybody signed for.
func (h *Hub) receipted(ctx context.Context) (map[segmentKey]crdt.Ranges, error) {
	rows, err := h.read.QueryContext(ctx, "SELECT hub, epoch, audience, numbers FROM receipt")
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	out := map[segmentKey]crdt.Ranges{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var hub []byte
		var epoch, audience int64
		var text string
		if err := scan(&hub, &epoch, &audience, &text); err != nil {
			return struct{}{}, err
		}
		numbers, err := crdt.ParseRanges(text)
		key := segmentKey{school.ID(hub), uint32(epoch), school.Audience(audience)}
		out[key] = out[key].Union(numbers)
		return struct{}{}, err
	})
	return out, err
}

// Replicated returns which ops of a stream a second holder has: those in our
// segments that somebody signed for, and those in segments a sister hub cut.
func (h *Hub) Replicated(ctx context.Context, s crdt.Stream) (crdt.Ranges, error) {
	signed, err := h.receipted(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := h.read.QueryContext(ctx, `SELECT o.low, o.high, g.hub, g.epoch, g.audience, g.number
		FROM segment_origin o JOIN stream s ON s.id = o.stream JOIN segment g ON g.id = o.segment
		WHERE s.hub = ? AND s.device = ? AND s.epoch = ? AND s.audience = ?`, streamKey(s)...)
	if err != nil {
		return nil, fmt.Errorf("read origins: %w", err)
	}
	var out crdt.Ranges
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var hub []byte
		var low, high, epoch, audience, number int64
		if err := scan(&low, &high, &hub, &epoch, &audience, &number); err != nil {
			return struct{}{}, err
		}
		key := segmentKey{school.ID(hub), uint32(epoch), school.Audience(audience)}
		if key.hub != h.config.Hub || signed[key].Contains(uint64(number)) {
			out = out.Add(crdt.Range{From: uint64(low), To: uint64(high)})
		}
		return struct{}{}, nil
	})
	return out, err
}

// Observations returns what was said about the time of one writer's runs.
func (h *Hub) Observations(ctx context.Context, w crdt.Writer) ([]hlc.Observation, error) {
	rows, err := h.read.QueryContext(ctx, `SELECT o.boot, o.mono, o.real, o.within, o.source FROM observation o JOIN stream s ON s.id = o.stream
		WHERE s.hub = ? AND s.device = ?`, w.Hub[:], int64(w.Device))
	if err != nil {
		return nil, fmt.Errorf("read observations: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (hlc.Observation, error) {
		var o hlc.Observation
		var boot, source int64
		err := scan(&boot, &o.Mono, &o.Real, &o.Within, &source)
		o.Boot, o.Source = uint32(boot), hlc.Source(source)
		return o, err
	})
}
