package selection

// A skill that is solid and not yet proficient waits behind what is new, but for
// every consolidate-th answer: what was placed or has just come to be known is met
// again at a distance instead of at length.
const (
	solidCost   = 0.8
	consolidate = 4
)

func (s *Selector) newness(scene *Scene, at uint16) float64 {
	skill := &scene.Skills[at]
	switch {
	case !skill.Solid:
		return float64(waitGain * min(float64(skill.Wait), maxWait))
	case scene.Answered%consolidate == consolidate-1:
		return solidCost
	}
	return -solidCost
}

// A skill that is open comes up the sooner the longer it has waited, so that a hard
// beginning does not push it out of sight.
const (
	waitGain = 0.04
	maxWait  = 60
)

// aim is the chance of success to choose the next item by: above the target after
// trouble and below it after ease, so that what is achieved comes out at the target
// even where beliefs are off, and a hard new skill finds its place among easy ones.
func (scene *Scene) aim() float64 {
	return max(scene.Target-aimRange, min(aimMost, scene.Target+float64(aimGain*(scene.Target-scene.Success))))
}

const (
	aimGain  = 3.0
	aimRange = 0.3
	aimMost  = 0.88
)

// unitBonus is more than waiting and newness together, less than a review or a wish.
const unitBonus = 4

// unitShare is one answer of so many for the week's unit, the others for the gaps.
const unitShare = 2

// week lets the week's unit and the gaps take turns, as far as either is open.
func (s *Selector) week(scene *Scene, skill uint16) float64 {
	switch {
	case !scene.Skills[skill].said.unit:
		return 0
	case scene.Answered%unitShare == 0:
		return unitBonus
	}
	return -unitBonus
}

// wayToUnit counts what a unit is built upon and is not known yet as part of the unit.
func (s *Selector) wayToUnit(skills []Skill) {
	for more := true; more; {
		more = false
		for i := range skills {
			if !skills[i].said.unit || skills[i].Ready {
				continue
			}
			for _, p := range s.course.Skills[i].Prereqs {
				if before := &skills[p]; !before.Solid && !before.said.unit {
					before.said.unit, more = true, true
				}
			}
		}
	}
}
