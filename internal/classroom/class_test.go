package classroom_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
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

func submit(t *testing.T, c *classroomtest.Class, d classroom.Device, ops ...*crdt.Op) classroom.Ack {
	t.Helper()
	ack, err := c.Submit(ctx, d, classroom.Batch{Stream: classroomtest.Stream(d), Ops: ops})
	if err != nil {
		t.Fatal(err)
	}
	return ack
}

func TestSubmit(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	one, two := c.Attempt(d, 1, child, 0, classroomtest.Answer(0), 0), c.Attempt(d, 2, child, 0, "0", 0)
	ack := submit(t, c, d, one, two)
	if ack.Durable.String() != "1-2" || len(ack.Refused) != 0 || len(ack.Held) != 0 {
		t.Fatalf("ack %+v", ack)
	}
	if ack = submit(t, c, d, two, one); ack.Durable.String() != "1-2" {
		t.Errorf("sent again: %+v", ack)
	}
	row, _, err := c.Store.Learner(ctx, child)
	if err != nil || row.Answers != 2 || row.Correct != 1 {
		t.Errorf("counted %d answers, %d right, %v", row.Answers, row.Correct, err)
	}
	h, err := c.Holdings(ctx, d.Number)
	if err != nil || len(h.Streams) != 1 || h.Streams[0].Ranges.String() != "1-2" || h.Learners[0].Answers != 2 {
		t.Errorf("holdings %+v, %v", h, err)
	}
	if h, err = c.Holdings(ctx, 99); err != nil || len(h.Streams) != 0 {
		t.Errorf("holdings of another device %+v, %v", h, err)
	}
}

func TestSubmit_WantsWhatItLost(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	ack, err := c.Submit(ctx, d, classroom.Batch{
		Stream: classroomtest.Stream(d), Ops: []*crdt.Op{c.Attempt(d, 41, child, 0, "1", 0)}, Archive: crdt.Ranges{{From: 1, To: 41}},
	})
	if err != nil || ack.Want.String() != "1-40" || ack.Durable.String() != "41" {
		t.Errorf("ack %+v, %v", ack, err)
	}
	if s, err := c.Status(ctx); err != nil || s.Lost != 40 {
		t.Errorf("status %+v, %v", s, err)
	}
}

func TestSubmit_OwnStreamOnly(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	mine, other := c.Tablet().Device, c.Tablet().Device
	_, err := c.Submit(ctx, mine, classroom.Batch{Stream: classroomtest.Stream(other), Ops: []*crdt.Op{c.Attempt(other, 1, child, 0, "1", 0)}})
	if school.ErrorCode(err) != school.CodeForbidden {
		t.Errorf("a tablet wrote as another: %v", err)
	}
}

func TestSubmit_RefusesWhatIsPeoples(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	forged := func(seq uint64, kind crdt.Kind, r *crdt.Register) *crdt.Op {
		op := &crdt.Op{Dot: crdt.Dot{Stream: classroomtest.Stream(d), Seq: seq}, Kind: kind, Register: r}
		op.Stamp.At.Tick = 179_543_530_000
		if r == nil {
			op.Body = []byte("x")
		}
		return op
	}
	good := c.Attempt(d, 1, child, 0, "1", 0)
	ops := []*crdt.Op{
		good,
		forged(2, crdt.KindSet, &crdt.Register{Noun: school.NounDecision, Entity: child, Field: school.DecisionKind, Key: "x", Value: []byte{1}}),
		forged(3, crdt.KindSet, &crdt.Register{Noun: school.NounTeacher, Entity: child, Field: school.TeacherPassword, Value: []byte("x")}),
		forged(4, crdt.KindSet, &crdt.Register{Noun: school.NounSession, Entity: c.Hub, Field: school.SessionAssurance, Key: "1.1.1", Value: []byte{3}}),
		forged(5, crdt.KindAdd, &crdt.Register{Noun: school.NounClassroom, Entity: child, Field: school.ClassroomLearners, Value: child[:]}),
		forged(6, crdt.KindErase, nil), forged(7, crdt.KindVoid, nil), forged(8, crdt.KindCalibration, nil),
		forged(9, crdt.KindSet, &crdt.Register{Noun: school.NounLearner, Entity: child, Field: school.LearnerLanguage, Value: []byte("ur")}),
		forged(10, 200, nil),
	}
	ack := submit(t, c, d, ops...)
	if ack.Durable.String() != "1,9-10" {
		t.Errorf("durable %s", ack.Durable)
	}
	var refused []uint64
	for _, r := range ack.Refused {
		refused = append(refused, r.Seq)
		if school.ErrorCode(r.Err) != school.CodeForbidden {
			t.Errorf("op %d: %v", r.Seq, r.Err)
		}
	}
	if !slices.Equal(refused, []uint64{2, 3, 4, 5, 6, 7, 8}) {
		t.Errorf("refused %v", refused)
	}
	if s, err := c.Status(ctx); err != nil || s.Refused != 7 {
		t.Errorf("status %+v, %v", s, err)
	}
	if r, _ := c.Roster(ctx); r.Learners[0].Language != "ur" {
		t.Error("the child's own language did not arrive")
	}
}

func session(d classroom.Device, seq uint64, learner school.ID, a school.Assurance) *crdt.Op {
	return &crdt.Op{
		Dot: crdt.Dot{Stream: classroomtest.Stream(d), Seq: seq}, Kind: crdt.KindSession,
		Stamp:   hlc.Stamp{At: hlc.Timestamp{Tick: 179_543_520_000}},
		Session: &crdt.Session{Learner: learner, Assurance: a},
	}
}

