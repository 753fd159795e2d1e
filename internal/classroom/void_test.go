package classroom_test

import (
	"slices"
	"strings"
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

func TestVoid(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	first, err := c.Plan(ctx, child)
	if err != nil {
		t.Fatal(err)
	}
	item := first.Ready[0].Item
	catalogue := sqlitetest.Built().Catalogue
	version, _ := catalogue.Version(item)
	submit(t, c, d, c.Attempt(d, 1, child, item, "no number", 0))
	if p := pupil(t, c, child); p.Answers != 1 {
		t.Fatalf("%d answers", p.Answers)
	}

	if err := c.Void(ctx, version, true); err != nil {
		t.Fatal(err)
	}
	plan, err := c.Plan(ctx, child)
	if err != nil || plan.Number <= first.Number || !slices.Contains(plan.Void, item) {
		t.Fatalf("plan %d void %v, %v", plan.Number, plan.Void, err)
	}
	for _, choice := range plan.Ready {
		if v, _ := catalogue.Version(choice.Item); v == version {
			t.Errorf("%s is still offered", v)
		}
	}
	if p := pupil(t, c, child); p.Answers != 0 {
		t.Errorf("%d answers count, want none", p.Answers)
	}
	submit(t, c, d, c.Attempt(d, 2, child, item, "again no number", 0))
	if p := pupil(t, c, child); p.Answers != 0 {
		t.Errorf("%d answers count after one more, want none", p.Answers)
	}

	c = c.Reopen()
	if again, err := c.Plan(ctx, child); err != nil || again.Number != plan.Number || !slices.Equal(again.Void, plan.Void) {
		t.Errorf("after a restart plan %d void %v, %v", again.Number, again.Void, err)
	}
	if err := c.Void(ctx, version, false); err != nil {
		t.Fatal(err)
	}
	if p := pupil(t, c, child); p.Answers != 2 {
		t.Errorf("taken back, %d answers count, want 2", p.Answers)
	}
	if last, err := c.Plan(ctx, child); err != nil || last.Number <= plan.Number || len(last.Void) != 0 {
		t.Errorf("taken back: plan %d void %v, %v", last.Number, last.Void, err)
	}
}

func TestVoid_Refuses(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	for _, version := range []string{"", "numeracy/no-such@00", strings.Repeat("x", 300)} {
		if err := c.Void(ctx, version, true); school.ErrorCode(err) != school.CodeNotFound {
			t.Errorf("%q: %v", version, err)
		}
	}
}
