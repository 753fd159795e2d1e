package main_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/hubapi"
)

// Two teachers make one school of their hubs from their own pages.
func TestTeacher_PairsHubs(t *testing.T) {
	dirA, dirB := t.TempDir(), t.TempDir()
	a, b := boot(t, dirA, "--demo", "4"), boot(t, dirB)
	bossA, bossB := teacherAt(t, a, dirA), teacherAt(t, b, dirB)
	refused := func(body string, want int) {
		t.Helper()
		if status, answer, err := bossB.do("POST", "/teacher/sisters", body); err != nil || status != want {
			t.Errorf("pairing with %s answered %d %s %v, want %d", body, status, answer, err, want)
		}
	}
	refused(fmt.Sprintf(`{"code":"AAAA-BBBB-CCCC-DDDD","at":%q}`, a.url), http.StatusForbidden)
	refused(fmt.Sprintf(`{"code":"short","at":%q}`, a.url), http.StatusBadRequest)
	refused(`{"code":"AAAA-BBBB-CCCC-DDDD","at":"http://127.0.0.1:1"}`, http.StatusServiceUnavailable)
	var shown hubapi.PairCodeJSON
	bossA.must(t, "POST", "/teacher/sisters/code", `{}`, &shown)
	if shown.URL != a.url || shown.Seconds != 600 {
		t.Errorf("shown %+v", shown)
	}
	refused(fmt.Sprintf(`{"code":"AAAA-BBBB-CCCC-DDDD","at":%q}`, a.url), http.StatusForbidden)
	var sister hubapi.SisterJSON
	bossB.must(t, "POST", "/teacher/sisters", fmt.Sprintf(`{"code":%q,"at":%q}`, strings.ToLower(shown.Code), a.url), &sister)
	if sister.URL != a.url || sister.LastContact == 0 {
		t.Errorf("paired with %+v", sister)
	}
	run(t, "sync", "--data", dirB)
	if got := pupils(t, b, dirB); len(got) != 4 {
		t.Errorf("the second hub lists %v", got)
	}
	for name, boss := range map[string]*browser{"who showed": bossA, "who typed": bossB} {
		var list struct{ Sisters []hubapi.SisterJSON }
		boss.must(t, "GET", "/teacher/sisters", "", &list)
		if len(list.Sisters) != 1 || list.Sisters[0].LastContact == 0 || list.Sisters[0].Name == "" || boss == bossB && list.Sisters[0].Hub != sister.Hub {
			t.Errorf("%s the code lists %+v", name, list)
		}
	}
}

// A child goes with a file and its code, comes by them at another school, once however
// often it is brought, and is forgotten where she left by whoever writes her name.
func TestTeacher_ChildComesAndGoes(t *testing.T) {
	dirA, dirB := t.TempDir(), t.TempDir()
	a, b := boot(t, dirA, "--demo", "3"), boot(t, dirB, "--demo", "2")
	class, _ := readDemo(t, dirA)
	child := class.Learners[0]
	tab := enrol(t, a.url, class.Token, child.ID, child.Pictures)
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)
	tab.learner = class.Learners[1].ID
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(3)), nil)

	old, page := teacherAt(t, a, dirA), "/teacher/learners/"+child.ID
	status, file, err := old.do("POST", page+"/export", "")
	if err != nil || status != http.StatusOK || strings.Contains(string(file), child.Name) {
		t.Fatalf("export %d %v", status, err)
	}
	there := &browser{url: b.url, kind: "application/octet-stream", cookie: teacherAt(t, b, dirB).cookie}
	for code, want := range map[string]int{"": http.StatusBadRequest, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A": http.StatusNotFound} {
		there.code = code
		if status, answer, err := there.do("POST", "/teacher/arrivals", string(file)); err != nil || status != want {
			t.Errorf("code %q: %d %s %v", code, status, answer, err)
		}
	}
	there.code = strings.ToLower(strings.ReplaceAll(old.code, "-", " "))
	if status, answer, err := there.do("POST", "/teacher/arrivals", string(file[:len(file)/2])); err != nil || status != http.StatusBadRequest {
		t.Errorf("half a file: %d %s %v", status, answer, err)
	}
	for _, want := range []bool{true, false} {
		var arrived hubapi.ArrivedJSON
		there.must(t, "POST", "/teacher/arrivals", string(file), &arrived)
		if arrived.Name != child.Name || arrived.Ops > 0 != want {
			t.Errorf("arrived %+v, news %v", arrived, want)
		}
	}
	if list := pupils(t, b, dirB); list[child.ID] != child.Name || countAnswers(t, dirB) != 2 {
		t.Errorf("the new school lists %v and counts %d answers", list, countAnswers(t, dirB))
	}

	if status, answer, err := old.do("POST", page+"/erase", `{"written":"yes"}`); err != nil || status != http.StatusBadRequest {
		t.Errorf("erased by any word: %d %s %v", status, answer, err)
	}
	old.must(t, "POST", page+"/erase", fmt.Sprintf(`{"written":%q}`, child.Name), nil)
	var state hubapi.StatusJSON
	old.must(t, "GET", "/teacher/status", "", &state)
	if list := pupils(t, a, dirA); len(list) != 2 || countAnswers(t, dirA) != 1 || state.Erasures.Learners != 1 || state.Erasures.Pending != 0 {
		t.Errorf("after erasing: %v, %d answers, %+v", list, countAnswers(t, dirA), state.Erasures)
	}
	// Her own file does not bring her back where she was forgotten.
	here := &browser{url: a.url, kind: there.kind, cookie: old.cookie, code: there.code}
	if status, answer, err := here.do("POST", "/teacher/arrivals", string(file)); err != nil || status != http.StatusConflict || len(pupils(t, a, dirA)) != 2 {
		t.Errorf("taken in after she was forgotten: %d %s %v; %v", status, answer, err, pupils(t, a, dirA))
	}
	for _, dir := range []string{dirA, dirB} {
		if left, _ := filepath.Glob(filepath.Join(dir, "carry-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
