package tracing

import (
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// Credits of an answer by the part the learner had in it. A partner's word is a
// hint: it tells less about her than her own.
var roleCredit = [3]float64{engine.Alone: 1, engine.Driver: 0.5, engine.Checker: 0.25}

// credit returns how much an answer counts, 0 to 1. A right answer after a hint
// never counts as mastery, and the same exercise again straight after it was shown
// tells nothing new.
func (l *Learner) credit(e engine.Evidence) float64 {
	if l.Seen > 0 && l.LastItem == e.Item && l.LastInstance == e.Instance {
		return 0
	}
	if e.Hints > 0 && e.Correct {
		return 0
	}
	return roleCredit[e.Role]
}

// Update folds one answer into the learner's state. Item and role must be in range.
// It allocates nothing.
func (m *Model) Update(l *Learner, e engine.Evidence) {
	credit := l.credit(e)
	if credit == 0 {
		m.touch(l, e)
		return
	}
	var in input
	var before [1 + engine.MaxMore]standing
	m.fill(&in, l, e.Item, e.At)
	if e.Correct {
		for i, skill := range in.skills[:in.n] {
			before[i] = m.stand(m.belief(l, skill))
		}
	}
	g := newGain(&in, in.variance, e.Correct, credit)
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

func newGain(in *input, variance float64, correct bool, credit float64) gain {
	p := num.Sigmoid(damp(in.mean, variance))
	miss := -p
	if correct {
		miss = 1 - p
	}
	h := float64(credit * float64(p*(1-p)))
	scale := 1 / (1 + float64(h*variance))
	return gain{float64(float64(credit*miss) * scale), float64(h * scale)}
}

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
	outcome := 0.0
	if e.Correct {
		outcome = 1
	}
	l.Fast = towards(l.Fast, outcome, float64(learnerFastRate*credit))
	l.Slow = towards(l.Slow, outcome, float64(learnerSlowRate*credit))
	for _, skill := range in.skills[:in.n] {
		s := &l.Skills[skill]
		s.Fast = towards(s.Fast, outcome, float64(skillFastRate*credit))
		s.Slow = towards(s.Slow, outcome, float64(skillSlowRate*credit))
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
