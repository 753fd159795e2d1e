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

// seen is a teacher's observation of a learner, and word her later say on whether it
// stands.
func seen(learner school.ID, tick int64) (observation, back, again *crdt.Op) {
	n := crdt.Observation{
		Learner: learner, Skill: replicationtest.Built().Catalogue.SkillID(0), Outcome: crdt.ObservedNotYet, Means: crdt.MeansOral, Weight: 5,
	}
	op := func(seq uint64, tick int64) *crdt.Op {
		stream := crdt.Stream{Writer: crdt.Writer{Hub: replicationtest.Hub(1)}, Epoch: 3, Audience: school.AudienceMinistry}
		return &crdt.Op{Dot: crdt.Dot{Stream: stream, Seq: seq}, Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: tick}}}
	}
	observation = op(1, tick)
	observation.Kind, observation.Body = crdt.KindObservation, n.AppendBinary(nil)
	word := func(seq uint64, value []byte) *crdt.Op {
		id := projection.TakenBackRegister(learner, observation.Dot)
		w := op(seq, tick+int64(seq))
		w.Kind = crdt.KindSet
		w.Register = &crdt.Register{Noun: id.Noun, Entity: id.Entity, Field: id.Field, Key: id.Key, Value: value}
		return w
	}
	return observation, word(2, []byte{1}), word(3, nil)
}

// What is taken back counts as if it had never been seen, in whatever order it all
// arrives; given back, it counts again.
func TestObservation_TakenBack(t *testing.T) {
	ops := replicationtest.Lesson(1, 40)
	id := ops[0].Session.Learner
	observation, back, again := seen(id, ops[20].Stamp.At.Tick)
	never, whole := open(t), open(t)
	mustApply(t, never, ops...)
	mustApply(t, whole, append(slices.Clone(ops), observation)...)
	want, all := learner(t, never, id), learner(t, whole, id)
	if string(want.State) == string(all.State) {
		t.Fatal("the observation changes nothing; the test proves nothing")
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := open(t)
		mixed := rapid.Permutation(append(slices.Clone(ops), observation, back)).Draw(rt, "order")
		for batch := range slices.Chunk(mixed, 1+rapid.IntRange(0, len(mixed)).Draw(rt, "batch")) {
			mustApply(t, r, batch...)
		}
		if got := learner(t, r, id); string(got.State) != string(want.State) {
			rt.Fatal("what was taken back still counts")
		}
		mustApply(t, r, again)
		if got := learner(t, r, id); string(got.State) != string(all.State) {
			rt.Fatal("what stands again does not count")
		}
	})
}
