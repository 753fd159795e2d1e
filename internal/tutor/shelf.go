package tutor

import (
	"darasa/internal/engine/num"
	"darasa/internal/engine/ranking"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
)

// Pick is one exercise on a learner's shelf, beside her path.
type Pick = selection.Pick

// ShelfLearners is from how many other learners on the shelf goes by what they did;
// below it goes by rule (docs/adr/0084).
const ShelfLearners = 1000

// Shelf returns at most selection.MaxShelf picks for a learner's plan, and whether good
// matches have run out. Others are the states of other learners of the course under
// any snapshot; states that cannot be read are passed over.
func (t *Tutor) Shelf(plan *Plan, others [][]byte, now int64) (picks []Pick, scarce bool, err error) {
	s, err := t.Open(plan)
	if err != nil {
		return nil, false, err
	}
	l := s.state.learner
	scene := s.scene(now, l, s.state.recent[:s.state.recents], int(t.sitting(s.state, now)))
	path := s.Next(now)
	var followed func(uint16) (float64, bool)
	if len(others) >= ShelfLearners {
		if followed, err = t.listen(s, scene, others, now); err != nil {
			return nil, false, err
		}
	}
	picks, scarce = t.selector.Shelf(scene, path, followed)
	return picks, scarce, nil
}

// sureLeast keeps the log-odds of a chance finite.
const sureLeast = 1e-6

// listen lets learners who answer as she does speak: their order moves the chances of
// the scene, and what they came through is returned.
func (t *Tutor) listen(s *Session, scene *selection.Scene, others [][]byte, now int64) (func(uint16) (float64, bool), error) {
	population := ranking.NewPopulation(t.course)
	q := &ranking.Query{Own: outcomes(s.state.learner)}
	for _, b := range others {
		other, err := t.readState(seedOf(b), b)
		if err != nil || len(q.Others) == ranking.MaxVoters {
			continue
		}
		h := outcomes(other.learner)
		if err := population.Add(h); err != nil {
			return nil, err
		}
		q.Others = append(q.Others, h)
	}
	for item := range t.course.Items {
		q.Items = append(q.Items, uint32(item))
		chance := s.model.Predict(s.state.learner, uint32(item), now)
		q.Odds = append(q.Odds, num.Logit(min(max(chance, sureLeast), 1-sureLeast)))
	}
	places, err := population.Rank(q)
	if err != nil {
		return nil, err
	}
	chance := make([]float64, len(places))
	for _, p := range places {
		chance[p.Item] = num.Sigmoid(p.Score)
	}
	scene.Predict = func(item uint32) float64 { return chance[item] }
	shares, err := population.Followed(q)
	if err != nil {
		return nil, err
	}
	return t.bySkill(shares), nil
}

// bySkill averages what neighbours came through over the items of a skill.
func (t *Tutor) bySkill(shares []float64) func(uint16) (float64, bool) {
	sums, counts := make([]float64, len(t.course.Skills)), make([]float64, len(t.course.Skills))
	for item, share := range shares {
		if share >= 0 {
			sums[t.course.Items[item].Skill] += share
			counts[t.course.Items[item].Skill]++
		}
	}
	return func(skill uint16) (float64, bool) {
		if counts[skill] == 0 {
			return 0, false
		}
		return sums[skill] / counts[skill], true
	}
}

// outcomes tells how a learner came through every item she met, as far as her state
// remembers: it keeps counts and not the first encounter.
func outcomes(l *tracing.Learner) ranking.History {
	var h ranking.History
	for item := range l.Items {
		i := &l.Items[item]
		grade := uint8(ranking.Wrong)
		switch {
		case i.Seen == 0:
			continue
		case i.Wrong == 0 && i.Right > 0:
			grade = ranking.Right
		case i.Wrong == 0:
			grade = ranking.Helped
		case i.Right > i.Wrong:
			grade = ranking.Retried
		}
		h = append(h, ranking.Outcome{Item: uint32(item), Grade: grade})
	}
	return h
}
