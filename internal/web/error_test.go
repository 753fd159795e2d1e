package web_test

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/school"
	"darasa/internal/web"
)

func TestError_BothWays(t *testing.T) {
	for _, code := range []string{
		school.CodeInvalid, school.CodeUnauthorized, school.CodeForbidden, school.CodeNotFound, school.CodeConflict,
		school.CodeLimit, school.CodeWait, school.CodeVersion, school.CodeUnavailable, school.CodeInternal,
	} {
		w := httptest.NewRecorder()
		web.WriteError(w, httptest.NewRequest("GET", "/", nil), fmt.Errorf("outer: %w", school.Errorf(code, "a sentence")))
		if got := web.CodeOf(w.Code); got != code {
			t.Errorf("code %s has status %d, read back as %s", code, w.Code, got)
		}
		err := web.ReadError(w.Code, w.Body)
		if school.ErrorCode(err) != code || school.ErrorMessage(err) != "a sentence" {
			t.Errorf("code %s read back as %v", code, err)
		}
	}
}

func TestWriteError_HidesText(t *testing.T) {
	w := httptest.NewRecorder()
	web.WriteError(w, httptest.NewRequest("GET", "/", nil), errors.New("disk /secret/path broke"))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

func TestWriteError_RetryAfter(t *testing.T) {
	w := httptest.NewRecorder()
	web.WriteError(w, httptest.NewRequest("GET", "/", nil), &web.RetryError{Err: school.Errorf(school.CodeWait, "wait"), Seconds: 12})
	if w.Code != 429 || w.Header().Get("Retry-After") != "12" {
		t.Errorf("answered %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
}

func TestReadError_ForeignBody(t *testing.T) {
	err := web.ReadError(503, strings.NewReader("<html>captive portal</html>"))
	if school.ErrorCode(err) != school.CodeUnavailable {
		t.Errorf("read as %v", err)
	}
}
