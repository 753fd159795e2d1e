package web_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"darasa/internal/web"
)

// serve runs a server until the test ends.
func serve(t *testing.T, listener net.Listener, handler http.Handler) *web.Server {
	t.Helper()
	s := web.NewServer(listener, nil, handler, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestServer_UnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	serve(t, listener, fine)
	client := http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial("unix", path) }}}
	response, err := client.Get("http://hub/")
	if err != nil || response.StatusCode != http.StatusNoContent {
		t.Errorf("%v %v", response, err)
	}
	client.CloseIdleConnections()
}

// TestServer_ManyConnections opens and closes more connections than may be open at
// once: each gives its place to the next.
func TestServer_ManyConnections(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, listener, fine)
	for i := range web.MaxConnections + 100 {
		conn, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		answer, err := io.ReadAll(conn)
		_ = conn.Close()
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 204") {
			t.Fatalf("connection %d: %q %v", i, answer, err)
		}
	}
}

func TestListen_ErrAddress(t *testing.T) {
	for _, address := range []string{"nowhere", "127.0.0.1:99999", "256.0.0.1:0"} {
		if _, err := web.Listen(address, nil, fine, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("listens on %q", address)
		}
	}
}

func TestServer_TLSOnly(t *testing.T) {
	plain := httptest.NewTLSServer(fine) // lends its certificate
	defer plain.Close()
	certificate := plain.TLS.Certificates[0]
	s, err := web.Listen("127.0.0.1:0", &certificate, fine, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // the certificate is borrowed
	response, err := client.Get("https://" + s.Addr().String())
	if err != nil || response.StatusCode != http.StatusNoContent {
		t.Errorf("%v %v", response, err)
	}
	client.CloseIdleConnections()
	if response, err := http.Get("http://" + s.Addr().String()); err == nil && response.StatusCode < 400 {
		t.Errorf("plain http was served: %s", response.Status)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestWriteJSON_Unwritable(t *testing.T) {
	w := httptest.NewRecorder()
	web.WriteJSON(w, http.StatusOK, math.NaN())
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"code":"internal"`) {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

func TestWriteJSON_NotStored(t *testing.T) {
	w := httptest.NewRecorder()
	web.WriteJSON(w, http.StatusOK, []int{})
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "application/json" || w.Body.String() != "[]\n" {
		t.Errorf("answered %v %q", w.Header(), w.Body)
	}
}

// TestStatic_OnlyWhatItHolds asks for any path: what comes is a file of the build
// or an error, never anything of the machine.
func TestStatic_OnlyWhatItHolds(t *testing.T) {
	s := static(t, fstest.MapFS{"index.html": {Data: []byte("page")}, "a/b.txt": {Data: []byte("text")}})
	if err := os.WriteFile(filepath.Join(t.TempDir(), "x.txt"), []byte("machine"), 0o600); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"..", ".", "a", "b.txt", "etc", "passwd.txt", "", "%2e%2e", "\\", "a\x00b.txt", "index.html"}), 0, 6).Draw(t, "path")
		r := httptest.NewRequest("GET", "http://h/", nil)
		r.URL.Path = "/" + strings.Join(parts, "/")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code == http.StatusOK && body != "page" && body != "text" || w.Code != http.StatusOK && w.Code != http.StatusNotFound {
			t.Fatalf("%q answered %d %q", r.URL.Path, w.Code, body)
		}
	})
}

// TestKnownHost_Property appends a foreign domain to any name that is the hub's own.
func TestKnownHost_Property(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		own := rapid.SampledFrom([]string{"localhost", "hub.local", "10.0.0.1", "[::1]", "class.example.org"}).Draw(t, "own")
		foreign := rapid.StringMatching(`\.[a-z]{1,8}\.(com|net|example)`).Draw(t, "foreign")
		port := rapid.SampledFrom([]string{"", ":80", ":8080"}).Draw(t, "port")
		for host, want := range map[string]int{own + port: http.StatusNoContent, strings.Trim(own, "[]") + foreign + port: http.StatusForbidden} {
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = host
			w := httptest.NewRecorder()
			web.KnownHost([]string{"class.example.org"}, fine).ServeHTTP(w, r)
			if w.Code != want && !strings.Contains(own, ":") {
				t.Fatalf("host %q answered %d, want %d", host, w.Code, want)
			}
		}
	})
}
