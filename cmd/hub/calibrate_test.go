package main_test

import (
	"strings"
	"testing"
)

// TestCalibrate learns from an invented class's history, beside the running hub, and
// keeps what it learned over a start.
func TestCalibrate(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir, "--demo", "9", "--history")
	pastOf(t, dir)
	class, _ := readDemo(t, dir)
	before := countsOf(t, r.url, class)
	for _, want := range []string{"snapshot 1 is used", "not grown enough"} {
		if code, stdout, stderr := command(t, "calibrate", "--data", dir); code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("code %d: %s%s; want %q", code, stdout, stderr, want)
		}
	}
	teacher := &browser{url: r.url}
	teacher.must(t, "POST", "/teacher/sign-in", `{"name":"`+class.Teacher.Name+`","password":"`+class.Teacher.Password+`"}`, nil)
	for _, l := range class.Learners {
		teacher.must(t, "GET", "/teacher/learners/"+l.ID, "", nil) // calibrated weights have reasons, too
	}
	r.stop()
	if code, stdout, stderr := command(t, "calibrate", "--data", dir); code != 0 || !strings.Contains(stdout, "not grown enough") {
		t.Errorf("after a start, code %d: %s%s", code, stdout, stderr)
	}
	again := boot(t, dir)
	for id, n := range countsOf(t, again.url, class) {
		if n != before[id] {
			t.Errorf("%s has %d answers after the calibration, had %d", id, n, before[id])
		}
	}
	again.stop()
}
