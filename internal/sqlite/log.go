package sqlite

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// inTx is a hub's log and projections within one transaction. It implements
// replication.Log and projection.Rows.
type inTx struct {
	*Tx
	h *Hub
}

func (h *Hub) in(t *Tx) inTx { return inTx{Tx: t, h: h} }

// streamID returns the dense number of a stream, giving it one if it is new.
func (t inTx) streamID(s crdt.Stream) (int64, error) {
	if id, ok := t.h.caches.streams[s]; ok {
		return id, nil
	}
	var id int64
	key := []any{s.Writer.Hub[:], int64(s.Writer.Device), int64(s.Epoch), int64(s.Audience)}
	ok, err := t.row("SELECT id FROM stream WHERE hub = ? AND device = ? AND epoch = ? AND audience = ?", key, &id)
	if err != nil {
		return 0, err
	}
	if !ok {
		result, err := t.execResult("INSERT INTO stream (hub, device, epoch, audience) VALUES (?, ?, ?, ?)", key...)
		if err != nil {
			return 0, err
		}
		if id, err = result.LastInsertId(); err != nil {
			return 0, err
		}
		t.onRollback(func() { delete(t.h.caches.streams, s) })
	}
	t.h.caches.streams[s] = id
	return id, nil
}

// entityID returns the dense number of an entity, giving it one if it is new.
func (t inTx) entityID(uuid school.ID) (int64, error) {
	if id, ok := t.h.caches.entities[uuid]; ok {
		return id, nil
	}
	var id int64
	ok, err := t.row("SELECT id FROM entity WHERE uuid = ?", []any{uuid[:]}, &id)
	if err != nil {
		return 0, err
	}
	if !ok {
		result, err := t.execResult("INSERT INTO entity (uuid) VALUES (?)", uuid[:])
		if err != nil {
			return 0, err
		}
		if id, err = result.LastInsertId(); err != nil {
			return 0, err
		}
		t.onRollback(func() { delete(t.h.caches.entities, uuid) })
	}
	t.h.caches.entities[uuid] = id
	return id, nil
}

// Have returns which ops of a stream the hub holds.
func (t inTx) Have(s crdt.Stream) (crdt.Ranges, error) {
	if have, ok := t.h.caches.have[s]; ok {
		return have, nil
	}
	id, err := t.streamID(s)
	if err != nil {
		return nil, err
	}
	var have crdt.Ranges
	err = t.rows("SELECT low, high FROM have WHERE stream = ? ORDER BY low", []any{id}, func(scan func(...any) error) error {
		var low, high int64
		if err := scan(&low, &high); err != nil {
			return err
		}
		have = append(have, crdt.Range{From: uint64(low), To: uint64(high)})
		return nil
	})
	if err == nil {
		t.h.caches.have[s] = have
	}
	return have, err
}

// cover adds a range to Have and writes the rows that changed.
func (t inTx) cover(s crdt.Stream, add crdt.Range) error {
	before, err := t.Have(s)
	if err != nil {
		return err
	}
	after := before.Add(add)
	id, err := t.streamID(s)
	if err != nil {
		return err
	}
	old := map[crdt.Range]bool{}
	for _, r := range before {
		old[r] = true
	}
	for _, r := range after {
		if old[r] {
			delete(old, r)
			continue
		}
		if err := t.exec("INSERT INTO have (stream, low, high) VALUES (?, ?, ?) ON CONFLICT (stream, low) DO UPDATE SET high = excluded.high",
			id, int64(r.From), int64(r.To)); err != nil {
			return err
		}
		maps.DeleteFunc(old, func(o crdt.Range, _ bool) bool { return o.From == r.From })
	}
	for r := range old {
		if err := t.exec("DELETE FROM have WHERE stream = ? AND low = ?", id, int64(r.From)); err != nil {
			return err
		}
	}
	t.h.caches.have[s] = after
	t.onRollback(func() { delete(t.h.caches.have, s) })
	return nil
}

// Append stores a new op in the tail.
func (t inTx) Append(op *crdt.Op, canonical []byte) error {
	stream, err := t.streamID(op.Stream)
	if err != nil {
		return err
	}
	var learner any
	if about, ok := op.About(); ok {
		if learner, err = t.entityID(about); err != nil {
			return err
		}
	}
	if err := t.exec("INSERT INTO tail (stream, seq, audience, kind, learner, op, sum) VALUES (?, ?, ?, ?, ?, ?, ?)",
		stream, int64(op.Seq), int64(op.Audience), int64(op.Kind), learner, canonical, sumOf(canonical)); err != nil {
		return fmt.Errorf("append to the log: %w", err)
	}
	return t.cover(op.Stream, crdt.Range{From: op.Seq, To: op.Seq})
}

// Find returns a stored op, from the tail or out of its segment.
func (t inTx) Find(dot crdt.Dot) (*crdt.Op, bool, error) {
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return nil, false, err
	}
	var raw []byte
	ok, err := t.row("SELECT op FROM tail WHERE stream = ? AND seq = ?", []any{stream, int64(dot.Seq)}, &raw)
	if err != nil {
		return nil, false, err
	}
	if ok {
		op, _, err := crdt.DecodeOp(raw)
		return op, err == nil, err
	}
	var segment int64
	ok, err = t.row("SELECT segment FROM segment_origin WHERE stream = ? AND low <= ? AND high >= ? LIMIT 1",
		[]any{stream, int64(dot.Seq), int64(dot.Seq)}, &segment)
	if err != nil || !ok {
		return nil, false, err
	}
	ops, err := t.segmentOps(segment)
	if err != nil {
		return nil, false, err
	}
	i := slices.IndexFunc(ops, func(op *crdt.Op) bool { return op.Dot == dot })
	if i < 0 {
		return nil, false, errors.New("segment index names an op the segment lacks")
	}
	return ops[i], true, nil
}

// Hold records that a stored op waits.
func (t inTx) Hold(dot crdt.Dot, reason replication.Reason) error {
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return err
	}
	op, ok, err := t.Find(dot)
	if err != nil || !ok {
		return err
	}
	return t.exec("INSERT INTO held (stream, seq, reason, op) VALUES (?, ?, ?, ?) ON CONFLICT (stream, seq) DO UPDATE SET reason = excluded.reason",
		stream, int64(dot.Seq), string(reason), op.AppendBinary(nil))
}

// Alarm keeps the second content of a dot.
func (t inTx) Alarm(kept crdt.Dot, other []byte) error {
	stream, err := t.streamID(kept.Stream)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO alarm (stream, seq, other) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM alarm WHERE stream = ?1 AND seq = ?2 AND other = ?3)",
		stream, int64(kept.Seq), other)
}
