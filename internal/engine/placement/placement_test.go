package placement_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/placement"

	"pgregory.net/rapid"
)

// ladder is a course of strands, each skill built upon the one before it.
func ladder(strands, steps int) *engine.Course {
	c := &engine.Course{Skills: make([]engine.Skill, strands*steps)}
	for s := strands; s < len(c.Skills); s++ {
		c.Skills[s].Prereqs = []uint16{uint16(s - strands)}
	}
	return c
}

func all(uint16) bool { return true }

func TestBeliefFollowsAnswers(t *testing.T) {
	c := ladder(2, 4)
	g, n := placement.NewGraph(c), len(c.Skills)
	before, right, wrong := make([]float64, n), make([]float64, n), make([]float64, n)
	seen := make([]placement.Seen, n)
	g.Believe(seen, before)
	for s := range n {
		seen[s].Right = 1
		g.Believe(seen, right)
		seen[s] = placement.Seen{Wrong: 1}
		g.Believe(seen, wrong)
		seen[s] = placement.Seen{}
		for o := range n {
			if !(wrong[o] <= before[o] && before[o] <= right[o]) {
				t.Errorf("answer on %d, belief in %d: wrong %.4f, none %.4f, right %.4f", s, o, wrong[o], before[o], right[o])
			}
		}
	}
}

// TestPlacesInFewAnswers holds the rule against learners at 10 % slip and 15 % guess.
func TestPlacesInFewAnswers(t *testing.T) {
	const strands, steps, learners = 6, 5, 120
	c := ladder(strands, steps)
	g, n := placement.NewGraph(c), strands*steps
	var judged, found [2]float64
	asked := 0
	for i := range learners {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		level := r.Float64()*1.4 - 0.2
		state := make([]bool, n)
		for s := range state {
			state[s] = level+0.12*r.NormFloat64() > float64(s/strands)/(steps-1) && (s < strands || state[s-strands])
		}
		known := place(g, state, r, &asked)
		for s := range state {
			truth := 0
			if state[s] {
				truth = 1
			}
			judged[truth]++
			if (known[s] >= 0.5) == state[s] {
				found[truth]++
			}
		}
	}
	if mean := float64(asked) / learners; mean > placement.Limit {
		t.Errorf("%.1f questions, at most %d", mean, placement.Limit)
	}
	for truth := range judged {
		if share := found[truth] / judged[truth]; share < 0.85 {
			t.Errorf("of truth %d found %.3f", truth, share)
		}
	}
}

func place(g *placement.Graph, state []bool, r *rand.Rand, asked *int) []float64 {
	seen, known := make([]placement.Seen, len(state)), make([]float64, len(state))
	g.Believe(seen, known)
	mistake := placement.NoMistake
	for n := 0; !placement.Done(n, known); n++ {
		s, ok := g.Choose(seen, known, mistake, all)
		if !ok {
			s, _ = g.Easiest(known, all)
		}
		if state[s] && r.Float64() >= 0.1 || !state[s] && r.Float64() < 0.15 {
			mistake = placement.NoMistake
			seen[s].Right++
		} else {
			mistake = int(s)
			seen[s].Wrong++
		}
		g.Believe(seen, known)
		*asked++
	}
	return known
}

// TestNeverFarAboveHer answers anything on any graph: what is asked next has a fair
// chance of being answered and is not built upon what has just gone wrong, and the
// easiest is built upon it only where everything is.
func TestNeverFarAboveHer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ladder(rapid.IntRange(1, 3).Draw(t, "strands"), rapid.IntRange(1, 6).Draw(t, "steps"))
		n := len(c.Skills)
		above := func(high uint16, low int) bool {
			for len(c.Skills[high].Prereqs) > 0 {
				if high = c.Skills[high].Prereqs[0]; int(high) == low {
					return true
				}
			}
			return false
		}
		g, seen, known := placement.NewGraph(c), make([]placement.Seen, n), make([]float64, n)
		mistake := placement.NoMistake
		for range rapid.IntRange(0, 12).Draw(t, "answers") {
			g.Believe(seen, known)
			s, near := g.Choose(seen, known, mistake, all)
			if !near {
				s, _ = g.Easiest(known, all)
			}
			if near && known[s]*0.9+(1-known[s])*0.15 < 0.35 {
				t.Fatalf("asks skill %d, believed known at %.2f", s, known[s])
			}
			if above(s, mistake) {
				t.Fatalf("asks skill %d, which builds upon %d that has just gone wrong", s, mistake)
			}
			for o := range uint16(n) {
				if !near && known[o] > known[s] && !above(o, mistake) {
					t.Fatalf("easiest is %d at %.2f, but %d is at %.2f", s, known[s], o, known[o])
				}
			}
			if rapid.Bool().Draw(t, "right") {
				mistake = placement.NoMistake
				seen[s].Right++
			} else {
				mistake = int(s)
				seen[s].Wrong++
			}
		}
	})
}

func TestNothingToAsk(t *testing.T) {
	g := placement.NewGraph(ladder(1, 2))
	if _, ok := g.Choose(make([]placement.Seen, 2), make([]float64, 2), placement.NoMistake, func(uint16) bool { return false }); ok {
		t.Error("a skill was chosen though none may be asked")
	}
}

// TestKeptIsComputed asks one graph many things in turn, and a new one each of them.
func TestKeptIsComputed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := ladder(2, 4)
		old, n := placement.NewGraph(c), len(c.Skills)
		for range 6 {
			seen := make([]placement.Seen, n)
			for range rapid.IntRange(0, 3).Draw(t, "answers") {
				seen[rapid.IntRange(0, n-1).Draw(t, "skill")].Right++
			}
			fresh, a, b := placement.NewGraph(c), make([]float64, n), make([]float64, n)
			old.Believe(seen, a)
			fresh.Believe(seen, b)
			s, ok := old.Choose(seen, a, placement.NoMistake, all)
			again, okAgain := old.Choose(seen, a, placement.NoMistake, all)
			o, okToo := fresh.Choose(seen, b, placement.NoMistake, all)
			if !slices.Equal(a, b) || s != o || s != again || ok != okToo || ok != okAgain {
				t.Fatalf("%v: %v, skill %d, then %d; a new graph %v, skill %d", seen, a, s, again, b, o)
			}
		}
	})
}

func TestBelieveAllocatesNothing(t *testing.T) {
	g, seen, known := placement.NewGraph(ladder(3, 3)), make([]placement.Seen, 9), make([]float64, 9)
	if n := testing.AllocsPerRun(20, func() { g.Believe(seen, known) }); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
}

func BenchmarkChoose(b *testing.B) {
	c := ladder(12, 12)
	g, n := placement.NewGraph(c), len(c.Skills)
	seen, known := make([]placement.Seen, n), make([]float64, n)
	seen[30].Right, seen[90].Wrong = 1, 1
	for b.Loop() {
		g.Believe(seen, known)
		g.Choose(seen, known, placement.NoMistake, all)
	}
}
