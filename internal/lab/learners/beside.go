package main

import (
	"math/rand/v2"

	"darasa/internal/engine"
)

// A rule teaches beside the tutor, always on medium items.
type rule interface {
	// next returns the skill to ask.
	next(l *lab, c child, r *rand.Rand) uint16
	// saw takes the outcome.
	saw(skill uint16, correct bool)
}

// fixedRule takes the skills in the order of the course, each until five of seven are
// right, from the beginning again at the end. It waits for no prerequisite.
type fixedRule struct {
	at int
	of pair
}

func (f *fixedRule) next(*lab, child, *rand.Rand) uint16 { return uint16(f.at % skills) }

func (f *fixedRule) saw(_ uint16, correct bool) {
	if f.of.see(correct, true); f.of.fiveAt > 0 || f.of.answers >= answerCap {
		f.at, f.of = f.at+1, pair{}
	}
}

// seeingRule sees what is true: of the skills not mastered whose prerequisites are
// known it takes the one practised least, and any when there is none. No tutor can do
// what it does; it shows how much waiting for prerequisites leaves.
type seeingRule struct{ answers [skills]int }

func (f *seeingRule) next(l *lab, c child, r *rand.Rand) uint16 {
	best := -1
	for s := range uint16(skills) {
		if !c.mastered(s) && !l.unready(c, s) && (best < 0 || f.answers[s] < f.answers[best]) {
			best = int(s)
		}
	}
	if best < 0 {
		best = r.IntN(skills)
	}
	return uint16(best)
}

func (f *seeingRule) saw(skill uint16, _ bool) { f.answers[skill]++ }

// unready tells whether a prerequisite of a skill is not even half known.
func (l *lab) unready(c child, skill uint16) bool {
	for _, p := range l.course.Skills[skill].Prereqs {
		if c.knows(p, engine.Medium) < halfKnown {
			return true
		}
	}
	return false
}

// work counts what answers went to.
type work struct {
	answers  [skills]float64
	mastered float64 // of them: those on a skill truly mastered
}

func (w *work) note(skill uint16, mastered bool) {
	w.answers[skill]++
	if mastered {
		w.mastered++
	}
}

func (w *work) all() (sum float64) {
	for _, n := range w.answers {
		sum += n
	}
	return sum
}

// met returns how many skills were practised.
func (w *work) met() (n float64) {
	for _, answers := range w.answers {
		if answers > 0 {
			n++
		}
	}
	return n
}

func (w *work) onMastered() float64 { return share(w.mastered, w.all()) }

// beside is one learner's way by a rule; left is what she knows a month later.
type beside struct {
	work
	left, right, unready float64
}

// compared are the figures of a rule beside the tutor: what is left after a month, the
// share of answers that were right, of those on skills with a prerequisite not half
// known and on skills truly mastered, and how many skills were met.
type compared struct {
	Retention30d   float64 `json:"retention_30d"`
	Success        float64 `json:"success"`
	UnreadyByTruth float64 `json:"unready_by_truth"`
	OnMastered     float64 `json:"on_mastered"`
	SkillsMet      float64 `json:"skills_met"`
}

// add takes one of n learners.
func (c *compared) add(b *beside, n float64) {
	c.Retention30d += b.left / n
	c.Success += share(b.right, b.all()) / n
	c.UnreadyByTruth += share(b.unready, b.all()) / n
	c.OnMastered += b.onMastered() / n
	c.SkillsMet += b.met() / n
}

// teachBeside teaches by a rule. Tags, streaks of guesses and missed days are as for
// everybody.
func (l *lab) teachBeside(by rule, c child, r *rand.Rand) (b beside) {
	for range days {
		if r.Float64() < absent {
			c.night()
			continue
		}
		clicks := clicksFrom(r)
		for i := range perDay {
			skill := by.next(l, c, r)
			if l.unready(c, skill) {
				b.unready++
			}
			correct := l.ask(c, skill, clicking(clicks, i), r)
			if correct {
				b.right++
			}
			by.saw(skill, correct)
			b.note(skill, c.mastered(skill))
		}
		c.night()
	}
	b.left = rest(c)
	return b
}

// ask puts a medium item of a skill to a child, who learns from it.
func (l *lab) ask(c child, skill uint16, clicking bool, r *rand.Rand) bool {
	truth := l.truth[int(skill)*3*perLevel+1+3*r.IntN(perLevel)]
	p := chance(c, truth, engine.Medium)
	if clicking {
		p = guess
	}
	correct := r.Float64() < p
	c.practise(truth, correct)
	return correct
}
