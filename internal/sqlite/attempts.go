package sqlite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

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
	found, err := history{reader{h.DB, ctx}, h, ctx}.of([]school.ID{learner})
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return found[learner], nil
}

// maxGathered is how many answers are held in memory at once while several learners
// are folded anew: some 40 MB. A pass over the log serves as many learners as have
// that many, and one learner at least.
const maxGathered = 100_000

// Histories implements projection.Learners.
func (t inTx) Histories(learners []school.ID, each func(school.ID, []*crdt.Op) error) error {
	for len(learners) > 0 {
		n, err := t.gatherable(learners)
		if err != nil {
			return err
		}
		found, err := history{t, t.h, t.ctx}.of(learners[:n])
		if err != nil {
			return err
		}
		for _, id := range learners[:n] {
			if err := each(id, found[id]); err != nil {
				return err
			}
			delete(found, id)
		}
		learners = learners[n:]
	}
	return nil
}

// gatherable returns how many of the learners, from the first on, one pass serves.
func (t inTx) gatherable(learners []school.ID) (int, error) {
	sum := int64(0)
	for i, id := range learners {
		var answers int64
		if _, err := t.row("SELECT l.answers FROM learner l JOIN entity e ON e.id = l.learner WHERE e.uuid = ?", []any{id[:]}, &answers); err != nil {
			return 0, err
		}
		if sum += answers; sum > int64(t.h.gather) && i > 0 {
			return i, nil
		}
	}
	return len(learners), nil
}

// history reads learners' attempts.
type history struct {
	querier
	h   *Hub
	ctx context.Context
}

// gathered are learners' histories while the log is read.
type gathered struct {
	found map[school.ID][]*crdt.Op
	given map[crdt.RegisterID]school.ID // sessions that people gave to one of them
	cards map[school.ID]bool            // whose ops have to be read
}

// of returns each learner's history, with every segment read once. The tail comes
// first: ops only ever move from there to a segment, so that none is missed between
// the two.
func (r history) of(ids []school.ID) (map[school.ID][]*crdt.Op, error) {
	g := gathered{map[school.ID][]*crdt.Op{}, map[crdt.RegisterID]school.ID{}, map[school.ID]bool{}}
	for _, id := range ids {
		g.found[id], g.cards[id] = nil, true
	}
	if err := r.sessionsGiven(&g); err != nil {
		return nil, err
	}
	segments := map[int64]bool{}
	for card := range g.cards {
		if err := r.inTail(card, &g); err != nil {
			return nil, err
		}
	}
	for card := range g.cards {
		if err := r.segmentsOf(card, segments); err != nil {
			return nil, err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(segments)) {
		if err := r.inSegment(id, &g); err != nil {
			return nil, err
		}
	}
	return g.found, nil
}

// take adds an op to the histories it belongs to.
func (g *gathered) take(op *crdt.Op) {
	about, ok := op.About()
	if !ok {
		return
	}
	if own, wanted := g.found[about]; wanted {
		g.found[about] = append(own, op)
	}
	if len(g.given) == 0 {
		return
	}
	if dot, ok := op.SessionDot(); ok {
		if owner, ok := g.given[projection.OwnerRegister(dot)]; ok && owner != about {
			g.found[owner] = append(g.found[owner], op)
		}
	}
}

// sessionsGiven notes the sessions that people gave to the learners and on whose cards
// they were opened.
func (r history) sessionsGiven(g *gathered) error {
	err := r.rows(`SELECT e.uuid, r.key, r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.won = 1 AND length(r.value) = 16`,
		[]any{int64(school.NounSession), int64(school.SessionOwner)}, func(scan func(...any) error) error {
			var uuid, owner []byte
			var key string
			if err := scan(&uuid, &key, &owner); err != nil {
				return err
			}
			if _, wanted := g.found[school.ID(owner)]; wanted {
				g.given[crdt.RegisterID{Noun: school.NounSession, Entity: school.ID(uuid), Field: school.SessionOwner, Key: key}] = school.ID(owner)
			}
			return nil
		})
	if err != nil || len(g.given) == 0 {
		return err
	}
	return r.rows(`SELECT st.hub, st.device, st.epoch, st.audience, s.seq, e.uuid FROM session s
		JOIN stream st ON st.id = s.stream JOIN entity e ON e.id = s.learner`, nil, func(scan func(...any) error) error {
		var hub, uuid []byte
		var device, epoch, audience, seq int64
		if err := scan(&hub, &device, &epoch, &audience, &seq, &uuid); err != nil {
			return err
		}
		if _, ok := g.given[projection.OwnerRegister(crdt.Dot{Stream: makeStream(hub, device, epoch, audience), Seq: uint64(seq)})]; ok {
			g.cards[school.ID(uuid)] = true
		}
		return nil
	})
}

func (r history) inTail(card school.ID, g *gathered) error {
	return r.rows("SELECT t.op FROM tail t JOIN entity e ON e.id = t.learner WHERE e.uuid = ?", []any{card[:]}, func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		op, _, err := crdt.DecodeOp(raw)
		if err == nil {
			g.take(op)
		}
		return err
	})
}

func (r history) segmentsOf(card school.ID, segments map[int64]bool) error {
	return r.rows("SELECT s.segment FROM segment_learner s JOIN entity e ON e.id = s.learner WHERE e.uuid = ?", []any{card[:]},
		func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			segments[id] = true
			return err
		})
}

func (r history) inSegment(id int64, g *gathered) error {
	var body []byte
	err := r.rows("SELECT body FROM segment WHERE id = ?", []any{id}, func(scan func(...any) error) error { return scan(&body) })
	if err != nil || body == nil { // gone since it was listed
		return err
	}
	ops, err := r.h.decode(r.ctx, body)
	for _, op := range ops {
		g.take(op)
	}
	return err
}
