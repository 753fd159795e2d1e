package sqlite

import (
	"bytes"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// replace puts the blanked form of a segment in its place. An open one must say the
// same as before, blanks apart; what is in a sealed one only the school can know.
func (c *Cloud) replace(t *Tx, hub CloudHub, ref replication.SegmentRef, header *wire.Header, body []byte) error {
	var id int64
	var before []byte
	if _, err := t.row("SELECT id, body FROM segment WHERE hash = ?", []any{ref.Hash[:]}, &id, &before); err != nil {
		return err
	}
	if header == nil {
		if e, err := wire.ParseEnvelope(body); err != nil || !e.Blanked || bytes.Equal(before, body) {
			return err
		}
		if err := dropBegun(t, hub.row); err != nil {
			return err
		}
		return t.exec("UPDATE segment SET body = ? WHERE id = ?", body, id)
	}
	if header.Redacts == nil {
		return nil // it was here; that is no news
	}
	was, err := wire.Parse(before)
	if err != nil {
		return fmt.Errorf("read stored segment: %w", err)
	}
	if was.Hub != header.Hub || was.Epoch != header.Epoch || was.Number != header.Number || was.Base != header.Base || was.Ops != header.Ops {
		return school.Errorf(school.CodeInvalid, "the blanked segment is of another place than the one it names")
	}
	if err := c.onlyBlanks(t, hub, id, before, body, header, was); err != nil {
		return err
	}
	return t.exec("UPDATE segment SET body = ? WHERE id = ?", body, id)
}

// onlyBlanks checks that a segment differs from the one before by blanks alone. Of one
// that waits nothing is counted, and its writer's word is all there is.
func (c *Cloud) onlyBlanks(t *Tx, hub CloudHub, id int64, before, after []byte, header, was *wire.Header) error {
	s := kept{id: id, owner: hub.row, body: before}
	if _, err := t.row("SELECT h.key FROM segment s JOIN hub h ON h.uuid = s.hub WHERE s.id = ?", []any{id}, &s.key); err != nil {
		return err
	}
	old, lack, err := c.decode(t, s, was)
	if err != nil || lack.Waits() {
		return err
	}
	s.body = after
	news, lack, err := c.decode(t, s, header)
	if err != nil {
		return err
	}
	for i, op := range news {
		if lack.Waits() || len(news) != len(old) || !op.Equal(old[i]) && !op.Equal(old[i].Without()) {
			return school.Errorf(school.CodeInvalid, "the segment says something else than the one whose place it takes")
		}
	}
	return nil
}

// signerIn returns the key of the hub of the school that signed a blanked segment.
func signerIn(t *Tx, s kept) (key []byte, err error) {
	err = t.rows("SELECT key FROM hub WHERE school = ?", []any{s.owner}, func(scan func(...any) error) error {
		var candidate []byte
		err := scan(&candidate)
		if err == nil && wire.Verify(s.body, candidate) == nil {
			key = candidate
		}
		return err
	})
	if err == nil && key == nil {
		err = school.Errorf(school.CodeForbidden, "no hub of this school signed the blanked segment")
	}
	return key, err
}

// forget takes an erased learner out of the sums for good. Her answers stay in the
// totals of her school: they were given.
func (c *Cloud) forget(t *Tx, owner int64, op *crdt.Op, sums *sums) error {
	learner, ok := op.Erases()
	if !ok {
		return nil
	}
	sums.erased[learner] = true
	if err := dropBegun(t, owner); err != nil {
		return err
	}
	if err := t.exec("INSERT INTO erased (school, handle) VALUES (?, ?) ON CONFLICT DO NOTHING", owner, learner[:]); err != nil {
		return err
	}
	if err := forgetSame(t, owner, learner); err != nil {
		return err
	}
	err := t.exec("DELETE FROM learner_skill WHERE learner IN (SELECT id FROM learner WHERE school = ? AND handle = ?)", owner, learner[:])
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM learner WHERE school = ? AND handle = ?", owner, learner[:])
}

func erasedOf(t *Tx, owner int64) (map[school.ID]bool, error) {
	erased := map[school.ID]bool{}
	return erased, t.rows("SELECT handle FROM erased WHERE school = ?", []any{owner}, func(scan func(...any) error) error {
		var handle []byte
		err := scan(&handle)
		if err == nil {
			erased[school.ID(handle)] = true
		}
		return err
	})
}
