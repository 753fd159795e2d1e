package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Erasure happens in two steps. In the transaction that takes the op, everything
// derived goes, the learner's key and the tail included, and the learner is noted, so
// that nothing of hers comes in again. Segments are blanked behind that, one by one
// (Redact), beside live answers.

// loadErased reads who was erased in earlier runs.
func (h *Hub) loadErased(t *Tx) error {
	return t.rows("SELECT e.uuid FROM erased x JOIN entity e ON e.id = x.learner", nil, func(scan func(...any) error) error {
		var uuid []byte
		if err := scan(&uuid); err != nil {
			return err
		}
		h.caches.erased[school.ID(uuid)] = true
		return nil
	})
}

// IsErased implements projection.Eraser.
func (t inTx) IsErased(learner school.ID) (bool, error) { return t.h.caches.erased[learner], nil }

// Erased implements replication.Log.
func (t inTx) Erased(op *crdt.Op) (bool, error) {
	if len(t.h.caches.erased) == 0 {
		return false, nil
	}
	learner, ok := op.Concerns()
	return ok && t.h.caches.erased[learner], nil
}

// Erased implements replication.Log. What it finds lies in the segment that is just
// being shelved, so that segments are gone through again.
func (t segmentLog) Erased(op *crdt.Op) (bool, error) {
	if gone, err := t.inTx.Erased(op); err != nil || !gone {
		return false, err
	}
	learner, _ := op.Concerns()
	entity, err := t.entityID(learner)
	if err != nil {
		return false, err
	}
	return true, t.exec("UPDATE erased SET asked = asked + 1 WHERE learner = ? AND asked = done", entity)
}

// Erase implements projection.Eraser.
func (t inTx) Erase(learner school.ID, by crdt.Dot) (others []school.ID, err error) {
	entity, err := t.entityID(learner)
	if err != nil {
		return nil, err
	}
	if !t.h.caches.erased[learner] {
		t.h.caches.erased[learner] = true
		t.onRollback(func() { delete(t.h.caches.erased, learner) })
	}
	if err := t.exec("INSERT INTO erased (learner, dot, asked, done) VALUES (?, ?, 1, 0) ON CONFLICT (learner) DO UPDATE SET asked = asked + 1",
		entity, encodeDot(by)); err != nil {
		return nil, err
	}
	if others, err = t.givenOn(entity); err != nil {
		return nil, err
	}
	if err := t.forget(learner, entity); err != nil {
		return nil, fmt.Errorf("erase learner: %w", err)
	}
	return others, t.blankTail(learner)
}

// givenOn returns to whom people gave sessions that were opened on a learner's card, or
// on one that is not known because the session has not arrived.
func (t inTx) givenOn(card int64) (others []school.ID, err error) {
	err = t.rows(`SELECT DISTINCT r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.won = 1 AND length(r.value) = 16 AND (e.uuid, r.key) NOT IN (
			SELECT st.hub, st.device || '.' || st.epoch || '.' || s.seq FROM session s JOIN stream st ON st.id = s.stream WHERE s.learner <> ?)`,
		[]any{int64(school.NounSession), int64(school.SessionOwner), card}, func(scan func(...any) error) error {
			var raw []byte
			err := scan(&raw)
			if err == nil {
				others = append(others, school.ID(raw))
			}
			return err
		})
	return others, err
}

