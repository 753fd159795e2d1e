package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/web"
)

func static(t *testing.T, files fstest.MapFS) *web.Static {
	t.Helper()
	s, err := web.NewStatic(files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func gzipped(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStatic(t *testing.T) {
	script := strings.Repeat("let a=1;", 100)
	packed := gzipped(t, script)
	s := static(t, fstest.MapFS{
		"assets/tutor-Ef56.wasm.br": {Data: []byte("BR")},
		"assets/tutor-Ef56.wasm.gz": {Data: packed},
		"index.html":                {Data: []byte("<!doctype html>app")},
		"teacher.html":              {Data: []byte("<!doctype html>teacher")},
		"sw.js":                     {Data: []byte("self")},
		"assets/app-Ab12Cd34.js":    {Data: []byte(script)},
		"assets/app-Ab12Cd34.js.br": {Data: []byte("BR")},
		"assets/app-Ab12Cd34.js.gz": {Data: []byte("GZIP")},
		"icon.svg":                  {Data: []byte("<svg/>")},
		"site-manifest.json":        {Data: []byte("{}")},
	})
	tests := []struct {
		path, accept             string
		status                   int
		body, kind, cache, coded string
	}{
		{"/", "", 200, "<!doctype html>app", "text/html; charset=utf-8", web.CachePage, ""},
		{"/learn/anything", "", 200, "<!doctype html>app", "text/html; charset=utf-8", web.CachePage, ""},
		{"/teacher", "", 200, "<!doctype html>teacher", "text/html; charset=utf-8", web.CachePage, ""},
		{"/teacher/pupil/01a20846-fe00-70d8-b616-4a7b4c47190c", "", 200, "<!doctype html>teacher", "text/html; charset=utf-8", web.CachePage, ""},
		{"/sw.js", "br", 200, "self", "text/javascript; charset=utf-8", web.CachePage, ""},
		{"/assets/app-Ab12Cd34.js", "", 200, script, "text/javascript; charset=utf-8", web.CacheHashed, ""},
		{"/assets/app-Ab12Cd34.js", "gzip, br", 200, "BR", "text/javascript; charset=utf-8", web.CacheHashed, "br"},
		{"/assets/app-Ab12Cd34.js", "gzip, br;q=0", 200, "GZIP", "text/javascript; charset=utf-8", web.CacheHashed, "gzip"},
		{"/assets/tutor-Ef56.wasm", "gzip, br", 200, "BR", "application/wasm", web.CacheHashed, "br"},
		{"/assets/tutor-Ef56.wasm", "gzip", 200, string(packed), "application/wasm", web.CacheHashed, "gzip"},
		{"/assets/tutor-Ef56.wasm", "identity", 200, script, "application/wasm", web.CacheHashed, ""},
		{"/assets/tutor-Ef56.wasm.gz", "", 404, "", "", "", ""},
		{"/icon.svg", "gzip", 200, "<svg/>", "image/svg+xml", web.CacheNamed, ""},
		{"/site-manifest.json", "", 200, "{}", "application/json", web.CacheNamed, ""},
		{"/assets/app-Ab12Cd34.js.br", "", 404, "", "", "", ""},
		{"/missing.png", "", 404, "", "", "", ""},
		{"/../../etc/passwd.txt", "", 404, "", "", "", ""},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "http://hub.local"+tt.path, nil)
		r.Header.Set("Accept-Encoding", tt.accept)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		h := w.Header()
		if w.Code != tt.status || tt.status == 200 && (w.Body.String() != tt.body || h.Get("Content-Type") != tt.kind ||
			h.Get("Cache-Control") != tt.cache || h.Get("Content-Encoding") != tt.coded) {
			t.Errorf("%s (%s): %d %v %.40s", tt.path, tt.accept, w.Code, h, w.Body)
		}
	}
}

func TestStatic_NotModified(t *testing.T) {
	s := static(t, fstest.MapFS{"index.html": {Data: []byte("app")}})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("If-None-Match", w.Header().Get("ETag"))
	w = httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusNotModified {
		t.Errorf("answered %d", w.Code)
	}
}

func TestStatic_Unbuilt(t *testing.T) {
	w := httptest.NewRecorder()
	static(t, fstest.MapFS{".gitkeep": {}}).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != 404 || !strings.Contains(w.Body.String(), "web app") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	static(t, fstest.MapFS{}).ServeHTTP(w, httptest.NewRequest("POST", "/x.js", nil))
	if w.Code != 404 {
		t.Errorf("POST answered %d", w.Code)
	}
}

func TestImmutable(t *testing.T) {
	body := strings.Repeat("pack ", 1000)
	i, err := web.NewImmutable("application/json", "abc", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(i)
	defer server.Close()
	response, err := http.Get(server.URL) // the transport asks for gzip and unpacks it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	got, err := io.ReadAll(response.Body)
	if err != nil || string(got) != body || !response.Uncompressed || response.Header.Get("Cache-Control") != web.CacheHashed {
		t.Errorf("got %d bytes, compressed %v, %v, %v", len(got), response.Uncompressed, response.Header, err)
	}
}
