package replicationtest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// withErasure adds what erases the learner of the first session, and edits about her
// that have not heard of it.
func withErasure(ops []*crdt.Op) (all []*crdt.Op, gone school.ID) {
	for _, op := range ops {
		if op.Session != nil {
			gone = op.Session.Learner
			break
		}
	}
	dot := func(seq uint64) crdt.Dot {
		return crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: HubID}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: seq}
	}
	erase := crdt.EraseOp(gone)
	erase.Dot, erase.Stamp = dot(1), ops[len(ops)/2].Stamp
	pin := &crdt.Op{Dot: dot(2), Stamp: ops[len(ops)-1].Stamp, Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounDecision, Entity: gone, Field: school.DecisionKind, Key: "a/skill", Value: []byte{school.DecisionPin},
	}}
	give, _ := give(ops, gone[:]) // a session of another card was hers
	give.Dot = dot(3)
	return append(slices.Clone(ops), erase, pin, give), gone
}

// erased checks that an erasure and what it crosses come to the same in any order,
// cut or not: nothing of her is left or comes back, and nobody else loses anything.
func erased(t *testing.T, open Open) {
	ops, gone := withErasure(Lesson(3, 15))
	whole := open(t, 1)
	apply(t, whole, ops)
	want := look(t, whole)
	if len(want.Learners) == 0 {
		t.Fatal("everybody is gone")
	}
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(append(slices.Clone(ops), ops[:10]...)).Draw(rt, "order")
		at := rapid.IntRange(0, len(shuffled)).Draw(rt, "cut")
		r := open(t, 1)
		first := apply(t, r, shuffled[:at])
		if rapid.Bool().Draw(rt, "segments") {
			if err := r.Cut(); err != nil {
				rt.Fatal(err)
			}
		}
		second := apply(t, r, shuffled[at:])
		if len(first.Alarms)+len(second.Alarms) > 0 {
			rt.Fatalf("an erasure raised alarms: %v %v", first.Alarms, second.Alarms)
		}
		v := look(t, r)
		same(t, v, want)
		for _, l := range v.Learners {
			if l.ID == gone && l.Answers > 0 {
				rt.Fatalf("she is back with %d answers", l.Answers)
			}
		}
		if t.Failed() {
			rt.Fatal("not the same")
		}
	})
}
