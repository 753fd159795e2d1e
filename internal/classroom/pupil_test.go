package classroom_test

import (
	"math"
	"slices"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

func pupil(t *testing.T, c *classroomtest.Class, id school.ID) classroom.Pupil {
	t.Helper()
	p, err := c.Pupil(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func reason(s *classroom.PupilSkill, family string) (classroom.Because, bool) {
	i := slices.IndexFunc(s.Reasons, func(b classroom.Because) bool { return b.Family == family })
	if i < 0 {
		return classroom.Because{}, false
	}
	return s.Reasons[i], true
}

func TestPupil_Reasons(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	seq := uint64(0)
	answer := func(response string, hints uint8) {
		t.Helper()
		seq++
		op := c.Attempt(d, seq, child, 0, response, hints)
		op.Attempt.Instance = uint32(seq % 2) // the same exercise twice in a row tells nothing
		if response == "right" {
			op.Attempt.Response, op.Attempt.Correct = "1", true
		}
		submit(t, c, d, op)
	}
	asked := sqlitetest.Built().Catalogue.Skill(0)
	needs := len(sqlitetest.Built().Catalogue.Prerequisites(asked))
	first := &pupil(t, c, child).Skills[asked]
	if little, ok := reason(first, classroom.BecauseLittle); !ok || little.Count != 7 || first.Sure || first.Ready || len(first.Needs) != needs {
		t.Errorf("a new child: %+v", first)
	}
	if _, ok := reason(first, classroom.BecauseTime); ok {
		t.Errorf("time speaks of a skill she never met: %+v", first)
	}
	for range 4 {
		answer("right", 0)
	}
	good := &pupil(t, c, child).Skills[asked]
	lately, _ := reason(good, classroom.BecauseLately)
	if lately.Value <= 0 || lately.Count != good.Answers || good.Sure || good.P <= first.P {
		t.Errorf("four right: %+v", good)
	}
	for range 8 {
		answer("999", 1)
	}
	c.Store.Advance(2*school.TicksPerDay + 5000)
	bad := pupil(t, c, child)
	worse := &bad.Skills[asked]
	now, _ := reason(worse, classroom.BecauseLately)
	gap, _ := reason(worse, classroom.BecauseTime)
	help, _ := reason(worse, classroom.BecauseHelp)
	if now.Value >= lately.Value || gap.Value >= 0 || gap.Count != 2 || help.Count != 8 || help.Value != 0 || !worse.Sure || worse.P >= good.P {
		t.Errorf("eight wrong and two days: %+v", worse)
	}
	if _, ok := reason(worse, classroom.BecauseLittle); ok {
		t.Errorf("twelve answers are not few: %+v", worse)
	}
	for _, s := range bad.Skills {
		if len(s.Reasons) > 6 || s.Ready != (len(s.Needs) == 0) {
			t.Errorf("skill %+v", s)
		}
		for _, b := range s.Reasons {
			if math.IsNaN(b.Value) || b.Count < 0 {
				t.Errorf("skill %s: %+v", s.Skill, b)
			}
		}
	}
	if len(bad.Sessions) != 0 {
		t.Errorf("sessions of two days ago: %+v", bad.Sessions)
	}
}

func TestPupil_IsNoStranger(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	c.Children(1)
	if _, err := c.Pupil(ctx, school.ID{9}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger's page: %v", err)
	}
}
