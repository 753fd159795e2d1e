package tracing

// Contribution is one addend of a prediction's log-odds. Feature is a feature's
// index, or one of the Part constants; Skill is set for PartSkill, PartSlopes, PartOwn
// and PartSkillPattern.
type Contribution struct {
	Feature int
	Skill   uint16
	Value   float64
}

// The addends that are not features.
const (
	PartItem         = NumFeatures + iota // the item's own easiness
	PartSkill                             // the skill's own easiness
	PartSlopes                            // how the skill's counts differ from the usual
	PartOwn                               // what is particular to her on the skill
	PartAbility                           // what is particular to her everywhere
	PartShift                             // the recalibration's constant
	PartPattern                           // her last four outcomes
	PartItemLink                          // coming from the last item with its outcome
	PartSkillLink                         // coming from the last skills with their outcome
	PartSkillPattern                      // the last three outcomes on the skill
)

// Explain appends the addends of the prediction to c and returns them with the
// published log-odds, which they sum to within 1e-9. Addends of zero are left out.
func (m *Model) Explain(c []Contribution, l *Learner, item uint32, at int64) ([]Contribution, float64) {
	var in input
	m.fill(&in, l, item, at)
	s := m.snapshot
	factor := float64(s.Scale.Mean * damp(1, in.variance))
	add := func(feature int, skill uint16, value float64) {
		if value != 0 {
			c = append(c, Contribution{feature, skill, float64(value * factor)})
		}
	}
	for i, x := range in.x {
		add(i, 0, float64(s.Shared[i].Mean*x))
	}
	add(PartItem, 0, s.Items[item].Mean)
	add(PartAbility, 0, l.Ability.Mean)
	add(PartPattern, 0, s.Patterns[in.pattern].Mean)
	if in.linked {
		add(PartItemLink, 0, float64(s.ItemLinks[in.itemLink].Mean))
		add(PartSkillLink, 0, float64(s.SkillLinks[in.skillLink].Mean))
	}
	for i, skill := range in.skills[:in.n] {
		add(PartSkillPattern, skill, float64(s.Skills[skill].Patterns[in.skillPatterns[i]].Mean*in.share))
		base, own := s.Skills[skill].Base.Mean, l.Skills[skill].Own.Mean
		add(PartSkill, skill, float64(base*in.share))
		add(PartOwn, skill, float64(own*in.share))
		add(PartSlopes, skill, float64((m.skillMean(l, skill)-base-own)*in.share))
	}
	if s.Shift.Mean != 0 {
		c = append(c, Contribution{PartShift, 0, s.Shift.Mean})
	}
	return c, s.recalibrated(damp(in.mean, in.variance))
}
