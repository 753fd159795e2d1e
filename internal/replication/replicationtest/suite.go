package replicationtest

import (
	"crypto/ed25519"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// Replica is a store under test, as its callers see it.
type Replica interface {
	ID() school.ID
	// Apply is the door for ops of others.
	Apply(ops []*crdt.Op) (replication.Result, error)
	// Write authors ops of the replica's own for the ministry's audience.
	Write(ops ...*crdt.Op) error
	// Cut folds everything into segments.
	Cut() error
	// Shelf is the replica's part in exchanges of the ministry's audience.
	Shelf() replication.Shelf
	// Look reads everything the suite compares.
	Look() (View, error)
}

// View is what a replica holds, for comparison.
type View struct {
	Vector   crdt.Vector
	Learners []projection.Learner // in any order
	Held     []replication.Held
}

// States returns the engine's states by learner.
func (v View) States() map[school.ID]uint64 {
	out := map[school.ID]uint64{}
	for _, l := range v.Learners {
		if l.Answers > 0 {
			out[l.ID] = l.Digest
		}
	}
	return out
}

// Open makes an empty replica of a hub; the i-th hub has the id Hub(i), signs with
// Key(i) and draws another epoch every time.
type Open func(t testing.TB, i byte) Replica

// Hub returns the id of the i-th hub of the suite, from 1.
func Hub(i byte) school.ID {
	id := HubID
	id[15] = i
	return id
}

// Unknown is the number of a hub whose key no replica starts with.
const Unknown = 200

// Keys returns the public keys of the suite's hubs, Unknown apart.
func Keys(hub school.ID) ed25519.PublicKey {
	if hub == Hub(hub[15]) && hub[15] != Unknown {
		return Key(hub[15]).Public()
	}
	return nil
}

// Run runs the suite.
func Run(t *testing.T, open Open) {
	t.Run("AnyOrderAnyNumberOfTimes", func(t *testing.T) { anyOrder(t, open) })
	t.Run("CutKeepsEverything", func(t *testing.T) { cutKeeps(t, open) })
	t.Run("SessionReassigned", func(t *testing.T) { reassigned(t, open) })
	t.Run("SessionVoided", func(t *testing.T) { voided(t, open) })
	t.Run("Equivocation", func(t *testing.T) { equivocation(t, open) })
	t.Run("Observations", func(t *testing.T) { observations(t, open) })
	t.Run("Held", func(t *testing.T) { held(t, open) })
	t.Run("TwoReplicasConverge", func(t *testing.T) { converge(t, open) })
	t.Run("AgreedOnceNothingIsLeft", func(t *testing.T) { agreed(t, open) })
	t.Run("StrangerIsNotBelieved", func(t *testing.T) { stranger(t, open) })
	t.Run("DamagedSegmentRefused", func(t *testing.T) { damaged(t, open) })
	t.Run("SegmentsInTheWorstOrder", func(t *testing.T) { worstOrder(t, open) })
	t.Run("NewestFirstAfterAnAbsence", func(t *testing.T) { newestFirst(t, open) })
	t.Run("UnreadIsNotSignedFor", func(t *testing.T) { unread(t, open) })
	t.Run("UnreadIsMended", func(t *testing.T) { unreadAgain(t, open) })
	t.Run("SistersKeyIsVouchedFor", func(t *testing.T) { vouched(t, open) })
	t.Run("CarriedOnAStick", func(t *testing.T) { carried(t, open) })
	t.Run("RestoredFromAnOlderCopy", func(t *testing.T) { restored(t, open) })
	t.Run("RestoredAndBusy", func(t *testing.T) { restoredAndBusy(t, open) })
	t.Run("RestoredByAStick", func(t *testing.T) { restoredByStick(t, open) })
	t.Run("ErasedInAnyOrder", func(t *testing.T) { erased(t, open) })
	t.Run("ErasedBeforeHerSession", func(t *testing.T) { erasedBeforeSession(t, open) })
	t.Run("BundleOfAnotherSchool", func(t *testing.T) { wrongSchool(t, open) })
}

func look(t testing.TB, r Replica) View {
	t.Helper()
	v, err := r.Look()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func apply(t testing.TB, r Replica, ops []*crdt.Op) replication.Result {
	t.Helper()
	result, err := r.Apply(ops)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func same(t testing.TB, got, want View) {
	t.Helper()
	if got.Vector.Compare(want.Vector) != crdt.Equal {
		t.Errorf("vectors differ:\n got %v\nwant %v", got.Vector, want.Vector)
	}
	states, expected := got.States(), want.States()
	for id, digest := range expected {
		if states[id] != digest {
			t.Errorf("learner %s: state %016x, want %016x", id, states[id], digest)
		}
	}
	if len(states) != len(expected) {
		t.Errorf("%d learners, want %d", len(states), len(expected))
	}
}

// withObservations makes a few attempts observations of the same learner, the very
// first of one among them.
func withObservations(ops []*crdt.Op) []*crdt.Op {
	for _, i := range []int{1, 7, 30, 31} {
		if i >= len(ops) {
			break
		}
		op := ops[i]
		if op.Attempt == nil {
			continue
		}
		n := crdt.Observation{
			Learner: op.Attempt.Learner, Skill: Built().Catalogue.SkillID(uint32(i) % 2), Outcome: 1 + uint8(i%3), Means: crdt.MeansOral, Weight: 2,
		}
		op.Kind, op.Attempt, op.Columns, op.Body = crdt.KindObservation, nil, nil, n.AppendBinary(nil)
	}
	return ops
}

func observations(t *testing.T, open Open) {
	plain, seen, unknown := open(t, 1), open(t, 1), open(t, 1)
	apply(t, plain, Lesson(1, 10))
	ops := withObservations(Lesson(1, 10))
	id := ops[0].Session.Learner
	apply(t, seen, ops)
	if look(t, seen).States()[id] == look(t, plain).States()[id] {
		t.Error("observations change nothing")
	}
	if got, without := answers(look(t, seen), id), answers(look(t, plain), id); got != without-2 {
		t.Errorf("%d answers count, want %d: an observation is none", got, without-2)
	}
	n := crdt.Observation{Learner: id, Skill: "juggling", Outcome: crdt.ObservedRight, Means: crdt.MeansOral, Weight: 1}
	strange := ops[1]
	strange.Body = n.AppendBinary(nil)
	want := replication.Held{Dot: strange.Dot, Reason: replication.ReasonItem}
	if result := apply(t, unknown, ops); len(result.Held) != 1 || result.Held[0] != want {
		t.Errorf("an observation of a skill nobody knows: %+v", result.Held)
	}
}

func anyOrder(t *testing.T, open Open) {
	ops := withObservations(Lesson(3, 20))
	whole := open(t, 1)
	apply(t, whole, ops)
	want := look(t, whole)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(append(slices.Clone(ops), ops[:10]...)).Draw(rt, "order")
		at := rapid.IntRange(0, len(shuffled)).Draw(rt, "cut")
		r := open(t, 1)
		apply(t, r, shuffled[:at])
		if rapid.Bool().Draw(rt, "segments") {
			if err := r.Cut(); err != nil {
				rt.Fatal(err)
			}
		}
		apply(t, r, shuffled[at:])
		same(t, look(t, r), want)
		if t.Failed() {
			rt.Fatal("not the same")
		}
	})
}

func cutKeeps(t *testing.T, open Open) {
	ops := Lesson(3, 40)
	late := ops[20]
	rest := slices.Concat(ops[:20], ops[21:])
	r := open(t, 1)
	apply(t, r, rest)
	before := look(t, r)
	if err := r.Cut(); err != nil {
		t.Fatal(err)
	}
	same(t, look(t, r), before)
	// Every op can still be found, and a late one folds its learner out of segments.
	if result := apply(t, r, rest); result.Duplicates != len(rest) || len(result.Alarms) != 0 {
		t.Errorf("after the cut: %d duplicates, %d alarms; want %d, 0", result.Duplicates, len(result.Alarms), len(rest))
	}
	apply(t, r, []*crdt.Op{late})
	whole := open(t, 1)
	apply(t, whole, ops)
	same(t, look(t, r), look(t, whole))
}

// give makes the op by which a teacher gives the first session of ops to owner.
func give(ops []*crdt.Op, owner []byte) (op *crdt.Op, card school.ID) {
	session := ops[slices.IndexFunc(ops, func(op *crdt.Op) bool { return op.Session != nil })]
	return &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounSession, Entity: session.Writer.Hub, Field: school.SessionOwner, Key: crdt.SessionKey(session.Dot), Value: owner,
	}}, session.Session.Learner
}

