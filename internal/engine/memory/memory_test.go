package memory_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"darasa/internal/engine/codec"
	"darasa/internal/engine/memory"

	"github.com/open-spaced-repetition/go-fsrs/v3"
	"pgregory.net/rapid"
)

func mustScheduler(tb testing.TB, w memory.Params) *memory.Scheduler {
	tb.Helper()
	s, err := memory.NewScheduler(w, 0.9)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestAgreesWithGoFSRS compares with go-fsrs, which has version 5's formulas, on the
// part where versions 5 and 6 agree: the decay is given to it, difficulty reverts to
// nothing (w7 = 0; the versions differ in clamping the target), and lapses whose
// stability version 6 caps lower are left out.
func TestAgreesWithGoFSRS(t *testing.T) {
	w := memory.Default()
	w[7] = 0
	ours := mustScheduler(t, w)
	p := fsrs.DefaultParam()
	copy(p.W[:], w[:19])
	p.Decay = -w[20]
	p.Factor = math.Pow(0.9, 1/p.Decay) - 1
	p.EnableShortTerm = false
	oracle := fsrs.NewFSRS(p)
	start := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		card, theirs := memory.Card{}, fsrs.NewCard()
		day := int64(0)
		for i := range rapid.IntRange(1, 12).Draw(t, "reviews") {
			grade := memory.Grade(rapid.IntRange(1, 4).Draw(t, "grade"))
			before := card
			card = ours.Review(card, day, grade)
			theirs = oracle.Next(theirs, start.AddDate(0, 0, int(day)), fsrs.Rating(grade)).Card
			if i > 0 && grade == memory.Again && card.Stability > before.Stability/1.06 {
				return // the cap of version 6
			}
			if !near(card.Stability, theirs.Stability) || !near(card.Difficulty, theirs.Difficulty) {
				t.Fatalf("review %d on day %d, grade %d: stability %v, difficulty %v; go-fsrs has %v, %v",
					i, day, grade, card.Stability, card.Difficulty, theirs.Stability, theirs.Difficulty)
			}
			compared++
			day += rapid.Int64Range(1, 400).Draw(t, "days")
		}
	})
	if compared < 50 {
		t.Errorf("only %d reviews compared", compared)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// TestByHand checks one sequence against the formulas worked out with math's
// functions, w7 and the lapse cap included.
func TestByHand(t *testing.T) {
	w, s := memory.Default(), mustScheduler(t, memory.Default())
	factor := math.Pow(0.9, -1/w[20]) - 1
	r := func(days, stability float64) float64 { return math.Pow(1+factor*days/stability, -w[20]) }

	first := s.Review(memory.Card{}, 100, memory.Good)
	d0 := w[4] - math.Exp(w[5]*2) + 1
	if first.Stability != w[2] || !near(first.Difficulty, d0) || first.Due != 102 {
		t.Fatalf("first review: %+v, want stability %v, difficulty %v, due 102", first, w[2], d0)
	}
	second := s.Review(first, 103, memory.Good)
	wantS := w[2] * (1 + math.Exp(w[8])*(11-d0)*math.Pow(w[2], -w[9])*(math.Exp(w[10]*(1-r(3, w[2])))-1))
	reverted := w[4] - math.Exp(w[5]*3) + 1
	wantD := w[7]*reverted + (1-w[7])*d0
	if !near(second.Stability, wantS) || !near(second.Difficulty, wantD) {
		t.Fatalf("second review: %+v, want stability %v, difficulty %v", second, wantS, wantD)
	}
	third := s.Review(second, 104, memory.Again)
	lapsed := w[11] * math.Pow(wantD, -w[12]) * (math.Pow(wantS+1, w[13]) - 1) * math.Exp(w[14]*(1-r(1, wantS)))
	if want := math.Min(lapsed, wantS/math.Exp(w[17]*w[18])); !near(third.Stability, want) || third.Lapses != 1 {
		t.Fatalf("third review: %+v, want stability %v", third, want)
	}
}

func TestCurve(t *testing.T) {
	s := mustScheduler(t, memory.Default())
	rapid.Check(t, func(t *rapid.T) {
		c := s.Review(memory.Card{}, 0, memory.Grade(rapid.IntRange(1, 4).Draw(t, "grade")))
		day := rapid.Int64Range(0, 5000).Draw(t, "day")
		if a, b := s.Retrievability(c, day), s.Retrievability(c, day+1); a < b || a > 1 || b <= 0 {
			t.Fatalf("recall %v on day %d, %v a day later", a, day, b)
		}
	})
	c := memory.Card{Stability: 20, Difficulty: 5, Reviews: 3}
	if got := s.Retrievability(c, 20); !near(got, 0.9) {
		t.Errorf("recall after one stability: %v, want .9", got)
	}
	if got := s.Interval(20); got != 20 {
		t.Errorf("interval at retention .9: %d, want the stability", got)
	}
	if got := s.Retrievability(c, -50); got != 1 {
		t.Errorf("recall before the last review: %v, want 1", got)
	}
	if got := s.Retrievability(memory.Card{}, 5); got != 0 {
		t.Errorf("recall without a review: %v, want 0", got)
	}
}

func TestIntervals(t *testing.T) {
	w := memory.Default()
	factor := math.Pow(0.9, -1/w[20]) - 1
	for _, retention := range []float64{0.7, 0.8, 0.85, 0.9, 0.95} {
		s, err := memory.NewScheduler(w, retention)
		if err != nil {
			t.Fatal(err)
		}
		for _, stability := range []float64{0.01, 0.4, 2.3, 8, 30, 200, 30000} {
			want := math.Round(stability * (math.Pow(retention, -1/w[20]) - 1) / factor)
			want = math.Max(1, math.Min(365, want))
			if got := s.Interval(stability); got != int64(want) {
				t.Errorf("stability %v at retention %v: %d days, want %v", stability, retention, got, want)
			}
		}
	}
}

func TestImpossibleDaysAreNoReviews(t *testing.T) {
	s := mustScheduler(t, memory.Default())
	for _, day := range []int64{10_000_001, -10_000_001, 1 << 62, -1 << 62} {
		if got := s.Review(memory.Card{}, day, memory.Good); got != (memory.Card{}) {
			t.Errorf("a review on day %d was taken: %+v", day, got)
		}
	}
}

func TestIsDue(t *testing.T) {
	c := mustScheduler(t, memory.Default()).Review(memory.Card{}, 50, memory.Good)
	for day, want := range map[int64]bool{c.Due - 1: false, c.Due: true, c.Due + 1000: true, -9: false} {
		if got := c.IsDue(day); got != want {
			t.Errorf("due on day %d: %v, want %v", day, got, want)
		}
	}
	if (memory.Card{}).IsDue(1 << 40) {
		t.Error("a skill never reviewed is due")
	}
}

func TestOneReviewADay(t *testing.T) {
	s := mustScheduler(t, memory.Default())
	first := s.Review(memory.Card{}, 10, memory.Good)
	for _, day := range []int64{10, 9, -4000} {
		if got := s.Review(first, day, memory.Again); got != first {
			t.Errorf("a review on day %d after one on day 10 changed the card", day)
		}
	}
	if got := s.Review(first, 11, memory.Again); got == first {
		t.Error("a review on the next day was not taken")
	}
}

func TestAnyHistoryStaysInBounds(t *testing.T) {
	s := mustScheduler(t, memory.Default())
	rapid.Check(t, func(t *rapid.T) {
		c, day := memory.Card{}, rapid.Int64Range(-30000, 30000).Draw(t, "start")
		for range rapid.IntRange(0, 80).Draw(t, "reviews") {
			c = s.Review(c, day, memory.Grade(rapid.IntRange(1, 4).Draw(t, "grade")))
			day += rapid.Int64Range(-3, 800).Draw(t, "days")
			if c.Due <= c.Day || c.Due > c.Day+365 {
				t.Fatalf("due %d after a review on day %d", c.Due, c.Day)
			}
		}
		r := codec.NewReader(c.AppendBinary(nil))
		if back := memory.ReadCard(r); back != c || r.Close() != nil {
			t.Fatalf("read back as %+v, %v; want %+v", back, r.Close(), c)
		}
	})
}

func TestNewScheduler(t *testing.T) {
	for _, c := range []struct {
		name      string
		change    func(*memory.Params)
		retention float64
	}{
		{"negative", func(w *memory.Params) { w[3] = -1 }, 0.9},
		{"not a number", func(w *memory.Params) { w[8] = math.NaN() }, 0.9},
		{"no decay", func(w *memory.Params) { w[20] = 0 }, 0.9},
		{"certain recall", func(*memory.Params) {}, 1},
		{"no recall", func(*memory.Params) {}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := memory.Default()
			c.change(&w)
			if _, err := memory.NewScheduler(w, c.retention); !errors.Is(err, memory.ErrParams) {
				t.Errorf("got %v, want ErrParams", err)
			}
		})
	}
}

func FuzzReadCard(f *testing.F) {
	s := mustScheduler(f, memory.Default())
	f.Add([]byte{0})
	f.Add(s.Review(memory.Card{}, 20000, memory.Good).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := codec.NewReader(b)
		c := memory.ReadCard(r)
		if r.Close() != nil {
			return
		}
		if got := c.AppendBinary(nil); string(got) != string(b) {
			t.Errorf("% x was read, % x written", b, got)
		}
		if next := s.Review(c, c.Day+3, memory.Again); !(next.Stability > 0) {
			t.Errorf("%+v after %+v", next, c)
		}
	})
}
