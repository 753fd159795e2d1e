package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Signed returns which ops of a stream lie in segments of ours that some receiver
// signed for: a tablet may forget those.
func (h *Hub) Signed(ctx context.Context, s crdt.Stream) (crdt.Ranges, error) {
	receipts, err := h.signedNumbers(ctx, s.Audience)
	if err != nil || len(receipts) == 0 {
		return nil, err
	}
	rows, err := h.query(ctx, `SELECT g.epoch, g.number, o.low, o.high FROM segment_origin o
		JOIN segment g ON g.id = o.segment JOIN stream s ON s.id = o.stream
		WHERE g.hub = ? AND s.hub = ? AND s.device = ? AND s.epoch = ? AND s.audience = ?`,
		append([]any{h.config.Hub[:]}, streamKey(s)...)...)
	if err != nil {
		return nil, fmt.Errorf("read signed ranges: %w", err)
	}
	var out crdt.Ranges
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var epoch, number, low, high int64
		if err := scan(&epoch, &number, &low, &high); err != nil {
			return struct{}{}, err
		}
		if receipts[uint32(epoch)].Contains(uint64(number)) {
			out = out.Add(crdt.Range{From: uint64(low), To: uint64(high)})
		}
		return struct{}{}, nil
	})
	return out, err
}

// signedNumbers returns, per epoch of ours, the segment numbers some receiver
// signed for.
func (h *Hub) signedNumbers(ctx context.Context, audience school.Audience) (map[uint32]crdt.Ranges, error) {
	rows, err := h.query(ctx, "SELECT epoch, numbers FROM receipt WHERE hub = ? AND audience = ?", h.config.Hub[:], int64(audience))
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	out := map[uint32]crdt.Ranges{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var epoch int64
		var text string
		if err := scan(&epoch, &text); err != nil {
			return struct{}{}, err
		}
		numbers, err := crdt.ParseRanges(text)
		out[uint32(epoch)] = out[uint32(epoch)].Union(numbers)
		return struct{}{}, err
	})
	return out, err
}

// tailCount counts by an index that lies a tenth as wide as the tail itself.
const tailCount = "SELECT count(*) FROM tail WHERE stream IN (SELECT id FROM stream WHERE audience = ?)"

// Counts implements classroom.Facts.
func (h *Hub) Counts(ctx context.Context) (c classroom.Counts, err error) {
	row := h.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM refused), (SELECT count(*) FROM alarm),
		(`+tailCount+`)`, int64(school.AudienceMinistry))
	if err := row.Scan(&c.Held, &c.Refused, &c.Alarms, &c.Waiting); err != nil {
		return c, fmt.Errorf("count: %w", err)
	}
	receipts, err := h.signedNumbers(ctx, school.AudienceMinistry)
	if err != nil {
		return c, err
	}
	rows, err := h.query(ctx, "SELECT epoch, number, ops, length(body) FROM segment WHERE hub = ? AND audience = ? AND waits IS NULL",
		h.config.Hub[:], int64(school.AudienceMinistry))
	if err != nil {
		return c, fmt.Errorf("count segments: %w", err)
	}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var epoch, number, ops, size int64
		err := scan(&epoch, &number, &ops, &size)
		if err == nil && !receipts[uint32(epoch)].Contains(uint64(number)) {
			c.Waiting += ops
			c.Bytes += size
		}
		return struct{}{}, err
	})
	return c, err
}
