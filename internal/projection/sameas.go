package projection

import (
	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// sameAs takes note of a person's word that two records are one child, or are not after
// all. Of several words on a record the newest stands, in whatever order they arrive.
func (p *Projector) sameAs(op *crdt.Op) (replication.Reason, error) {
	same, ok := op.SameAs()
	if !ok {
		return replication.ReasonKind, nil
	}
	return "", p.joined(same, crdt.Version{At: op.Stamp.At, Dot: op.Dot})
}

func (p *Projector) joined(same crdt.SameAs, version crdt.Version) error {
	if gone, err := p.rows.IsErased(same.As); err != nil {
		return err
	} else if gone {
		same.As = school.ID{} // who was erased is nobody, as if she had been erased after the word
	}
	alike, err := p.alike()
	if err != nil {
		return err
	}
	// Whoever had her work until now loses it, and whoever has it from now on is found
	// when all is folded; one who was only named gets a row in any order of words.
	for _, id := range []school.ID{same.Learner, alike.Of(same.Learner), same.As} {
		if !id.IsZero() && !planted.On(planted.JoinedTooLate) {
			p.dirty[id] = true
		}
	}
	p.same, version.Value = nil, same.Value()
	return p.rows.PutVersion(same.RegisterID(), version)
}

// alike returns which records are one child. It is read once a batch, and anew after a
// word on it.
func (p *Projector) alike() (crdt.Alike, error) {
	if p.same == nil {
		same, err := p.rows.Alike()
		if err != nil {
			return nil, err
		}
		if p.same = same; same == nil {
			p.same = crdt.Alike{}
		}
	}
	return p.same, nil
}

// rowOf returns the record under which an owner's work counts.
func (p *Projector) rowOf(owner school.ID) (school.ID, error) {
	alike, err := p.alike()
	if err != nil || planted.On(planted.TwiceEnrolled) {
		return owner, err
	}
	return alike.Of(owner), nil
}

// histories calls each for every learner given, and for the other records of the same
// children, with the whole history of the child for the record under which her work
// counts, and with none for the others.
func (p *Projector) histories(ids []school.ID, each func(school.ID, []*crdt.Op) error) error {
	alike, err := p.alike()
	if err != nil {
		return err
	}
	if len(alike) == 0 {
		return p.rows.Histories(ids, each)
	}
	read, last := whole(alike, ids)
	var gathered []*crdt.Op
	return p.rows.Histories(read, func(id school.ID, history []*crdt.Op) error {
		gathered = append(gathered, history...)
		one := alike.Of(id)
		if id != last[one] {
			return nil
		}
		history, gathered = gathered, nil
		for _, record := range alike.Group(one) {
			if record != one {
				if err := each(record, nil); err != nil {
					return err
				}
			}
		}
		return each(one, history)
	})
}

// whole returns the records to read, of each child all one after the other, and by the
// record under which her work counts the last of them.
func whole(alike crdt.Alike, ids []school.ID) (read []school.ID, last map[school.ID]school.ID) {
	last = map[school.ID]school.ID{}
	for _, id := range ids {
		one := alike.Of(id)
		if _, seen := last[one]; seen {
			continue
		}
		group := alike.Group(one)
		read, last[one] = append(read, group...), group[len(group)-1]
	}
	return read, last
}
