package classroom_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

var ctx = context.Background()

func TestEnrol(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	first, second := c.Tablet(), c.Tablet()
	if first.Number != 1 || second.Number != 2 || first.Secret == second.Secret || len(first.Secret) != 43 {
		t.Fatalf("enrolled %+v and %+v", first, second)
	}
	if d, ok := c.ByBearer(second.Secret); !ok || d != second.Device {
		t.Errorf("found %+v", d)
	}
	for _, secret := range []string{"", "x", first.Secret + "A", strings.Repeat("A", 43)} {
		if d, ok := c.ByBearer(secret); ok {
			t.Errorf("secret %q found %+v", secret, d)
		}
	}
	for _, token := range []string{"", "wrong", classroomtest.Token + " "} {
		if _, err := c.Enrol(ctx, token, nil); school.ErrorCode(err) != school.CodeForbidden {
			t.Errorf("token %q: %v", token, err)
		}
	}
	c = c.Reopen()
	if d, ok := c.ByBearer(first.Secret); !ok || d != first.Device {
		t.Errorf("after a restart found %+v", d)
	}
	if third := c.Tablet(); third.Number != 3 {
		t.Errorf("after a restart the next number is %d", third.Number)
	}
}

func TestEnrol_Again(t *testing.T) {
	old := classroomtest.Open(t, t.TempDir())
	old.Tablet()
	e := old.Tablet()
	again := &classroom.Again{Number: e.Number, Secret: e.Secret}
	if got, err := old.Enrol(ctx, classroomtest.Token, again); err != nil || got != e {
		t.Errorf("at the hub that knows it: %+v %v", got, err)
	}
	lost := classroomtest.Open(t, t.TempDir()) // the same hub, its database lost
	if got, err := lost.Enrol(ctx, classroomtest.Token, again); err != nil || got != e {
		t.Fatalf("at the hub that lost it: %+v %v", got, err)
	}
	if next := lost.Tablet(); next.Number <= e.Number {
		t.Errorf("the next tablet is %d, which may be another's", next.Number)
	}
	stranger := &classroom.Again{Number: e.Number, Secret: strings.Repeat("A", 43)}
	if _, err := lost.Enrol(ctx, classroomtest.Token, stranger); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("another secret for number %d: %v", e.Number, err)
	}
	if _, err := lost.Enrol(ctx, "wrong", again); school.ErrorCode(err) != school.CodeForbidden {
		t.Errorf("without the token: %v", err)
	}
}

