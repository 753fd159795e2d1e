package projection_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
)

// word is a teacher's word on the version of an item, said later than a lesson.
func word(item uint32, wrong bool, seq uint64, tick int64) *crdt.Op {
	version, _ := replicationtest.Built().Catalogue.Version(item)
	op := crdt.Void{Version: version, Wrong: wrong}.Op()
	op.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: replicationtest.Hub(1)}, Epoch: 3, Audience: school.AudienceMinistry}, Seq: seq}
	op.Stamp = hlc.Stamp{At: hlc.Timestamp{Tick: tick}}
	return op
}

// without returns the ops of a lesson apart from attempts at the version of an item.
func without(ops []*crdt.Op, item uint32) []*crdt.Op {
	catalogue := replicationtest.Built().Catalogue
	version, _ := catalogue.Version(item)
	return slices.DeleteFunc(slices.Clone(ops), func(op *crdt.Op) bool {
		if op.Attempt == nil {
			return false
		}
		v, _ := catalogue.Version(op.Attempt.Item)
		return v == version
	})
}

// What is called wrong counts as if it had never been answered, whenever the word
// arrives; taken back, everything counts again.
func TestVoid_AsIfNeverAnswered(t *testing.T) {
	ops := replicationtest.Lesson(1, 60)
	id, item := ops[0].Session.Learner, ops[5].Attempt.Item
	bad := word(item, true, 1, ops[20].Stamp.At.Tick)
	kept := without(ops, item)
	if len(kept) == len(ops) || len(kept) < 20 {
		t.Fatalf("%d of %d ops are at other generators", len(kept), len(ops))
	}
	never, whole := open(t), open(t)
	mustApply(t, never, kept...)
	mustApply(t, whole, ops...)
	want, all := learner(t, never, id), learner(t, whole, id)

	rapid.Check(t, func(rt *rapid.T) {
		r := open(t)
		cut := rapid.IntRange(0, len(ops)).Draw(rt, "word arrives after")
		mustApply(t, r, ops[:cut]...)
		if rapid.Bool().Draw(rt, "in the same batch") {
			mustApply(t, r, append([]*crdt.Op{bad}, ops[cut:]...)...)
		} else {
			mustApply(t, r, bad)
			mustApply(t, r, ops[cut:]...)
		}
		if got := learner(t, r, id); string(got.State) != string(want.State) || got.Answers != want.Answers || got.Correct != want.Correct {
			rt.Fatalf("%d answers count, want %d", got.Answers, want.Answers)
		}
		if view, err := r.Look(); err != nil || len(view.Held) != 0 {
			rt.Fatalf("held %v, %v", view.Held, err)
		}
		if err := projection.New(r, r.Library()).Refold(id); err != nil {
			rt.Fatal(err)
		}
		if got := learner(t, r, id); string(got.State) != string(want.State) {
			rt.Fatal("folded anew it is another state")
		}
		mustApply(t, r, word(item, false, 2, bad.Stamp.At.Tick+1))
		if got := learner(t, r, id); string(got.State) != string(all.State) || got.Answers != all.Answers {
			rt.Fatalf("taken back: %d answers count, want %d", got.Answers, all.Answers)
		}
	})
}

// Of two words the newer stands, in whatever order they arrive.
func TestVoid_NewestWordStands(t *testing.T) {
	ops := replicationtest.Lesson(1, 30)
	id, item := ops[0].Session.Learner, ops[5].Attempt.Item
	older, newer := word(item, true, 1, 100), word(item, false, 2, 200)
	for _, order := range [][]*crdt.Op{{older, newer}, {newer, older}} {
		r := open(t)
		mustApply(t, r, ops...)
		want := learner(t, r, id).Answers
		for _, op := range order {
			mustApply(t, r, op)
		}
		if got := learner(t, r, id).Answers; got != want {
			t.Errorf("%d answers count, want all %d", got, want)
		}
	}
}

// A word of a later form waits; one about a version nobody has changes nothing.
func TestVoid_Foreign(t *testing.T) {
	ops := replicationtest.Lesson(1, 30)
	r := open(t)
	mustApply(t, r, ops...)
	before := learner(t, r, ops[0].Session.Learner)
	later := word(0, true, 1, 100)
	later.Body[0] = 9
	strange := crdt.Void{Version: "another/pack@00", Wrong: true}.Op()
	strange.Dot, strange.Stamp = later.Dot, later.Stamp
	strange.Seq = 2
	mustApply(t, r, later, strange)
	if after := learner(t, r, ops[0].Session.Learner); string(after.State) != string(before.State) {
		t.Error("the state changed")
	}
	if view, err := r.Look(); err != nil || len(view.Held) != 1 || view.Held[0].Dot != later.Dot {
		t.Errorf("held %v, %v", view.Held, err)
	}
}
