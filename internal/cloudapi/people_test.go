package cloudapi_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"darasa/internal/cloudapi"
	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/ministry"
)

// browser is a client with cookies.
func (w *world) browser(t *testing.T) func(method, path, body string) (int, http.Header, []byte) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	return func(method, path, body string) (int, http.Header, []byte) {
		request, err := http.NewRequest(method, w.server.URL+cloudapi.Base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, response.Header, answer
	}
}

func TestMinistry(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	text, err := cloudapi.HashPassword("a good password", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.PutAccount(ctx, "ministry", text); err != nil {
		t.Fatal(err)
	}
	// School A: twelve learners; school B: three.
	for n, learners := range map[byte]int{1: 12, 3: 3} {
		cutter := cloudtest.NewCutter(n, 5)
		for i := range learners {
			segment := cutter.MustCut(t, cloudtest.Answers(cutter.Hub, uint32(i+1), byte(i+1), 1, 30))
			if status, body := w.call(t, n, "PUT", segmentPath(segment.Hash), segment.Bytes); status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
		}
	}
	do := w.browser(t)
	if status, _, _ := do("GET", "/ministry/overview", ""); status != http.StatusUnauthorized {
		t.Fatalf("overview without sign-in: %d", status)
	}
	for _, body := range []string{
		`{"name":"ministry","password":"wrong"}`, `{"name":"nobody","password":"a good password"}`,
		`{"name":"ministry","password":"` + strings.Repeat("x", 300) + `"}`,
	} {
		if status, _, answer := do("POST", "/ministry/sign-in", body); status != http.StatusUnauthorized || !strings.Contains(string(answer), "do not fit") {
			t.Fatalf("%s: %d %s", body, status, answer)
		}
	}
	status, header, _ := do("POST", "/ministry/sign-in", `{"name":"ministry","password":"a good password"}`)
	if c := header.Get("Set-Cookie"); status != http.StatusOK || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") {
		t.Fatalf("sign-in: %d, cookie %q", status, c)
	}
	status, header, body := do("GET", "/ministry/overview", "")
	var o ministry.Overview
	if err := json.Unmarshal(body, &o); status != http.StatusOK || err != nil || header.Get("Cache-Control") != "no-store" {
		t.Fatalf("overview: %d %s %v", status, body, err)
	}
	a, b := o.Schools[0], o.Schools[1]
	if a.Name != "A" || a.Learners == nil || *a.Learners != 12 || a.Attempts != 360 || b.Learners != nil || b.Attempts != 90 {
		t.Errorf("schools = %s", body)
	}
	if o.Totals.Learners != nil || o.Totals.Attempts != 450 || o.Totals.Schools != 2 || !o.Demo || o.AsOf != w.clock.Now() {
		t.Errorf("totals = %+v", o.Totals)
	}
	if len(o.Skills) < 20 || o.Skills[0].Title["en"] == "" {
		t.Errorf("skills = %+v", o.Skills)
	}
	for _, s := range o.Skills {
		if s.Learners == nil || *s.Learners != 12 {
			t.Errorf("skill %s speaks of %v learners, want the 12 of the school shown", s.ID, s.Learners)
		}
	}
	if len(o.Weeks) != 1 || o.Weeks[0].Attempts != 360 {
		t.Errorf("weeks of the school shown = %+v", o.Weeks)
	}
	var page ministry.SchoolPage
	status, _, body = do("GET", "/ministry/schools/"+a.ID.String(), "")
	if err := json.Unmarshal(body, &page); status != http.StatusOK || err != nil {
		t.Fatalf("school: %d %s %v", status, body, err)
	}
	if page.Name != "A" || len(page.Weeks) != 1 || *page.Undated != 0 || len(page.Hubs) != 2 || page.Hubs[0].Days+page.Hubs[1].Days != 1 || len(page.Skills) == 0 || page.Trouble.Any() {
		t.Errorf("page of a school = %s", body)
	}
	if status, _, body = do("GET", "/ministry/schools/"+b.ID.String(), ""); status != http.StatusOK || !strings.Contains(string(body), `"weeks":null`) {
		t.Errorf("page of a small school: %d %s", status, body)
	}
	if status, _, _ := do("GET", "/ministry/schools/"+cloudtest.HubID(9).String(), ""); status != http.StatusNotFound {
		t.Errorf("page of no school: %d", status)
	}
	if status, _, _ := do("POST", "/ministry/sign-out", ""); status != http.StatusOK {
		t.Fatalf("sign-out: %d", status)
	}
	if status, _, _ := do("GET", "/ministry/schools/"+a.ID.String(), ""); status != http.StatusUnauthorized {
		t.Errorf("page of a school after sign-out: %d", status)
	}
	if status, _, body := do("GET", "/ministry/about", ""); status != http.StatusOK || string(body) != "{\"demo\":true}\n" && string(body) != `{"demo":true}` {
		t.Errorf("about: %d %q", status, body)
	}
	if status, _, _ := do("GET", "/ministry/overview", ""); status != http.StatusUnauthorized {
		t.Errorf("overview after sign-out: %d", status)
	}
}

func TestSignIn_Throttle(t *testing.T) {
	w := newWorld(t)
	text, err := cloudapi.HashPassword("a good password", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.PutAccount(context.Background(), "ministry", text); err != nil {
		t.Fatal(err)
	}
	do := w.browser(t)
	for range 5 {
		if status, _, body := do("POST", "/ministry/sign-in", `{"name":"ministry","password":"guess"}`); status != http.StatusUnauthorized {
			t.Fatalf("%d %s", status, body)
		}
	}
	status, header, body := do("POST", "/ministry/sign-in", `{"name":"ministry","password":"a good password"}`)
	if status != http.StatusTooManyRequests || header.Get("Retry-After") != "1" {
		t.Fatalf("%d, Retry-After %q, %s", status, header.Get("Retry-After"), body)
	}
	w.clock.Pass(100)
	if status, _, body := do("POST", "/ministry/sign-in", `{"name":"ministry","password":"a good password"}`); status != http.StatusOK {
		t.Errorf("after the wait: %d %s", status, body)
	}
}

func TestHashPassword(t *testing.T) {
	one, err := cloudapi.HashPassword("same", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	two, err := cloudapi.HashPassword("same", rand.Reader)
	if err != nil || one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%q, %q, %v", one, two, err)
	}
	if _, err := cloudapi.HashPassword("same", strings.NewReader("short")); err == nil {
		t.Error("a password without salt")
	}
}
