package projection_test

import (
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/simtest"
)

// opened is open inside a property.
func opened(t *rapid.T) *simtest.Replica {
	r, err := simtest.NewReplica(replicationtest.Hub(1), 50, replicationtest.Key(1).Sign, replicationtest.Keys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func record(n byte) school.ID { return school.ID{0: 0x02, 15: n} }

// words numbers and stamps words of several teachers behind a lesson.
func words(said ...crdt.SameAs) []*crdt.Op {
	ops := make([]*crdt.Op, len(said))
	for i, s := range said {
		ops[i] = s.Op()
		ops[i].Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: replicationtest.Hub(2)}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: uint64(i + 1)}
		ops[i].Stamp.At = hlc.Timestamp{Tick: 179_543_600_000 + int64(i)}
	}
	return ops
}

// TestSameAs_OneChild: both records' answers fold as if they had been given on one card,
// and a later word undoes it.
func TestSameAs_OneChild(t *testing.T) {
	ops := replicationtest.Lesson(2, 30)
	said := words(crdt.SameAs{Learner: record(2), As: record(1)}, crdt.SameAs{Learner: record(2)})
	r, apart, alone := open(t), open(t), open(t)
	mustApply(t, apart, ops...)
	mustApply(t, r, append(ops[:len(ops):len(ops)], said[0])...)
	for _, op := range ops {
		if op.Session != nil {
			s := *op.Session
			s.Learner = record(1)
			op.Session = &s
		} else {
			a := *op.Attempt
			a.Learner = record(1)
			op.Attempt = &a
		}
		mustApply(t, alone, op)
	}
	one, two, want := learner(t, r, record(1)), learner(t, r, record(2)), learner(t, alone, record(1))
	if one.Digest != want.Digest || one.Answers != 60 || one.Correct != want.Correct || two.Answers != 0 {
		t.Errorf("joined: %d and %d answers, state %x, want 60, 0 and %x", one.Answers, two.Answers, one.Digest, want.Digest)
	}
	mustApply(t, r, said[1])
	for _, id := range []school.ID{record(1), record(2)} {
		if got, want := learner(t, r, id), learner(t, apart, id); got.Digest != want.Digest || got.Answers != want.Answers {
			t.Errorf("undone: %s has %d answers, state %x; want %d, %x", id, got.Answers, got.Digest, want.Answers, want.Digest)
		}
	}
}

// TestSameAs_AnyOrder: words on several records, an erasure and the answers, in any order
// and any batches, come to the same rows and the same joins.
func TestSameAs_AnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ops := replicationtest.Lesson(4, 6)
		var said []crdt.SameAs
		for range rapid.IntRange(1, 6).Draw(t, "words") {
			said = append(said, crdt.SameAs{Learner: record(rapid.ByteRange(1, 4).Draw(t, "learner")), As: record(rapid.ByteRange(1, 4).Draw(t, "as"))})
			if rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
				said[len(said)-1].As = school.ID{}
			}
		}
		all := append(ops, words(said...)...)
		gone := school.ID{}
		if rapid.Bool().Draw(t, "erases") {
			gone = record(rapid.ByteRange(1, 4).Draw(t, "erased"))
			erase := crdt.EraseOp(gone)
			erase.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: replicationtest.Hub(3)}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: 1}
			all = append(all, erase)
		}
		straight, shuffled := opened(t), opened(t)
		if _, err := straight.Apply(all); err != nil {
			t.Fatal(err)
		}
		order := rapid.Permutation(all).Draw(t, "order")
		for len(order) > 0 {
			n := rapid.IntRange(1, len(order)).Draw(t, "batch")
			if _, err := shuffled.Apply(order[:n]); err != nil {
				t.Fatal(err)
			}
			order = order[n:]
		}
		a, _ := straight.Alike()
		b, _ := shuffled.Alike()
		sum := 0
		for n := range byte(4) {
			id := record(n + 1)
			if a.Of(id) != b.Of(id) {
				t.Fatalf("%s counts under %s and under %s", id, a.Of(id), b.Of(id))
			}
			want, had, _ := straight.Learner(id)
			got, have, _ := shuffled.Learner(id)
			if got.Answers != want.Answers || want.Answers > 0 && got.Digest != want.Digest || id == gone && (had || have) {
				t.Fatalf("%s: %d answers, state %x; in another order %d, %x", id, want.Answers, want.Digest, got.Answers, got.Digest)
			}
			sum += want.Answers
		}
		if want := 24 - map[bool]int{true: 6}[!gone.IsZero()]; sum != want {
			t.Fatalf("%d answers count, want %d", sum, want)
		}
	})
}
