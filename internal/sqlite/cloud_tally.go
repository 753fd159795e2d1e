package sqlite

import (
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/ministry"
	"darasa/internal/school"
)

// tallyKey is one row of learner_skill before it has numbers.
type tallyKey struct {
	learner school.ID
	skill   string
}

type tally struct{ attempts, correct, unaided, unaidedRight int64 }

func (a *tally) add(op *crdt.Op, sign int64) {
	role, _ := op.Column(crdt.ColumnPairRole)
	alone := op.Attempt.Hints == 0 && (len(role) == 0 || role[0] == 0)
	right := int64(0)
	if op.Attempt.Correct {
		right = sign
	}
	a.attempts += sign
	a.correct += right
	if alone {
		a.unaided += sign
		a.unaidedRight += right
	}
}

// addUp counts the ops that no earlier segment held. ops come sorted by stream.
// Words on generators and decisions about sessions come first, so that attempts beside
// them are counted for whom they are.
func (c *Cloud) addUp(t *Tx, s kept, ops []*crdt.Op) error {
	var attempts, edits, words, erasures, joins []*crdt.Op
	streams := map[crdt.Stream]int64{}
	if err := eachNew(t, s.owner, ops, streams, func(op *crdt.Op) {
		switch {
		case op.Kind == crdt.KindAttempt:
			attempts = append(attempts, op)
		case decidesOwner(op):
			edits = append(edits, op)
		case op.Kind == crdt.KindVoid:
			words = append(words, op)
		case op.Kind == crdt.KindErase:
			erasures = append(erasures, op)
		case op.Kind == crdt.KindSameAs:
			joins = append(joins, op)
		}
	}); err != nil {
		return err
	}
	sums, err := newSums(t, s.owner)
	if err != nil {
		return fmt.Errorf("read words on generators: %w", err)
	}
	for _, op := range erasures {
		if err := c.forget(t, s.owner, op, sums); err != nil {
			return fmt.Errorf("erase a learner: %w", err)
		}
	}
	if err := joinAll(t, s.owner, joins, sums.erased); err != nil {
		return fmt.Errorf("join records of a child: %w", err)
	}
	for _, op := range words {
		if err := c.word(t, s, op, sums); err != nil {
			return fmt.Errorf("follow a word on a generator: %w", err)
		}
	}
	for _, op := range edits {
		if err := c.decide(t, s.owner, op, sums); err != nil {
			return fmt.Errorf("move a session: %w", err)
		}
	}
	owners := ownersOf{}
	unplaced, weeks := int64(0), map[int64]int64{}
	for _, op := range attempts {
		owner, err := owners.find(t, streams[op.Stream], op, s.id)
		if err != nil {
			return fmt.Errorf("find a session's owner: %w", err)
		}
		weeks[ministry.Week(op.Stamp.At.Tick)]++
		if !c.credit(sums, owner, op, 1) {
			unplaced++
		}
	}
	if err := addWeeks(t, s.owner, weeks); err != nil {
		return err
	}
	if len(attempts) > 0 {
		err := t.exec(`INSERT INTO school_total (school, attempts, unplaced) VALUES (?, ?, ?)
			ON CONFLICT (school) DO UPDATE SET attempts = attempts + excluded.attempts, unplaced = unplaced + excluded.unplaced`, s.owner, len(attempts), unplaced)
		if err != nil {
			return fmt.Errorf("store totals: %w", err)
		}
	}
	return sums.store(t, s.owner)
}

// credit adds an attempt to the sums of owner, or with sign −1 takes it away; the
// zero owner is nobody, and nobody's is what people call wrong. It returns false for an item its catalogue does not have.
func (c *Cloud) credit(sums *sums, owner school.ID, op *crdt.Op, sign int64) (placed bool) {
	catalogue, ok := c.catalogue(op.Attempt.Catalogue)
	if !ok || int64(op.Attempt.Item) >= int64(catalogue.NumItems()) {
		return false
	}
	if !owner.IsZero() && !sums.erased[owner] && (len(sums.wrong) == 0 || !sums.wrong[c.version(op)]) {
		sums.at(tallyKey{owner, catalogue.SkillID(catalogue.Skill(op.Attempt.Item))}).add(op, sign)
	}
	return true
}

// sums are changes to rows of learner_skill, in order of appearance.
type sums struct {
	rows  map[tallyKey]*tally
	order []tallyKey
	wrong map[string]bool // generator versions whose attempts are nobody's

	erased map[school.ID]bool // learners who are in no sums any more
}

func newSums(t *Tx, owner int64) (*sums, error) {
	wrong, err := wrongVersions(t, owner)
	if err != nil {
		return nil, err
	}
	erased, err := erasedOf(t, owner)
	return &sums{rows: map[tallyKey]*tally{}, wrong: wrong, erased: erased}, err
}

func (s *sums) at(key tallyKey) *tally {
	row, ok := s.rows[key]
	if !ok {
		row = &tally{}
		s.rows[key] = row
		s.order = append(s.order, key)
	}
	return row
}

