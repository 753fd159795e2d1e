package main_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTeacherAndClass begins a real class by commands, beside a running hub and on
// its folder alone.
func TestTeacherAndClass(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir)
	password := func(verb string) string {
		t.Helper()
		code, out, errs := command(t, "teacher", verb, "Nadia Khan", "--data", dir)
		drawn, ok := strings.CutPrefix(strings.TrimSpace(out), "teacher Nadia Khan password ")
		if code != 0 || !ok || len(drawn) != 12 {
			t.Fatalf("teacher %s: %d %q %s", verb, code, out, errs)
		}
		return drawn
	}
	signIn := func(url, password string) int {
		status, _, err := (&browser{url: url}).do("POST", "/teacher/sign-in", fmt.Sprintf(`{"name":"Nadia Khan","password":%q}`, password))
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	first := password("add")
	if status := signIn(r.url, first); status != 200 {
		t.Errorf("the first password answers %d", status)
	}
	if code, out, errs := command(t, "class", "create", "Grade 2", "--data", dir); code != 0 || out != "class Grade 2\n" {
		t.Errorf("class create: %d %q %s", code, out, errs)
	}
	code, _, errs := command(t, "teacher", "add", "nadia khan", "--data", dir)
	oneLine(t, code, errs, "already")
	r.stop()
	second := password("password")
	r = boot(t, dir)
	if old, now := signIn(r.url, first), signIn(r.url, second); old != 401 || now != 200 {
		t.Errorf("old password %d, new %d", old, now)
	}
	code, _, errs = command(t, "teacher", "password", "Nobody", "--data", dir)
	oneLine(t, code, errs, "no teacher")
	code, _, errs = command(t, "teacher", "add", "X", "--data", t.TempDir())
	oneLine(t, code, errs, "not a hub's data folder")
}

// TestSetup begins a real class without a keyboard at the hub: with the code it prints.
func TestSetup(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir)
	invited := regexp.MustCompile(`(?m)^setup (http://\S+/teacher) code (\d{4}-\d{4})$`)
	var said []string
	for deadline := time.Now().Add(10 * time.Second); said == nil && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		said = invited.FindStringSubmatch(r.stdout.String())
	}
	if said == nil || !strings.Contains(r.stderr.String(), said[2]) {
		t.Fatalf("printed %q, logged %s", r.stdout, r.stderr)
	}
	if code, out, errs := command(t, "status", "--data", dir); code != 0 || !strings.Contains(out, said[2]) {
		t.Errorf("status: %d %q %s", code, out, errs)
	}
	phone := &browser{url: r.url}
	status, _, err := phone.do("POST", "/setup", fmt.Sprintf(`{"code":%q,"school":"Invented school","classroom":"Grade 2","name":"Nadia Khan","password":"a long password"}`, said[2]))
	if err != nil || status != 200 {
		t.Fatalf("setup answers %d, %v", status, err)
	}
	if status, _, err := phone.do("GET", "/teacher/board", ""); err != nil || status != 200 {
		t.Errorf("the board answers %d to the new teacher, %v", status, err)
	}
	if _, out, _ := command(t, "status", "--data", dir); strings.Contains(out, "no teacher") {
		t.Errorf("the code outlives its use: %s", out)
	}
	r.stop()
	r = boot(t, dir)
	if status, _, _ := (&browser{url: r.url}).do("POST", "/teacher/sign-in", `{"name":"Nadia Khan","password":"a long password"}`); status != 200 {
		t.Errorf("after a restart the password answers %d", status)
	}
	if r.stop(); strings.Contains(r.stdout.String(), "setup") {
		t.Errorf("a hub with a teacher invites another: %s", r.stdout)
	}
}
