package memory_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"darasa/internal/engine/memory"
)

// review is one line of a sequence: day, grade, and what the reference has after it.
type review struct {
	day, grade            int64
	stability, difficulty float64
	interval              int64
}

func (r *review) UnmarshalJSON(b []byte) error {
	var v [5]float64
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*r = review{int64(v[0]), int64(v[1]), v[2], v[3], int64(v[4])}
	return nil
}

// TestAgreesWithTheReference replays sequences computed with py-fsrs 6.3.2, the
// reference implementation of FSRS-6, with default parameters, no learning steps, no
// fuzz and at most 365 days.
func TestAgreesWithTheReference(t *testing.T) {
	b, err := os.ReadFile("testdata/fsrs6.json")
	if err != nil {
		t.Fatal(err)
	}
	var sequences [][]review
	if err := json.Unmarshal(b, &sequences); err != nil {
		t.Fatal(err)
	}
	s := mustScheduler(t, memory.Default())
	reviews, capped := 0, 0
	for n, sequence := range sequences {
		c := memory.Card{}
		for i, want := range sequence {
			before := c
			c = s.Review(c, want.day, memory.Grade(want.grade))
			if !near(c.Stability, want.stability) || !near(c.Difficulty, want.difficulty) {
				t.Fatalf("sequence %d, review %d: stability %v, difficulty %v; the reference has %v, %v",
					n, i, c.Stability, c.Difficulty, want.stability, want.difficulty)
			}
			if got := c.Due - c.Day; got != want.interval {
				t.Errorf("sequence %d, review %d: %d days, the reference has %d", n, i, got, want.interval)
			}
			reviews++
			if want.grade == 1 && i > 0 && near(c.Stability, before.Stability/math.Exp(0.5425*0.0912)) {
				capped++
			}
		}
	}
	if reviews < 300 || capped == 0 {
		t.Errorf("%d reviews compared, %d of them at the cap after a lapse", reviews, capped)
	}
}
