package hubapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/school"
)

// FuzzCalls sends any body to every call that takes one. Whatever comes, the
// answer is JSON: 200, or an error with a code that is the sender's fault.
func FuzzCalls(f *testing.F) {
	paths := []string{
		"/devices", "/sign-in", "/ops", "/teacher/let-in", "/teacher/decisions", "/teacher/sessions", "/teacher/voids", "/teacher/clock", "/teacher/sign-out", "/teacher/sisters", "/teacher/exchange",
		"/teacher/learners/01a2072e-9492-78c1-a62f-b9e55c2bbc73/erase",
	}
	learner := `"01a2072e-9492-78c1-a62f-b9e55c2bbc73"`
	for i, seed := range []string{
		`{"token":"x","again":{"number":1,"secret":"AAAA"}}`,
		`{"learner":` + learner + `,"pictures":[3,7]}`,
		`{"protocol":0,"epoch":1,"audience":"ministry","ops":[{"seq":1,"at":[1,0],"boot":1,"mono":1,"kind":99,"body":""}],"archive":[[1,4]]}`,
		`{"protocol":0,"epoch":1,"audience":"school","ops":[null,{"seq":2}],"clock":{"boot":1,"mono":1,"wall":1},"state":{"learner":` + learner + `,"digest":"0123456789abcdef","plan":0}}`,
		`{"learner":` + learner + `,"skill":"add-within-10","kind":"known"}`,
		`{"session":"01a2072e-9492-78c1-a62f-b9e55c2bbc73/1/1/ministry/1","owner":""}`,
		`{"real":179543520000}`, `{"name":"T","password":"x"}`,
		`{"code":"AAAA-BBBB-CCCC-DDDD","at":"x"}`, `{"mode":"night","daily":20000}`, `{"written":"Sana"}`, `[]`, `null`, `{`,
	} {
		f.Add(i%len(paths), seed)
	}
	b := openFor(f)
	b.class.Children(2)
	b.enrol()
	b.signInTeacher()
	f.Fuzz(func(t *testing.T, which int, body string) {
		b.now = b.now.Add(1 << 30) // one second and more: no flood here
		path := paths[uint(which)%uint(len(paths))]
		r := httptest.NewRequest("POST", "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+b.bearer)
		if path != "/teacher/sign-out" {
			r.Header.Set("Cookie", b.cookie)
		}
		w := httptest.NewRecorder()
		b.api.ServeHTTP(w, r)
		var answer struct {
			Error *struct{ Code string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%s %q answered %d %q: %v", path, body, w.Code, w.Body, err)
		}
		if w.Code == http.StatusOK && answer.Error == nil {
			return
		}
		if w.Code >= 500 || answer.Error == nil || answer.Error.Code == school.CodeInternal {
			t.Fatalf("%s %q answered %d %s", path, body, w.Code, w.Body)
		}
	})
}

// TestCalls_WithoutJSON sends what a form on a foreign page could send.
func TestCalls_WithoutJSON(t *testing.T) {
	b := open(t)
	b.enrol()
	b.signInTeacher()
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"} {
		for _, path := range []string{"/devices", "/ops", "/sign-in", "/teacher/sign-in", "/teacher/let-in", "/teacher/clock"} {
			r := httptest.NewRequest("POST", "/api/v1"+path, strings.NewReader(`{"token":"`+classroomtest.Token+`"}`))
			r.Header.Set("Authorization", "Bearer "+b.bearer)
			r.Header.Set("Cookie", b.cookie)
			if kind != "" {
				r.Header.Set("Content-Type", kind)
			}
			w := httptest.NewRecorder()
			b.api.ServeHTTP(w, r)
			if w.Code != http.StatusBadRequest {
				t.Errorf("%s as %q answered %d", path, kind, w.Code)
			}
		}
	}
}

// TestImmutable_Compressed fetches the pack as a browser does.
func TestImmutable_Compressed(t *testing.T) {
	b := open(t)
	b.enrol()
	var class struct{ Catalogue string }
	b.must("GET", "/class", "", &class)
	fetch := func(accept, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/api/v1/packs/"+class.Catalogue, nil)
		r.Header.Set("Authorization", "Bearer "+b.bearer)
		r.Header.Set("Accept-Encoding", accept)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		b.api.ServeHTTP(w, r)
		return w
	}
	plain, small := fetch("", ""), fetch("gzip", "")
	if small.Header().Get("Content-Encoding") != "gzip" || small.Body.Len()*3 > plain.Body.Len() || !json.Valid(plain.Body.Bytes()) {
		t.Errorf("%d bytes plain, %d compressed, %v", plain.Body.Len(), small.Body.Len(), small.Header())
	}
	if !strings.Contains(small.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("headers %v", small.Header())
	}
	if again := fetch("gzip", small.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("with its tag: %d", again.Code)
	}
}
