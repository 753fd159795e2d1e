package tracing_test

import (
	"math/rand/v2"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/tracing"
)

// TestCalibrationFollowsAChange lets an item be hard for thousands of answers and then
// easy, as one is once it is taught: the calibration must not have become deaf.
func TestCalibrationFollowsAChange(t *testing.T) {
	c := &engine.Course{Skills: []engine.Skill{{}}}
	for range 5 {
		c.Items = append(c.Items, engine.Item{Level: engine.Medium, Instances: 20})
	}
	calibration, err := tracing.NewCalibration(c, tracing.Generic(c))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	learner, at := uint32(0), int64(0)
	teach := func(answers int, first float64) {
		for range answers {
			learner++ // everybody meets every item once
			for _, item := range rng.Perm(len(c.Items)) {
				at += 3000
				chance := 0.7
				if item == 0 {
					chance = first
				}
				calibration.Learn(learner, engine.Evidence{Item: uint32(item), Correct: rng.Float64() < chance, At: at})
			}
			calibration.Release(learner)
		}
	}
	predicted := func(item uint32) float64 {
		m, err := tracing.NewModel(c, calibration.Next(1))
		if err != nil {
			t.Fatal(err)
		}
		return m.Predict(tracing.NewLearner(c), item, at)
	}
	teach(6000, 0.3)
	if p := predicted(0); p > 0.42 {
		t.Fatalf("a hard item is given %.2f", p)
	}
	before := predicted(1)
	teach(600, 0.9)
	if p := predicted(0); p < 0.68 {
		t.Errorf("600 answers after it became easy the item is given %.2f, want .68 at least", p)
	}
	if p := predicted(1); p < before-0.1 || p > before+0.1 {
		t.Errorf("an item that did not change went from %.2f to %.2f", before, p)
	}
}

// TestSeveralSkillsShareAnAnswer looks at an item that asks for three skills: its
// chance lies between those of items that ask for one of them, an answer moves what is
// believed of each alike, and of no other.
func TestSeveralSkillsShareAnAnswer(t *testing.T) {
	m := mustModel(t, tracing.Generic(course()))
	l := tracing.NewLearner(course())
	at := int64(0)
	for i := range 16 { // skill 0 goes well, skill 1 does not
		at += 3000
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: true, At: at})
		at += 3000
		m.Update(l, engine.Evidence{Item: 4, Instance: uint32(i), Correct: i%4 == 0, At: at})
	}
	at += engine.TicksPerDay
	good, bad, all := m.Predict(l, 1, at), m.Predict(l, 4, at), m.Predict(l, 9, at)
	if !(bad < all && all < good) {
		t.Errorf("chances %.3f, %.3f and %.3f of all three", bad, good, all)
	}
	for _, correct := range []bool{true, false} {
		own := func(l *tracing.Learner) (means [4]float64) {
			for i := range means {
				means[i] = l.Skills[i].Own.Mean
			}
			return means
		}
		after := *l
		after.Skills, after.Items = append([]tracing.Skill(nil), l.Skills...), append([]tracing.Item(nil), l.Items...)
		was := own(l)
		m.Update(&after, engine.Evidence{Item: 9, Instance: 1, Correct: correct, At: at})
		now := own(&after)
		for skill := range 3 {
			if moved := now[skill] - was[skill]; moved == 0 || (moved > 0) != correct {
				t.Errorf("right %v: skill %d moved by %g", correct, skill, moved)
			}
		}
		if now[3] != was[3] || after.Skills[3].Seen != 0 {
			t.Errorf("right %v: a skill that was not asked moved", correct)
		}
		for skill := range 3 {
			if s := after.Skills[skill]; s.Right+s.Wrong != l.Skills[skill].Right+l.Skills[skill].Wrong+1 {
				t.Errorf("right %v: skill %d has %d answers", correct, skill, s.Right+s.Wrong)
			}
		}
	}
}
