// Package mastery believes how well a learner can do one skill: a chance for each of
// a few standings, moved by every answer as a right one may be a guess and a wrong one
// a slip, and upward a little with every answer because practice teaches.
//
// It is what levels are declared by. It assumes no curve of learning: whoever grows
// steadily and whoever leaps are both followed. It deliberately keeps no counts, knows
// of no other skill, and never sinks by waiting.
package mastery

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/num"
)

// standings are the chances of getting a skill's medium items right by knowing alone
// that are told apart, as log-odds: .03, .2, .4, .58, .7, .79, .9 and .97. The last
// two lie above the bar of mastery, .85.
var standings = [...]float64{-3.476, -1.386, -0.405, 0.323, 0.847, 1.325, 2.197, 3.476}

// bounds lie between the standings, as log-odds of the chance with guessing, which is
// what another room's belief is about.
var bounds = [...]float64{-1.0, -0.25, 0.25, 0.65, 1.1, 1.7346010553881064, 2.8}

const (
	steps = len(bounds)
	// known is the bound at the bar of mastery.
	known = 5
)

// How often one who does not know guesses right, one who knows slips whatever the
// exercise, and how likely an answer lifts a learner by one standing.
const (
	guess = 0.15
	slip  = 0.02
	rise  = 0.07
)

// Belief holds for each bound the chance that the learner stands above it, in parts of
// whole, never falling with the bound's number. Rounding is monotone, so what more
// evidence cannot lower, rounding does not lower either.
type Belief [steps]uint16

const (
	whole = 65535
	least = 66 // certainty ends at one in a thousand: evidence can always overturn it
)

// From returns the belief of one whose log-odds of success on medium items are normal
// with this mean and standard deviation.
func From(mean, sd float64) Belief {
	var b Belief
	for i, bound := range bounds {
		b[i] = part(num.Normal((mean - bound) / sd))
	}
	return b
}

// part rounds a chance.
func part(p float64) uint16 {
	return uint16(max(least, min(whole-least, float64(p*whole)+0.5)))
}

// Known returns the chance that the skill is known: that the true chance on its medium
// items is at least .85.
func (b *Belief) Known() float64 { return float64(b[known]) / whole }

// Take moves the belief by an answer to an item that is by ease log-odds easier than
// the skill's medium ones. credit in (0, 5] is how many answers it counts as. A right
// answer lowers no part of the belief.
func (b *Belief) Take(ease float64, right bool, credit float64) {
	var weight [steps + 1]float64
	above, total := 1.0, 0.0
	for i := range weight {
		next := 0.0
		if i < steps {
			next = float64(b[i]) / whole
		}
		weight[i] = float64((above - next) * likelihood(standings[i]+ease, right, credit))
		total += weight[i]
		above = next
	}
	lift := float64(rise * min(credit, 1))
	tail := 0.0
	for i := steps - 1; i >= 0; i-- {
		tail += weight[i+1]
		b[i] = part((tail + float64(lift*weight[i])) / total)
	}
}

// Observe moves the belief by what a teacher saw, 1 not yet, 2 partly or 3 right, of
// this credit: a partial success is a wrong and a right answer of half of it.
func (b *Belief) Observe(saw uint8, credit float64) {
	switch saw {
	case engine.Right:
		b.Take(0, true, credit)
	case engine.NotYet:
		b.Take(0, false, credit)
	default:
		b.Take(0, false, credit/2)
		b.Take(0, true, credit/2)
	}
}

// likelihood returns the chance of an answer at these log-odds of knowing, to the
// power of its credit.
func likelihood(odds float64, right bool, credit float64) float64 {
	p := guess + float64((1-guess-slip)*num.Sigmoid(odds))
	if !right {
		p = 1 - p
	}
	if credit == 1 {
		return p
	}
	return num.Pow(p, credit)
}

// AppendBinary appends the canonical form of the belief to b.
func (b *Belief) AppendBinary(to []byte) []byte {
	above := uint16(whole)
	for _, v := range b {
		to = codec.AppendUint(to, uint64(above-v))
		above = v
	}
	return to
}

// Read reads a belief from r, whose Err tells of failures.
func Read(r *codec.Reader) Belief {
	var b Belief
	above := uint64(whole)
	for i := range b {
		above -= r.Uint(above - min(above, least))
		if above < least || above > whole-least {
			r.Fail(codec.ErrRange)
		}
		b[i] = uint16(above)
	}
	return b
}
