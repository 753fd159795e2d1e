package main

import (
	"math"
	"math/rand/v2"

	"darasa/internal/projection"
)

// The invented schools. Round numbers of the published range: some nine in ten days
// attended, and a quarter of the children who miss more than one in ten (Balfanz and
// Chang 2013 name a school with 95 % and a quarter); about two thirds of answers right
// (the ASSISTments logs in Gervet and others 2020). Nothing is fitted to any file, and
// none of these is the class that demonstrations show.
const (
	classSize = 40
	classDays = 100
	perDay    = 12   // answers on a day
	festival  = 0.05 // of days most of the class is away
)

// child is one invented learner: whether she comes on a day of the class, and what she
// does then.
type child interface {
	comes(day int) bool
	works(day int) projection.Day
}

// family makes children of one kind of school.
type family struct {
	name string
	make func(r *rand.Rand) child
}

var families = []family{{"chance", newChance}, {"spells", newSpells}, {"drift", newDrift}, {"wall", newWall}}

// worker is what all of them share: a chance of right answers and of a skill becoming
// steady, for a day.
type worker struct {
	random      *rand.Rand
	right, pace float64
}

func newWorker(r *rand.Rand) worker {
	return worker{r, bounded(0.66+0.1*r.NormFloat64(), 0.3, 0.95), 0.3 * math.Exp(0.6*r.NormFloat64())}
}

func bounded(x, low, high float64) float64 { return math.Min(high, math.Max(low, x)) }

func (w *worker) day(day int, right, pace float64) projection.Day {
	d := projection.Day{Day: int64(day), Answers: uint16(perDay - 4 + w.random.IntN(9))}
	for range d.Answers {
		if w.random.Float64() < right {
			d.Right++
		}
	}
	if w.random.Float64() < 1-math.Exp(-pace) {
		d.Steady = 1
	}
	return d
}

// chance children miss days by chance, each by her own.
type chanceChild struct {
	worker
	attends float64
}

func newChance(r *rand.Rand) child {
	attends := 0.96
	if r.Float64() < 0.25 {
		attends = 0.55 + 0.3*r.Float64()
	}
	return &chanceChild{newWorker(r), attends}
}

func (c *chanceChild) comes(int) bool               { return c.random.Float64() < c.attends }
func (c *chanceChild) works(day int) projection.Day { return c.day(day, c.right, c.pace) }

// spells children are away for days in a row: ill, at a harvest, looking after others.
// They come back with less.
type spellsChild struct {
	worker
	begins, lasts float64
	harvest       int // day, 0 for none
	away, missed  int
}

func newSpells(r *rand.Rand) child {
	c := &spellsChild{worker: newWorker(r), begins: 0.01 + 0.02*r.Float64(), lasts: 2 + 6*r.Float64()}
	if r.Float64() < 0.25 {
		c.harvest = 20 + r.IntN(60)
	}
	return c
}

func (c *spellsChild) comes(day int) bool {
	switch {
	case c.away > 0:
		c.away--
	case day == c.harvest && day > 0:
		c.away = 8 + c.random.IntN(10)
	case c.random.Float64() < c.begins:
		c.away = int(c.lasts * c.random.ExpFloat64())
	default:
		return true
	}
	c.missed = min(c.missed+1, 8)
	return false
}

func (c *spellsChild) works(day int) projection.Day {
	d := c.day(day, c.right-0.03*float64(c.missed), c.pace/(1+float64(c.missed)/2))
	c.missed = max(0, c.missed-1)
	return d
}

// drift children are nearly always there until some begin to fall out: first the work
// goes worse, then days are missed, more and more, and few turn back.
type driftChild struct {
	worker
	from, turns int // days, beyond the year for those who never do
}

func newDrift(r *rand.Rand) child {
	c := &driftChild{newWorker(r), math.MaxInt32, math.MaxInt32}
	if r.Float64() < 0.2 {
		c.from = 10 + r.IntN(classDays)
		if r.Float64() < 0.3 {
			c.turns = c.from + 20 + r.IntN(30)
		}
	}
	return c
}

func (c *driftChild) gone(day, ahead int) float64 {
	if day >= c.turns {
		return 0
	}
	return bounded(float64(day+ahead-c.from)/25, 0, 1)
}

func (c *driftChild) comes(day int) bool { return c.random.Float64() < 0.94-0.85*c.gone(day, 0) }

func (c *driftChild) works(day int) projection.Day {
	gone := c.gone(day, 10)
	return c.day(day, c.right-0.25*gone, c.pace*(1-0.8*gone))
}

// wall children come, and some meet something they lack the ground for: for weeks
// nothing becomes steady. Fridays and the weather make days missed.
type wallChild struct {
	worker
	from, until int
	friday      float64
}

func newWall(r *rand.Rand) child {
	c := &wallChild{worker: newWorker(r), friday: 0.2 * r.Float64()}
	if r.Float64() < 0.35 {
		c.from = r.IntN(classDays)
		c.until = c.from + 15 + r.IntN(30)
	}
	return c
}

func (c *wallChild) comes(day int) bool {
	missed := 0.05
	if day%5 == 4 {
		missed += c.friday
	}
	return c.random.Float64() >= missed
}

func (c *wallChild) works(day int) projection.Day {
	if day >= c.from && day < c.until {
		return c.day(day, c.right-0.18, 0.03)
	}
	return c.day(day, c.right, c.pace)
}

// class is the days of one invented class, one list a child, oldest first.
func class(f *family, r *rand.Rand) [][]projection.Day {
	kids := make([]child, classSize)
	for i := range kids {
		kids[i] = f.make(r)
	}
	days := make([][]projection.Day, classSize)
	for day := range classDays + horizon {
		away := r.Float64() < festival
		for i, kid := range kids {
			comes := kid.comes(day)
			if comes && (!away || r.Float64() < 0.5) {
				days[i] = append(days[i], kid.works(day))
			}
		}
	}
	return days
}
