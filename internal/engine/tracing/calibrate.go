package tracing

import (
	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// What keeps shared weights from becoming deaf. A variance that stays at a floor f is
// that of a weight which drifts, by a variance of h·f² an answer, and remembers about
// 1/(h·f) answers: an exercise may become easier because it is now taught, so an item
// remembers some 500 of its own, a skill 1,700, and the rest 50,000.
const (
	sharedVarFloor = 1e-4
	itemVarFloor   = 1e-2
	baseVarFloor   = 3e-3
)

// Calibration folds the answers of many learners, in canonical order, into the next
// snapshot. It predicts every answer before it learns from it. Memory is one
// Learner for each learner seen.
type Calibration struct {
	model    *Model
	learners map[uint32]*Learner
	again    bool // these answers were learned from before
}

// NewCalibration starts from a snapshot, which it leaves alone.
func NewCalibration(course *engine.Course, from *Snapshot) (*Calibration, error) {
	model, err := NewModel(course, from.clone())
	if err != nil {
		return nil, err
	}
	model.learning = true
	return &Calibration{model: model, learners: map[uint32]*Learner{}}, nil
}

// Learn folds one answer of a learner, who is named by any number, and returns the
// chance it was given before. Item and role must be in range. An observation moves
// what is known of the learner and no shared weight, and has no chance.
func (c *Calibration) Learn(learner uint32, e engine.Evidence) float64 {
	l := c.learners[learner]
	if l == nil {
		l = NewLearner(c.model.course)
		c.learners[learner] = l
	}
	m := c.model
	if e.Observed != 0 {
		m.observe(l, e)
		return 0
	}
	var in input
	m.fill(&in, l, e.Item, e.At)
	damped := damp(in.mean, in.variance)
	p := num.Sigmoid(m.snapshot.recalibrated(damped))

	credit := l.Credit(e)
	m.touch(l, e)
	if credit == 0 {
		return p
	}
	e.Correct = e.Shows()
	if !c.again {
		m.snapshot.recalibrate(damped, e.Correct, credit)
	}
	g := newGain(&in, in.variance+m.snapshot.sharedVariance(m, l, &in, e.Item), outcome(e.Correct), credit)
	l.learn(&in, g)
	m.snapshot.learn(m, l, &in, e.Item, g)
	l.count(&in, e, credit)
	m.remember(l, e)
	return p
}

// Again begins another pass over the same answers: weights are kept, learners begin
// anew, and the recalibration stays as it is, because predictions of answers that the
// weights already know look surer than predictions of new ones are.
func (c *Calibration) Again() {
	clear(c.learners)
	c.again = true
}

// Release forgets a learner all of whose answers have been folded, to save memory.
func (c *Calibration) Release(learner uint32) { delete(c.learners, learner) }

// sharedVariance is the doubt that the shared weights add to a prediction.
func (s *Snapshot) sharedVariance(m *Model, l *Learner, in *input, item uint32) float64 {
	v := 0.0
	for i, x := range in.x {
		v += float64(s.Shared[i].Var * float64(x*x))
	}
	v += s.Patterns[in.pattern].Var
	if in.linked {
		v += float64(s.ItemLinks[in.itemLink].Var) + float64(s.SkillLinks[in.skillLink].Var)
	}
	for i, skill := range in.skills[:in.n] {
		w := &s.Skills[skill]
		recent := w.Patterns[in.skillPatterns[i]].Var
		right := float64(m.logCount(l.Skills[skill].Right) * in.share)
		wrong := float64(m.logCount(l.Skills[skill].Wrong) * in.share)
		v += float64((w.Base.Var+recent)*float64(in.share*in.share)) +
			(float64(w.Right.Var*float64(right*right)) + float64(w.Wrong.Var*float64(wrong*wrong)))
	}
	return v
}

// learn moves the shared weights by one step and back onto the allowed side.
func (s *Snapshot) learn(m *Model, l *Learner, in *input, item uint32, g gain) {
	for i, x := range in.x {
		if x != 0 {
			s.Shared[i].move(x, g, sharedVarFloor)
			s.Shared[i].Mean = signedMean(s.Shared[i].Mean, 0, signs[i])
		}
	}
	s.Items[item].move(1, g, itemVarFloor)
	s.Patterns[in.pattern].move(1, g, sharedVarFloor)
	if in.linked {
		s.ItemLinks[in.itemLink].move(g)
		s.SkillLinks[in.skillLink].move(g)
	}
	for i, skill := range in.skills[:in.n] {
		w := &s.Skills[skill]
		w.Patterns[in.skillPatterns[i]].move(in.share, g, sharedVarFloor)
		w.Base.move(in.share, g, baseVarFloor)
		w.Right.move(float64(m.logCount(l.Skills[skill].Right)*in.share), g, sharedVarFloor)
		w.Wrong.move(float64(m.logCount(l.Skills[skill].Wrong)*in.share), g, sharedVarFloor)
		w.Right.Mean = signedMean(w.Right.Mean, -s.Shared[SkillRight].Mean, +1)
		w.Wrong.Mean = signedMean(w.Wrong.Mean, -s.Shared[SkillWrong].Mean, -1)
	}
}

// recalibrate moves Scale and Shift by one step of the same filter.
func (s *Snapshot) recalibrate(damped float64, correct bool, credit float64) {
	mean := s.recalibrated(damped)
	variance := float64(s.Scale.Var*float64(damped*damped)) + s.Shift.Var
	in := input{mean: mean}
	g := newGain(&in, variance, outcome(correct), credit)
	s.Scale.move(damped, g, sharedVarFloor)
	s.Shift.move(1, g, sharedVarFloor)
	s.Scale.Mean = max(s.Scale.Mean, minScale)
}

// Next returns what was learned so far as a snapshot of the given number, which is
// the caller's to choose: one more than the highest in use. Learning may go on.
func (c *Calibration) Next(number uint32) *Snapshot {
	s := c.model.snapshot.clone()
	s.Number = number
	// A float32 may fall on the wrong side of a bound by its rounding, so the bound
	// is applied to what travels.
	s.round()
	s.constrain()
	s.round()
	return s
}
