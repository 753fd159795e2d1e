package command_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"darasa/internal/command"
	"darasa/internal/school"
	"darasa/internal/web"
)

type question struct{ N int }

// serveSocket answers doubled numbers on a folder's socket until the test ends.
func serveSocket(t *testing.T, dir string) {
	t.Helper()
	listener, err := command.ListenLocal(dir, "test.sock")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		if err := web.ReadJSON(w, r, &q); err != nil {
			web.WriteError(w, r, err)
			return
		}
		if q.N < 0 {
			web.WriteError(w, r, school.Errorf(school.CodeLimit, "too small"))
			return
		}
		web.WriteJSON(w, http.StatusOK, question{N: 2 * q.N})
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
}

func TestBeside(t *testing.T) {
	ctx := context.Background()
	long := filepath.Join(t.TempDir(), strings.Repeat("a-long-name-", 12))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{t.TempDir(), long} {
		var answer question
		if ok, err := command.Beside(ctx, dir, "test.sock", http.MethodPost, "/", question{N: 1}, &answer); ok || err != nil {
			t.Fatalf("nobody runs: %t, %v", ok, err)
		}
		serveSocket(t, dir)
		if ok, err := command.Beside(ctx, dir, "test.sock", http.MethodPost, "/", question{N: 21}, &answer); !ok || err != nil || answer.N != 42 {
			t.Errorf("answer = %+v, %t, %v; want 42", answer, ok, err)
		}
		if ok, err := command.Beside(ctx, dir, "test.sock", http.MethodPost, "/", question{N: -1}, &answer); !ok || school.ErrorCode(err) != school.CodeLimit {
			t.Errorf("an error answer: %t, %v; want its code", ok, err)
		}
	}
}

// A socket left by a killed program is nobody's, and the next program takes its place.
func TestListenLocal_DeadSocket(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "test.sock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if ok, err := command.Beside(context.Background(), dir, "test.sock", http.MethodGet, "/", nil, nil); ok || err != nil {
		t.Errorf("a dead socket answers: %t, %v", ok, err)
	}
	serveSocket(t, dir)
	info, err := os.Stat(filepath.Join(dir, "test.sock"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket mode %v, %v; want the owner's alone", info.Mode(), err)
	}
}

func TestBeside_NoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("missing-", 20))
	if ok, err := command.Beside(context.Background(), dir, "test.sock", http.MethodGet, "/", nil, nil); ok || err != nil {
		t.Errorf("no folder: %t, %v", ok, err)
	}
}
