package sqlite

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

var _ replication.Redactor = (*Shelf)(nil)

// pending is an erasure of which segments may hold something still.
type pending struct {
	entity int64
	asked  int64
}

func (h *Hub) pendingErasures(ctx context.Context) (map[school.ID]pending, error) {
	rows, err := h.query(ctx, "SELECT e.uuid, x.learner, x.asked FROM erased x JOIN entity e ON e.id = x.learner WHERE x.done < x.asked")
	if err != nil {
		return nil, fmt.Errorf("read erasures: %w", err)
	}
	out := map[school.ID]pending{}
	_, err = collect(rows, func(scan func(...any) error) (none struct{}, err error) {
		var uuid []byte
		var p pending
		if err := scan(&uuid, &p.entity, &p.asked); err == nil {
			out[school.ID(uuid)] = p
		}
		return none, err
	})
	return out, err
}

// Redact blanks what segments here hold of erased learners, and returns how many it
// blanked. Each is a transaction of its own; a stop in between loses nothing.
func (h *Hub) Redact(ctx context.Context) (blanked int, err error) {
	learners, err := h.pendingErasures(ctx)
	if err != nil || len(learners) == 0 {
		return 0, err
	}
	h.cutting.Lock() // a cut moves ops from a blanked tail only, but reads it earlier
	defer h.cutting.Unlock()
	rows, err := h.query(ctx, "SELECT id FROM segment WHERE waits IS NULL ORDER BY id")
	if err != nil {
		return 0, fmt.Errorf("read segments: %w", err)
	}
	ids, err := collect(rows, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		done, err := h.redactOne(ctx, id, learners)
		if err != nil {
			return blanked, fmt.Errorf("blank segment %d: %w", id, err)
		}
		if done {
			blanked++
		}
	}
	err = h.writer.Bulk(ctx, func(t *Tx) error {
		for _, p := range learners {
			if err := t.exec("UPDATE erased SET done = ? WHERE learner = ?", p.asked, p.entity); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = h.checkpoint(ctx) // the write-ahead log holds what was
	}
	return blanked, err
}

func (h *Hub) redactOne(ctx context.Context, id int64, learners map[school.ID]pending) (bool, error) {
	var body, hash []byte
	ok, err := h.queryRow(ctx, "SELECT body, hash FROM segment WHERE id = ?", []any{id}, &body, &hash)
	if err != nil || !ok {
		return false, err
	}
	header, err := wire.Parse(body)
	if err != nil {
		return false, err
	}
	key, err := h.signerOf(header, body)
	if err != nil {
		return false, err
	}
	var segment *wire.Segment
	err = h.withDirectory(ctx, directoryKey{hub: header.Hub, audience: header.Audience}, func(branches *wire.Branches) error {
		dir, err := branches.Extend(header)
		if err != nil {
			return err
		}
		segment, _, err = wire.Redact(body, h.wireContext(dir), key, func(op *crdt.Op) bool {
			learner, ok := op.Concerns()
			_, gone := learners[learner]
			return ok && gone
		}, h.config.Sign)
		return err
	})
	if err != nil || segment == nil {
		return false, err
	}
	return true, h.writer.Bulk(ctx, func(t *Tx) error {
		if err := t.exec("UPDATE segment SET body = ? WHERE id = ?", segment.Bytes, id); err != nil {
			return err
		}
		for _, learner := range slices.SortedFunc(maps.Keys(learners), school.ID.Compare) {
			if err := t.exec("DELETE FROM segment_learner WHERE learner = ? AND segment = ?", learners[learner].entity, id); err != nil {
				return err
			}
		}
		if err := t.exec("INSERT INTO redaction (hash, audience) VALUES (?, ?) ON CONFLICT DO NOTHING", hash, int64(header.Audience)); err != nil {
			return err
		}
		return t.exec("DELETE FROM redelivered WHERE hash = ?", hash)
	})
}

// signerOf returns the key that verifies a segment: its hub's, or for a blanked one
// that of any hub of the school, for whoever holds a segment blanks it.
func (h *Hub) signerOf(header *wire.Header, body []byte) (ed25519.PublicKey, error) {
	own := h.publicKey(header.Hub)
	if own == nil {
		return nil, school.Errorf(school.CodeForbidden, "no key of hub %s is known here", header.Hub.Short())
	}
	err := wire.Verify(body, own)
	if err == nil || header.Redacts == nil {
		return own, err
	}
	for _, key := range append(h.sisterKeys(), h.publicKey(h.config.Hub)) {
		if wire.Verify(body, key) == nil {
			return key, nil
		}
	}
	return nil, err
}

// Stale implements replication.Redactor.
func (s *Shelf) Stale(peer school.ID, limit int) ([]replication.SegmentRef, error) {
	rows, err := s.h.query(s.ctx, `SELECT g.hub, g.epoch, g.audience, g.number, g.hash, length(g.body) FROM redaction r JOIN segment g ON g.hash = r.hash
		WHERE r.audience BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM redelivered d WHERE d.peer = ? AND d.hash = r.hash) ORDER BY g.id LIMIT ?`,
		int64(s.first), int64(s.last), peer[:], limit)
	if err != nil {
		return nil, fmt.Errorf("read blanked segments: %w", err)
	}
	return collect(rows, scanRef)
}

// Delivered implements replication.Redactor.
func (s *Shelf) Delivered(peer school.ID, hash [32]byte) error {
	return s.h.writer.Do(s.ctx, func(t *Tx) error {
		return t.exec("INSERT INTO redelivered (peer, hash) VALUES (?, ?) ON CONFLICT DO NOTHING", peer[:], hash[:])
	})
}

// Concerning returns every op here that concerns a learner, in canonical order. It
// reads the whole log and is for rare occasions.
func (h *Hub) Concerning(ctx context.Context, learner school.ID) ([]*crdt.Op, error) {
	found := map[crdt.Dot]*crdt.Op{}
	take := func(op *crdt.Op) {
		if about, ok := op.Concerns(); ok && about == learner && op.Kind != crdt.KindBlank {
			found[op.Dot] = op
		}
	}
	r := reader{h.DB, ctx}
	err := r.rows("SELECT op FROM tail WHERE instr(op, ?) > 0", []any{learner[:]}, func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		op, _, err := crdt.DecodeOp(raw)
		if err == nil {
			take(op)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tail: %w", err)
	}
	rows, err := h.query(ctx, "SELECT id FROM segment WHERE waits IS NULL ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	ids, err := collect(rows, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	for _, id := range ids {
		var body []byte
		ok, err := h.queryRow(ctx, "SELECT body FROM segment WHERE id = ?", []any{id}, &body)
		if err != nil || !ok {
			return nil, err
		}
		ops, err := h.decode(ctx, body)
		if err != nil {
			return nil, fmt.Errorf("read segment %d: %w", id, err)
		}
		for _, op := range ops {
			take(op)
		}
	}
	return slices.SortedFunc(maps.Values(found), crdt.CompareCanonical), err
}
