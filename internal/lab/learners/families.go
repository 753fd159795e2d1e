package main

import (
	"math"
	"math/rand/v2"
)

// child answers items and changes by it. Chances are without guessing: what comes of
// knowing alone.
type child interface {
	// knows returns the chance on an item of a skill at a level, 0 easy to 2 hard.
	knows(skill uint16, level uint8) float64
	// practise is what one answer does.
	practise(skill uint16, correct bool)
	// mastered tells whether a skill is truly mastered on its medium items.
	mastered(skill uint16) bool
	// night is what a night does.
	night()
}

// Round numbers of the published range: guesses of .1 to .3 and slips of at most .1
// (Corbett and Anderson 1995; Baker, Corbett and Aleven 2008), a skill learned in
// some 5 to 20 answers, about two thirds of first answers right (the ASSISTments
// logs in Gervet and others 2020). Nothing is fitted to any file.
const (
	guess      = 0.15
	masteredAt = 0.85
	halfKnown  = 0.5
)

// chance adds guessing to what is known.
func chance(c child, skill uint16, level uint8) float64 {
	return guess + (1-guess)*c.knows(skill, level)
}

// family makes children of one kind; ability is about 0 with a deviation of 1.
type family struct {
	name string
	make func(l *lab, ability float64, r *rand.Rand) child
}

var families = []family{
	{"stages", newStages}, {"power", newPower}, {"ceiling", newCeiling}, {"strategies", newStrategies},
}

// stages knows a skill not at all, half or wholly, and goes up one stage at a time;
// a night may take one away. In the manner of the all-or-none models of the 1950s.
type stages struct {
	lab    *lab
	random *rand.Rand
	at     [skills]uint8
	up     [2]float64
}

func newStages(l *lab, ability float64, r *rand.Rand) child {
	c := &stages{lab: l, random: r, up: [2]float64{0.1 + 0.15*r.Float64(), 0.08 + 0.12*r.Float64()}}
	for s := range c.at {
		if x := 0.3 + 0.25*ability + 0.2*r.NormFloat64() - l.depth[s]; x > 0 {
			c.at[s] = 2
		} else if x > -0.2 {
			c.at[s] = 1
		}
	}
	return c
}

func (c *stages) knows(skill uint16, level uint8) float64 {
	return [3][3]float64{{0.2, 0.05, 0}, {0.75, 0.5, 0.25}, {0.98, 0.94, 0.85}}[c.at[skill]][level]
}

func (c *stages) practise(skill uint16, _ bool) {
	if c.at[skill] == 2 {
		return
	}
	rate := c.up[c.at[skill]]
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		if c.at[p] == 0 {
			rate /= 5
		}
	}
	if c.random.Float64() < rate {
		c.at[skill]++
	}
}

func (c *stages) mastered(skill uint16) bool { return c.knows(skill, 1) >= masteredAt }

func (c *stages) night() {
	for s := range c.at {
		if c.at[s] == 2 && c.random.Float64() < 0.004 {
			c.at[s] = 1
		}
	}
}

// power makes fewer errors by a power of her practice, and practice fades by days
// (Newell and Rosenbloom 1981; Wickelgren 1974).
type power struct {
	lab      *lab
	practice [skills]float64
	first    [skills]float64
	exponent float64
}

func newPower(l *lab, ability float64, r *rand.Rand) child {
	c := &power{lab: l, exponent: 0.55 + 0.25*r.Float64()}
	for s := range c.practice {
		c.first[s] = math.Min(1, math.Max(0.45, 0.8+0.1*r.NormFloat64()))
		c.practice[s] = 12 * math.Max(0, 0.45+0.4*ability+0.25*r.NormFloat64()-l.depth[s])
	}
	return c
}

func (c *power) knows(skill uint16, level uint8) float64 {
	e := c.first[skill] * math.Pow(1+c.practice[skill], -c.exponent) * [...]float64{0.55, 1, 1.5}[level]
	return 1 - math.Min(1, e)
}