// answers counts a learner's answers.
func answers(v View, id school.ID) int {
	for _, l := range v.Learners {
		if l.ID == id {
			return l.Answers
		}
	}
	return 0
}

func reassigned(t *testing.T, open Open) {
	ops := Lesson(2, 20)
	other := school.ID{0: 0xee}
	var states []map[school.ID]uint64
	for _, order := range []string{"before", "between", "after"} {
		r := open(t, 1)
		decision, card := give(ops, other[:])
		steps := map[string][][]*crdt.Op{"before": {nil, ops}, "between": {ops[10:], ops[:10]}, "after": {ops, nil}}[order]
		apply(t, r, steps[0])
		if err := r.Write(decision); err != nil {
			t.Fatal(err)
		}
		apply(t, r, steps[1])
		v := look(t, r)
		if got := answers(v, other); got != 20 {
			t.Errorf("decision %s the answers: the new owner has %d, want 20", order, got)
		}
		if got := answers(v, card); got != 0 {
			t.Errorf("decision %s the answers: the card's learner still has %d", order, got)
		}
		states = append(states, v.States())
	}
	if states[0][other] != states[1][other] || states[1][other] != states[2][other] {
		t.Errorf("the order of decision and answers shows in the state: %v", states)
	}
}

func voided(t *testing.T, open Open) {
	ops := Lesson(2, 10)
	r := open(t, 1)
	decision, card := give(ops, nil)
	apply(t, r, ops)
	if err := r.Write(decision); err != nil {
		t.Fatal(err)
	}
	if got := answers(look(t, r), card); got != 0 {
		t.Errorf("a void session still counts %d answers", got)
	}
	back, _ := give(ops, card[:])
	if err := r.Write(back); err != nil {
		t.Fatal(err)
	}
	if got := answers(look(t, r), card); got != 10 {
		t.Errorf("after taking it back %d answers count, want 10", got)
	}
}