func TestRoster_NamesAreSealed(t *testing.T) {
	dir := t.TempDir()
	c := classroomtest.Open(t, dir)
	room, err := c.CreateClassroom(ctx, "Room")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := c.CreateLearners(ctx, room, []classroom.NewLearner{
		{Name: "Zarmina Plantedname", Animal: "fox", Wave: 2, Grade: 3, Language: "ur", Pictures: []uint8{1, 2}},
		{Name: "علی Plantedname", Animal: "cat", Wave: 1, Grade: 2, Language: "en", Pictures: []uint8{11, 0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Roster(ctx)
	if err != nil || len(r.Learners) != 2 || r.Learners[0].Name != "علی Plantedname" || r.Classroom != room {
		t.Fatalf("roster %+v, %v", r, err)
	}
	l, ok := r.Find(ids[0])
	if !ok || l.Name != "Zarmina Plantedname" || l.Animal != "fox" || l.Wave != 2 || l.Grade != 3 || l.Language != "ur" {
		t.Errorf("learner %+v", l)
	}
	c.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil || bytes.Contains(raw, []byte("Plantedname")) {
			t.Errorf("%s tells a name in the clear (%v)", f, err)
		}
	}
}

func TestCreateLearners_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	good := classroom.NewLearner{Name: "A", Pictures: []uint8{0, 1}}
	for name, change := range map[string]func(*classroom.NewLearner){
		"NoName": func(n *classroom.NewLearner) { n.Name = "" }, "LongName": func(n *classroom.NewLearner) { n.Name = strings.Repeat("x", 201) },
		"OnePicture": func(n *classroom.NewLearner) { n.Pictures = []uint8{1} }, "SamePicture": func(n *classroom.NewLearner) { n.Pictures = []uint8{1, 1} },
		"NoSuchPicture": func(n *classroom.NewLearner) { n.Pictures = []uint8{1, 12} },
	} {
		bad := good
		change(&bad)
		if _, err := c.CreateLearners(ctx, school.ID{1}, []classroom.NewLearner{good, bad}); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPlan_Numbers(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	number := func() uint32 {
		t.Helper()
		p, err := c.Plan(ctx, child)
		if err != nil || len(p.Ready) == 0 || p.Catalogue == [32]byte{} {
			t.Fatalf("plan %+v, %v", p, err)
		}
		if _, err := tutor.DecodePlan(p.AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
		return p.Number
	}
	if a, b := number(), number(); a != 1 || b != 1 {
		t.Errorf("a plan that says nothing new has number %d after %d", b, a)
	}
	submit(t, c, d, c.Attempt(d, 1, child, 0, classroomtest.Answer(0), 0))
	if n := number(); n != 2 {
		t.Errorf("after an answer number %d", n)
	}
	skill := c.Content.SkillID(1)
	if err := c.Decide(ctx, child, skill, "pin"); err != nil {
		t.Fatal(err)
	}
	if n := number(); n != 3 {
		t.Errorf("after a decision number %d", n)
	}
	p, _ := c.Plan(ctx, child)
	if len(p.Decisions) != 1 || p.Decisions[0] != (tutor.Decision{Skill: 1, Kind: 3}) {
		t.Errorf("decisions %+v", p.Decisions)
	}
	c = c.Reopen()
	if n := number(); n != 3 {
		t.Errorf("after a restart number %d", n)
	}
	if err := c.Decide(ctx, child, skill, "none"); err != nil {
		t.Fatal(err)
	}
	if p, _ := c.Plan(ctx, child); len(p.Decisions) != 0 || p.Number != 4 {
		t.Errorf("taken back: %+v", p)
	}
}

func TestDecide_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	for _, tt := range []struct {
		learner     school.ID
		skill, kind string
		want        string
	}{
		{child, c.Content.SkillID(0), "perhaps", school.CodeInvalid},
		{child, "no-such-skill", "known", school.CodeNotFound},
		{school.ID{9}, c.Content.SkillID(0), "known", school.CodeNotFound},
	} {
		if err := c.Decide(ctx, tt.learner, tt.skill, tt.kind); school.ErrorCode(err) != tt.want {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

func TestReassign(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d := c.Tablet().Device
	opened := session(d, 1, kids[0], school.AssuranceCard)
	answer := c.Attempt(d, 2, kids[0], 0, classroomtest.Answer(0), 0)
	answer.SetColumn(crdt.ColumnSession, binary.AppendUvarint(nil, 1))
	submit(t, c, d, opened, answer)
	answers := func(id school.ID) int {
		t.Helper()
		row, _, err := c.Store.Learner(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return row.Answers
	}
	if err := c.Reassign(ctx, opened.Dot, kids[1]); err != nil {
		t.Fatal(err)
	}
	if answers(kids[0]) != 0 || answers(kids[1]) != 1 {
		t.Errorf("reassigned: %d and %d", answers(kids[0]), answers(kids[1]))
	}
	if err := c.Reassign(ctx, opened.Dot, school.ID{}); err != nil {
		t.Fatal(err)
	}
	if answers(kids[0]) != 0 || answers(kids[1]) != 0 {
		t.Errorf("voided: %d and %d", answers(kids[0]), answers(kids[1]))
	}
	missing := opened.Dot
	missing.Seq = 99
	if err := c.Reassign(ctx, missing, kids[1]); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a session nobody opened: %v", err)
	}
	if err := c.Reassign(ctx, opened.Dot, school.ID{9}); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("a stranger: %v", err)
	}
}

func TestSignIn_FortyAtOnce(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(40)
	tablets := make([]classroom.Device, len(kids))
	for i := range tablets {
		tablets[i] = c.Tablet().Device
	}
	var wg sync.WaitGroup
	errs := make([]error, len(kids))
	for i := range kids {
		wg.Go(func() {
			s, err := c.SignIn(ctx, tablets[i], kids[i], []uint8{3, 7})
			if errs[i] = err; err == nil && !s.OK {
				errs[i] = errors.New("not let in")
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	b, err := c.Board(ctx)
	if err != nil || b.Count.Working != 40 {
		t.Errorf("board %+v, %v", b.Count, err)
	}
}
