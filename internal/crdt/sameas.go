package crdt

import (
	"slices"

	"darasa/internal/school"
)

// A child may have two records: she was enrolled at two hubs, or once more after her
// card was lost. A person's word joins them. The word is a register of the one record
// that names the other, so that a later word undoes it and records stay as they were
// written; everything derived asks Alike whose evidence it has before it.

// sameForm opens the body of an op of KindSameAs.
const sameForm = 1

// SameAs is the body of an op of KindSameAs: Learner is the same child as As, or, when
// As is zero or Learner herself, a child of her own.
type SameAs struct{ Learner, As school.ID }

// Op returns an op that says so, for a hub to number and stamp.
func (s SameAs) Op() *Op {
	return &Op{Kind: KindSameAs, Body: append(append([]byte{sameForm}, s.Learner[:]...), s.Value()...)}
}

// RegisterID names the register that keeps the newest word on the learner.
func (s SameAs) RegisterID() RegisterID {
	return RegisterID{Noun: school.NounLearner, Entity: s.Learner, Field: school.LearnerSameAs}
}

// Value returns the word as the register keeps it: the other learner's id, or nothing.
func (s SameAs) Value() []byte {
	if s.As.IsZero() || s.As == s.Learner {
		return nil
	}
	return slices.Clone(s.As[:])
}

// SameAsOf reads what the register holds.
func SameAsOf(learner school.ID, value []byte) SameAs {
	s := SameAs{Learner: learner}
	if len(value) == len(s.As) {
		s.As = school.ID(value)
	}
	return s
}

// SameAs reads an op of KindSameAs; ok is false for any other op, for one that a later
// program wrote, and for one that is damaged.
func (o *Op) SameAs() (s SameAs, ok bool) {
	const one, both = 1 + len(s.Learner), 1 + 2*len(s.Learner)
	if o.Kind != KindSameAs || len(o.Body) != one && len(o.Body) != both || o.Body[0] != sameForm {
		return s, false
	}
	s.Learner = school.ID(o.Body[1:])
	if len(o.Body) == both {
		s.As = school.ID(o.Body[one:])
	}
	return s, !s.Learner.IsZero()
}

// Alike says which records are one child: from a learner to the one that people called
// the same, as the winning registers have it. The nil map joins nobody.
type Alike map[school.ID]school.ID

// Of returns the record under which a learner's work counts: the end of the chain that
// begins with her, or, where people made a ring of words, the smallest id of the ring.
// It is a function of the winning registers alone, so every replica agrees.
func (a Alike) Of(learner school.ID) school.ID {
	var path []school.ID
	for {
		next, ok := a[learner]
		if !ok || next == learner {
			return learner
		}
		path = append(path, learner)
		if i := slices.Index(path, next); i >= 0 {
			return slices.MinFunc(path[i:], school.ID.Compare)
		}
		learner = next
	}
}

// Group returns all records of the child whom one of them names, sorted; at least that one.
func (a Alike) Group(learner school.ID) []school.ID {
	one := a.Of(learner)
	group := []school.ID{one}
	for id := range a {
		if id != one && a.Of(id) == one {
			group = append(group, id)
		}
	}
	slices.SortFunc(group, school.ID.Compare)
	return group
}

// Apart returns the words that make a learner's record a child of its own again: her own
// word, and in a ring the one that leads back to her. It is empty where nothing joins her
// to what she names.
func (a Alike) Apart(learner school.ID) (words []SameAs) {
	at, ok := a[learner]
	if !ok {
		return nil
	}
	words = []SameAs{{Learner: learner}}
	for range a {
		next, ok := a[at]
		if ok && next == learner {
			return append(words, SameAs{Learner: at})
		}
		at = next
	}
	return words
}
