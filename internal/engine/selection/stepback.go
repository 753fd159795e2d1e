package selection

// A skill fails when a few answers were wrong and the fast average says that hardly
// any of the last ones was right. What it is built upon was solid before it was offered,
// so one answer there is a reminder and enough.
const (
	failingWrong    = 3
	failingFast     = 0.15
	stepBackAnswers = 1
)

// The same for one who needs more steps: back sooner, and longer.
const (
	sooner     = 2
	soonerFast = 0.25
	longer     = 5
)

func (scene *Scene) failing(at uint16) bool {
	skill := &scene.Skills[at]
	if scene.support.moreSteps {
		return skill.Wrong >= sooner && skill.Fast < soonerFast
	}
	return skill.Wrong >= failingWrong && skill.Fast < failingFast
}

// stepBack returns the weakest prerequisite of a failing skill that is ready itself,
// going further down while that fails too. After it the skill gets another try.
func (s *Selector) stepBack(scene *Scene, skill uint16) (uint16, bool) {
	found, enough := false, stepBackAnswers
	if scene.support.moreSteps {
		enough = longer
	}
	for at := skill; scene.failing(at); {
		weakest, ok := s.weakest(scene, at)
		if !ok || s.sinceLast(scene, at, weakest) >= enough {
			break
		}
		skill, at, found = weakest, weakest, true
	}
	return skill, found
}

// lost reports whether a skill fails and everything there is to step back to fails
// too, down to where nothing is left: what helps now is a person.
func (s *Selector) lost(scene *Scene, skill uint16) bool {
	for scene.failing(skill) {
		weakest, ok := s.weakest(scene, skill)
		if !ok {
			return true
		}
		skill = weakest
	}
	return false
}

// weakest returns the prerequisite of a skill to step back to.
func (s *Selector) weakest(scene *Scene, skill uint16) (weakest uint16, ok bool) {
	for _, p := range s.course.Skills[skill].Prereqs {
		before := &scene.Skills[p]
		if before.said.block || before.said.known || !before.Ready || !s.hasItem(scene, p) {
			continue
		}
		if !ok || before.Known < scene.Skills[weakest].Known {
			weakest, ok = p, true
		}
	}
	return weakest, ok
}

// sinceLast counts recent answers on one skill that came after the latest on
// another.
func (s *Selector) sinceLast(scene *Scene, after, counted uint16) int {
	n := 0
	for i := range scene.Recent {
		switch s.skillOf(scene, i) {
		case after:
			return n
		case counted:
			n++
		}
	}
	return n
}
