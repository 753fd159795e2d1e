package school

import (
	"errors"
	"fmt"
)

// Codes of errors that reach people. Adapters map them at their edge; any other
// error is CodeInternal and its text stays in the log.
const (
	CodeInvalid      = "invalid"      // the request is malformed; the message says what to do
	CodeUnauthorized = "unauthorized" // who asks is not known
	CodeForbidden    = "forbidden"    // who asks is known and may not
	CodeNotFound     = "not_found"    // the named thing does not exist here
	CodeConflict     = "conflict"     // the named thing exists with other content
	CodeLimit        = "limit"        // a stated bound was reached; the message names it
	CodeWait         = "wait"         // too many tries; the message says for how long
	CodeVersion      = "version"      // the other side speaks a version outside N−2..N
	CodeUnavailable  = "unavailable"  // full disk, read-only folder, shutting down
	CodeInternal     = "internal"     // everything else
)

// Error is an error a person may read: a code for programs and a sentence that
// says what to do.
type Error struct {
	Code    string
	Message string
}

// Error returns code and message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Errorf makes an Error with a formatted message.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// ErrorCode returns the code of the first Error in err's chain, CodeInternal
// when there is none and the empty string for nil.
func ErrorCode(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// ErrorMessage returns the message of the first Error in err's chain. Errors
// that were not written for people become one neutral sentence.
func ErrorMessage(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Message
	}
	return "Something went wrong on the hub. The details are in its log."
}
