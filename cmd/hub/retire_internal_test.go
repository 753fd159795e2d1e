package main

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/classroom"
)

// No set-aside file goes while anything waits for a second holder or the time is not
// known, the newest never goes, a young one goes only when there are too many, and
// what stays is bounded by what is young and by the count.
func TestRetired(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "repairs")
		now := rapid.Int64Range(0, 1<<40).Draw(t, "now")
		repairs := make([]classroom.Repair, n)
		for i := range repairs {
			repairs[i] = classroom.Repair{At: now - rapid.Int64Range(-retireAfter, 3*retireAfter).Draw(t, "age"), File: fmt.Sprintf("hub.db.damaged-%d", i)}
			if rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
				repairs[i].File = ""
			}
		}
		trusted, waiting := rapid.Bool().Draw(t, "trusted"), rapid.Int64Range(0, 2).Draw(t, "waiting")
		gone := retired(repairs, now, trusted, waiting)
		if (!trusted || waiting > 0) && len(gone) > 0 {
			t.Fatalf("%d files go with trusted %v and %d ops waiting", len(gone), trusted, waiting)
		}
		place := 0
		for _, r := range repairs {
			if r.File == "" {
				continue
			}
			place++
			goes := slices.Contains(gone, r.File)
			switch old := now-r.At >= retireAfter; {
			case goes && place == 1:
				t.Fatal("the newest goes")
			case goes && !old && place <= retireKept:
				t.Fatalf("%s goes, the %dth and young", r.File, place)
			case !goes && trusted && waiting == 0 && place > retireKept:
				t.Fatalf("%s stays, the %dth", r.File, place)
			}
		}
	})
}