// store writes the changes. Rows that come to nothing go, so that no trace is left
// of the order in which ops came.
func (s *sums) store(t *Tx, owner int64) error {
	ids := tallyIDs{learners: map[school.ID]int64{}, skills: map[string]int64{}}
	for _, key := range s.order {
		if *s.rows[key] == (tally{}) {
			continue
		}
		if err := ids.put(t, owner, key, s.rows[key]); err != nil {
			return fmt.Errorf("store learner's sums: %w", err)
		}
		if s.rows[key].attempts >= 0 {
			continue
		}
		learner := ids.learners[key.learner]
		if err := t.exec("DELETE FROM learner_skill WHERE learner = ? AND attempts = 0", learner); err != nil {
			return err
		}
		err := t.exec("DELETE FROM learner WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM learner_skill WHERE learner = ?1)", learner)
		if err != nil {
			return err
		}
		// The row may be gone; the learner's next sum looks for it anew.
		delete(ids.learners, key.learner)
	}
	return nil
}

// tallyIDs are the dense numbers one segment's sums are stored under.
type tallyIDs struct {
	learners map[school.ID]int64
	skills   map[string]int64
}

func (ids tallyIDs) put(t *Tx, owner int64, key tallyKey, sums *tally) error {
	learner, ok := ids.learners[key.learner]
	if !ok {
		if _, err := t.row("INSERT INTO learner (school, handle) VALUES (?, ?) ON CONFLICT (school, handle) DO UPDATE SET handle = handle RETURNING id",
			[]any{owner, key.learner[:]}, &learner); err != nil {
			return err
		}
		ids.learners[key.learner] = learner
	}
	skill, ok := ids.skills[key.skill]
	if !ok {
		if _, err := t.row("INSERT INTO skill (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id", []any{key.skill}, &skill); err != nil {
			return err
		}
		ids.skills[key.skill] = skill
	}
	return t.exec(`INSERT INTO learner_skill (learner, skill, attempts, correct, unaided, unaided_right) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (learner, skill) DO UPDATE SET attempts = attempts + excluded.attempts, correct = correct + excluded.correct,
		unaided = unaided + excluded.unaided, unaided_right = unaided_right + excluded.unaided_right`,
		learner, skill, sums.attempts, sums.correct, sums.unaided, sums.unaidedRight)
}

// eachNew calls fn for every op that is not in have and adds it there. It notes the
// streams' dense numbers.
func eachNew(t *Tx, owner int64, ops []*crdt.Op, streams map[crdt.Stream]int64, fn func(*crdt.Op)) error {
	for len(ops) > 0 {
		n := 1
		for n < len(ops) && ops[n].Stream == ops[0].Stream {
			n++
		}
		id, err := cloudStream(t, owner, ops[0].Stream)
		if err == nil {
			err = eachNewOf(t, id, ops[:n], fn)
		}
		if err != nil {
			return fmt.Errorf("note ops of %s: %w", ops[0].Stream, err)
		}
		streams[ops[0].Stream] = id
		ops = ops[n:]
	}
	return nil
}

// cloudStream returns the dense number of a stream as a school's hubs brought it.
func cloudStream(t *Tx, owner int64, s crdt.Stream) (id int64, err error) {
	_, err = t.row(`INSERT INTO stream (school, hub, device, epoch, audience) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (school, hub, device, epoch, audience) DO UPDATE SET device = device RETURNING id`,
		[]any{owner, s.Writer.Hub[:], int64(s.Writer.Device), int64(s.Epoch), int64(s.Audience)}, &id)
	return id, err
}

func eachNewOf(t *Tx, id int64, ops []*crdt.Op, fn func(*crdt.Op)) error {
	var have crdt.Ranges
	err := t.rows("SELECT low, high FROM have WHERE stream = ?", []any{id}, func(scan func(...any) error) error {
		var low, high int64
		err := scan(&low, &high)
		have = have.Add(crdt.Range{From: uint64(low), To: uint64(high)})
		return err
	})
	if err != nil {
		return err
	}
	grown := have
	for _, op := range ops {
		if !grown.Contains(op.Seq) {
			grown = grown.Add(crdt.Range{From: op.Seq, To: op.Seq})
			fn(op)
		}
	}
	return putHave(t, id, have, grown)
}

// putHave writes the ranges that changed.
func putHave(t *Tx, stream int64, have, grown crdt.Ranges) error {
	old := map[crdt.Range]bool{}
	for _, r := range have {
		old[r] = true
	}
	for _, r := range grown {
		if old[r] {
			delete(old, r)
			continue
		}
		err := t.exec("INSERT INTO have (stream, low, high) VALUES (?, ?, ?) ON CONFLICT (stream, low) DO UPDATE SET high = excluded.high",
			stream, int64(r.From), int64(r.To))
		if err != nil {
			return err
		}
		for gone := range old {
			if gone.From == r.From {
				delete(old, gone)
			}
		}
	}
	for gone := range old {
		if err := t.exec("DELETE FROM have WHERE stream = ? AND low = ?", stream, int64(gone.From)); err != nil {
			return err
		}
	}
	return nil
}
