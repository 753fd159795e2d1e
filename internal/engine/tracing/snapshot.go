package tracing

import (
	"errors"
	"slices"

	"darasa/internal/engine"
	"darasa/internal/engine/digest"
)

// Shared weights, one per feature. A feature that grows with right answers has a
// weight of at least 0, one that grows with wrong answers or with forgetting at most
// 0: that is what keeps another right answer from ever lowering a skill.
const (
	Bias         = iota // 1
	LevelEasy           // 1 on an easy item
	LevelHard           // 1 on a hard item
	SkillRight          // log(1 + right answers on the skill)
	SkillWrong          // log(1 + wrong answers on the skill)
	ItemRight           // log(1 + right answers on the item)
	ItemWrong           // log(1 + wrong answers on the item)
	LearnerRight        // log(1 + right answers of the learner)
	LearnerWrong        // log(1 + wrong answers of the learner)
	SkillFast           // fast average of outcomes on the skill, less ½
	SkillSlow           // slow average of outcomes on the skill, less ½
	LearnerFast         // fast average of all her outcomes, less ½
	LearnerSlow         // slow average of all her outcomes, less ½
	FirstTime           // 1 before the first answer on the skill
	Gap                 // log(1 + minutes since the last answer on the skill)
	GapStrength         // Gap times log(1 + right answers on the skill)
	SkillPause          // log(1 + answers since the last one on the skill)
	ItemPause           // log(1 + answers since the last one on the item)
	ItemAgain           // 1 on the item answered just before
	ItemLast            // last outcome on the item, ½ right and −½ wrong
	Windows             // the first of NumWindows: the share of skills last answered so long ago
	NumFeatures  = Windows + NumWindows
)

// signs tells which way a shared weight may point: +1, −1, or 0 for either.
var signs = [NumFeatures]int{
	SkillRight: +1, SkillWrong: -1, ItemRight: +1, ItemWrong: -1,
	LearnerRight: +1, LearnerWrong: -1,
	SkillFast: +1, SkillSlow: +1, LearnerFast: +1, LearnerSlow: +1,
	FirstTime: -1, Gap: -1,
}

// Weight is a Gaussian belief about one weight of the model, in log-odds.
type Weight struct {
	Mean, Var float64
}

// SkillWeights are the shared weights of one skill: how easy it is, how much its own
// log counts of right and wrong answers add to the shared slopes, and what the last
// three outcomes on it say.
type SkillWeights struct {
	Base, Right, Wrong Weight
	Patterns           [NumSkillPatterns]Weight
}

// Snapshot is what all learners share. It is immutable once made: a change makes
// the next number. Scale and Shift recalibrate the damped log-odds t to
// Scale·t + Shift. ItemLinks and SkillLinks are hashed tables of transitions from one
// item, or set of skills, to the next. Every mean and variance is a float32 held as a
// float64, links apart, which are float32.
type Snapshot struct {
	Number       uint32
	Shared       [NumFeatures]Weight
	Patterns     [NumPatterns]Weight
	Skills       []SkillWeights
	Items        []Weight
	ItemLinks    []Link
	SkillLinks   []Link
	Scale, Shift Weight
}

// ErrSnapshot is returned for a snapshot that does not fit its course or breaks a
// sign rule.
var ErrSnapshot = errors.New("tracing: snapshot is not valid")

// generic are the weights shipped with number 0. They are round numbers reasoned
// from what a classroom should look like to the engine: a fresh learner answers a
// medium item of a skill she is ready for two times in three, easy and hard lie
// about .8 log-odds apart, eight right answers in a row on medium items bring the
// belief that she knows the skill to about .9, and a night costs some .25. Two items
// of one level are taken to differ about as much as two levels do.
var generic = [NumFeatures]Weight{
	Bias: {0.75, 0.05}, LevelEasy: {0.8, 0.02}, LevelHard: {-0.8, 0.02},
	SkillRight: {0.25, 0.01}, SkillWrong: {-0.1, 0.01},
	ItemRight: {0.1, 0.01}, ItemWrong: {-0.05, 0.01},
	LearnerRight: {0.02, 0.002}, LearnerWrong: {-0.02, 0.002},
	SkillFast: {0.8, 0.03}, SkillSlow: {0.8, 0.03},
	LearnerFast: {0.3, 0.03}, LearnerSlow: {0.5, 0.03},
	FirstTime: {-0.1, 0.02}, Gap: {-0.035, 0.0005},
	GapStrength: {0, 0.0005}, SkillPause: {0, 0.02}, ItemPause: {0, 0.02},
	ItemAgain: {0, 0.05}, ItemLast: {0, 0.05},
}

// Doubts about what nothing is known of yet. docs/adr/0017 tells how they were chosen.
const (
	skillVar, slopeVar, itemVar            = 0.3, 0.01, 0.75
	patternVar, skillPatternVar, windowVar = 0.05, 0.05, 0.05
	itemLinkVar, skillLinkVar              = 0.1, 0.15
)

