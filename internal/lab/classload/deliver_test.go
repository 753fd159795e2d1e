package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	classload "darasa/internal/lab/classload"
)

// hub answers just enough of the protocol, and ops as the test says.
func hub(t *testing.T, ops http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	}
	answer("/api/v1/devices", `{"writer":{"hub":"h","device":1},"secret":"s"}`)
	answer("/api/v1/class", `{"catalogue":"c","snapshot":0}`)
	answer("/api/v1/sign-in", `{"ok":true,"assurance":2}`)
	answer("/api/v1/plan", `{"ready":[{"item":0,"instance":0}]}`)
	answer("/api/v1/packs/c", `{"items":[{"instances":[{"answer":"7","wrong":{"1":"x"}}]}]}`)
	answer("/api/v1/teacher/sign-in", `{"ok":true}`)
	answer("/api/v1/teacher/attempts", `{"streams":[],"learners":[]}`)
	mux.HandleFunc("/api/v1/ops", ops)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func options(t *testing.T, url string) classload.Options {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.json")
	if err := os.WriteFile(path, []byte(`{"teacher":{"name":"n","password":"p"},"token":"t","learners":[{"id":"a","pictures":[1,2]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return classload.Options{Hub: url, Roster: path, Learners: 1, Duration: 300 * time.Millisecond, Closed: true}
}

// TestDeliver_LyingHub acknowledges everything and keeps nothing.
func TestDeliver_LyingHub(t *testing.T) {
	server := hub(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"now":[1,0],"durable":[[1,1000000]]}`)
	})
	r, err := classload.Run(t.Context(), options(t, server.URL))
	if err != nil || r.OK == 0 || r.Lost != r.OK {
		t.Errorf("result %+v, %v", r, err)
	}
}

// TestDeliver_CaptivePortal answers 200 with a page: that is no acknowledgement, and
// the answer is sent again until the hub itself speaks.
func TestDeliver_CaptivePortal(t *testing.T) {
	var calls atomic.Int64
	server := hub(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if calls.Add(1)%2 == 1 {
			_, _ = io.WriteString(w, "<html>Welcome to our Wi-Fi</html>")
			return
		}
		if !strings.Contains(string(body), `"audience":"ministry"`) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, `{"now":[1,0],"durable":[[1,1000000]]}`)
	})
	r, err := classload.Run(t.Context(), options(t, server.URL))
	if err != nil || r.OK == 0 || r.Reconnects < r.OK {
		t.Errorf("result %+v, %v", r, err)
	}
}

// TestDeliver_NotDurable ends with an error when a hub answers and does not keep.
func TestDeliver_NotDurable(t *testing.T) {
	for _, body := range []string{`{"now":[1,0],"durable":[]}`, `{"durable":[[1,1000000]]}`, `{"now":[1,0],"durable":[[5,6]]}`} {
		server := hub(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if r, err := classload.Run(t.Context(), options(t, server.URL)); err == nil {
			t.Errorf("%s passed as %+v", body, r)
		}
	}
}

func TestRoster_Refuses(t *testing.T) {
	for i, text := range []string{``, `{}`, `{"token":"t","learners":[]}`, `[`} {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := classload.Run(t.Context(), classload.Options{Hub: "http://127.0.0.1:1", Roster: path, Learners: 1}); err == nil {
			t.Errorf("roster %q passed", text)
		}
	}
}
