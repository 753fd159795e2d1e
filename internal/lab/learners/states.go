package main

import (
	"errors"
	"math/rand/v2"

	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

var errDeadEnd = errors.New("the tutor has nothing to offer")

// The noise of the answers by which learners are placed, and how fast they learn
// what they are ready for afterwards.
const (
	slip      = 0.1
	learnRate = 0.15
	maxItems  = 60 // a placement that goes on for ever ends here
	fixedTest = 20
	after     = 40 // choices after it by which the gate is judged
)

// stateFamily draws what a learner knows and does not.
type stateFamily struct {
	name string
	draw func(l *lab, r *rand.Rand) [skills]bool
}

var stateFamilies = []stateFamily{{"level", drawLevel}, {"strands", drawStrands}, {"jagged", drawJagged}, {"path", drawPath}}

// drawLevel knows what lies below one level of her own, give or take a little.
func drawLevel(l *lab, r *rand.Rand) [skills]bool {
	return drawBelow(l, r, func(level float64, _ int) float64 { return level }, r.Float64()*1.4-0.2, 0.12)
}

// drawStrands has got further in some strands than in others.
func drawStrands(l *lab, r *rand.Rand) [skills]bool {
	var of [strands]float64
	for i := range of {
		of[i] = r.Float64()*1.4 - 0.2
	}
	return drawBelow(l, r, func(level float64, s int) float64 { return (level + of[s%strands]) / 2 }, r.Float64()*1.4-0.2, 0.05)
}

func drawBelow(l *lab, r *rand.Rand, of func(level float64, skill int) float64, level, noise float64) [skills]bool {
	var state [skills]bool
	for s := range state {
		state[s] = of(level, s)+noise*r.NormFloat64() > l.depth[s] && l.closed(&state, s)
	}
	return state
}

// closed tells whether all prerequisites of a skill are known.
func (l *lab) closed(state *[skills]bool, s int) bool {
	for _, p := range l.course.Skills[s].Prereqs {
		if !state[p] {
			return false
		}
	}
	return true
}

// drawJagged has gaps below what she knows, as after missed months.
func drawJagged(l *lab, r *rand.Rand) [skills]bool {
	state := drawLevel(l, r)
	for s := range state {
		if state[s] && r.Float64() < 0.12 {
			state[s] = false
		}
	}
	return state
}

// drawPath learned one skill after another, any that was open, up to some point.
func drawPath(l *lab, r *rand.Rand) [skills]bool {
	var state [skills]bool
	for range r.IntN(skills + 1) {
		var open []int
		for s := range state {
			if !state[s] && l.closed(&state, s) {
				open = append(open, s)
			}
		}
		if len(open) == 0 {
			break
		}
		state[open[r.IntN(len(open))]] = true
	}
	return state
}

// placed is what is printed of one family of states.
type placed struct {
	ItemsMean    float64 `json:"items_mean"`
	KnownRight   float64 `json:"known_right"`
	UnknownRight float64 `json:"unknown_right"`
	Right        float64 `json:"right"`
	Fixed20Right float64 `json:"fixed20_right"`
	Constant     float64 `json:"constant_right"`
}

// count sums judgements of skills.
type count struct{ known, knownRight, unknown, unknownRight float64 }

func (c *count) judge(truth, said bool) {
	if truth {
		c.known++
		if said {
			c.knownRight++
		}
		return
	}
	c.unknown++
	if !said {
		c.unknownRight++
	}
}

func (c *count) right() float64 { return share(c.knownRight+c.unknownRight, c.known+c.unknown) }

// place tests n learners of a family and follows them for a while.
func (l *lab) place(f stateFamily, n int) (placed, gate, error) {
	var ours, fixed count
	var g gate
	items := 0
	for i := range n {
		r := l.random(i, 3)
		state := f.draw(l, r)
		session, err := l.open(uint64(i)*0x9e3779b97f4a7c15 + l.seed)
		if err != nil {
			return placed{}, g, err
		}
		asked, err := l.test(session, &state, r)
		if err != nil {
			return placed{}, g, err
		}
		items += asked
		for s, v := range session.Skills(start) {
			ours.judge(state[s], v.Known >= 0.5)
		}
		for s, said := range l.fixedTest(&state, r) {
			fixed.judge(state[s], said)
		}
		if err := l.follow(session, &state, r, &g); err != nil {
			return placed{}, g, err
		}
	}
	return placed{
		ItemsMean: share(float64(items), float64(n)), Right: ours.right(), Fixed20Right: fixed.right(),
		KnownRight: share(ours.knownRight, ours.known), UnknownRight: share(ours.unknownRight, ours.unknown),
		Constant: max(ours.known, ours.unknown) / (ours.known + ours.unknown),
	}, g, nil
}

func answers(state *[skills]bool, skill uint16, r *rand.Rand) bool {
	if state[skill] {
		return r.Float64() >= slip
	}
	return r.Float64() < guess
}

// test answers until the tutor stops placing and returns how many items that took.
func (l *lab) test(session *tutor.Session, state *[skills]bool, r *rand.Rand) (int, error) {
	for n := range maxItems {
		now := int64(start) + int64(n)*lessonTicks
		c := session.Next(now)
		if c.Kind == selection.None {
			return n, errDeadEnd
		}
		if c.Kind != selection.Placement {
			return n, nil
		}
		correct := answers(state, l.course.Items[c.Item].Skill, r)
		if _, err := session.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: correct, At: now}); err != nil {
			return n, err
		}
	}
	return maxItems, nil
}

// follow practises after the placement and judges what is offered.
func (l *lab) follow(session *tutor.Session, state *[skills]bool, r *rand.Rand, g *gate) error {
	for n := range after {
		now := int64(start) + int64(maxItems+n)*lessonTicks
		c := session.Next(now)
		if c.Kind == selection.None {
			return errDeadEnd
		}
		skill := l.course.Items[c.Item].Skill
		if c.Kind == selection.Practice {
			g.look(l, session.Skills(now), skill, func(s uint16) bool { return state[s] })
		}
		correct := answers(state, skill, r)
		if _, err := session.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: correct, At: now}); err != nil {
			return err
		}
		if !state[skill] && l.closed(state, int(skill)) && r.Float64() < learnRate {
			state[skill] = true
		}
	}
	return nil
}

// fixedTest asks everybody the same twenty skills, spread over the course. A skill
// asked is as answered; another follows the asked ones above and below it.
func (l *lab) fixedTest(state *[skills]bool, r *rand.Rand) [skills]bool {
	var asked, right, said [skills]bool
	total := 0
	for i := range fixedTest {
		s := i * skills / fixedTest
		asked[s], right[s] = true, answers(state, uint16(s), r)
		if right[s] {
			total++
		}
	}
	for s := range said {
		if asked[s] {
			said[s] = right[s]
			continue
		}
		votes := 2*float64(total)/fixedTest - 1
		for o := range said {
			if asked[o] && right[o] && l.above(o, s) {
				votes++
			} else if asked[o] && !right[o] && l.above(s, o) {
				votes--
			}
		}
		said[s] = votes > 0
	}
	return said
}

// above tells whether one skill builds upon another.
func (l *lab) above(high, low int) bool {
	for _, p := range l.course.Skills[high].Prereqs {
		if int(p) == low || l.above(int(p), low) {
			return true
		}
	}
	return false
}
