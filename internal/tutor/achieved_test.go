package tutor

import (
	"math"
	"testing"

	"darasa/internal/engine"

	"pgregory.net/rapid"
)

// TestAchievedIsAnAverage: it stays between 0 and 1, moves the way of the answer and
// comes out at the share of right answers when they go on alike.
func TestAchievedIsAnAverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := achieved(rapid.Uint16().Draw(t, "before"))
		if right, wrong := a.after(true), a.after(false); right < a || wrong > a {
			t.Fatalf("%d becomes %d by a right answer, %d by a wrong one", a, right, wrong)
		}
		every := rapid.IntRange(2, 10).Draw(t, "every")
		for i := range 2000 {
			a = a.after(i%every != 0)
		}
		if want := 1 - 1/float64(every); math.Abs(a.share()-want) > 0.03 {
			t.Fatalf("%.3f where %.3f are right", a.share(), want)
		}
	})
}

// TestAchievedCountsHerOwnAnswers: what is achieved is moved by answers given alone,
// without help, after the placement, and by no exercise shown again at once.
func TestAchievedCountsHerOwnAnswers(t *testing.T) {
	c := &Course{Skills: []Skill{{}}, Items: []Item{{Level: engine.Medium, Instances: 90}}}
	tutor, err := New(c, only([]*Snapshot{Generic(c)}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := tutor.model(0)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		answer Evidence
		moves  bool
	}{
		"alone":     {Evidence{}, true},
		"helped":    {Evidence{Hints: 1}, false},
		"in a pair": {Evidence{Role: engine.Driver}, false},
		"again":     {Evidence{Instance: 7}, false},
		"observed":  {Evidence{Observed: engine.NotYet, Weight: 1}, false},
	} {
		s := newState(c, 1)
		tutor.fold(s, m, Evidence{Instance: 7, At: 1000})
		if s.achieved != asHoped {
			t.Fatalf("an answer of the placement moved it to %d", s.achieved)
		}
		s.asked = placementOver
		test.answer.At = 2000
		if test.answer.Instance == 0 {
			test.answer.Instance = 8
		}
		tutor.fold(s, m, test.answer)
		if moved := s.achieved < asHoped; moved != test.moves {
			t.Errorf("%s: from %d to %d", name, asHoped, s.achieved)
		}
		back, err := tutor.readState(1, s.appendBinary(nil))
		if err != nil || back.achieved != s.achieved {
			t.Errorf("%s: %v, comes back as %d, was %d", name, err, back.achieved, s.achieved)
		}
	}
}
