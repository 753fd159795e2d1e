package classroom_test

import (
	"bytes"
	"slices"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

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
	trusted := func() bool {
		board, err := c.Board(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return board.Trusted
	}
	if trusted() {
		t.Error("the board says that a new hub knows the time")
	}
	const now = 179_600_000_000
	if err := c.PhoneTime(ctx, now); err != nil {
		t.Fatal(err)
	}
	if !trusted() {
		t.Error("the board does not say that the hub was told the time")
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
