package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// A child was enrolled at two hubs of one school. A word at one of them reaches the other
// and the cloud; it is taken back at the other; erasing her erases both records.
func TestSameAs_AtTwoHubs(t *testing.T) {
	cloudDir, dirA, dirB := t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	a, b := boot(t, dirA, "--demo", "4"), boot(t, dirB)
	for i, dir := range []string{dirA, dirB} {
		run(t, "enroll", "--data", dir, "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, i))
	}
	run(t, "school", "join", schoolCode(t, dirA), "--data", dirB)
	class, _ := readDemo(t, dirA)
	kept, lost := class.Learners[0], class.Learners[1]
	for _, child := range class.Learners[:3] {
		tab := enrol(t, a.url, class.Token, child.ID, child.Pictures)
		tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)
	}
	meet := func() {
		for range 2 {
			run(t, "sync", "--data", dirA)
			run(t, "sync", "--data", dirB)
		}
	}
	answers := func(r *running, dir string) (counted int) {
		var pupil struct{ Answers int }
		teacherAt(t, r, dir).must(t, "GET", "/teacher/learners/"+kept.ID, "", &pupil)
		return pupil.Answers
	}
	if out := run(t, "learner", "same", lost.Name, kept.Name, "--data", dirA); !strings.Contains(out, "--undo") {
		t.Errorf("the command says %s", out)
	}
	meet()
	for dir, r := range map[string]*running{dirA: a, dirB: b} {
		if list := pupils(t, r, dir); len(list) != 3 || answers(r, dir) != 4 {
			t.Errorf("%d children, %d answers of hers, want 3 and 4", len(list), answers(r, dir))
		}
	}
	run(t, "learner", "same", lost.ID, "--undo", "--data", dirB)
	meet()
	if list := pupils(t, a, dirA); len(list) != 4 || answers(a, dirA) != 2 {
		t.Errorf("taken back: %d children, %d answers of hers, want 4 and 2", len(list), answers(a, dirA))
	}
	teacherAt(t, a, dirA).must(t, "POST", "/teacher/learners/"+lost.ID+"/same", fmt.Sprintf(`{"as":%q}`, kept.ID), nil)
	meet()
	if out := run(t, "learner", "erase", kept.Name, "--yes", "--data", dirB); !strings.Contains(out, "2 of her records") {
		t.Errorf("erased: %s", out)
	}
	meet()
	for dir, r := range map[string]*running{dirA: a, dirB: b} {
		if list := pupils(t, r, dir); len(list) != 2 || countAnswers(t, dir) != 2 {
			t.Errorf("erased: %v and %d answers, want two children and 2", list, countAnswers(t, dir))
		}
	}
	exit, _, errs := command(t, "learner", "same", lost.Name, "--data", dirA)
	oneLine(t, exit, errs, "name the record that stays")
}
