package classroom_test

import (
	"fmt"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

// TestWeek lets three children come for two weeks, of whom one stays away from then
// on, and looks at the list each morning.
func TestWeek(t *testing.T) {
	c := classroomtest.Open(t, t.TempDir())
	kids := c.Children(3)
	d := c.Tablet().Device
	seq := uint64(0)
	listed := func() string {
		t.Helper()
		w, err := c.Week(ctx)
		if err != nil {
			t.Fatal(err)
		}
		out := fmt.Sprint(w.Met, ":")
		for _, one := range w.Listed {
			out += fmt.Sprint(" ", one.Learner.Name, one.Reasons)
		}
		return out
	}
	if got := listed(); got != "0:" {
		t.Errorf("before anything: %s", got)
	}
	for day := range int64(13) {
		for i, kid := range kids {
			if i == 1 && day >= 10 {
				continue
			}
			for range 5 {
				seq++
				op := c.Attempt(d, seq, kid, 0, classroomtest.Answer(0), 0)
				op.Stamp.At.Tick += day * school.TicksPerDay
				op.Attempt.Instance = uint32(seq % 2)
				op.Attempt.Correct = true
				submit(t, c, d, op)
			}
		}
		c.Store.Advance(school.TicksPerDay)
		want := fmt.Sprint(day+1, ":")
		if day == 12 {
			want = "13: Child BA[{away [3]}]"
		}
		if got := listed(); got != want {
			t.Errorf("after day %d: %s, want %s", day, got, want)
		}
	}
	if got, want := pupil(t, c, kids[1]).Lately, (classroom.Lately{Met: 10, Came: 7, Answers: 25, Right: 25, Steady: 1}); got != want {
		t.Errorf("her pace %+v, want %+v", got, want)
	}
	if err := c.Leave(ctx, kids[1]); err != nil {
		t.Fatal(err)
	}
	if got := listed(); got != "13:" {
		t.Errorf("she left the class: %s", got)
	}
}
