package tracing

import (
	"errors"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
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
	NumFeatures
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

// SkillWeights are the shared weights of one skill: how easy it is, and how much
// its own log counts of right and wrong answers add to the shared slopes.
type SkillWeights struct {
	Base, Right, Wrong Weight
}

// Snapshot is what all learners share. It is immutable once made: a change makes
// the next number. Scale and Shift recalibrate the damped log-odds t to
// Scale·t + Shift. Every mean and variance is a float32 held as a float64.
type Snapshot struct {
	Number       uint32
	Shared       [NumFeatures]Weight
	Skills       []SkillWeights
	Items        []Weight
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
}

// Generic returns snapshot number 0 for a course: the shipped weights, nothing
// known about any single item or skill but its author's level.
func Generic(course *engine.Course) *Snapshot {
	s := &Snapshot{
		Shared: generic,
		Skills: make([]SkillWeights, len(course.Skills)),
		Items:  make([]Weight, len(course.Items)),
		Scale:  Weight{1, 0.05},
		Shift:  Weight{0, 0.05},
	}
	for i := range s.Skills {
		s.Skills[i] = SkillWeights{Base: Weight{0, 0.3}, Right: Weight{0, 0.01}, Wrong: Weight{0, 0.01}}
	}
	for i := range s.Items {
		s.Items[i] = Weight{0, 0.5}
	}
	s.round()
	return s
}

// Bounds of a weight in a snapshot and in a learner's state.
const (
	maxMean = 64
	maxVar  = 16
)

const snapshotFormat = 1

// AppendBinary appends the canonical form of the snapshot to b.
func (s *Snapshot) AppendBinary(b []byte) []byte {
	b = append(b, snapshotFormat)
	b = codec.AppendUint(b, uint64(s.Number))
	for _, w := range s.Shared {
		b = appendWeight(b, w)
	}
	b = appendWeight(appendWeight(b, s.Scale), s.Shift)
	b = codec.AppendUint(b, uint64(len(s.Skills)))
	for _, skill := range s.Skills {
		b = appendWeight(appendWeight(appendWeight(b, skill.Base), skill.Right), skill.Wrong)
	}
	b = codec.AppendUint(b, uint64(len(s.Items)))
	for _, w := range s.Items {
		b = appendWeight(b, w)
	}
	return b
}

// DecodeSnapshot reads a snapshot written by AppendBinary. It returns an error of
// package codec for damaged bytes and ErrSnapshot for weights of a forbidden sign.
func DecodeSnapshot(b []byte) (*Snapshot, error) {
	r := codec.NewReader(b)
	if r.Byte(255) != snapshotFormat {
		r.Fail(codec.ErrVersion)
	}
	s := &Snapshot{Number: uint32(r.Uint(1<<32 - 1))}
	for i := range s.Shared {
		s.Shared[i] = readWeight(r)
	}
	s.Scale, s.Shift = readWeight(r), readWeight(r)
	s.Skills = make([]SkillWeights, r.Count(engine.MaxSkills, 24))
	for i := range s.Skills {
		s.Skills[i] = SkillWeights{readWeight(r), readWeight(r), readWeight(r)}
	}
	s.Items = make([]Weight, r.Count(engine.MaxItems, 8))
	for i := range s.Items {
		s.Items[i] = readWeight(r)
	}
	if err := r.Close(); err != nil {
		return nil, err
	}
	if !s.signed() {
		return nil, ErrSnapshot
	}
	return s, nil
}

// Hash names the snapshot: the SHA-256 of its canonical bytes.
func (s *Snapshot) Hash() [32]byte { return digest.Sum256(s.AppendBinary(nil)) }

// Fits returns ErrSnapshot unless the snapshot has as many skills and items as the
// course.
func (s *Snapshot) Fits(course *engine.Course) error {
	if len(s.Skills) != len(course.Skills) || len(s.Items) != len(course.Items) {
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
	}
	for i := range s.Items {
		s.Items[i] = s.Items[i].rounded()
	}
	s.Scale, s.Shift = s.Scale.rounded(), s.Shift.rounded()
}

func (w Weight) rounded() Weight {
	return Weight{float64(float32(w.Mean)), float64(float32(w.Var))}
}

func appendWeight(b []byte, w Weight) []byte {
	return codec.AppendFloat32(codec.AppendFloat32(b, w.Mean), w.Var)
}

func readWeight(r *codec.Reader) Weight {
	mean := r.Float32(-maxMean, maxMean)
	return Weight{mean, r.Float32(0, maxVar)}
}
