package crdt

import "darasa/internal/school"

// Reflection is what a child said of a sitting when she left it. It travels as the
// Body of an op of kind reflection; column 12 names its session, as for an attempt.
type Reflection struct {
	Learner school.ID
	Feeling uint8 // FeelingHard, FeelingAllRight or FeelingWell
	Helped  uint8 // HelpedUnsaid or what helped most
}

// How a sitting felt.
const (
	FeelingHard uint8 = 1 + iota
	FeelingAllRight
	FeelingWell
)

// What helped.
const (
	HelpedUnsaid uint8 = iota
	HelpedTrying
	HelpedHint
	HelpedPartner
	HelpedTeacher
)

const (
	reflectionForm  = 1
	reflectionBytes = 1 + len(school.ID{}) + 2
)

// AppendBinary appends the canonical body: form, learner, feeling, helped.
func (r *Reflection) AppendBinary(b []byte) []byte {
	b = append(append(b, reflectionForm), r.Learner[:]...)
	return append(b, r.Feeling, r.Helped)
}

// DecodeReflection reads a body. Its error has school.CodeVersion for a newer form,
// which is kept and passed on, and school.CodeInvalid for what no program writes.
func DecodeReflection(body []byte) (Reflection, error) {
	var r Reflection
	if len(body) > 0 && body[0] > reflectionForm {
		return r, school.Errorf(school.CodeVersion, "reflection form %d is newer than this program", body[0])
	}
	if len(body) != reflectionBytes || body[0] != reflectionForm {
		return r, school.Errorf(school.CodeInvalid, "the reflection is damaged")
	}
	r.Learner = school.ID(body[1:17])
	r.Feeling, r.Helped = body[17], body[18]
	return r, r.Validate()
}

// Validate checks that every field says something.
func (r *Reflection) Validate() error {
	switch {
	case r.Learner.IsZero():
		return school.Errorf(school.CodeInvalid, "the reflection names no learner")
	case r.Feeling < FeelingHard || r.Feeling > FeelingWell:
		return school.Errorf(school.CodeInvalid, "a sitting was hard, all right or went well")
	case r.Helped > HelpedTeacher:
		return school.Errorf(school.CodeInvalid, "what helped is a number from 0 to %d", HelpedTeacher)
	}
	return nil
}

// Reflection returns what an op of kind reflection says; ok is false for any other
// op and for a form newer than this program.
func (o *Op) Reflection() (r Reflection, ok bool) {
	if o.Kind != KindReflection {
		return r, false
	}
	r, err := DecodeReflection(o.Body)
	return r, err == nil
}
