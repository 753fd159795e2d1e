package tracing

import "darasa/internal/engine"

// ObservationCredit is what a unit of an observation's weight counts beside an
// answer: a teacher sees more than a tap, but from memory and about the skill at large.
const ObservationCredit = 0.8

// observe folds what a teacher saw of a skill, as if the learner had met one of its
// medium items fresh and alone, Weight times at once: a partial success pulls the
// belief towards even chances. It tells nothing about any item and enters no table.
func (m *Model) observe(l *Learner, e engine.Evidence) {
	before := m.stand(m.belief(l, e.Skill))
	mean, variance, itemVar := m.belief(l, e.Skill)
	y := float64(e.Observed-engine.NotYet) / (engine.Right - engine.NotYet)
	in := input{mean: mean}
	g := newGain(&in, variance+itemVar, y, float64(ObservationCredit*float64(e.Weight)))

	m.touchSkill(l, e.Skill, e.At)
	s := &l.Skills[e.Skill]
	l.Ability.move(1, g, abilityVarFloor)
	s.Own.move(1, g, ownVarFloor)
	for range e.Weight {
		s.Fast = towards(s.Fast, y, skillFastRate)
		s.Slow = towards(s.Slow, y, skillSlowRate)
		switch e.Observed {
		case engine.Right:
			count(&s.Right)
		case engine.NotYet:
			count(&s.Wrong)
		}
	}
	s.Seen = max(s.Seen, s.Right+s.Wrong)
	s.At = l.Seen
	if e.Observed == engine.Right {
		m.lift(l, e.Skill, before)
	}
}
