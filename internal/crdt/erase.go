package crdt

import "darasa/internal/school"

// An erasure is an op of KindErase that names a learner. From then on every replica
// keeps of each op that concerns her its place and its stamp only: a blank. Numbers
// stay gapless, segments keep their name, and what arrives late is blanked at the
// door, for ever.

const (
	eraseForm  = 1
	eraseBytes = 1 + len(school.ID{})
)

// EraseOp returns an op that erases a learner, for a hub to number and stamp.
func EraseOp(learner school.ID) *Op {
	return &Op{Kind: KindErase, Body: append([]byte{eraseForm}, learner[:]...)}
}

// Erases returns the learner an op erases; ok is false for any other op and for a
// form newer than this program.
func (o *Op) Erases() (learner school.ID, ok bool) {
	if o.Kind != KindErase || len(o.Body) != eraseBytes || o.Body[0] != eraseForm {
		return learner, false
	}
	return school.ID(o.Body[1:]), true
}

// Concerns returns the learner whose content an op carries: her answers, sessions and
// reflections, what was observed of her, every register of hers, her place on a list,
// the word that she is the same child as another, and the word that a session is hers.
func (o *Op) Concerns() (learner school.ID, ok bool) {
	if about, ok := o.About(); ok {
		return about, true
	}
	if r, ok := o.Reflection(); ok {
		return r.Learner, true
	}
	if same, ok := o.SameAs(); ok {
		return same.Learner, true
	}
	if o.Session != nil {
		return o.Session.Learner, true
	}
	if o.Register == nil {
		return learner, false
	}
	r := o.Register
	switch {
	case r.Noun == school.NounLearner || r.Noun == school.NounDecision:
		return r.Entity, !r.Entity.IsZero()
	case len(r.Value) == len(learner) && (o.givesSession() || r.Noun == school.NounClassroom && r.Field == school.ClassroomLearners):
		return school.ID(r.Value), true
	}
	return learner, false
}

func (o *Op) givesSession() bool {
	return o.Kind == KindSet && o.Register.Noun == school.NounSession && o.Register.Field == school.SessionOwner
}

// Without returns what stays of an op once the learner it concerns is erased: its
// place and its stamp. The word that a session was hers stays as the word that it is
// nobody's, for it was not the card owner's either.
func (o *Op) Without() *Op {
	if o.Register != nil && o.givesSession() {
		register := *o.Register
		register.Value = nil
		return &Op{Dot: o.Dot, Stamp: o.Stamp, Kind: o.Kind, Register: &register}
	}
	return &Op{Dot: o.Dot, Stamp: o.Stamp, Kind: KindBlank}
}
