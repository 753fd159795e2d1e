package classroom_test

import (
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/sqlite/sqlitetest"
)

func TestGrid(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(2)
	d := c.Tablet().Device
	cell := func(learner int) string {
		t.Helper()
		g, err := c.Grid(ctx)
		if err != nil || len(g.Learners) != 2 || len(g.Skills) == 0 || g.Learners[learner].Learner.ID != kids[learner] {
			t.Fatalf("grid %+v, %v", g, err)
		}
		for i, skill := range g.Skills {
			if skill == c.SkillOf(0) {
				return g.Learners[learner].Cells[i]
			}
		}
		t.Fatal("the grid lacks a skill")
		return ""
	}
	if got := cell(0); got != "new" {
		t.Errorf("before anything: %s", got)
	}
	for seq := range uint64(8) {
		op := c.Attempt(d, seq+1, kids[0], 0, "", 0)
		op.Attempt.Instance = uint32(seq)
		op.Attempt.Response, op.Attempt.Correct = sqlitetest.Built().Catalogue.Key(0, uint32(seq)), true
		submit(t, c, d, op)
		if got := cell(0); seq < 6 && got != "unsure" || seq >= 6 && (got == "unsure" || got == "new") {
			t.Errorf("after %d answers: %s", seq+1, got)
		}
	}
	if err := c.Decide(ctx, kids[1], c.SkillOf(0), "not-known"); err != nil {
		t.Fatal(err)
	}
	if got := cell(1); got != "not-known" {
		t.Errorf("a person's word: %s", got)
	}
	if err := c.Decide(ctx, kids[1], c.SkillOf(0), "none"); err != nil {
		t.Fatal(err)
	}
	if got := cell(1); got != "new" {
		t.Errorf("taken back: %s", got)
	}
}
