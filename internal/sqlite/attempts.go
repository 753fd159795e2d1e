package sqlite

import (
	"context"
	"errors"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// querier runs a read statement, inside a transaction or on a reader.
type querier interface {
	rows(query string, args []any, each func(scan func(...any) error) error) error
}

// reader is a querier beside the writer.
type reader struct {
	*DB
	ctx context.Context
}

func (r reader) rows(query string, args []any, each func(scan func(...any) error) error) (err error) {
	rows, err := r.query(r.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Evidence implements classroom.History. It reads and decodes the learner's
// segments, beside the writer, so it is for a page about one child and not for a
// board. An op on its way from the tail to a segment may come twice.
func (h *Hub) Evidence(ctx context.Context, learner school.ID) ([]*crdt.Op, error) {
	ops, err := history{reader{h.DB, ctx}, h, ctx}.of(learner)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return ops, nil
}

// History returns every attempt recorded under a learner's card, every observation of
// her, and every attempt of sessions whose owner register names her.
func (t inTx) History(id school.ID) ([]*crdt.Op, error) {
	return history{t, t.h, t.ctx}.of(id)
}

// history reads learners' attempts.
type history struct {
	querier
	h   *Hub
	ctx context.Context
}

func (r history) of(id school.ID) ([]*crdt.Op, error) {
	own, err := r.attemptsOf(id, func(*crdt.Op) bool { return true })
	if err != nil {
		return nil, err
	}
	others, err := r.sessionsGiven(id)
	if err != nil {
		return nil, err
	}
	for learner, sessions := range others {
		given, err := r.attemptsOf(learner, func(op *crdt.Op) bool {
			dot, ok := op.SessionDot()
			return ok && sessions[projection.OwnerRegister(dot)]
		})
		if err != nil {
			return nil, err
		}
		own = append(own, given...)
	}
	return own, nil
}

// sessionsGiven returns the sessions of others' cards that people gave to a
// learner, by the learner of the card.
func (r history) sessionsGiven(id school.ID) (map[school.ID]map[crdt.RegisterID]bool, error) {
	given := map[crdt.RegisterID]bool{}
	err := r.rows(`SELECT e.uuid, r.key FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.won = 1 AND r.value = ?`,
		[]any{int64(school.NounSession), int64(school.SessionOwner), id[:]}, func(scan func(...any) error) error {
			var uuid []byte
			var key string
			if err := scan(&uuid, &key); err != nil {
				return err
			}
			given[crdt.RegisterID{Noun: school.NounSession, Entity: school.ID(uuid), Field: school.SessionOwner, Key: key}] = true
			return nil
		})
	if err != nil || len(given) == 0 {
		return nil, err
	}
	byLearner := map[school.ID]map[crdt.RegisterID]bool{}
	err = r.rows(`SELECT st.hub, st.device, st.epoch, st.audience, s.seq, e.uuid FROM session s
		JOIN stream st ON st.id = s.stream JOIN entity e ON e.id = s.learner`, nil, func(scan func(...any) error) error {
		var hub, uuid []byte
		var device, epoch, audience, seq int64
		if err := scan(&hub, &device, &epoch, &audience, &seq, &uuid); err != nil {
			return err
		}
		register := projection.OwnerRegister(crdt.Dot{Stream: makeStream(hub, device, epoch, audience), Seq: uint64(seq)})
		if !given[register] || school.ID(uuid) == id {
			return nil
		}
		learner := school.ID(uuid)
		if byLearner[learner] == nil {
			byLearner[learner] = map[crdt.RegisterID]bool{}
		}
		byLearner[learner][register] = true
		return nil
	})
	return byLearner, err
}

// attemptsOf returns the attempts recorded under a learner's card and observations of
// her, from tail and segments, for which keep is true. The tail comes first: ops only ever move from
// there to a segment, so that none is missed between the two.
func (r history) attemptsOf(id school.ID, keep func(*crdt.Op) bool) ([]*crdt.Op, error) {
	var out []*crdt.Op
	err := r.rows("SELECT t.op FROM tail t JOIN entity e ON e.id = t.learner WHERE e.uuid = ?", []any{id[:]}, func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		op, _, err := crdt.DecodeOp(raw)
		if err == nil && keep(op) {
			out = append(out, op)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var bodies [][]byte
	err = r.rows(`SELECT g.body FROM segment_learner s JOIN entity e ON e.id = s.learner JOIN segment g ON g.id = s.segment
		WHERE e.uuid = ?`, []any{id[:]}, func(scan func(...any) error) error {
		var body []byte
		err := scan(&body)
		bodies = append(bodies, body)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, body := range bodies {
		ops, err := r.h.decode(r.ctx, body)
		if err != nil {
			return nil, err
		}
		for _, op := range ops {
			if about, ok := op.About(); ok && about == id && keep(op) {
				out = append(out, op)
			}
		}
	}
	return out, nil
}
