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
	aimMost  = 0.95
)
