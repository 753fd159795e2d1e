package tracing

import (
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// Credits of an answer by the part the learner had in it. A partner's word is a
// hint: it tells less about her than her own. docs/adr/0088 tells how they were chosen.
var roleCredit = [3]float64{engine.Alone: 1, engine.Driver: 0.5, engine.Checker: 0.25}

// Credits of a checker's vote: letting an answer stand costs nothing and tells
// little, a mistake that was stopped tells much.
const (
	agreedCredit  = 0.1
	missedCredit  = 0.25
	stoppedCredit = 0.5
	doubtedCredit = 0.35
)

// Credit returns how much an answer that is still to be folded counts, 0 to 1. A right answer after a hint
// never counts as mastery, and the same exercise again straight after it was shown
// tells nothing new.
func (l *Learner) Credit(e engine.Evidence) float64 {
	if l.Seen > 0 && l.LastItem == e.Item && l.LastInstance == e.Instance {
		return 0
	}
	if e.Hints > 0 && e.Correct {
		return 0
	}
	if e.Role != engine.Checker || e.Vote == engine.NoVote {
		return roleCredit[e.Role]
	}
	switch {
	case e.Vote == engine.Agree && e.FirstRight:
		return agreedCredit
	case e.Vote == engine.Agree:
		return missedCredit
	case e.FirstRight:
		return doubtedCredit
	}
	return stoppedCredit
}

// Update folds one answer, or one observation, into the learner's state. Item, role
// and skill must be in range.
// It allocates nothing.
func (m *Model) Update(l *Learner, e engine.Evidence) {
	if e.Observed != 0 {
		m.observe(l, e)
		return
	}
	credit := l.Credit(e)
	if credit == 0 {
		m.touch(l, e)
		return
	}
	e.Correct = e.Shows()
	var in input
	var before [1 + engine.MaxMore]standing
	m.fill(&in, l, e.Item, e.At)
	if e.Correct {
		for i, skill := range in.skills[:in.n] {
			before[i] = m.stand(m.belief(l, skill))
		}
	}
	g := newGain(&in, in.variance, outcome(e.Correct), credit)
	m.touch(l, e)
	l.learn(&in, g)
	l.count(&in, e, credit)
	m.remember(l, e)
	if e.Correct {
		for i, skill := range in.skills[:in.n] {
			m.lift(l, skill, before[i])
		}
	}
}

// touch records that an exercise was met, whatever it tells.
func (m *Model) touch(l *Learner, e engine.Evidence) {
	it := &m.course.Items[e.Item]
	m.touchSkill(l, it.Skill, e.At)
	for _, skill := range it.More {
		m.touchSkill(l, skill, e.At)
	}
	count(&l.Items[e.Item].Seen)
	count(&l.Seen)
	l.LastItem, l.LastInstance = e.Item, e.Instance
}

func (m *Model) touchSkill(l *Learner, skill uint16, at int64) {
	s := &l.Skills[skill]
	if s.Seen == 0 {
		s.Own = m.own(l, skill)
		s.Fast, s.Slow = 0.5, 0.5
	}
	count(&s.Seen)
	s.Last = at
}

// gain is one step of the filter: with p the prediction, h = c·p(1−p) its
// information at credit c and v the variance behind it, a weight with input x moves
// by σ²x·step and its variance by −σ⁴x²·shrink.
type gain struct {
	step, shrink float64
}

func newGain(in *input, variance, outcome, credit float64) gain {
	p := num.Sigmoid(damp(in.mean, variance))
	h := float64(credit * float64(p*(1-p)))
	scale := 1 / (1 + float64(h*variance))
	return gain{float64(float64(credit*(outcome-p)) * scale), float64(h * scale)}
}

// outcome is 1 for right and 0 for wrong.
func outcome(right bool) float64 { return float64(bit(right)) }

// move updates one weight, keeping its variance above floor.
func (w *Weight) move(x float64, g gain, floor float64) {
	sx := float64(w.Var * x)
	w.Mean = max(-maxMean, min(maxMean, w.Mean+float64(sx*g.step)))
	w.Var = max(min(w.Var, floor), w.Var-float64(float64(sx*sx)*g.shrink))
}

// learn moves the weights that are the learner's own.
func (l *Learner) learn(in *input, g gain) {
	l.Ability.move(1, g, abilityVarFloor)
	for _, skill := range in.skills[:in.n] {
		l.Skills[skill].Own.move(in.share, g, ownVarFloor)
	}
}

// count moves counts and averages. A shared answer moves averages only, and less.
func (l *Learner) count(in *input, e engine.Evidence, credit float64) {
	y := outcome(e.Correct)
	l.Fast = towards(l.Fast, y, float64(learnerFastRate*credit))
	l.Slow = towards(l.Slow, y, float64(learnerSlowRate*credit))
	for _, skill := range in.skills[:in.n] {
		s := &l.Skills[skill]
		s.Fast = towards(s.Fast, y, float64(skillFastRate*credit))
		s.Slow = towards(s.Slow, y, float64(skillSlowRate*credit))
	}
	if e.Role != engine.Alone {
		return
	}
	if e.Correct {
		count(&l.Right)
		count(&l.Items[e.Item].Right)
	} else {
		count(&l.Wrong)
		count(&l.Items[e.Item].Wrong)
	}
	for _, skill := range in.skills[:in.n] {
		if e.Correct {
			count(&l.Skills[skill].Right)
		} else {
			count(&l.Skills[skill].Wrong)
		}
	}
}

// remember keeps what the tables of the next answer look at.
func (m *Model) remember(l *Learner, e engine.Evidence) {
	it := &m.course.Items[e.Item]
	if l.History == 0 || m.course.Items[l.Prev].Skill != it.Skill {
		l.Run = 0
	}
	l.Run = min(l.Run+1, longRun)
	l.History = push(l.History, e.Correct, learnerHistory)
	l.Prev = e.Item
	l.Items[e.Item].At, l.Items[e.Item].LastRight = l.Seen, e.Correct
	l.rememberSkill(it.Skill, e.Correct)
	for _, s := range it.More {
		l.rememberSkill(s, e.Correct)
	}
}

func (l *Learner) rememberSkill(skill uint16, correct bool) {
	s := &l.Skills[skill]
	s.At, s.History = l.Seen, push(s.History, correct, skillHistory)
}

func towards(average, outcome, rate float64) float64 {
	return average + float64(rate*(outcome-average))
}

// lift keeps a right answer from lowering the belief in a skill: where less doubt
// alone would have pulled it down, the learner's own weight gives way. It solves for
// the log-odds at which both figures are what they were, then makes up for rounding.
func (m *Model) lift(l *Learner, skill uint16, before standing) {
	own := &l.Skills[skill].Own
	mean, variance, itemVar := m.belief(l, skill)
	after := m.stand(mean, variance, itemVar)
	if after.clearOf(before) {
		return
	}
	if after.damped < before.damped || after.sigmas < before.sigmas {
		s := m.snapshot
		needed := max(
			float64(before.damped*math.Sqrt(1+float64(piOver8*(variance+itemVar)))),
			float64(before.sigmas*math.Sqrt(variance+modelVar))+(masteryOdds-s.Shift.Mean)/s.Scale.Mean,
		)
		own.Mean = min(maxMean, own.Mean+max(0, needed-mean))
	}
	was := m.viewOf(before)
	for nudge := 1e-13; nudge < 1e-3; nudge = float64(nudge * 4) {
		if now := m.View(l, skill); now.P >= was.P && now.Known >= was.Known {
			return
		}
		own.Mean = min(maxMean, own.Mean+nudge)
	}
}

// clearOf reports whether s is so far above another standing, or as low as can be
// told, that rounding cannot turn the order of their chances around.
func (s standing) clearOf(other standing) bool {
	const margin = 1e-9
	return s.damped > other.damped+margin &&
		(s.sigmas > other.sigmas+margin || other.sigmas == minKnownSigmas)
}
