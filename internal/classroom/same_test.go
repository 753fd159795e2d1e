package classroom_test

import (
	"slices"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
)

func listed(t *testing.T, c *classroomtest.Class) []school.ID {
	t.Helper()
	roster, err := c.Roster(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var ids []school.ID
	for _, l := range roster.Learners {
		ids = append(ids, l.ID)
	}
	slices.SortFunc(ids, school.ID.Compare)
	return ids
}

// A child was enrolled a second time after her card was lost. Joined, she is on the list
// once, all her work and what teachers said of her count together, and either card signs
// her in; taken back, everything is as it was.
func TestSameAs(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	children := c.Children(3)
	slices.SortFunc(children, school.ID.Compare)
	kept, lost := children[0], children[1]
	d := c.Tablet().Device
	other := c.Tablet().Device
	submit(t, c, d, c.Attempt(d, 1, kept, 0, classroomtest.Answer(0), 0))
	submit(t, c, other, c.Attempt(other, 1, lost, 0, classroomtest.Answer(0), 0), c.Attempt(other, 2, lost, 1, "999", 0))
	skill, second := c.SkillOf(0), c.Content.SkillID(1)
	for _, said := range []struct {
		child       school.ID
		skill, kind string
	}{{kept, skill, "known"}, {lost, skill, "not-known"}, {lost, second, "pin"}} {
		if err := c.Decide(ctx, said.child, said.skill, said.kind); err != nil {
			t.Fatal(err)
		}
		c.Store.Advance(100)
	}
	if _, err := c.Helped(ctx, lost, "stuck"); err != nil {
		t.Fatal(err)
	}
	pictures, err := c.NewPictures(ctx, lost)
	if err != nil {
		t.Fatal(err)
	}
	before := pupil(t, c, lost)
	if err := c.SameAs(ctx, lost, kept); err != nil {
		t.Fatal(err)
	}
	if got := listed(t, c); !slices.Equal(got, []school.ID{kept, children[2]}) {
		t.Fatalf("the list is %v", got)
	}
	for _, id := range []school.ID{kept, lost} { // a page that was open goes on
		p := pupil(t, c, id)
		word := map[string]string{}
		for _, s := range p.Skills {
			word[s.Skill] = s.Decision
		}
		if p.Learner.ID != kept || p.Answers != 3 || len(p.Helps) != 1 || len(p.Learner.Also) != 1 || word[skill] != "not-known" || word[second] != "pin" {
			t.Errorf("%d answers, %d helps, also %v, words %q and %q", p.Answers, len(p.Helps), p.Learner.Also, word[skill], word[second])
		}
		if answers, err := c.Answers(ctx, id); err != nil || len(answers) != 3 {
			t.Errorf("%d answers are shown (%v)", len(answers), err)
		}
	}
	for _, test := range []struct {
		card     school.ID
		pictures []uint8
	}{{kept, []uint8{3, 7}}, {lost, pictures}, {kept, pictures}} {
		if s := signIn(t, c, d, test.card, test.pictures...); !s.OK {
			t.Errorf("card %s with %v: %+v", test.card, test.pictures, s)
		}
	}
	if board, err := c.Board(ctx); err != nil || len(board.Learners) != 2 || !slices.ContainsFunc(board.Learners, func(l classroom.BoardLearner) bool { return l.ID == kept && l.Seated && l.Helped == 1 }) {
		t.Errorf("board %+v (%v)", board.Learners, err)
	}
	if err := c.SameAs(ctx, lost, kept); err != nil {
		t.Errorf("said again: %v", err)
	}
	if err := c.SameAs(ctx, kept, school.ID{}); err != nil { // by the page that shows her now
		t.Fatal(err)
	}
	if got := listed(t, c); !slices.Equal(got, children) {
		t.Errorf("taken back, the list is %v", got)
	}
	if p := pupil(t, c, lost); p.Answers != before.Answers || p.Learner.Name != before.Learner.Name || len(p.Learner.Also) != 0 || len(p.Helps) != 1 {
		t.Errorf("taken back: %+v", p.Learner)
	}
	if s := signIn(t, c, d, kept, pictures...); s.OK {
		t.Error("the other's pictures still sign her in")
	}
}

func TestSameAs_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	for _, test := range []struct {
		name           string
		learner, other school.ID
		code           string
	}{
		{"Herself", child, child, school.CodeInvalid},
		{"Nobody", child, school.ID{9}, school.CodeNotFound},
		{"NobodyIs", school.ID{9}, child, school.CodeNotFound},
		{"NothingToUndo", child, school.ID{}, school.CodeNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := c.SameAs(ctx, test.learner, test.other); school.ErrorCode(err) != test.code {
				t.Errorf("got %v, want %s", err, test.code)
			}
		})
	}
}

// Leaving, erasing and taking along are about the child, not about one of her records.
func TestSameAs_WholeChild(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(c *classroomtest.Class, child school.ID) error
		left int
	}{
		{"Leave", func(c *classroomtest.Class, child school.ID) error { return c.Leave(ctx, child) }, 1},
		{"Erase", func(c *classroomtest.Class, child school.ID) error {
			n, err := c.EraseLearner(ctx, child)
			if n != 2 {
				t.Errorf("%d records erased, want 2", n)
			}
			return err
		}, 1},
		{"NewPictures", func(c *classroomtest.Class, child school.ID) error {
			_, err := c.NewPictures(ctx, child)
			if s := signIn(t, c, c.Tablet().Device, child, 3, 7); s.OK {
				t.Error("the lost card still signs her in")
			}
			return err
		}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := classroomtest.Open(t, t.TempDir())
			children := c.Children(3)
			if err := c.SameAs(ctx, children[1], children[0]); err != nil {
				t.Fatal(err)
			}
			if err := test.do(c, children[0]); err != nil {
				t.Fatal(err)
			}
			if got := listed(t, c); len(got) != test.left {
				t.Errorf("the list is %v", got)
			}
		})
	}
}

// What she takes to another school is all of it, and it is joined there too.
func TestSameAs_Transfer(t *testing.T) {
	old, fresh := classroomtest.Open(t, t.TempDir()), classroomtest.Open(t, t.TempDir())
	children := old.Children(2)
	fresh.Children(1)
	d := old.Tablet().Device
	submit(t, old, d, old.Attempt(d, 1, children[0], 0, classroomtest.Answer(0), 0), old.Attempt(d, 2, children[1], 0, classroomtest.Answer(0), 0))
	if err := old.SameAs(ctx, children[1], children[0]); err != nil {
		t.Fatal(err)
	}
	file, err := old.ExportLearner(ctx, children[1], old.Store.Concerning)
	if err != nil || file.Learner != children[0] || len(file.Also) != 1 {
		t.Fatalf("the file is of %s and %d others (%v)", file.Learner, len(file.Also), err)
	}
	for range 2 {
		if _, err := fresh.ImportLearner(ctx, file); err != nil {
			t.Fatal(err)
		}
	}
	if p := pupil(t, fresh, children[0]); p.Answers != 2 || p.Learner.Name == "" || len(p.Learner.Also) != 1 || len(listed(t, fresh)) != 2 {
		t.Errorf("at the new school: %d answers, %+v, list %v", p.Answers, p.Learner, listed(t, fresh))
	}
	file.Ops = append(file.Ops, crdt.SameAs{Learner: school.ID{9}, As: children[0]}.Op())
	if _, err := fresh.ImportLearner(ctx, file); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a stranger in the file: %v", err)
	}
}
