package projection_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/projection"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/simtest"
)

func open(t testing.TB) *simtest.Replica {
	t.Helper()
	r, err := simtest.NewReplica(replicationtest.Hub(1), 50, replicationtest.Key(1).Sign, replicationtest.Keys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func learner(t testing.TB, r *simtest.Replica, id school.ID) projection.Learner {
	t.Helper()
	row, _, err := r.Learner(id)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func mustApply(t testing.TB, r *simtest.Replica, ops ...*crdt.Op) {
	t.Helper()
	if _, err := r.Apply(ops); err != nil {
		t.Fatal(err)
	}
}

// Answer by answer, in one batch, and rebuilt from the log: the same row.
func TestLearner_ThreeWays(t *testing.T) {
	ops := replicationtest.Lesson(1, 60)
	id := ops[0].Session.Learner
	batch, single := open(t), open(t)
	mustApply(t, batch, ops...)
	for _, op := range ops {
		mustApply(t, single, op)
	}
	want := learner(t, batch, id)
	if got := learner(t, single, id); string(got.State) != string(want.State) || !bytes.Equal(got.Board.AppendBinary(nil), want.Board.AppendBinary(nil)) {
		t.Errorf("answer by answer: %+v, want %+v", got.Board, want.Board)
	}
	if err := projection.New(batch, batch.Library()).Refold(id); err != nil {
		t.Fatal(err)
	}
	if got := learner(t, batch, id); string(got.State) != string(want.State) || !bytes.Equal(got.Board.AppendBinary(nil), want.Board.AppendBinary(nil)) || got.Answers != want.Answers {
		t.Errorf("rebuilt: %+v, want %+v", got, want)
	}
}

// TestRefold_BoardOfManySittings rebuilds the row of one who sat down again and again,
// also beside somebody: the same as answer by answer.
func TestRefold_BoardOfManySittings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ops := replicationtest.Lesson(1, 40)
		id := ops[0].Session.Learner
		r := open(t)
		mustApply(t, r, ops[0])
		session := uint64(1)
		for _, op := range ops[1:] {
			if rapid.IntRange(0, 7).Draw(rt, "stays") == 0 {
				session = rapid.Uint64Range(1, 3).Draw(rt, "session")
			}
			op.SetUint(crdt.ColumnSession, session)
			if rapid.IntRange(0, 9).Draw(rt, "alone") == 0 {
				op.SetColumn(crdt.ColumnPairRole, []byte{1})
			}
			op.Attempt.Correct = rapid.Bool().Draw(rt, "right")
			mustApply(t, r, op)
		}
		want := learner(t, r, id)
		if err := projection.New(r, r.Library()).Refold(id); err != nil {
			rt.Fatal(err)
		}
		got := learner(t, r, id)
		if !bytes.Equal(got.Board.AppendBinary(nil), want.Board.AppendBinary(nil)) || got.Answers != want.Answers || got.Correct != want.Correct || got.Last != want.Last || got.LastDot != want.LastDot {
			rt.Errorf("rebuilt: %+v, want %+v", got.Board, want.Board)
		}
	})
}

func TestBoard_RemembersOneSitting(t *testing.T) {
	r := open(t)
	ops := replicationtest.Lesson(1, 40)
	id := ops[0].Session.Learner
	answer := func(op *crdt.Op, correct bool, hints uint8, duration int64, response string) {
		op.Attempt.Item, op.Attempt.Instance, op.Attempt.Correct, op.Attempt.Hints = 0, 0, correct, hints
		op.Attempt.Duration, op.Attempt.Response = duration, response
		mustApply(t, r, op)
	}
	answer(ops[1], false, 9, 500, "wrong")
	answer(ops[2], true, 0, 199, "right")
	b := learner(t, r, id).Board
	skill := uint16(replicationtest.Built().Catalogue.Skill(0))
	want := []projection.Mark{{Skill: skill, Right: true, Took: 19}, {Skill: skill, Hints: 3, Took: 50}}
	work := []projection.Work{{Skill: skill, Tries: 2, Right: 1, Row: 1}}
	if !slices.Equal(b.Marks, want) || !slices.Equal(b.Work, work) || b.Slip.Response != "wrong" {
		t.Errorf("after two: %+v, want %+v", b, want)
	}
	for _, op := range ops[3:38] {
		answer(op, true, 0, 500, "right")
	}
	days := learner(t, r, id).Board.Days
	if want := []projection.Day{{Day: engine.Day(ops[1].Stamp.At.Tick), Answers: 37, Right: 36, Steady: 1}}; !slices.Equal(days, want) {
		t.Errorf("days %+v, want %+v", days, want)
	}
	if b := learner(t, r, id).Board; len(b.Marks) != projection.MaxMarks || slices.ContainsFunc(b.Marks, func(m projection.Mark) bool { return !m.Right }) {
		t.Errorf("after many: %+v", b)
	}
	last := ops[38]
	last.SetUint(crdt.ColumnSession, 999)
	answer(last, true, 0, 500, "right")
	if b := learner(t, r, id).Board; len(b.Marks) != 1 || b.Sitting != 999 || b.Slip != (projection.Slip{}) || len(b.Work) != 1 || !b.Work[0].Steady() || b.Work[0].Tries != 4 {
		t.Errorf("a new sitting: %+v", b)
	}
}

