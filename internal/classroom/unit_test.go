package classroom_test

import (
	"slices"
	"strings"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// kinds returns the kinds of decision in a child's plan, by skill.
func kinds(t *testing.T, c *classroomtest.Class, child school.ID) (map[string]uint8, *tutor.Plan) {
	t.Helper()
	plan, err := c.Plan(ctx, child)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]uint8{}
	for _, d := range plan.Decisions {
		out[c.Content.SkillID(d.Skill)] = d.Kind
	}
	return out, plan
}

func TestSetUnit(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	children := c.Children(2)
	other := uint8(3)
	if err := c.EditLearner(ctx, children[1], classroom.Edit{Grade: &other}); err != nil {
		t.Fatal(err)
	}
	skills := []string{c.SkillOf(30), c.SkillOf(0)}
	_, before := kinds(t, c, children[0])
	for share, kind := range []uint8{0, engine.UnitQuarter, engine.Unit, engine.UnitMost, engine.UnitAll} {
		if err := c.SetUnit(ctx, classroom.Unit{Grade: 2, Share: uint8(share), Skills: skills}); err != nil {
			t.Fatal(err)
		}
		got, plan := kinds(t, c, children[0])
		if share > 0 && plan.Number <= before.Number {
			t.Errorf("share %d: the plan's number stays %d", share, plan.Number)
		}
		before = plan
		if share == 0 && len(got) != 0 || share > 0 && (len(got) != 2 || got[skills[0]] != kind || got[skills[1]] != kind) {
			t.Errorf("share %d: %v", share, got)
		}
	}
	if got, _ := kinds(t, c, children[1]); len(got) != 0 {
		t.Errorf("a child of another grade has %v", got)
	}
	// It is the log's, and survives a restart; then it is taken back.
	c = c.Reopen()
	if got, _ := kinds(t, c, children[0]); len(got) != 2 {
		t.Errorf("after a restart: %v", got)
	}
	if err := c.SetUnit(ctx, classroom.Unit{Grade: 2, Share: 4}); err != nil {
		t.Fatal(err)
	}
	if got, _ := kinds(t, c, children[0]); len(got) != 0 {
		t.Errorf("taken back: %v", got)
	}
}

func TestSetUnit_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	if err := c.SetUnit(ctx, classroom.Unit{}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("without a class: %v", err)
	}
	c.Children(1)
	known := c.SkillOf(0)
	for name, unit := range map[string]classroom.Unit{
		"share": {Share: 5}, "grade": {Grade: 13}, "unknown skill": {Skills: []string{"flying"}}, "twice": {Skills: []string{known, known}},
		"too many": {Skills: slices.Repeat([]string{known}, classroom.UnitSkills+1)},
	} {
		if code := school.ErrorCode(c.SetUnit(ctx, unit)); code != school.CodeInvalid && code != school.CodeLimit {
			t.Errorf("%s: %q", name, code)
		}
	}
}

