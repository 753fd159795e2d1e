package main

import (
	"math"
	"math/rand/v2"
)

// tuningFamilies are what choices about the engine are made on. None has the form of
// one that is scored, and none is scored itself.
var tuningFamilies = []family{
	{"parts", newParts}, {"traces", newTraces}, {"wavering", newWavering},
}

// parts knows so many of the pieces that a skill is made of; an item asks some of
// them and all must be there.
type parts struct {
	lab    *lab
	random *rand.Rand
	has    [skills]int
	rate   float64
}

// pieces of a skill, and how many an item of each level asks.
const pieces = 6

var asks = [3]int{1, 2, 4}

func newParts(l *lab, ability float64, r *rand.Rand) child {
	c := &parts{lab: l, random: r, rate: 0.3 + 0.3*r.Float64()}
	for s := range c.has {
		c.has[s] = int(math.Max(0, math.Min(pieces, pieces*(0.95+0.4*ability+0.2*r.NormFloat64()-1.1*l.depth[s]))))
	}
	return c
}

func (c *parts) knows(skill uint16, level uint8) float64 {
	p := 0.97
	for i := range asks[level] {
		p *= math.Max(0, float64(c.has[skill]-i)) / float64(pieces-i)
	}
	return p
}

func (c *parts) practise(skill uint16, _ bool) {
	rate := c.rate
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		rate *= 0.3 + 0.7*float64(c.has[p])/pieces
	}
	if c.has[skill] < pieces && c.random.Float64() < rate {
		c.has[skill]++
	}
}

func (c *parts) mastered(skill uint16) bool { return c.knows(skill, 1) >= masteredAt }

func (c *parts) night() {
	for s := range c.has {
		if c.has[s] > 0 && c.random.Float64() < 0.004 {
			c.has[s]--
		}
	}
}

// traces leaves a quick trace with every answer, half of it gone by the morning, and
// a slow one that stays longer.
type traces struct {
	lab         *lab
	quick, slow [skills]float64
	gain        float64
}

func newTraces(l *lab, ability float64, r *rand.Rand) child {
	c := &traces{lab: l, gain: 0.08 + 0.08*r.Float64()}
	for s := range c.slow {
		c.slow[s] = math.Max(0, 1.5+0.8*ability+0.4*r.NormFloat64()-2*l.depth[s])
	}
	return c
}

func (c *traces) knows(skill uint16, level uint8) float64 {
	return 1 - math.Exp(-(c.quick[skill]+c.slow[skill])*[...]float64{1.6, 1, 0.6}[level])
}

func (c *traces) practise(skill uint16, correct bool) {
	gain := c.gain
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		gain *= 0.3 + 0.7*c.knows(p, 1)
	}
	if !correct {
		gain *= 0.8
	}
	c.slow[skill] += gain
	c.quick[skill] += gain / 2
}

func (c *traces) mastered(skill uint16) bool { return c.knows(skill, 1) >= masteredAt }

func (c *traces) night() {
	for s := range c.slow {
		c.quick[s] *= 0.5
		c.slow[s] *= 0.994
	}
}

// wavering gets better by the same step with every answer, up to a cap, and has
// lessons in which her thoughts are elsewhere.
type wavering struct {
	lab       *lab
	random    *rand.Rand
	level     [skills]float64
	cap       [skills]float64
	step      float64
	elsewhere bool
}

func newWavering(l *lab, ability float64, r *rand.Rand) child {
	c := &wavering{lab: l, random: r, step: 0.015 + 0.03*r.Float64()}
	for s := range c.level {
		c.cap[s] = 0.98 - 0.25*math.Pow(r.Float64(), 3)
		c.level[s] = math.Max(0.05, math.Min(c.cap[s], 0.8+0.25*ability+0.12*r.NormFloat64()-0.7*l.depth[s]))
	}
	return c
}

func (c *wavering) knows(skill uint16, level uint8) float64 {
	p := c.level[skill] * [...]float64{1.1, 1, 0.75}[level]
	if c.elsewhere {
		p *= 0.88
	}
	return math.Min(0.99, p)
}

func (c *wavering) practise(skill uint16, _ bool) {
	step := c.step
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		step *= math.Min(1, 0.3+c.level[p])
	}
	c.level[skill] = math.Min(c.cap[skill], c.level[skill]+step)
}

// mastered looks past the day.
func (c *wavering) mastered(skill uint16) bool { return c.level[skill] >= masteredAt }

func (c *wavering) night() {
	c.elsewhere = c.random.Float64() < 0.2
	for s := range c.level {
		c.level[s] *= 0.997
	}
}
