package selection

// wishBonus is more than all other scores of an offer together.
const wishBonus = 20

// Wish returns what a scene's Wish holds when the learner chose this skill herself.
func Wish(skill uint16) uint32 { return uint32(skill) + 1 }

// wished scores an offer of what the learner chose herself: the offer's first reason
// names that skill, also when it is a step back from it. It never makes the exercise
// just answered come again.
func (s *Selector) wished(scene *Scene, o *offer) float64 {
	if scene.Wish == 0 || o.reason.Values[0] != float64(scene.Wish-1) || s.repetition(scene, o.item) >= sameCost {
		return 0
	}
	return wishBonus
}
