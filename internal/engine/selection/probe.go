package selection

import "darasa/internal/engine"

// probe offers what the placement asks unless she chose for herself: not a skill it has
// just asked while another would do, and when everything is too far above her the
// easiest there is.
func (s *Selector) probe(scene *Scene, add func(uint16, Kind, float64, Reason)) {
	if scene.Probe == nil || scene.Wish != 0 {
		return
	}
	may := func(skill uint16) bool {
		said := scene.Skills[skill].said
		return !said.block && !said.known && !said.notKnown && s.hasItem(scene, skill)
	}
	for try := range 3 { // anew, again, and the easiest
		skill, ok := scene.Probe(func(skill uint16) bool { return may(skill) && (try > 0 || !s.met(scene, skill)) }, try == 2)
		if ok {
			add(skill, Placement, 0, Reason{ReasonPlacement, []float64{float64(skill), float64(scene.Asked)}})
			return
		}
	}
}

// met reports whether a skill is among those answered last.
func (s *Selector) met(scene *Scene, skill uint16) bool {
	for i := range scene.Recent {
		if s.skillOf(scene, i) == skill {
			return true
		}
	}
	return false
}

// oddness is how far an item is from what a placement asks: medium, and of one skill.
func (s *Selector) oddness(item uint32) float64 {
	it := &s.course.Items[item]
	far := float64(len(it.More))
	if it.Level != engine.Medium {
		far++
	}
	return far
}
