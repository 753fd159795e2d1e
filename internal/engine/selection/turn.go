package selection

import "darasa/internal/engine"

// support is what people asked for the learner as a whole.
type support struct{ moreSteps, calm bool }

func supportOf(decisions []engine.Decision) (s support) {
	for _, d := range decisions {
		s.moreSteps = s.moreSteps || d.Kind == engine.MoreSteps
		s.calm = s.calm || d.Kind == engine.Calm
	}
	return s
}

// A run is the answers in a row on one skill: short runs are carried on, long ones
// give way to another skill (interleaving).
const (
	shortRun = 5
	runBonus = 0.1
	calmRun  = 10 // for one who needs calm: longer, and hardly interrupted
	calmStay = 3.0
)

// turn scores whose turn a skill is.
func (s *Selector) turn(scene *Scene, skill uint16) float64 {
	run := 0
	for run < len(scene.Recent) && s.skillOf(scene, run) == skill {
		run++
	}
	switch {
	case run == 0:
		return 0
	case scene.support.calm && run < calmRun:
		return calmStay
	case run < shortRun:
		return runBonus
	}
	return -runBonus
}

// A skill that is solid and not yet proficient waits behind what is new, but for
// every consolidate-th answer: what was placed or has just come to be known is met
// again at a distance instead of at length. Whoever succeeds by more than atEase above
// her target goes on to what is new instead (docs/adr/0144).
const (
	solidCost   = 0.8
	consolidate = 4
	atEase      = 0.05
)

func (s *Selector) newness(scene *Scene, at uint16) float64 {
	skill := &scene.Skills[at]
	switch {
	case !skill.Solid:
		return float64(waitGain * min(float64(skill.Wait), maxWait))
	case scene.Answered%consolidate == consolidate-1 && scene.Success <= scene.Target+atEase:
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
// even where beliefs are off, and a hard new skill finds its place among easy ones. It
// follows what was achieved over many answers: few are mostly luck (docs/adr/0168).
func (scene *Scene) aim() float64 {
	target := scene.Target
	if scene.support.moreSteps {
		target += smallerStep
	}
	moved := float64(aimGain * (target - scene.Achieved))
	return target + max(-aimBelow, min(aimAbove, moved))
}

const (
	aimGain  = 12.0
	aimBelow = 0.3
	aimAbove = 0.05

	smallerStep = 0.05 // by which the exercises of one who needs more steps are easier
)

// unitBonus is more than waiting and newness together, less than a review or a wish.
const unitBonus = 4

// turns are the quarters of the answers, in the order in which the week's unit gets
// them: a half is every other answer.
const turns = "\x00\x02\x01\x03"

// week lets the week's unit and the gaps take turns, as far as either is open.
func (s *Selector) week(scene *Scene, skill uint16) float64 {
	share := scene.Skills[skill].said.unit
	if share == 0 {
		return 0
	}
	if turns[scene.Answered%4] < share {
		return unitBonus
	}
	return -unitBonus
}

// wayToUnit counts what a unit is built upon and is not known yet as part of the unit.
func (s *Selector) wayToUnit(skills []Skill) {
	for more := true; more; {
		more = false
		for i := range skills {
			if skills[i].said.unit == 0 || skills[i].Ready {
				continue
			}
			for _, p := range s.course.Skills[i].Prereqs {
				if before := &skills[p]; !before.Solid && before.said.unit == 0 {
					before.said.unit, more = skills[i].said.unit, true
				}
			}
		}
	}
}
