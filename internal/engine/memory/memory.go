// Package memory says when a learner should meet a skill again: FSRS-6 (the free
// spaced repetition scheduler, open-spaced-repetition, version 6) with its published
// default parameters, per learner and skill, in whole days.
//
// It holds at most one review per skill and day, so the formula for reviews within a
// day is deliberately absent. It says nothing about whether a skill is known: what
// decays here schedules reviews and does nothing else.
package memory

import (
	"errors"
	"math"

	"darasa/internal/engine/codec"
	"darasa/internal/engine/num"
)

// Grade is the outcome of a review. Hard and Easy are never given by the product,
// which sees right and wrong only; they serve comparison with other schedulers.
type Grade uint8

// The grades of FSRS.
const (
	Again Grade = 1 + iota
	Hard
	Good
	Easy
)

// Params are the 21 parameters of FSRS-6, w0 to w20. w17 to w19 belong to reviews
// within one day, of which only the cap on stability after a lapse is used.
type Params [21]float64

// Default returns the published default parameters of FSRS-6.
func Default() Params {
	return Params{
		0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
		1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
	}
}

// Bounds of the memory state and of an interval, in days.
const (
	minStability, maxStability   = 0.001, 36500
	minDifficulty, maxDifficulty = 1, 10
	maxInterval                  = 365
)

// maxDay bounds the days a card can hold, about ±27,000 years.
const maxDay = 10_000_000

// ErrParams is returned for parameters that FSRS cannot work with.
var ErrParams = errors.New("memory: parameters are not valid")

// Card is the memory of one skill. Stability is the number of days after which the
// chance to recall has fallen to .9, Difficulty runs from 1 to 10, Day is the day of
// the last review and Due the day of the next, both counted from 1970 UTC. A card
// without reviews is the zero Card.
type Card struct {
	Stability, Difficulty float64
	Day, Due              int64
	Reviews, Lapses       uint32
}

// Scheduler is FSRS-6 with its parameters made ready. It is immutable.
type Scheduler struct {
	w            Params
	factor       float64
	interval     float64 // days of interval for each day of stability
	easyReversal float64 // D₀(4), towards which difficulty reverts
	lapseCap     float64 // e^(w17·w18)
}

// NewScheduler returns a scheduler that asks again when the chance to recall has
// fallen to retention, in (0, 1). It returns ErrParams for anything else.
func NewScheduler(w Params, retention float64) (*Scheduler, error) {
	for _, v := range w {
		if !(v >= 0 && v <= 100) {
			return nil, ErrParams
		}
	}
	if w[20] < 0.1 || !(retention > 0.5 && retention < 1) {
		return nil, ErrParams
	}
	s := &Scheduler{w: w}
	s.factor = num.Pow(0.9, -1/w[20]) - 1
	s.interval = (num.Pow(retention, -1/w[20]) - 1) / s.factor
	s.easyReversal = s.initialDifficulty(Easy)
	s.lapseCap = num.Exp(float64(w[17] * w[18]))
	return s, nil
}

// Takes reports whether an answer on this day can be a review: at most one a day,
// and never before the last one.
func (c Card) Takes(day int64) bool { return c.Reviews == 0 || day > c.Day }

// IsDue reports whether the card has been reviewed and is to be met again by day.
func (c Card) IsDue(day int64) bool { return c.Reviews > 0 && day >= c.Due }

// Review returns the card after a review on a day it Takes; on another day it
// returns the card unchanged.
func (s *Scheduler) Review(c Card, day int64, grade Grade) Card {
	if !c.Takes(day) || day < -maxDay || day > maxDay {
		return c
	}
	next := Card{Day: day, Reviews: c.Reviews + 1, Lapses: c.Lapses}
	if c.Reviews == 0 {
		next.Stability = clamp(s.w[grade-1], minStability, maxStability)
		next.Difficulty = clamp(s.initialDifficulty(grade), minDifficulty, maxDifficulty)
	} else {
		r := s.Retrievability(c, day)
		if grade == Again {
			next.Stability = s.afterLapse(c, r)
			next.Lapses++
		} else {
			next.Stability = s.afterRecall(c, r, grade)
		}
		next.Difficulty = s.nextDifficulty(c.Difficulty, grade)
	}
	next.Due = day + s.Interval(next.Stability)
	return next
}

