package classroom_test

import (
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/engine/selection"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

// TestShelf looks at a child's shelf before anything, after she has come to know a
// skill, and when her teacher has blocked everything.
func TestShelf(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	child := c.Children(1)[0]
	d := c.Tablet().Device
	codes := func() map[string]string {
		t.Helper()
		shelf := pupil(t, c, child).Shelf
		if len(shelf.Picks) > selection.MaxShelf {
			t.Errorf("%d picks", len(shelf.Picks))
		}
		out := map[string]string{}
		for _, p := range shelf.Picks {
			out[p.Skill] = p.Code
			if (p.Code == selection.PickNeighbour) != (p.Before != "") {
				t.Errorf("pick %+v", p)
			}
		}
		return out
	}
	fresh := codes()
	for skill, code := range fresh {
		if code != selection.PickOpen {
			t.Errorf("before anything %s is on the shelf as %s", skill, code)
		}
	}
	if pupil(t, c, child).Shelf.Scarce {
		t.Error("good matches have run out before anything was matched")
	}
	for seq := range uint64(24) {
		op := c.Attempt(d, seq+1, child, 0, "", 0)
		op.Attempt.Instance, op.Attempt.Correct = uint32(seq), true
		op.Attempt.Response = sqlitetest.Built().Catalogue.Key(0, uint32(seq))
		submit(t, c, d, op)
	}
	c.Store.Advance(60 * school.TicksPerDay)
	if err := c.Decide(ctx, child, other(c), "pin"); err != nil {
		t.Fatal(err)
	}
	if got := codes(); got[c.SkillOf(0)] != selection.PickReview {
		t.Errorf("two months later, with another skill on the path: %v", got)
	}
	if w, err := c.Week(ctx); err != nil || len(w.Scarce) != 0 {
		t.Errorf("good matches have run out for %+v, %v", w.Scarce, err)
	}
	for _, s := range pupil(t, c, child).Skills {
		if err := c.Decide(ctx, child, s.Skill, "block"); err != nil {
			t.Fatal(err)
		}
	}
	if shelf := pupil(t, c, child).Shelf; len(shelf.Picks) != 0 || !shelf.Scarce {
		t.Errorf("everything is blocked: %+v", shelf)
	}
	if w, err := c.Week(ctx); err != nil || len(w.Scarce) != 1 || w.Scarce[0].ID != child {
		t.Errorf("everything is blocked, and the week says %+v, %v", w.Scarce, err)
	}
}

// other names a skill that item 0 does not ask.
func other(c *classroomtest.Class) string {
	item := uint32(0)
	for c.SkillOf(item) == c.SkillOf(0) {
		item++
	}
	return c.SkillOf(item)
}
