package sqlite

import (
	"context"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

const (
	// cutOps is how many ops make a segment when nobody is in a hurry, and at most:
	// about 9 KB.
	cutOps = 2400
	// cutMin is below how many ops an unforced Cut waits for more.
	cutMin = 1000
)

var tutorInstance = tutor.Instance

// Cut folds tail rows of an audience into signed segments: whole ones only, or
// also the rest when all is true. It returns how many it cut. Encoding happens
// beside the writer; only the exchange of rows for the segment is a transaction.
// What comes while it cuts is left for the next time, or a class at work would keep
// it at small segments without end.
func (h *Hub) Cut(ctx context.Context, audience school.Audience, all bool) (int, error) {
	h.cutting.Lock()
	defer h.cutting.Unlock()
	var end int64
	if err := h.read.QueryRowContext(ctx, "SELECT coalesce(max(position), 0) FROM tail WHERE audience = ?", int64(audience)).Scan(&end); err != nil {
		return 0, fmt.Errorf("read tail: %w", err)
	}
	cut := 0
	for done := int64(0); done < end; cut++ {
		part := urgentTail
		ops, last, err := h.tailOps(ctx, audience, part)
		if err == nil && len(ops) == 0 {
			part = wholeTail
			ops, last, err = h.tailOps(ctx, audience, part)
			done = last
		}
		if err != nil {
			return cut, fmt.Errorf("read tail: %w", err)
		}
		if len(ops) == 0 || len(ops) < cutMin && !all {
			return cut, nil
		}
		if err := h.cutOne(ctx, audience, ops, part, last); err != nil {
			return cut, fmt.Errorf("cut segment: %w", err)
		}
	}
	return cut, nil
}

// Parts of the tail, as conditions. What must not wait behind answers is cut by itself:
// erasures, and words on wrong exercises.
const (
	wholeTail  = "audience = ?"
	urgentTail = "audience = ? AND kind IN (8, 9)"
)

// tailOps returns the oldest ops of a part of an audience's tail and the position of the last.
func (h *Hub) tailOps(ctx context.Context, audience school.Audience, part string) (ops []*crdt.Op, last int64, err error) {
	rows, err := h.query(ctx, "SELECT position, op FROM tail WHERE "+part+" ORDER BY position LIMIT ?", int64(audience), cutOps)
	if err != nil {
		return nil, 0, err
	}
	ops, err = collect(rows, func(scan func(...any) error) (*crdt.Op, error) {
		var raw []byte
		if err := scan(&last, &raw); err != nil {
			return nil, err
		}
		op, _, err := crdt.DecodeOp(raw)
		return op, err
	})
	return ops, last, err
}

func (h *Hub) cutOne(ctx context.Context, audience school.Audience, ops []*crdt.Op, part string, last int64) error {
	key := directoryKey{hub: h.config.Hub, audience: audience}
	number, err := h.nextNumber(ctx, audience)
	if err != nil {
		return err
	}
	var segment *wire.Segment
	var checkpoint []byte
	err = h.withDirectory(ctx, key, func(branches *wire.Branches) error {
		dir := branches.Main()
		header := wire.Header{Protocol: school.Protocol, Hub: h.config.Hub, Epoch: h.config.Epoch, Audience: audience, Number: number}
		var err error
		segment, err = wire.Encode(ops, header, h.wireContext(dir), h.config.Sign)
		if err == nil && number%checkpointEvery == 0 {
			checkpoint = dir.AppendBinary(nil)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = h.writer.Bulk(ctx, func(t *Tx) error {
		in := h.in(t)
		id, err := in.putSegment(segment.Bytes, segment.Hash, &segment.Header, ops, nil)
		if err != nil {
			return err
		}
		if checkpoint != nil {
			if err := in.putDirectory(key, id, checkpoint); err != nil {
				return err
			}
		}
		if part == urgentTail {
			if err := t.exec("INSERT INTO urgent (segment) VALUES (?)", id); err != nil {
				return err
			}
		}
		return t.exec("DELETE FROM tail WHERE "+part+" AND position <= ?", int64(audience), last)
	})
	if err != nil {
		h.forgetDirectory(key)
	}
	return err
}

func (h *Hub) nextNumber(ctx context.Context, audience school.Audience) (uint64, error) {
	var newest int64
	err := h.read.QueryRowContext(ctx, "SELECT coalesce(max(number), 0) FROM segment WHERE hub = ? AND epoch = ? AND audience = ?",
		h.config.Hub[:], int64(h.config.Epoch), int64(audience)).Scan(&newest)
	if err != nil {
		return 0, fmt.Errorf("read newest segment: %w", err)
	}
	return uint64(newest) + 1, nil
}

// putSegment stores a segment with its indexes. waits is nil once its ops are
// applied; then ops must be given.
func (t inTx) putSegment(body []byte, hash [32]byte, header *wire.Header, ops []*crdt.Op, waits any) (int64, error) {
	result, err := t.execResult("INSERT INTO segment (hash, hub, epoch, audience, number, ops, waits, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		hash[:], header.Hub[:], int64(header.Epoch), int64(header.Audience), int64(header.Number), int64(header.Ops), waits, body)
	if err != nil {
		return 0, fmt.Errorf("store segment: %w", err)
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	return id, t.indexSegment(id, ops)
}

// indexSegment records which ops a segment holds and whom they are about.
func (t inTx) indexSegment(id int64, ops []*crdt.Op) error {
	held, learners := crdt.Vector{}, map[school.ID]bool{}
	for _, op := range ops {
		held[op.Stream] = held[op.Stream].Add(crdt.Range{From: op.Seq, To: op.Seq})
		if about, ok := op.About(); ok {
			learners[about] = true
		}
	}
	for _, stream := range held.Streams() {
		sid, err := t.streamID(stream)
		if err != nil {
			return err
		}
		for _, r := range held[stream] {
			if err := t.exec("INSERT INTO segment_origin (stream, low, high, segment) VALUES (?, ?, ?, ?)", sid, int64(r.From), int64(r.To), id); err != nil {
				return err
			}
		}
	}
	for learner := range learners {
		entity, err := t.entityID(learner)
		if err != nil {
			return err
		}
		if err := t.exec("INSERT INTO segment_learner (learner, segment) VALUES (?, ?)", entity, id); err != nil {
			return err
		}
	}
	return nil
}

func (t inTx) putDirectory(key directoryKey, upto int64, body []byte) error {
	return t.exec(`INSERT INTO directory (hub, audience, upto, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (hub, audience) DO UPDATE SET upto = excluded.upto, body = excluded.body`, key.hub[:], int64(key.audience), upto, body)
}

// segmentOps decodes a stored segment.
func (t inTx) segmentOps(id int64) ([]*crdt.Op, error) {
	var body []byte
	ok, err := t.row("SELECT body FROM segment WHERE id = ?", []any{id}, &body)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("segment %d is not here", id)
	}
	return t.h.decode(t.ctx, body)
}

// decode verifies and decodes a segment with its hub's directory.
func (h *Hub) decode(ctx context.Context, body []byte) ([]*crdt.Op, error) {
	header, err := wire.Parse(body)
	if err != nil {
		return nil, err
	}
	// Before a forged header can teach us directory entries.
	key, err := h.signerOf(header, body)
	if err != nil {
		return nil, err
	}
	var ops []*crdt.Op
	err = h.withDirectory(ctx, directoryKey{hub: header.Hub, audience: header.Audience}, func(branches *wire.Branches) error {
		dir, err := branches.Extend(header)
		if err != nil {
			return err
		}
		ops, err = wire.Decode(body, h.wireContext(dir), key, wire.Limits{})
		return err
	})
	return ops, err
}

// Held returns the ops that are durable and have no effect yet.
func (h *Hub) Held(ctx context.Context) ([]replication.Held, error) {
	rows, err := h.query(ctx, "SELECT s.hub, s.device, s.epoch, s.audience, x.seq, x.reason FROM held x JOIN stream s ON s.id = x.stream")
	if err != nil {
		return nil, fmt.Errorf("read held ops: %w", err)
	}
	held, err := collect(rows, func(scan func(...any) error) (replication.Held, error) {
		var hub []byte
		var device, epoch, audience, seq int64
		var reason string
		err := scan(&hub, &device, &epoch, &audience, &seq, &reason)
		return replication.Held{
			Dot: crdt.Dot{Stream: makeStream(hub, device, epoch, audience), Seq: uint64(seq)}, Reason: replication.Reason(reason),
		}, err
	})
	slices.SortFunc(held, func(a, b replication.Held) int { return a.Dot.Compare(b.Dot) })
	return held, err
}

// releaseLimit bounds one pass over the held ops.
const releaseLimit = 500

// Release applies held ops whose reason is gone and returns how many those were.
// Ops of kinds this program does not know stay where they are.
func (h *Hub) Release(ctx context.Context) (int, error) {
	released := 0
	err := h.writer.Bulk(ctx, func(t *Tx) error {
		in := h.in(t)
		var held []*crdt.Op
		err := t.rows("SELECT op FROM held WHERE reason <> ? LIMIT ?", []any{string(replication.ReasonKind), releaseLimit}, func(scan func(...any) error) error {
			var raw []byte
			if err := scan(&raw); err != nil {
				return err
			}
			op, _, err := crdt.DecodeOp(raw)
			held = append(held, op)
			return err
		})
		if err != nil || len(held) == 0 {
			return err
		}
		dots, err := replication.Release(in.projector(), h.clock, held)
		if err != nil {
			return err
		}
		for _, dot := range dots {
			stream, err := in.streamID(dot.Stream)
			if err != nil {
				return err
			}
			if err := t.exec("DELETE FROM held WHERE stream = ? AND seq = ?", stream, int64(dot.Seq)); err != nil {
				return err
			}
		}
		released = len(dots)
		return nil
	})
	if err == nil && released > 0 {
		h.notify()
	}
	return released, err
}

// UrgentWaits reports whether something that goes before all else has not been cut yet,
// or is in a segment that nobody signed for.
func (h *Hub) UrgentWaits(ctx context.Context) (waits bool, err error) {
	audience := int64(school.AudienceMinistry)
	if err := h.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM tail WHERE "+urgentTail+")", audience).Scan(&waits); err != nil || waits {
		return waits, err
	}
	receipts, err := h.signedNumbers(ctx, school.AudienceMinistry)
	if err != nil {
		return false, err
	}
	rows, err := h.query(ctx, "SELECT epoch, number FROM segment WHERE id IN (SELECT segment FROM urgent) AND hub = ? AND audience = ?", h.config.Hub[:], audience)
	if err != nil {
		return false, err
	}
	_, err = collect(rows, func(scan func(...any) error) (none struct{}, err error) {
		var epoch, number int64
		err = scan(&epoch, &number)
		waits = waits || !receipts[uint32(epoch)].Contains(uint64(number))
		return none, err
	})
	return waits, err
}