func attested(t *testing.T, c *classroomtest.Class, op *crdt.Op) []byte {
	t.Helper()
	v, ok, err := c.Store.Register(ctx, crdt.RegisterID{
		Noun: school.NounSession, Entity: c.Hub, Field: school.SessionAssurance, Key: crdt.SessionKey(op.Dot),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return nil
	}
	return v.Value
}

func TestSubmit_Attests(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d, other := c.Tablet().Device, c.Tablet().Device
	if s, err := c.SignIn(ctx, d, kids[0], []uint8{3, 7}); err != nil || !s.OK || s.Assurance != school.AssurancePictures {
		t.Fatalf("sign-in %+v, %v", s, err)
	}
	c = c.Reopen() // the grant survives
	claimed := session(d, 1, kids[0], school.AssurancePictures)
	lied := session(d, 2, kids[1], school.AssuranceTeacher)
	second := session(d, 3, kids[0], school.AssurancePictures)
	elsewhere := session(other, 1, kids[0], school.AssurancePictures)
	submit(t, c, d, claimed, lied, second)
	submit(t, c, other, elsewhere)
	if got := attested(t, c, claimed); !bytes.Equal(got, []byte{2}) {
		t.Errorf("a real sign-in is attested as %v", got)
	}
	for name, op := range map[string]*crdt.Op{"another child": lied, "a second session": second, "another tablet": elsewhere} {
		if got := attested(t, c, op); got != nil {
			t.Errorf("%s is attested as %v", name, got)
		}
	}
	submit(t, c, d, claimed) // sent again: nothing is written twice
	versions, err := c.Store.Versions(ctx, crdt.RegisterID{
		Noun: school.NounSession, Entity: c.Hub, Field: school.SessionAssurance, Key: crdt.SessionKey(claimed.Dot),
	})
	if err != nil || len(versions) != 1 {
		t.Errorf("%d attestations, %v", len(versions), err)
	}
}

func TestSubmit_ClaimAboveGrant(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	if s, err := c.SignIn(ctx, d, child, []uint8{3, 7}); err != nil || !s.OK {
		t.Fatal(s, err)
	}
	op := session(d, 1, child, school.AssuranceTeacher)
	submit(t, c, d, op)
	if got := attested(t, c, op); !bytes.Equal(got, []byte{2}) {
		t.Errorf("pictures are attested as %v", got)
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

func TestSubmit_PlanOnlyWhenNews(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	p, err := c.Plan(ctx, child)
	if err != nil {
		t.Fatal(err)
	}
	claim := classroom.Claim{Learner: child, Digest: tutor.Digest(p.State), Plan: p.Number}
	ask := func(claim classroom.Claim, ops ...*crdt.Op) *tutor.Plan {
		t.Helper()
		ack, err := c.Submit(ctx, d, classroom.Batch{Stream: classroomtest.Stream(d), Ops: ops, State: &claim})
		if err != nil {
			t.Fatal(err)
		}
		return ack.Plan
	}
	if got := ask(claim); got != nil {
		t.Errorf("nothing was answered and plan %d came", got.Number)
	}
	// The tablet folds its own answer and agrees with the hub.
	answer := c.Attempt(d, 1, child, 0, classroomtest.Answer(0), 0)
	ask(claim, answer)
	row, _, err := c.Store.Learner(ctx, child)
	if err != nil {
		t.Fatal(err)
	}
	claim.Digest = row.Digest
	if got := ask(claim); got != nil {
		t.Errorf("tablet and hub agree and plan %d came", got.Number)
	}
	if err := c.Decide(ctx, child, c.Content.SkillID(0), "known"); err != nil {
		t.Fatal(err)
	}
	got := ask(claim)
	if got == nil || len(got.Decisions) != 1 {
		t.Fatalf("after a decision came %+v", got)
	}
	claim.Plan = got.Number
	if again := ask(claim); again != nil {
		t.Errorf("the tablet has it and plan %d came", again.Number)
	}
	claim.Digest++
	if got := ask(claim); got == nil || tutor.Digest(got.State) != row.Digest {
		t.Errorf("the folds differ and %+v came", got)
	}
	if got := ask(classroom.Claim{Learner: school.ID{9}, Digest: 1}); got != nil {
		t.Error("a stranger got a plan")
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

func TestPhoneTime(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	d := c.Tablet().Device
	if submit(t, c, d).Trusted {
		t.Fatal("a new hub trusts its clock")
	}
	for _, bad := range []int64{0, -5, 1 << 60} {
		if err := c.PhoneTime(ctx, bad); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("time %d: %v", bad, err)
		}
	}
	const now = 179_600_000_000
	if err := c.PhoneTime(ctx, now); err != nil {
		t.Fatal(err)
	}
	if ack := submit(t, c, d); !ack.Trusted || ack.Now.At.Tick != now {
		t.Errorf("after the phone: %+v", ack)
	}
}

func TestSubmit_NotesTabletClocksOncePerRun(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	d := c.Tablet().Device
	count := func() uint64 {
		v, err := c.Store.Vector(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var n uint64
		for s, r := range v {
			if s.Writer.Device == 0 && s.Audience == school.AudienceMinistry {
				n += r.Count()
			}
		}
		return n
	}
	for _, boot := range []uint32{5, 5, 5, 6} {
		_, err := c.Submit(ctx, d, classroom.Batch{Stream: classroomtest.Stream(d), Clock: &classroom.Reading{Boot: boot, Wall: 1}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := count(); n != 2 {
		t.Errorf("two page loads made %d observations", n)
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
