package tracing

import "darasa/internal/engine"

// widening is how much more doubt there is about weights that other learners'
// answers gave. docs/adr/0089 tells why.
const widening = 4

// Widened returns a copy whose doubts are four times as large, and nowhere above
// those of the shipped weights, with which whoever has other learners can begin. The
// snapshot must fit the course.
func (s *Snapshot) Widened(course *engine.Course) *Snapshot {
	w, blank := s.clone(), Generic(course)
	widenAll(w.Shared[:], blank.Shared[:])
	widenAll(w.Patterns[:], blank.Patterns[:])
	widenAll(w.Items, blank.Items)
	for i := range w.Skills {
		skill, new := &w.Skills[i], &blank.Skills[i]
		skill.Base, skill.Right, skill.Wrong = skill.Base.widened(new.Base), skill.Right.widened(new.Right), skill.Wrong.widened(new.Wrong)
		widenAll(skill.Patterns[:], new.Patterns[:])
	}
	widenLinks(w.ItemLinks, itemLinkVar)
	widenLinks(w.SkillLinks, skillLinkVar)
	w.Scale, w.Shift = w.Scale.widened(blank.Scale), w.Shift.widened(blank.Shift)
	w.round()
	return w
}

func widenAll(weights, blank []Weight) {
	for i := range weights {
		weights[i] = weights[i].widened(blank[i])
	}
}

func (w Weight) widened(blank Weight) Weight {
	return Weight{w.Mean, max(w.Var, min(blank.Var, float64(w.Var*widening)))}
}

func widenLinks(links []Link, blank float32) {
	for i := range links {
		links[i].Var = max(links[i].Var, min(blank, float32(links[i].Var*widening)))
	}
}
