package crdt

import (
	"darasa/internal/school"
)

// Observation is a teacher's own evidence about a learner and skill: what she heard,
// saw on paper or in a project. It travels as the Body of an op of kind observation.
type Observation struct {
	Learner school.ID
	Skill   string // names a skill of the pack, as decisions do
	Outcome uint8  // ObservedNotYet, ObservedPartly or ObservedRight
	Means   uint8  // MeansOral, MeansPaper or MeansProject
	Weight  uint8  // how many answers it is worth, 1 to MaxWeight
}

// Outcomes of an observation.
const (
	ObservedNotYet uint8 = 1 + iota
	ObservedPartly
	ObservedRight
)

// How something was observed.
const (
	MeansOral uint8 = 1 + iota
	MeansPaper
	MeansProject
)

// Bounds of an observation.
const (
	MaxWeight = 5
	MaxSkill  = 256 // bytes of a skill's name
)

const observationForm = 1

// AppendBinary appends the canonical body: form, learner, outcome, means, weight,
// and the skill's name to the end.
func (n *Observation) AppendBinary(b []byte) []byte {
	b = append(append(b, observationForm), n.Learner[:]...)
	b = append(b, n.Outcome, n.Means, n.Weight)
	return append(b, n.Skill...)
}

// DecodeObservation reads a body. Its error has school.CodeVersion for a newer form,
// which is kept and passed on, and school.CodeInvalid for what no program writes.
func DecodeObservation(body []byte) (Observation, error) {
	var n Observation
	if len(body) > 0 && body[0] > observationForm {
		return n, school.Errorf(school.CodeVersion, "observation form %d is newer than this program", body[0])
	}
	const fixed = 1 + len(n.Learner) + 3
	if len(body) <= fixed || body[0] != observationForm || len(body) > fixed+MaxSkill {
		return n, school.Errorf(school.CodeInvalid, "the observation is damaged")
	}
	n.Learner = school.ID(body[1:17])
	n.Outcome, n.Means, n.Weight, n.Skill = body[17], body[18], body[19], string(body[fixed:])
	return n, n.Validate()
}

// Validate checks that every field says something.
func (n *Observation) Validate() error {
	switch {
	case n.Learner.IsZero():
		return school.Errorf(school.CodeInvalid, "the observation names no learner")
	case n.Outcome < ObservedNotYet || n.Outcome > ObservedRight:
		return school.Errorf(school.CodeInvalid, "an observation is right, partly or not yet")
	case n.Means < MeansOral || n.Means > MeansProject:
		return school.Errorf(school.CodeInvalid, "an observation is oral, on paper or of a project")
	case n.Weight < 1 || n.Weight > MaxWeight:
		return school.Errorf(school.CodeInvalid, "an observation is worth 1 to %d answers", MaxWeight)
	case n.Skill == "" || len(n.Skill) > MaxSkill:
		return school.Errorf(school.CodeInvalid, "the observation names no skill")
	}
	return nil
}

// Observation returns what an op of kind observation says; ok is false for any other
// op and for a form newer than this program.
func (o *Op) Observation() (n Observation, ok bool) {
	if o.Kind != KindObservation {
		return n, false
	}
	n, err := DecodeObservation(o.Body)
	return n, err == nil
}

// About returns the learner an op is evidence about: an attempt's or an
// observation's.
func (o *Op) About() (learner school.ID, ok bool) {
	if o.Attempt != nil {
		return o.Attempt.Learner, true
	}
	n, ok := o.Observation()
	return n.Learner, ok
}