// forget removes every derived and local row about a learner.
func (t inTx) forget(learner school.ID, entity int64) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"DELETE FROM learner_key WHERE learner = ?", []any{learner[:]}},
		{"DELETE FROM learner WHERE learner = ?", []any{entity}},
		{"DELETE FROM issued_plan WHERE learner = ?", []any{learner[:]}},
		{"DELETE FROM signin_grant WHERE learner = ?", []any{learner[:]}},
		{"DELETE FROM tries WHERE account = ?", []any{"learner " + learner.String()}},
		{"DELETE FROM register WHERE noun IN (?, ?) AND entity = ?", []any{int64(school.NounLearner), int64(school.NounDecision), entity}},
		{"UPDATE register SET value = x'' WHERE noun = ? AND field = ? AND value = ?", []any{int64(school.NounSession), int64(school.SessionOwner), learner[:]}},
		{"UPDATE register SET value = x'' WHERE noun = ? AND field = ? AND value = ?", []any{int64(school.NounLearner), int64(school.LearnerSameAs), learner[:]}},
		{"DELETE FROM element WHERE value = ?", []any{learner[:]}},
		{"DELETE FROM session WHERE learner = ?", []any{entity}},
		{"UPDATE refused SET body = x'' WHERE instr(body, ?) > 0 OR instr(body, CAST(? AS BLOB)) > 0", []any{learner[:], learner.String()}},
		{"DELETE FROM alarm WHERE instr(other, ?) > 0", []any{learner[:]}},
	} {
		if err := t.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// blankTail blanks what is in no segment yet, and what was held.
func (t inTx) blankTail(learner school.ID) error {
	mine, err := t.concerning(learner, "SELECT position, op FROM tail WHERE instr(op, ?) > 0")
	if err != nil {
		return err
	}
	for _, r := range mine {
		blank := r.op.Without()
		raw := blank.AppendBinary(nil)
		if err := t.exec("UPDATE tail SET op = ?, sum = ?, kind = ?, learner = NULL WHERE position = ?", raw, sumOf(raw), int64(blank.Kind), r.position); err != nil {
			return err
		}
	}
	return t.blankHeld(learner)
}

// blankHeld lets go of what was held of a learner, but for what goes on to say something
// without her: it waits for its time as before.
func (t inTx) blankHeld(learner school.ID) error {
	mine, err := t.concerning(learner, "SELECT 0, op FROM held WHERE instr(op, ?) > 0")
	if err != nil {
		return err
	}
	for _, r := range mine {
		blank := r.op.Without()
		if blank.Kind == crdt.KindBlank {
			continue
		}
		stream, err := t.streamID(r.op.Stream)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE held SET op = ? WHERE stream = ? AND seq = ?", blank.AppendBinary(nil), stream, int64(r.op.Seq)); err != nil {
			return err
		}
	}
	return t.exec("DELETE FROM held WHERE instr(op, ?) > 0", learner[:])
}

// keptOp is an op and, in the tail, its position.
type keptOp struct {
	position int64
	op       *crdt.Op
}

// concerning reads the ops that carry content of a learner, by a query for positions and
// ops that name her.
func (t inTx) concerning(learner school.ID, query string) (mine []keptOp, err error) {
	err = t.rows(query, []any{learner[:]}, func(scan func(...any) error) error {
		var raw []byte
		var k keptOp
		if err := scan(&k.position, &raw); err != nil {
			return err
		}
		var err error
		if k.op, _, err = crdt.DecodeOp(raw); err != nil {
			return err
		}
		if about, ok := k.op.Concerns(); ok && about == learner {
			mine = append(mine, k)
		}
		return nil
	})
	return mine, err
}

// Forgotten says whether a learner was ever erased here.
func (h *Hub) Forgotten(ctx context.Context, learner school.ID) (gone bool, err error) {
	err = h.read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM erased x JOIN entity e ON e.id = x.learner WHERE e.uuid = ?)", learner[:]).Scan(&gone)
	if err != nil {
		return false, fmt.Errorf("read erased: %w", err)
	}
	return gone, nil
}

// Erasures says how far the erasing of learners has come.
type Erasures struct {
	Learners int   `json:"learners"` // erased, for ever
	Pending  int   `json:"pending"`  // of whom segments here may still hold something
	Blanked  int64 `json:"blanked"`  // segments blanked here
}

// Erasures returns it.
func (h *Hub) Erasures(ctx context.Context) (e Erasures, err error) {
	_, err = h.queryRow(ctx, "SELECT (SELECT count(*) FROM erased), (SELECT count(*) FROM erased WHERE done < asked), (SELECT count(*) FROM redaction)",
		nil, &e.Learners, &e.Pending, &e.Blanked)
	return e, err
}
