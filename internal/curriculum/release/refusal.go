package release

import (
	"errors"

	"darasa/internal/school"
)

// Reason names why a pack is refused.
type Reason string

// The reasons. Whatever is refused, the pack that is served goes on.
const (
	ReasonFormat     Reason = "no-pack"     // the file is none, or of a form this program does not read
	ReasonDamaged    Reason = "damaged"     // a byte is another, or the file was cut short
	ReasonForged     Reason = "forged"      // the signature is not the pinned key's
	ReasonStranger   Reason = "stranger"    // no key is pinned, so nobody is believed
	ReasonRolledBack Reason = "rolled-back" // not newer than what is or was here
	ReasonIncomplete Reason = "incomplete"  // an update of something that is not here
	ReasonSubject    Reason = "subject"     // it teaches something else than this folder
	ReasonFaulty     Reason = "faulty"      // signed and whole, but its exercises cannot be built
)

// RefusedError says why a pack was not taken. It unwraps to the sentence people read.
type RefusedError struct {
	Reason Reason
	cause  *school.Error
}

// Error begins with the reason.
func (r *RefusedError) Error() string { return r.cause.Error() }

// Unwrap returns the error a person reads.
func (r *RefusedError) Unwrap() error { return r.cause }

// Refuse makes a refusal.
func Refuse(reason Reason, format string, args ...any) *RefusedError {
	code := school.CodeInvalid
	switch reason {
	case ReasonForged, ReasonStranger:
		code = school.CodeForbidden
	case ReasonRolledBack, ReasonSubject:
		code = school.CodeConflict
	case ReasonIncomplete:
		code = school.CodeNotFound
	case ReasonFormat, ReasonDamaged, ReasonFaulty:
	}
	return &RefusedError{Reason: reason, cause: school.Errorf(code, "the pack is refused ("+string(reason)+"): "+format, args...)}
}

// ReasonOf returns the reason of a refusal in err's chain, empty when there is none.
func ReasonOf(err error) Reason {
	var r *RefusedError
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}