func equivocation(t *testing.T, open Open) {
	for _, cut := range []bool{false, true} {
		ops := Lesson(1, 5)
		r := open(t, 1)
		apply(t, r, ops)
		if cut {
			if err := r.Cut(); err != nil {
				t.Fatal(err)
			}
		}
		before := look(t, r)
		forged := *ops[len(ops)-1]
		attempt := *forged.Attempt
		attempt.Correct = !attempt.Correct
		forged.Attempt = &attempt
		result := apply(t, r, []*crdt.Op{&forged})
		if len(result.Alarms) != 1 || result.Alarms[0] != forged.Dot || len(result.New) != 0 {
			t.Errorf("result = %+v, want one alarm and nothing new", result)
		}
		same(t, look(t, r), before)
	}
}

func held(t *testing.T, open Open) {
	for _, test := range []struct {
		bend func(*crdt.Op)
		want replication.Reason
	}{
		{func(op *crdt.Op) { op.Attempt.Catalogue[0] ^= 1 }, replication.ReasonCatalogue},
		{func(op *crdt.Op) { op.Attempt.Item = 60_000 }, replication.ReasonItem},
		{func(op *crdt.Op) { op.SetUint(crdt.ColumnPlan, 77) }, replication.ReasonSnapshot},
		{func(op *crdt.Op) { op.Kind, op.Attempt, op.Body = 210, nil, []byte("new") }, replication.ReasonKind},
	} {
		t.Run(string(test.want), func(t *testing.T) {
			r := open(t, 1)
			ops := Lesson(1, 3)
			op := ops[1]
			test.bend(op)
			result := apply(t, r, ops)
			if len(result.New) != len(ops) || len(result.Held) != 1 || result.Held[0] != (replication.Held{Dot: op.Dot, Reason: test.want}) {
				t.Errorf("result = %+v, want all durable and one held", result)
			}
			v := look(t, r)
			if len(v.Held) != 1 || v.Held[0].Dot != op.Dot {
				t.Errorf("held list = %v, want the op in it", v.Held)
			}
			if got := answers(v, ops[0].Session.Learner); got != 2 {
				t.Errorf("%d answers count beside the held op, want 2", got)
			}
		})
	}
}
