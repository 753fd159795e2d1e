package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/web"
)

var fine = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })

func TestSameOrigin(t *testing.T) {
	tests := []struct {
		method, site, origin string
		want                 int
	}{
		{"GET", "cross-site", "http://evil.example", 204},
		{"POST", "", "", 204},
		{"POST", "same-origin", "", 204},
		{"POST", "none", "", 204},
		{"POST", "cross-site", "", 403},
		{"POST", "same-site", "", 403},
		{"PUT", "", "http://evil.example", 403},
		{"DELETE", "", "null", 403},
		{"POST", "", "http://hub.local:8080", 204},
		{"POST", "", "http://hub.local", 403},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, "http://hub.local:8080/x", nil)
		if tt.site != "" {
			r.Header.Set("Sec-Fetch-Site", tt.site)
		}
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		w := httptest.NewRecorder()
		web.SameOrigin(fine).ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%+v: answered %d", tt, w.Code)
		}
	}
}

func TestKnownHost(t *testing.T) {
	tests := map[string]int{
		"192.168.4.1": 204, "192.168.4.1:8080": 204, "[fe80::1]:8080": 204, "[::1]": 204, "localhost:1": 204,
		"hub-1234.local": 204, "Hub.Local.": 204, "class.example.org": 204, "CLASS.example.org:443": 204,
		"evil.example": 403, "127.0.0.1.evil.example": 403, "local": 403, "": 403, "evil.example:8080": 403, "localhost.evil.example": 403,
	}
	for host, want := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		web.KnownHost([]string{"class.example.org"}, fine).ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("host %q: answered %d, want %d", host, w.Code, want)
		}
	}
}

func TestSameHost(t *testing.T) {
	tests := []struct {
		origin string
		want   bool
	}{
		{"", true},
		{"http://hub.local:8080", true},
		{"https://HUB.local:8080", true},
		{"http://hub.local", false},
		{"http://evil.example", false},
		{"http://hub.local:8080.evil.example", false},
		{"null", false},
		{"file://hub.local:8080", false},
		{"http://hub.local:8080/", false},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "http://hub.local:8080/live", nil)
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		if got := web.SameHost(r); got != tt.want {
			t.Errorf("origin %q: %v", tt.origin, got)
		}
	}
}

func TestSecure(t *testing.T) {
	w := httptest.NewRecorder()
	web.Secure(fine).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	policy := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("policy %q lacks %q", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe-inline") || w.Header().Get("Strict-Transport-Security") != "" {
		t.Errorf("headers %v", w.Header())
	}
}

func TestLog_SaysNoNames(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := web.Log(logger, web.Route("GET /learners/{id}", fine))
	r := httptest.NewRequest("GET", "/learners/amina-secret?token=hunter2", nil)
	r.Header.Set("Authorization", "Bearer s3cret")
	h.ServeHTTP(httptest.NewRecorder(), r)
	line := out.String()
	for _, private := range []string{"amina", "hunter2", "s3cret"} {
		if strings.Contains(line, private) {
			t.Errorf("the log tells %q: %s", private, line)
		}
	}
	if !strings.Contains(line, "GET /learners/{id}") || !strings.Contains(line, `"status":204`) {
		t.Errorf("the log lacks route or status: %s", line)
	}
}

func TestLog_Panic(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, nil))
	w := httptest.NewRecorder()
	web.Log(logger, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "boom") || !strings.Contains(out.String(), "boom") {
		t.Errorf("answered %d %s, logged %s", w.Code, w.Body, out.String())
	}
}