func TestBoard_RoundTrip(t *testing.T) {
	mark := rapid.Custom(func(t *rapid.T) projection.Mark {
		return projection.Mark{
			Skill: rapid.Uint16().Draw(t, "skill"), Right: rapid.Bool().Draw(t, "right"),
			Took: rapid.Uint16Range(0, projection.MaxTook).Draw(t, "took"), Hints: rapid.Uint8Range(0, 3).Draw(t, "hints"),
		}
	})
	work := rapid.Custom(func(t *rapid.T) projection.Work {
		return projection.Work{
			Skill: rapid.Uint16().Draw(t, "skill"), Tries: rapid.Uint16().Draw(t, "tries"), Right: rapid.Uint16().Draw(t, "right"), Row: rapid.Uint8Range(0, 3).Draw(t, "row"),
		}
	})
	day := rapid.Custom(func(t *rapid.T) projection.Day {
		return projection.Day{
			Day: rapid.Int64().Draw(t, "day"), Answers: rapid.Uint16().Draw(t, "answers"), Right: rapid.Uint16().Draw(t, "right"), Steady: rapid.Uint16().Draw(t, "steady"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		want := projection.Board{
			Device:  crdt.Writer{Hub: school.ID{rapid.Byte().Draw(t, "hub")}, Device: rapid.Uint32().Draw(t, "device")},
			Sitting: rapid.Uint64().Draw(t, "sitting"), Mono: rapid.Int64Range(0, 1<<40).Draw(t, "mono"), Boot: rapid.Uint32().Draw(t, "boot"),
			Marks: rapid.SliceOfN(mark, 0, projection.MaxMarks).Draw(t, "marks"), Work: rapid.SliceOfN(work, 0, projection.MaxWork).Draw(t, "work"), Days: rapid.SliceOfN(day, 0, projection.MaxDays).Draw(t, "days"),
			Slip: projection.Slip{
				Item: rapid.Uint32().Draw(t, "item"), Instance: rapid.Uint32().Draw(t, "instance"), Response: rapid.String().Draw(t, "response"),
			},
		}
		raw := want.AppendBinary(nil)
		got, err := projection.DecodeBoard(raw)
		if err != nil || !bytes.Equal(got.AppendBinary(nil), raw) || !slices.Equal(got.Marks, want.Marks) || !slices.Equal(got.Work, want.Work) || !slices.Equal(got.Days, want.Days) || got.Slip != want.Slip {
			t.Fatalf("got %+v, %v; want %+v", got, err, want)
		}
	})
	tooMany := append(make([]byte, 22), projection.MaxMarks+1)
	for _, bad := range [][]byte{nil, make([]byte, 15), make([]byte, 20), tooMany} {
		if _, err := projection.DecodeBoard(bad); err == nil {
			t.Errorf("%d bytes passed for a board", len(bad))
		}
	}
}

func TestEvidence(t *testing.T) {
	ops := replicationtest.Lesson(1, 2)
	for _, test := range []struct {
		name   string
		column []byte
		want   uint8
		vote   uint8
		first  bool
	}{
		{"Alone", nil, engine.Alone, 0, false},
		{"Driver", []byte{engine.Driver}, engine.Driver, 0, false},
		{"Checker", []byte{engine.Checker}, engine.Checker, 0, false},
		{"CheckerAgreed", []byte{engine.Checker, engine.Agree, 1}, engine.Checker, engine.Agree, true},
		{"CheckerStopped", []byte{engine.Checker, engine.TryAgain, 0}, engine.Checker, engine.TryAgain, false},
		{"UnknownRole", []byte{9}, engine.Alone, 0, false},
		{"UnknownVote", []byte{engine.Checker, 3, 1}, engine.Alone, 0, false},
		{"DriverWithAVote", []byte{engine.Driver, 1, 1}, engine.Alone, 0, false},
		{"Damaged", []byte{1, 2}, engine.Alone, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := *ops[1]
			if test.column != nil {
				op.Columns = nil
				op.SetColumn(crdt.ColumnPairRole, test.column)
			}
			got := projection.Evidence(&op, 3)
			if got.Role != test.want || got.Vote != test.vote || got.FirstRight != test.first || got.Item != 3 || got.Correct != op.Attempt.Correct || got.At != op.Stamp.At.Tick || got.Duration != op.Attempt.Duration {
				t.Errorf("evidence = %+v", got)
			}
		})
	}
}

// The owner register may be nonsense; nobody's work may be lost over it.
func TestOwner_StrangeRegisters(t *testing.T) {
	ops := replicationtest.Lesson(1, 4)
	id := ops[0].Session.Learner
	for _, test := range []struct {
		name, key string
		value     []byte
		want      int
	}{
		{"Void", crdt.SessionKey(ops[0].Dot), nil, 0},
		{"OtherSession", "7.7.7", nil, 4},
		{"NotASession", "hello", nil, 4},
		{"HalfAnID", crdt.SessionKey(ops[0].Dot), []byte{1, 2}, 0},
		{"Herself", crdt.SessionKey(ops[0].Dot), id[:], 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := open(t)
			mustApply(t, r, ops...)
			if err := r.Write(&crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{
				Noun: school.NounSession, Entity: ops[0].Writer.Hub, Field: school.SessionOwner, Key: test.key, Value: test.value,
			}}); err != nil {
				t.Fatal(err)
			}
			if got := learner(t, r, id).Answers; got != test.want {
				t.Errorf("%d answers count, want %d", got, test.want)
			}
		})
	}
}
