package demo_test

import (
	"context"
	"slices"
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/crdt"
	"darasa/internal/demo"
	"darasa/internal/library"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

func pack(t *testing.T) *library.Library {
	t.Helper()
	lib, err := library.New(sqlitetest.Built().Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// book keeps what comes through the door.
type book struct{ ops []*crdt.Op }

func (b *book) Apply(_ context.Context, ops []*crdt.Op) (replication.Result, error) {
	b.ops = append(b.ops, ops...)
	return replication.Result{}, nil
}

// invented is a class that was never written anywhere.
func invented(n int) []demo.Learner {
	out := make([]demo.Learner, n)
	for i := range out {
		out[i] = demo.Learner{ID: school.ID{3, byte(i)}, Grade: uint8(2 + i/2%2), Wave: uint8(1 + i%3)}
	}
	return out
}

func past(n int) demo.Past {
	p := demo.Past{Hub: school.ID{9}, Seed: 7, Until: 179_543_520_000, Days: demo.PastDays}
	for i := range demo.TabletsFor(n) {
		p.Tablets = append(p.Tablets, uint32(i+1))
	}
	return p
}

func TestPast_ThroughTheDoor(t *testing.T) {
	if testing.Short() {
		t.Skip("short: three weeks of forty children; cmd/hub lets nine have theirs")
	}
	c := classroomtest.Open(t, t.TempDir())
	class := write(t, c.Class, 40)
	p := demo.Past{Hub: c.Hub, Seed: 1, Until: c.Time.Stamp().At.Tick, Days: demo.PastDays}
	for range demo.TabletsFor(40) {
		p.Tablets = append(p.Tablets, c.Tablet().Device.Number)
	}
	for range 2 { // the second time changes nothing
		if err := p.Write(ctx, pack(t), c.Store, class.Learners); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := c.Facts.Counts(ctx)
	if err != nil || counts.Held+counts.Refused+counts.Alarms > 0 {
		t.Errorf("%+v %v", counts, err)
	}
	skills := map[string]bool{}
	answers, correct := 0, 0
	for _, l := range class.Learners {
		pupil, err := c.Pupil(ctx, l.ID)
		if err != nil || pupil.Answers < 80 {
			t.Fatalf("%s has %d answers, %v", l.Name, pupil.Answers, err)
		}
		answers, correct = answers+pupil.Answers, correct+pupil.Correct
		for _, s := range pupil.Skills {
			if s.Answers > 0 {
				skills[s.Skill] = true
			}
		}
	}
	board, err := c.Board(ctx)
	if err != nil || board.Count.Away != 40 {
		t.Errorf("%+v %v: the past seats nobody", board.Count, err)
	}
	if share := float64(correct) / float64(answers); share < 0.7 || share > 0.9 || answers < 7000 || answers > 11_000 || len(skills) < 15 {
		t.Errorf("%d answers, %.2f right, %d skills: a class does not look like that", answers, share, len(skills))
	}
}

func TestPast_SameSeedSameOps(t *testing.T) {
	first, second, other := &book{}, &book{}, &book{}
	p := past(12)
	for _, b := range []*book{first, second, other} {
		if b == other {
			p.Seed++
		}
		if err := p.Write(ctx, pack(t), b, invented(12)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.EqualFunc(first.ops, second.ops, (*crdt.Op).Equal) {
		t.Error("the same seed gave two histories")
	}
	if slices.EqualFunc(first.ops, other.ops, (*crdt.Op).Equal) {
		t.Error("two seeds gave the same history")
	}
}

func TestPast_Days(t *testing.T) {
	b := &book{}
	p := past(40)
	learners := invented(40)
	if err := p.Write(ctx, pack(t), b, learners); err != nil {
		t.Fatal(err)
	}
	today := p.Until / school.TicksPerDay
	newest, days := map[school.ID]int64{}, map[int64]map[school.ID]bool{}
	seqs := map[uint32]uint64{}
	wrong, named := 0, 0
	for _, op := range b.ops {
		if err := op.Validate(); err != nil {
			t.Fatal(err)
		}
		seqs[op.Writer.Device]++
		if op.Seq != seqs[op.Writer.Device] {
			t.Fatalf("tablet %d wrote %d after %d", op.Writer.Device, op.Seq, seqs[op.Writer.Device]-1)
		}
		day := op.Stamp.At.Tick / school.TicksPerDay
		if day >= today || day < today-demo.PastDays || day%7 == 3 {
			t.Fatalf("an answer on day %d, today is %d", day, today)
		}
		if op.Attempt == nil {
			continue
		}
		if a := op.Attempt; !a.Correct {
			wrong++
			if _, name, _ := sqlitetest.Built().Catalogue.Grade(a.Item, a.Instance, a.Response); name != "" {
				named++
			}
		}
		if days[day] == nil {
			days[day] = map[school.ID]bool{}
		}
		days[day][op.Attempt.Learner] = true
		newest[op.Attempt.Learner] = max(newest[op.Attempt.Learner], day)
		dot, ok := op.SessionDot()
		if i := slices.IndexFunc(b.ops, func(o *crdt.Op) bool { return o.Dot == dot }); !ok || i < 0 || b.ops[i].Session.Learner != op.Attempt.Learner {
			t.Fatal("an answer outside a session of its learner")
		}
	}
	if len(days) != 18 {
		t.Errorf("%d school days in three weeks", len(days))
	}
	if named*10 < wrong*9 {
		t.Errorf("%d of %d wrong answers have a name", named, wrong)
	}
	absent, gone := 0, 0
	for _, present := range days {
		absent += 40 - len(present)
	}
	for _, l := range learners {
		if newest[l.ID] <= today-7 {
			gone++
		}
	}
	if absent < 20 || absent > 100 || gone != 1 {
		t.Errorf("%d absences, %d learners gone for a week", absent, gone)
	}
}

func TestPast_MachineWithoutADate(t *testing.T) {
	b := &book{}
	p := past(3)
	p.Until = 5 * school.TicksPerSecond // a small machine in 1970
	if err := p.Write(ctx, pack(t), b, invented(3)); err != nil || len(b.ops) == 0 {
		t.Fatal(err)
	}
	for _, op := range b.ops {
		if op.Stamp.At.Tick < 0 {
			t.Fatal("an answer before 1970")
		}
	}
}

func TestPast_Refuses(t *testing.T) {
	p := past(40)
	p.Tablets = p.Tablets[:3]
	if err := p.Write(ctx, pack(t), &book{}, invented(40)); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("three tablets for forty: %v", err)
	}
	short := &book{}
	if err := (demo.Past{Tablets: []uint32{1}}).Write(ctx, pack(t), short, invented(1)); err != nil || len(short.ops) > 0 {
		t.Errorf("no days: %v, %d ops", err, len(short.ops))
	}
}
