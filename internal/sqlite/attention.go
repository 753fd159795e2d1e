package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// attentionLimit bounds each list of an Attention.
const attentionLimit = 100

// typicalOp is the size of an op in a segment, in bytes, for estimates.
const typicalOp = 6

// Attention implements what hubapi asks for: everything of the log that needs
// somebody.
func (h *Hub) Attention(ctx context.Context) (a classroom.Attention, err error) {
	for _, read := range []func(context.Context, *classroom.Attention) error{
		h.readWaiting, h.readHeld, h.readUnreadable, h.readRefused, h.readAlarms, h.readLost,
	} {
		if err := read(ctx, &a); err != nil {
			return a, fmt.Errorf("read what needs attention: %w", err)
		}
	}
	if a.Copies, err = h.OtherCopies(ctx); err != nil {
		return a, err
	}
	if a.Repairs, err = h.Repairs(ctx); err != nil {
		return a, err
	}
	a.Now = h.clock.Now().Tick
	a.Held, a.Segments, a.Refused, a.Alarms = notNil(a.Held), notNil(a.Segments), notNil(a.Refused), notNil(a.Alarms)
	a.Lost, a.Copies, a.Repairs = notNil(a.Lost), notNil(a.Copies), notNil(a.Repairs)
	return a, nil
}

// notNil makes an empty list one in JSON too.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (h *Hub) readWaiting(ctx context.Context, a *classroom.Attention) error {
	counts, err := h.Counts(ctx)
	if err != nil {
		return err
	}
	a.Waiting = classroom.Waiting{Ops: counts.Waiting, Bytes: counts.Bytes}
	var tail int64
	var first []byte
	if _, err := h.queryRow(ctx, tailCount, []any{int64(school.AudienceMinistry)}, &tail); err != nil {
		return err
	}
	a.Waiting.Bytes += tail * typicalOp
	if ok, err := h.queryRow(ctx, "SELECT op FROM tail WHERE audience = ? ORDER BY position LIMIT 1", []any{int64(school.AudienceMinistry)}, &first); err != nil {
		return err
	} else if ok {
		op, _, err := crdt.DecodeOp(first)
		if err != nil {
			return err
		}
		a.Waiting.Since = op.Stamp.At.Tick
	}
	return h.readWaitingSegments(ctx, a)
}

// readWaitingSegments finds the oldest segment of ours that nobody signed for.
func (h *Hub) readWaitingSegments(ctx context.Context, a *classroom.Attention) error {
	receipts, err := h.signedNumbers(ctx, school.AudienceMinistry)
	if err != nil {
		return err
	}
	rows, err := h.query(ctx, "SELECT epoch, number, body FROM segment WHERE hub = ? AND audience = ? AND waits IS NULL ORDER BY id", h.config.Hub[:], int64(school.AudienceMinistry))
	if err != nil {
		return err
	}
	_, err = collect(rows, func(scan func(...any) error) (none struct{}, err error) {
		var epoch, number int64
		var body []byte
		if err := scan(&epoch, &number, &body); err != nil || receipts[uint32(epoch)].Contains(uint64(number)) {
			return none, err
		}
		header, err := wire.Parse(body)
		if err == nil && (a.Waiting.Since == 0 || header.Earliest < a.Waiting.Since) {
			a.Waiting.Since = header.Earliest
		}
		return none, err
	})
	return err
}

func (h *Hub) readHeld(ctx context.Context, a *classroom.Attention) error {
	rows, err := h.query(ctx, "SELECT reason, count(*), (SELECT op FROM held y WHERE y.reason = x.reason ORDER BY y.stream, y.seq LIMIT 1) FROM held x GROUP BY reason ORDER BY reason")
	if err != nil {
		return err
	}
	a.Held, err = collect(rows, func(scan func(...any) error) (g classroom.HeldGroup, err error) {
		var raw []byte
		if err := scan(&g.Reason, &g.Ops, &raw); err != nil {
			return g, err
		}
		op, _, err := crdt.DecodeOp(raw)
		if err == nil {
			g.Since = op.Stamp.At.Tick
		}
		return g, err
	})
	return err
}

func (h *Hub) readUnreadable(ctx context.Context, a *classroom.Attention) error {
	rows, err := h.query(ctx, `SELECT CASE waits WHEN 'directory' THEN waits ELSE 'catalogue' END AS lacks, count(*), sum(ops)
		FROM segment WHERE waits IS NOT NULL GROUP BY lacks ORDER BY lacks`)
	if err != nil {
		return err
	}
	a.Segments, err = collect(rows, func(scan func(...any) error) (g classroom.WaitingGroup, err error) {
		return g, scan(&g.Lacks, &g.Segments, &g.Ops)
	})
	return err
}

func (h *Hub) readRefused(ctx context.Context, a *classroom.Attention) error {
	rows, err := h.query(ctx, `SELECT source, code, message, count(*), max(at) FROM refused GROUP BY source, code, message ORDER BY max(id) DESC LIMIT ?`, attentionLimit)
	if err != nil {
		return err
	}
	a.Refused, err = collect(rows, func(scan func(...any) error) (g classroom.RefusedGroup, err error) {
		return g, scan(&g.Source, &g.Code, &g.Message, &g.Texts, &g.At)
	})
	return err
}

func (h *Hub) readAlarms(ctx context.Context, a *classroom.Attention) error {
	rows, err := h.query(ctx, "SELECT s.device, count(*) FROM alarm x JOIN stream s ON s.id = x.stream GROUP BY s.device ORDER BY s.device LIMIT ?", attentionLimit)
	if err != nil {
		return err
	}
	a.Alarms, err = collect(rows, func(scan func(...any) error) (g classroom.AlarmGroup, err error) {
		var device int64
		err = scan(&device, &g.Ops)
		g.Device = uint32(device)
		return g, err
	})
	return err
}

func (h *Hub) readLost(ctx context.Context, a *classroom.Attention) error {
	vector, err := h.Vector(ctx)
	if err != nil {
		return err
	}
	for _, stream := range vector.Streams() {
		if stream.Writer.Hub != h.config.Hub {
			continue
		}
		for _, r := range vector[stream].Missing() {
			if len(a.Lost) < attentionLimit {
				a.Lost = append(a.Lost, classroom.LostRange{Device: stream.Writer.Device, Epoch: stream.Epoch, Audience: stream.Audience.String(), From: r.From, To: r.To})
			}
		}
	}
	return nil
}