// Generic returns snapshot number 0 for a course: the shipped weights, nothing
// known about any single item or skill but its author's level.
func Generic(course *engine.Course) *Snapshot {
	s := &Snapshot{
		Shared: generic,
		Skills: make([]SkillWeights, len(course.Skills)),
		Items:  make([]Weight, len(course.Items)),
		Scale:  Weight{1, 0.1},
		Shift:  Weight{0, 0.01},
	}
	for i := range s.Skills {
		skill := &s.Skills[i]
		skill.Base, skill.Right, skill.Wrong = Weight{0, skillVar}, Weight{0, slopeVar}, Weight{0, slopeVar}
		doubt(skill.Patterns[:], skillPatternVar)
	}
	doubt(s.Items, itemVar)
	doubt(s.Patterns[:], patternVar)
	doubt(s.Shared[Windows:], windowVar)
	s.ItemLinks = newLinks(tableSize(linksPerItem*len(course.Items), maxLinks), itemLinkVar)
	s.SkillLinks = newLinks(tableSize(linksPerSet*countSets(course), maxSkillLinks), skillLinkVar)
	s.round()
	return s
}

func doubt(weights []Weight, v float64) {
	for i := range weights {
		weights[i].Var = v
	}
}

func newLinks(n int, v float32) []Link {
	links := make([]Link, n)
	for i := range links {
		links[i].Var = v
	}
	return links
}

// clone returns a copy that shares nothing with s.
func (s *Snapshot) clone() *Snapshot {
	c := *s
	c.Skills, c.Items = slices.Clone(s.Skills), slices.Clone(s.Items)
	c.ItemLinks, c.SkillLinks = slices.Clone(s.ItemLinks), slices.Clone(s.SkillLinks)
	return &c
}

// Hash names the snapshot: the SHA-256 of its canonical bytes.
func (s *Snapshot) Hash() [32]byte { return digest.Sum256(s.AppendBinary(nil)) }

// Fits returns ErrSnapshot unless the snapshot has as many skills and items as the
// course, and tables of links.
func (s *Snapshot) Fits(course *engine.Course) error {
	if len(s.Skills) != len(course.Skills) || len(s.Items) != len(course.Items) ||
		len(s.ItemLinks) == 0 || len(s.SkillLinks) == 0 {
		return ErrSnapshot
	}
	return nil
}

// signed reports whether every weight points the way it may.
func (s *Snapshot) signed() bool {
	for i, w := range s.Shared {
		if w.Mean*float64(signs[i]) < 0 {
			return false
		}
	}
	for i := range s.Skills {
		if s.Shared[SkillRight].Mean+s.Skills[i].Right.Mean < 0 ||
			s.Shared[SkillWrong].Mean+s.Skills[i].Wrong.Mean > 0 {
			return false
		}
	}
	return s.Scale.Mean >= minScale
}

// minScale keeps the recalibration from turning the order of predictions around.
const minScale = 0.2

// constrain projects every weight onto the side it may point to.
func (s *Snapshot) constrain() {
	for i := range s.Shared {
		s.Shared[i].Mean = signedMean(s.Shared[i].Mean, 0, signs[i])
	}
	for i := range s.Skills {
		skill := &s.Skills[i]
		skill.Right.Mean = signedMean(skill.Right.Mean, -s.Shared[SkillRight].Mean, +1)
		skill.Wrong.Mean = signedMean(skill.Wrong.Mean, -s.Shared[SkillWrong].Mean, -1)
	}
	s.Scale.Mean = max(s.Scale.Mean, minScale)
}

// signedMean returns mean, or bound where sign forbids to pass it.
func signedMean(mean, bound float64, sign int) float64 {
	switch {
	case sign > 0:
		return max(mean, bound)
	case sign < 0:
		return min(mean, bound)
	}
	return mean
}

// round makes every weight a float32, the form in which it travels.
func (s *Snapshot) round() {
	for i := range s.Shared {
		s.Shared[i] = s.Shared[i].rounded()
	}
	for i := range s.Skills {
		skill := &s.Skills[i]
		skill.Base, skill.Right, skill.Wrong = skill.Base.rounded(), skill.Right.rounded(), skill.Wrong.rounded()
		roundAll(skill.Patterns[:])
	}
	roundAll(s.Items)
	roundAll(s.Patterns[:])
	s.Scale, s.Shift = s.Scale.rounded(), s.Shift.rounded()
}

func roundAll(weights []Weight) {
	for i := range weights {
		weights[i] = weights[i].rounded()
	}
}

func (w Weight) rounded() Weight {
	return Weight{float64(float32(w.Mean)), float64(float32(w.Var))}
}
