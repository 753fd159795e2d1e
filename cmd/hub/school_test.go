package main_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two hubs of one school and a ministry between them: once the school's code is
// typed on the second hub, both show the same class and the same answers, the
// pictures of a card open either, and the ministry holds no name. A hub that
// replaces a lost one gets everything back by the code alone.
func TestSchool_SharedThroughTheCloud(t *testing.T) {
	cloudDir, dirA, dirB, dirC := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	a, b := boot(t, dirA, "--demo", "12"), boot(t, dirB)
	for i, dir := range []string{dirA, dirB} {
		run(t, "enroll", "--data", dir, "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, i))
	}
	class, _ := readDemo(t, dirA)
	child := class.Learners[0]
	tab := enrol(t, a.url, class.Token, child.ID, child.Pictures)
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)
	run(t, "sync", "--data", dirA)
	run(t, "sync", "--data", dirB) // sealed as yet
	if got := pupils(t, b, dirB); len(got) != 0 {
		t.Fatalf("without the code the second hub shows %v", got)
	}
	code := schoolCode(t, dirA)
	if out := run(t, "school", "join", code, "--data", dirB); strings.Contains(out, " 0 sealed") {
		t.Errorf("what had come sealed did not open: %s", out)
	}
	run(t, "sync", "--data", dirB)
	want, got := pupils(t, a, dirA), pupils(t, b, dirB)
	if len(want) != 12 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("the second hub shows %v, want %v", got, want)
	}
	if answers := countAnswers(t, dirB); answers != 2 {
		t.Errorf("the second hub counts %d answers, want 2", answers)
	}
	enrol(t, b.url, tokenOf(t, dirB), child.ID, child.Pictures) // signs in by the pictures the first hub gave

	bossB := teacherAt(t, b, dirB)
	bossB.must(t, "POST", "/teacher/learners/"+child.ID, `{"name":"Zarghuna of the second hub"}`, nil)
	run(t, "sync", "--data", dirB)
	run(t, "sync", "--data", dirA)
	if got := pupils(t, a, dirA)[child.ID]; got != "Zarghuna of the second hub" {
		t.Errorf("the first hub calls her %q", got)
	}
	a.stop()
	b.stop()
	c := boot(t, dirC)
	run(t, "school", "join", code, "--data", dirC)
	run(t, "enroll", "--data", dirC, "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, 2))
	run(t, "sync", "--data", dirC)
	run(t, "sync", "--data", dirC)
	want[child.ID] = "Zarghuna of the second hub"
	if got := pupils(t, c, dirC); fmt.Sprint(got) != fmt.Sprint(want) || countAnswers(t, dirC) != 2 {
		t.Errorf("the hub in the lost one's place shows %v and %d answers", got, countAnswers(t, dirC))
	}
	for _, name := range want {
		for _, dir := range []string{cloudDir, dirA, dirB, dirC} {
			if where := holdsText(t, dir, name); where != "" {
				t.Errorf("the name %q lies readable in %s", name, where)
			}
		}
	}
	if where := holdsText(t, cloudDir, strings.ReplaceAll(code, "-", "")); where != "" {
		t.Errorf("the school's code lies in %s", where)
	}
}

// A wrong code opens nothing, and a text that is none is refused in a sentence.
func TestSchool_ErrCode(t *testing.T) {
	dir := t.TempDir()
	boot(t, dir)
	code, _, errs := command(t, "school", "join", "ABCDE-FGHIJ", "--data", dir)
	oneLine(t, code, errs, "26 letters")
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := command(t, args...)
	if code != 0 {
		t.Fatalf("hub %s: %d %s %s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

func schoolCode(t *testing.T, dir string) string {
	t.Helper()
	return strings.Fields(strings.TrimPrefix(run(t, "school", "code", "--data", dir), "school code "))[0]
}

func tokenOf(t *testing.T, dir string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "hub.key"))
	if err != nil {
		t.Fatal(err)
	}
	var keys struct{ Token string }
	if err := json.Unmarshal(raw, &keys); err != nil {
		t.Fatal(err)
	}
	return keys.Token
}

// teacherAt signs a teacher in who was made for the occasion.
func teacherAt(t *testing.T, r *running, dir string) *browser {
	t.Helper()
	name := "Teacher " + rand.Text()
	out := run(t, "teacher", "add", name, "--data", dir)
	fields := strings.Fields(out)
	boss := &browser{url: r.url}
	boss.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, name, fields[len(fields)-1]), nil)
	return boss
}

// pupils returns the names of a hub's class list by id.
func pupils(t *testing.T, r *running, dir string) map[string]string {
	t.Helper()
	var list struct {
		Learners []struct{ ID, Name string }
	}
	teacherAt(t, r, dir).must(t, "GET", "/teacher/list", "", &list)
	names := map[string]string{}
	for _, l := range list.Learners {
		names[l.ID] = l.Name
	}
	return names
}

// holdsText returns the first database file of a folder in which text stands.
func holdsText(t *testing.T, dir, text string) string {
	t.Helper()
	hubs, err := filepath.Glob(filepath.Join(dir, "hub.db*"))
	clouds, err2 := filepath.Glob(filepath.Join(dir, "cloud.sqlite*"))
	files := append(hubs, clouds...)
	if err = errors.Join(err, err2); err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err == nil && bytes.Contains(raw, []byte(text)) {
			return file
		}
	}
	return ""
}