func (c *power) practise(skill uint16, correct bool) {
	gain := 1.0
	if correct {
		gain = 1.3
	}
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		gain *= math.Min(1, 0.2+c.knows(p, 1))
	}
	c.practice[skill] += gain
}

func (c *power) mastered(skill uint16) bool { return c.knows(skill, 1) >= masteredAt }

func (c *power) night() {
	for s := range c.practice {
		c.practice[s] *= 0.992
	}
}

// ceiling nears a bound that differs by skill, has good and bad days, and forgets.
type ceiling struct {
	lab          *lab
	random       *rand.Rand
	level, bound [skills]float64
	rate, mood   float64
}

func newCeiling(l *lab, ability float64, r *rand.Rand) child {
	c := &ceiling{lab: l, random: r, rate: 0.07 + 0.08*r.Float64()}
	for s := range c.level {
		c.bound[s] = math.Min(1, 0.97+0.03*r.NormFloat64())
		if r.Float64() < 0.1 {
			c.bound[s] = 0.7 + 0.08*r.NormFloat64() // as far as she comes this year
		}
		c.level[s] = math.Max(0.05, math.Min(c.bound[s], 0.75+0.2*ability+0.1*r.NormFloat64()-0.6*l.depth[s]))
	}
	return c
}

func (c *ceiling) knows(skill uint16, level uint8) float64 {
	return math.Max(0, math.Min(0.98, c.level[skill]+c.mood+[...]float64{0.15, 0, -0.2}[level]))
}

func (c *ceiling) practise(skill uint16, _ bool) {
	rate := c.rate
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		rate *= math.Min(1, 0.3+c.level[p])
	}
	c.level[skill] += rate * (c.bound[skill] - c.level[skill])
}

// mastered looks past the day's mood.
func (c *ceiling) mastered(skill uint16) bool { return c.level[skill] >= masteredAt }

func (c *ceiling) night() {
	c.mood = 0.03 * c.random.NormFloat64()
	for s := range c.level {
		c.level[s] -= 0.004 * (c.level[s] - 0.05)
	}
}

// strategies has three ways for every skill and uses each by how often it served
// (Siegler 1996, overlapping waves): one guesses on, one counts and often slips, one
// is right.
type strategies struct {
	lab    *lab
	random *rand.Rand
	weight [skills][3]float64
	gain   float64
}

var serves = [3][3]float64{{0.15, 0.05, 0}, {0.8, 0.6, 0.3}, {0.99, 0.96, 0.88}}

func newStrategies(l *lab, ability float64, r *rand.Rand) child {
	c := &strategies{lab: l, random: r, gain: 0.4 + 0.4*r.Float64()}
	for s := range c.weight {
		x := 0.4 + 0.4*ability + 0.3*r.NormFloat64() - l.depth[s]
		c.weight[s] = [3]float64{1, 1 + math.Max(0, 2*x), 0.2 + 12*math.Max(0, x)}
	}
	return c
}

func (c *strategies) knows(skill uint16, level uint8) float64 {
	sum, all := 0.0, 0.0
	for i, w := range c.weight[skill] {
		sum += w * serves[i][level]
		all += w
	}
	return sum / all
}

// practise strengthens a way that served and weakens one that did not.
func (c *strategies) practise(skill uint16, correct bool) {
	w := &c.weight[skill]
	gain := c.gain
	for _, p := range c.lab.course.Skills[skill].Prereqs {
		gain *= math.Min(1, 0.2+c.knows(p, 1))
	}
	if correct {
		w[2] += 1.6 * gain
	} else {
		w[2] += 0.6 * gain
	}
	w[0] *= 1 - 0.25*gain
	w[1] *= 1 - 0.08*gain
}

func (c *strategies) mastered(skill uint16) bool { return c.knows(skill, 1) >= masteredAt }

func (c *strategies) night() {
	for s := range c.weight {
		c.weight[s][0] += 0.004
		c.weight[s][1] += 0.004
		c.weight[s][2] *= 0.998
	}
}