// TestUnit_IsOffered has all of a unit offered to a child who knows everything else, also
// in the queue of a tablet without the tutor.
func TestUnit_IsOffered(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	course, _ := c.Content.Course(c.Content.Current())
	count := func() (n int) {
		_, plan := kinds(t, c, child)
		for _, choice := range plan.Ready {
			if c.Content.SkillID(course.Items[choice.Item].Skill) == c.SkillOf(0) {
				n++
			}
		}
		return n
	}
	// Until her placement is over it asks what tells most; everything known but one ends it.
	for i := range course.Skills {
		if id := c.Content.SkillID(uint16(i)); id != c.SkillOf(0) {
			if err := c.Decide(ctx, child, id, "known"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.SetUnit(ctx, classroom.Unit{Grade: 2, Share: 4, Skills: []string{c.SkillOf(0)}}); err != nil {
		t.Fatal(err)
	}
	if n := count(); n == 0 {
		t.Error("nothing of the unit is offered")
	}
}

func TestSetSupport(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	children := c.Children(2)
	_, before := kinds(t, c, children[0])
	all := uint8(school.SupportSlower | school.SupportSteps | school.SupportCalm)
	if err := c.SetSupport(ctx, children[0], all); err != nil {
		t.Fatal(err)
	}
	want := classroom.Care{Slower: true, Steps: true, Calm: true, Rewards: classroom.RewardsOff}
	if got, err := c.Care(ctx, children[0]); err != nil || got != want {
		t.Errorf("care %+v, %v", got, err)
	}
	_, after := kinds(t, c, children[0])
	if after.Number <= before.Number {
		t.Error("no new plan: a tablet would never hear of it")
	}
	if after.Target != before.Target {
		t.Error("the goal changed")
	}
	heard := []tutor.Decision{{Kind: engine.Slower}, {Kind: engine.MoreSteps}, {Kind: engine.Calm}}
	if !slices.Equal(after.Decisions, heard) {
		t.Errorf("the tutor hears %v", after.Decisions)
	}
	if err := c.SetRewards(ctx, classroom.RewardsQuiet); err != nil {
		t.Fatal(err)
	}
	for child, want := range map[school.ID]uint8{children[0]: classroom.RewardsOff, children[1]: classroom.RewardsQuiet} {
		if got, err := c.Care(ctx, child); err != nil || got.Rewards != want {
			t.Errorf("rewards %+v, %v", got, err)
		}
	}
	c = c.Reopen()
	if got, _ := c.Care(ctx, children[0]); got != want {
		t.Errorf("after a restart: %+v", got)
	}
	if err := c.SetSupport(ctx, children[0], 0); err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Care(ctx, children[0]); got != (classroom.Care{Rewards: classroom.RewardsQuiet}) {
		t.Errorf("taken back: %+v", got)
	}
	for name, err := range map[string]error{
		"unknown bit": c.SetSupport(ctx, children[0], 8), "rewards": c.SetRewards(ctx, 3),
		"many interests": c.SetInterests(ctx, children[0], strings.Split("a,b,c,d,e,f,g", ",")),
		"no picture":     c.SetInterests(ctx, children[0], []string{"../x"}), "twice": c.SetInterests(ctx, children[0], []string{"kite", "kite"}),
	} {
		if code := school.ErrorCode(err); code != school.CodeInvalid && code != school.CodeLimit {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSetInterests(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	for _, likes := range [][]string{{"kite", "red-apple"}, {"boat"}, nil} {
		if err := c.SetInterests(ctx, child, likes); err != nil {
			t.Fatal(err)
		}
		pupil, err := c.Pupil(ctx, child)
		if err != nil || !slices.Equal(pupil.Learner.Interests, likes) {
			t.Errorf("interests %v, %v", pupil.Learner.Interests, err)
		}
	}
}

// TestChooseInterests has a tablet send a child's own choice again and again, and the
// teacher's word come between.
func TestChooseInterests(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	likes := func(want ...string) {
		t.Helper()
		beside, err := c.Beside(ctx, child)
		if err != nil || !slices.Equal(beside.Interests, want) {
			t.Errorf("likes %v, %v, want %v", beside.Interests, err, want)
		}
	}
	version := func() uint64 {
		t.Helper()
		v, _, err := c.Facts.Register(ctx, crdt.RegisterID{Noun: school.NounLearner, Entity: child, Field: school.LearnerInterests})
		if err != nil {
			t.Fatal(err)
		}
		return v.Dot.Seq
	}
	likes()
	for range 3 {
		if err := c.ChooseInterests(ctx, child, []string{"kite", "boat"}); err != nil {
			t.Fatal(err)
		}
	}
	likes("kite", "boat")
	first := version()
	if err := c.ChooseInterests(ctx, child, []string{"kite", "boat"}); err != nil || version() != first {
		t.Errorf("the same choice is written again: %v", err)
	}
	if err := c.SetInterests(ctx, child, []string{"drum"}); err != nil {
		t.Fatal(err)
	}
	likes("drum")
	if err := c.ChooseInterests(ctx, child, nil); err != nil {
		t.Fatal(err)
	}
	likes()
	if _, err := c.Beside(ctx, school.ID{9, 9}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger's shelf: %v", err)
	}
	if err := c.ChooseInterests(ctx, school.ID{9, 9}, []string{"kite"}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger's likes: %v", err)
	}
}

// TestSetRewards_ToAndFro has a tablet hear of each change, also of one back to what
// stood before.
func TestSetRewards_ToAndFro(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	_, plan := kinds(t, c, child)
	for _, rewards := range []uint8{classroom.RewardsQuiet, classroom.RewardsUsual, classroom.RewardsOff, classroom.RewardsUsual} {
		if err := c.SetRewards(ctx, rewards); err != nil {
			t.Fatal(err)
		}
		ack, err := c.Submit(ctx, d, classroom.Batch{
			Stream: classroomtest.Stream(d), State: &classroom.Claim{Learner: child, Digest: tutor.Digest(plan.State), Plan: plan.Number},
		})
		if err != nil || ack.Plan == nil || ack.Care.Rewards != rewards {
			t.Fatalf("rewards %d: plan %v, care %+v, %v", rewards, ack.Plan != nil, ack.Care, err)
		}
		plan = ack.Plan
	}
}
