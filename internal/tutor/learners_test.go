package tutor_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

// A child answers items and changes by it. None of the families shares the engine's
// form, and no shipped weight was fitted to them.
type child interface {
	// chance is the true chance on an item of a skill at a level.
	chance(skill uint16, level uint8) float64
	// practise is what one answer does.
	practise(skill uint16, correct bool)
	// night is what a night does.
	night()
}

// sudden knows a skill or does not, and learns it in one step.
type sudden struct {
	random *rand.Rand
	knows  []bool
	rate   float64
}

func (c *sudden) chance(skill uint16, level uint8) float64 {
	if c.knows[skill] {
		return [...]float64{0.97, 0.93, 0.86}[level]
	}
	return [...]float64{0.4, 0.25, 0.12}[level]
}

func (c *sudden) practise(skill uint16, _ bool) {
	rate := c.rate
	for _, p := range course().Skills[skill].Prereqs {
		if !c.knows[p] {
			rate /= 8
		}
	}
	c.knows[skill] = c.knows[skill] || c.random.Float64() < rate
}

func (c *sudden) night() {}

// steady grows by a little with every answer.
type steady struct {
	strength []float64
	growth   float64
}

func (c *steady) chance(skill uint16, level uint8) float64 {
	return 1 / (1 + math.Exp(-c.strength[skill]+[...]float64{-1, 0, 1}[level]))
}

func (c *steady) practise(skill uint16, correct bool) {
	if c.strength[skill] < 4 {
		c.strength[skill] += c.growth
		if correct {
			c.strength[skill] += c.growth / 2
		}
	}
}

func (c *steady) night() {}

// plateau nears a ceiling that differs by skill, slips, and forgets overnight.
type plateau struct {
	level, ceiling []float64
	rate           float64
}

func (c *plateau) chance(skill uint16, level uint8) float64 {
	return 0.08 + 0.87*math.Max(0, math.Min(1, c.level[skill]-[...]float64{-0.15, 0, 0.2}[level]))
}

func (c *plateau) practise(skill uint16, _ bool) {
	c.level[skill] += c.rate * (c.ceiling[skill] - c.level[skill])
}

func (c *plateau) night() {
	for i := range c.level {
		c.level[i] *= 0.985
	}
}

func families(seed uint64) map[string]child {
	random := rand.New(rand.NewPCG(seed, 5))
	skills := len(course().Skills)
	draw := func(mean, sd float64) []float64 {
		x := make([]float64, skills)
		for i := range x {
			x[i] = mean + sd*random.NormFloat64()
		}
		return x
	}
	shift := random.NormFloat64()
	s := &steady{strength: draw(-0.3+shift, 0.6), growth: 0.06 + 0.1*random.Float64()}
	p := &plateau{level: draw(0.35, 0.15), ceiling: draw(0.98, 0.06), rate: 0.04 + 0.06*random.Float64()}
	b := &sudden{random: random, knows: make([]bool, skills), rate: 0.05 + 0.15*random.Float64()}
	for i := range b.knows {
		b.knows[i] = random.Float64() < 0.2
	}
	return map[string]child{"sudden": b, "steady": s, "plateau": p}
}

type outcome struct {
	declared, falsely float64
	missed, mastered  float64
	answers           float64
	right, asked      float64
	predicted         float64
}

// teach runs one child through days of lessons and records what the tutor got wrong.
func teach(t *testing.T, c child, seed uint64, out *outcome) {
	random := rand.New(rand.NewPCG(seed, 9))
	session := mustOpen(t, mustPlan(t, nil))
	levels := make([]tutor.Level, len(course().Skills))
	trueFor := make([]int, len(levels))
	for day := range 12 {
		for i := range 20 {
			now := int64(start) + int64(day)*engine.TicksPerDay + int64(i)*3000
			choice := session.Next(now)
			if choice.Kind == selection.None {
				t.Fatal("a dead end")
			}
			item := course().Items[choice.Item]
			correct := random.Float64() < c.chance(item.Skill, item.Level)
			if day > 0 && item.Skill != 4 {
				out.asked++
				out.predicted += choice.P
				if correct {
					out.right++
				}
			}
			change, err := session.Answer(tutor.Evidence{Item: choice.Item, Instance: choice.Instance, Correct: correct, At: now})
			if err != nil {
				t.Fatal(err)
			}
			c.practise(item.Skill, correct)
			v := change.Skills[0]
			truth := c.chance(item.Skill, engine.Medium) >= 0.85
			if truth && levels[v.Skill] < selection.Proficient {
				trueFor[v.Skill]++
				if trueFor[v.Skill] == 40 {
					out.missed++
				}
			}
			if v.Level >= selection.Proficient && levels[v.Skill] < selection.Proficient {
				out.declared++
				out.answers += float64(v.Answers)
				if c.chance(item.Skill, engine.Medium) < 0.82 {
					out.falsely++
				}
			}
			if v.Level == selection.Mastered && levels[v.Skill] < selection.Mastered {
				out.mastered++
			}
			levels[v.Skill] = max(levels[v.Skill], v.Level)
		}
		c.night()
	}
}

// TestInventedLearners keeps the shipped weights and the levels honest in each
// family: bounds are loose, because the lab's learners are the instrument that
// measures; these catch an engine that has come apart.
func TestInventedLearners(t *testing.T) {
	for _, name := range []string{"sudden", "steady", "plateau"} {
		t.Run(name, func(t *testing.T) {
			var o outcome
			for seed := range uint64(60) {
				teach(t, families(seed)[name], seed, &o)
			}
			success, predicted := o.right/o.asked, o.predicted/o.asked
			falsely, missed := o.falsely/o.declared, o.missed/(o.declared+o.missed)
			t.Logf("proficient %.0f (falsely %.3f, missed %.3f, after %.1f answers), mastered %.0f, success %.3f, predicted %.3f",
				o.declared, falsely, missed, o.answers/o.declared, o.mastered, success, predicted)
			if success < 0.74 || success > 0.88 {
				t.Errorf("success %.3f, the target is .80", success)
			}
			if math.Abs(success-predicted) > 0.06 {
				t.Errorf("predicted %.3f, observed %.3f", predicted, success)
			}
			if falsely > 0.24 || missed > 0.1 {
				t.Errorf("proficiency: falsely %.3f, missed %.3f", falsely, missed)
			}
			if o.mastered == 0 {
				t.Error("nobody mastered anything")
			}
		})
	}
}
