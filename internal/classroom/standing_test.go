package classroom_test

import (
	"fmt"
	"slices"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

// told writes a skill's standing as a line.
func told(s *classroom.PupilSkill) (line string) {
	for _, one := range s.Standing {
		if one.Code == classroom.StandingBelief {
			one.Values = one.Values[1:] // the chance itself is the engine's
		}
		line += fmt.Sprint(one.Code, one.Values, " ")
	}
	return line
}

// TestStanding_TellsWhy lets a child work and looks at what is told of her level, and
// that the belief without her last three answers is the one from before they came.
func TestStanding_TellsWhy(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	asked := sqlitetest.Built().Catalogue.Skill(0)
	seq, at := uint64(0), int64(0)
	answer := func(right bool, change func(*crdt.Op)) {
		t.Helper()
		seq++
		op := c.Attempt(d, seq, child, 0, "999", 0)
		op.Stamp.At.Tick += at
		op.Attempt.Instance, op.Attempt.Correct = uint32(seq%2), right
		if change != nil {
			change(op)
		}
		submit(t, c, d, op)
	}
	skill := func() *classroom.PupilSkill { t.Helper(); return &pupil(t, c, child).Skills[asked] }
	if s := skill(); len(s.Standing) != 0 || s.Without != nil {
		t.Errorf("before anything: %+v", s)
	}
	answer(true, func(op *crdt.Op) { op.SetColumn(crdt.ColumnPairRole, []byte{engine.Driver}) })
	if got := told(skill()); got != "pair-only[1] few[3] " {
		t.Errorf("with a partner: %s", got)
	}
	answer(true, nil)
	answer(false, nil)
	answer(false, func(op *crdt.Op) { op.Attempt.Hints = 1 })
	if got := told(skill()); got != "alone[1 2 1] helped[1] pair[1] belief[50] " {
		t.Errorf("three alone: %s", got)
	}
	before := skill()
	for range 3 {
		answer(true, nil)
	}
	after := skill()
	if w := after.Without; w == nil || w.Left != 3 || w.P != before.P || w.Known != before.Known || w.Level != before.Level || after.Known <= before.Known {
		t.Errorf("without the last three %+v, before them %+v", w, before)
	}
	for range 20 {
		answer(true, nil)
	}
	at = 40 * school.TicksPerDay
	c.Store.Advance(at)
	answer(false, nil)
	c.Store.Advance(2 * school.TicksPerDay)
	if got := told(skill()); got != "alone[24 26 1] helped[1] pair[1] review[0 2] climb[3] " {
		t.Errorf("a failed review: %s", got)
	}
	if err := c.Decide(ctx, child, c.SkillOf(0), "known"); err != nil {
		t.Fatal(err)
	}
	seen := classroom.Observation{Learner: child, Skill: c.SkillOf(0), Outcome: "right", Means: "oral", Weight: 2}
	if _, err := c.Observe(ctx, seen); err != nil {
		t.Fatal(err)
	}
	if got := told(skill()); got != "known[] alone[24 26 1] helped[1] pair[1] seen[1 0 0] review[1 0] climb[2] " {
		t.Errorf("a teacher's word: %s", got)
	}
}

// TestStanding_VoidCountsForNobody holds the account against the state when answers
// count no more: it is of the same answers, or it says nothing.
func TestStanding_VoidCountsForNobody(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	for seq := range uint64(4) {
		submit(t, c, d, c.Attempt(d, seq+1, child, 0, classroomtest.Answer(0), 0))
	}
	version, _ := c.Content.Version(sqlitetest.Built().Catalogue.Hash(), 0)
	if err := c.Void(ctx, version, true); err != nil {
		t.Fatal(err)
	}
	asked := sqlitetest.Built().Catalogue.Skill(0)
	if s := &pupil(t, c, child).Skills[asked]; len(s.Standing) != 0 || s.Without != nil {
		t.Errorf("answers to a wrong generator: %+v", s)
	}
	if err := c.Void(ctx, version, false); err != nil {
		t.Fatal(err)
	}
	if s := &pupil(t, c, child).Skills[asked]; !slices.ContainsFunc(s.Standing, func(one classroom.Standing) bool { return one.Code == classroom.StandingAlone }) {
		t.Errorf("taken back: %+v", s)
	}
}
