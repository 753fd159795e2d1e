package replicationtest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// withErasure adds what erases the learner of the first session, and edits about her
// that have not heard of it: her session was another's, and another's was hers.
func withErasure(ops []*crdt.Op) (all []*crdt.Op, gone school.ID) {
	var sessions []*crdt.Op
	for _, op := range ops {
		if op.Session != nil {
			sessions = append(sessions, op)
		}
	}
	gone = sessions[0].Session.Learner
	stream := crdt.Stream{Writer: crdt.Writer{Hub: HubID}, Epoch: 9, Audience: school.AudienceMinistry}
	erase := crdt.EraseOp(gone)
	erase.Stamp = ops[len(ops)/2].Stamp
	pin := &crdt.Op{Stamp: ops[len(ops)-1].Stamp, Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounDecision, Entity: gone, Field: school.DecisionKind, Key: "a/skill", Value: []byte{school.DecisionPin},
	}}
	other := sessions[2].Session.Learner
	away, _ := give(sessions[:1], other[:])
	hers, _ := give(sessions[1:], gone[:])
	added := []*crdt.Op{erase, pin, away, hers}
	for i, op := range added {
		op.Dot = crdt.Dot{Stream: stream, Seq: uint64(i + 1)}
	}
	return append(slices.Clone(ops), added...), gone
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

// erasedBeforeSession has an erasure come after answers that people gave to another and
// before the session that they were given in, whose op tells nothing any more.
func erasedBeforeSession(t *testing.T, open Open) {
	ops, gone := withErasure(Lesson(3, 15))
	var early, late []*crdt.Op
	for _, op := range ops {
		_, erases := op.Erases()
		if erases || op.Session != nil && op.Session.Learner == gone {
			late = append(late, op)
		} else {
			early = append(early, op)
		}
	}
	slices.SortStableFunc(late, func(a, b *crdt.Op) int { return int(b.Kind) - int(a.Kind) }) // the erasure first
	if _, erases := late[0].Erases(); !erases || len(late) != 2 {
		t.Fatalf("%d ops come late, of kind %d first", len(late), late[0].Kind)
	}
	whole, r := open(t, 1), open(t, 1)
	apply(t, whole, ops)
	apply(t, r, early)
	for _, op := range late {
		apply(t, r, []*crdt.Op{op})
	}
	same(t, look(t, r), look(t, whole))
}
