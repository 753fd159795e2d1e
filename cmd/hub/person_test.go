package main_test

import (
	"fmt"
	"strings"
	"testing"
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
