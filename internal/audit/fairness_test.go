package audit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"darasa/internal/audit"
)

// world is an invented school of two groups; the bias of each measure is planted in
// group b.
type world struct {
	learners                             int // of each group
	calibration, exposure, mastery, blur float64
}

func (w world) people(rng *rand.Rand) []audit.Person {
	var people []audit.Person
	for i := range 2 * w.learners {
		p := audit.Person{Group: "a", Skills: 6}
		if i%2 == 1 {
			p.Group = "b"
		}
		biased := p.Group == "b"
		luck := 0.25 * rng.NormFloat64()
		for range 25 {
			odds := 1 + 1.2*rng.NormFloat64()
			if biased {
				odds += w.exposure
			}
			chance := 1 / (1 + math.Exp(-odds-luck))
			predicted := 1 / (1 + math.Exp(-odds))
			if biased {
				predicted = max(0, predicted-w.calibration)
				if rng.Float64() < w.blur {
					predicted = 0.72
				}
			}
			p.Answers = append(p.Answers, audit.Answer{P: predicted, Right: rng.Float64() < chance})
		}
		for range p.Skills {
			shown := rng.Float64() < 0.5
			if shown {
				p.Shown++
			}
			called := rng.Float64() < 0.1
			if shown {
				called = rng.Float64() < 0.9
			}
			if called && !(biased && rng.Float64() < w.mastery) {
				p.Proficient++
			}
		}
		people = append(people, p)
	}
	return people
}

func look(w world, seed uint64) map[string]audit.Comparison {
	rng := rand.New(rand.NewPCG(seed, 41))
	f := audit.CompareGroups("language", w.people(rng), 199, rng)
	by := map[string]audit.Comparison{}
	for _, c := range f.Comparisons {
		by[c.Measure] = c
	}
	return by
}

// A planted gap of .1 is found in every one of N schools with 200 learners a group.
func TestPlantedGapsAreFound(t *testing.T) {
	n := uint64(40)
	if testing.Short() {
		n = 5
	}
	for _, c := range []struct {
		measure string
		world   world
	}{
		{audit.Calibration, world{learners: 200, calibration: 0.1}},
		{audit.Exposure, world{learners: 200, exposure: 0.75}},
		{audit.Mastery, world{learners: 200, mastery: 0.2}},
		{audit.AUC, world{learners: 200, blur: 0.5}},
	} {
		t.Run(c.measure, func(t *testing.T) {
			missed, size := 0, 0.0
			for seed := range n {
				got := look(c.world, seed)[c.measure]
				size += math.Abs(got.Value) / float64(n)
				if got.Verdict != audit.Gap {
					missed++
				}
			}
			t.Logf("N=%d, mean gap %.3f, missed %d", n, size, missed)
			if missed > 0 || size < 0.08 || size > 0.14 {
				t.Errorf("N=%d, mean gap %.3f, missed %d", n, size, missed)
			}
		})
	}
}

// Where nothing is planted, at most one school in twenty is alarmed: of N, no more than
// the 99.9th percentile of that rate.
func TestFalseAlarms(t *testing.T) {
	n, most := uint64(200), 21
	if testing.Short() {
		n, most = 20, 5
	}
	alarms := 0
	for seed := range n {
		for _, c := range look(world{learners: 200}, 1000+seed) {
			if c.Verdict == audit.Gap {
				alarms++
				break
			}
		}
	}
	t.Logf("N=%d schools, %d alarmed", n, alarms)
	if alarms > most {
		t.Errorf("N=%d schools, %d alarmed", n, alarms)
	}
}

func TestSmallGroupsCannotTell(t *testing.T) {
	for _, c := range look(world{learners: 199, calibration: 0.3}, 1) {
		if c.Verdict != audit.CannotTell || c.P != 1 {
			t.Errorf("%+v", c)
		}
	}
	if f := audit.CompareGroups("school", nil, 9, rand.New(rand.NewPCG(1, 1))); len(f.Groups)+len(f.Comparisons) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsNoChanceIsLeftOut(t *testing.T) {
	people := []audit.Person{
		{Group: "a", Answers: []audit.Answer{{math.NaN(), true}, {1.1, true}, {-0.1, false}, {0.5, true}}},
		{Group: "", Answers: []audit.Answer{{0.5, true}}},
		{Group: "b"},
	}
	f := audit.CompareGroups("language", people, 9, rand.New(rand.NewPCG(1, 1)))
	if f.Left != 3 || len(f.Groups) != 1 || f.Groups[0].Answers != 1 || len(f.Comparisons) != 0 {
		t.Errorf("%+v", f)
	}
}

// Figures by hand: two groups of two answers each; a's order is right, b's wrong.
func TestFiguresByHand(t *testing.T) {
	people := []audit.Person{
		{Group: "a", Answers: []audit.Answer{{0.9, true}, {0.1, false}}, Skills: 2, Proficient: 1, Shown: 1},
		{Group: "b", Answers: []audit.Answer{{0.9, false}, {0.1, true}}, Skills: 2, Proficient: 0, Shown: 1},
	}
	f := audit.CompareGroups("language", people, 9, rand.New(rand.NewPCG(1, 1)))
	want := map[string]float64{audit.Calibration: 0, audit.Exposure: 0, audit.Mastery: 0.5, audit.AUC: 1, audit.ABROCA: 1}
	for _, c := range f.Comparisons {
		if math.Abs(c.Value-want[c.Measure]) > 0.02 {
			t.Errorf("%s is %v, want %v", c.Measure, c.Value, want[c.Measure])
		}
	}
	if g := f.Groups[0]; g.AUC != 1 || math.Abs(g.ECE-0.1) > 1e-9 || g.MasteryShare != 0.5 {
		t.Errorf("%+v", g)
	}
}