// Retrievability returns the chance that the skill is still recalled on a day, 1 for
// a day before the last review and 0 without any: R = (1 + factor·t/S)^−w20.
func (s *Scheduler) Retrievability(c Card, day int64) float64 {
	if c.Reviews == 0 {
		return 0
	}
	days := float64(max(0, day-c.Day))
	return num.Pow(1+float64(s.factor*days)/c.Stability, -s.w[20])
}

// Interval returns the whole days until the chance to recall has fallen to the
// retention, at least 1 and at most 365: I = S·(r^(−1/w20) − 1)/factor.
func (s *Scheduler) Interval(stability float64) int64 {
	return int64(clamp(math.Floor(float64(stability*s.interval)+0.5), 1, maxInterval))
}

// initialDifficulty is D₀(G) = w4 − e^(w5·(G−1)) + 1, before clamping.
func (s *Scheduler) initialDifficulty(g Grade) float64 {
	return s.w[4] - num.Exp(float64(s.w[5]*float64(g-1))) + 1
}

// nextDifficulty is D′ = w7·D₀(4) + (1 − w7)·(D − w6·(G − 3)·(10 − D)/9).
func (s *Scheduler) nextDifficulty(d float64, g Grade) float64 {
	change := -float64(s.w[6] * (float64(g) - 3))
	moved := d + float64(change*(10-d))/9
	mean := float64(s.w[7]*s.easyReversal) + float64((1-s.w[7])*moved)
	return clamp(mean, minDifficulty, maxDifficulty)
}

// afterRecall is S′ = S·(1 + e^w8·(11 − D)·S^−w9·(e^(w10·(1−R)) − 1)·[w15 if hard]·[w16 if easy]).
func (s *Scheduler) afterRecall(c Card, r float64, g Grade) float64 {
	bonus := 1.0
	switch g {
	case Hard:
		bonus = s.w[15]
	case Easy:
		bonus = s.w[16]
	}
	ease := float64(num.Exp(s.w[8]) * (11 - c.Difficulty) * num.Pow(c.Stability, -s.w[9]))
	spacing := num.Exp(float64(s.w[10]*(1-r))) - 1
	return clamp(float64(c.Stability*(1+float64(ease*spacing*bonus))), minStability, maxStability)
}

// afterLapse is S′ = min(w11·D^−w12·((S+1)^w13 − 1)·e^(w14·(1−R)), S/e^(w17·w18)).
func (s *Scheduler) afterLapse(c Card, r float64) float64 {
	base := float64(s.w[11] * num.Pow(c.Difficulty, -s.w[12]) * (num.Pow(c.Stability+1, s.w[13]) - 1))
	kept := float64(base * num.Exp(float64(s.w[14]*(1-r))))
	return clamp(min(kept, c.Stability/s.lapseCap), minStability, maxStability)
}

func clamp(x, low, high float64) float64 { return max(low, min(high, x)) }

// AppendBinary appends the canonical form of the card to b.
func (c Card) AppendBinary(b []byte) []byte {
	b = codec.AppendUint(b, uint64(c.Reviews))
	if c.Reviews == 0 {
		return b
	}
	b = codec.AppendUint(b, uint64(c.Lapses))
	b = codec.AppendFloat64(codec.AppendFloat64(b, c.Stability), c.Difficulty)
	return codec.AppendUint(codec.AppendInt(b, c.Day), uint64(c.Due-c.Day))
}

// ReadCard reads a card from r, whose Err tells of failures.
func ReadCard(r *codec.Reader) Card {
	c := Card{Reviews: uint32(r.Uint(1 << 31))}
	if c.Reviews == 0 {
		return c
	}
	c.Lapses = uint32(r.Uint(uint64(c.Reviews)))
	c.Stability = r.Float64(minStability, maxStability)
	c.Difficulty = r.Float64(minDifficulty, maxDifficulty)
	c.Day = r.Int()
	if c.Day < -maxDay || c.Day > maxDay {
		r.Fail(codec.ErrRange)
		return Card{}
	}
	c.Due = c.Day + int64(r.Uint(maxInterval))
	return c
}
