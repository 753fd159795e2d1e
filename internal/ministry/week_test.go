package ministry_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"darasa/internal/ministry"
)

func TestWeek(t *testing.T) {
	tick := func(text string) int64 {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at.UnixMilli() / 10
	}
	sunday, monday := tick("2026-11-22T23:59:59Z"), tick("2026-11-23T00:00:00Z")
	if ministry.Week(monday) != ministry.Week(sunday)+1 || ministry.WeekStart(ministry.Week(monday)) != monday {
		t.Errorf("Sunday is in week %d, Monday in %d, which begins at %d", ministry.Week(sunday), ministry.Week(monday), ministry.WeekStart(ministry.Week(monday)))
	}
	for _, wrong := range []int64{0, -1, math.MinInt64, math.MaxInt64 / 2, tick("1970-06-01T00:00:00Z"), tick("2100-01-01T00:00:00Z")} {
		if week := ministry.Week(wrong); week != 0 {
			t.Errorf("tick %d is in week %d", wrong, week)
		}
	}
}

func TestWeek_Property(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tick := rapid.Int64().Draw(rt, "tick")
		week := ministry.Week(tick)
		if start := ministry.WeekStart(week); week != 0 && (tick < start || tick >= ministry.WeekStart(week+1)) {
			rt.Fatalf("tick %d is not in week %d", tick, week)
		}
	})
}
