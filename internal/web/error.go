package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"darasa/internal/school"
)

// statuses is the one map between error codes and HTTP statuses; it is read in
// both directions.
var statuses = map[string]int{
	school.CodeInvalid:      http.StatusBadRequest,
	school.CodeUnauthorized: http.StatusUnauthorized,
	school.CodeForbidden:    http.StatusForbidden,
	school.CodeNotFound:     http.StatusNotFound,
	school.CodeConflict:     http.StatusConflict,
	school.CodeLimit:        http.StatusRequestEntityTooLarge,
	school.CodeWait:         http.StatusTooManyRequests,
	school.CodeVersion:      http.StatusUpgradeRequired,
	school.CodeUnavailable:  http.StatusServiceUnavailable,
	school.CodeInternal:     http.StatusInternalServerError,
}

// StatusOf returns the HTTP status of an error code, 500 for one it does not know.
func StatusOf(code string) int {
	if status, ok := statuses[code]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// CodeOf returns the error code of an HTTP status, CodeInternal for one that no
// code has.
func CodeOf(status int) string {
	for code, s := range statuses {
		if s == status {
			return code
		}
	}
	return school.CodeInternal
}

// RetryError is an error that knows when to come back. WriteError turns it into a
// Retry-After header.
type RetryError struct {
	Err     error
	Seconds int
}

// Error returns the text of the error inside.
func (e *RetryError) Error() string { return e.Err.Error() }

// Unwrap returns the error inside.
func (e *RetryError) Unwrap() error { return e.Err }

type errorBody struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// WriteError answers with err's code, its status and a sentence for people. An
// error without a code is answered as internal, without its text; the text is
// left for the request log, which is written once, at the edge.
func WriteError(w http.ResponseWriter, r *http.Request, err error) {
	var body errorBody
	body.Error.Code, body.Error.Message = school.ErrorCode(err), school.ErrorMessage(err)
	if retry, ok := errors.AsType[*RetryError](err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, retry.Seconds)))
	}
	if note, ok := r.Context().Value(noteKey{}).(*note); ok {
		note.err = err
	}
	WriteJSON(w, StatusOf(body.Error.Code), body)
}

// ReadError reads what WriteError wrote, from the other side. A body of another
// shape becomes an error with the code of the status.
func ReadError(status int, body io.Reader) error {
	var parsed errorBody
	err := json.NewDecoder(io.LimitReader(body, 64<<10)).Decode(&parsed)
	if err != nil || parsed.Error.Code == "" {
		return school.Errorf(CodeOf(status), "the other side answered %d %s", status, http.StatusText(status))
	}
	return &school.Error{Code: parsed.Error.Code, Message: parsed.Error.Message}
}
