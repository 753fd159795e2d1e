package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A child changes school: the new hub shows her by name with all her answers, once,
// however often the file is read; a wrong code, a changed file and somebody else's
// file are refused by name, and nothing of her old class comes along.
func TestTransfer(t *testing.T) {
	dirA, dirB, path := t.TempDir(), t.TempDir(), t.TempDir()
	a, b := boot(t, dirA, "--demo", "3"), boot(t, dirB, "--demo", "2")
	class, _ := readDemo(t, dirA)
	child, other := class.Learners[0], class.Learners[1]
	tab := enrol(t, a.url, class.Token, child.ID, child.Pictures)
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)
	tab.learner = other.ID
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(3)), nil)
	tab.learner = child.ID
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(4)), nil)

	out := run(t, "learner", "export", child.Name, path, "--data", dirA)
	code := strings.Fields(strings.SplitAfter(out, "\ncode ")[1])[0]
	files, err := filepath.Glob(filepath.Join(path, "darasa", "*.darasa"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(raw), child.Name) {
		t.Fatalf("the file shows her name (%v)", err)
	}
	for range 2 {
		run(t, "learner", "import", path, "--code", code, "--data", dirB)
	}
	if list := pupils(t, b, dirB); len(list) != 3 || list[child.ID] != child.Name || countAnswers(t, dirB) != 3 {
		t.Errorf("the new school lists %v and counts %d answers, want her and 3", list, countAnswers(t, dirB))
	}
	if out := run(t, "status", "--data", dirB); !strings.Contains(out, "lost 0") {
		t.Errorf("numbers of the old school's tablets count as lost: %s", out)
	}
	var cards struct{ Cards []struct{ ID string } }
	teacherAt(t, b, dirB).must(t, "GET", "/teacher/cards", "", &cards)
	if !strings.Contains(fmt.Sprint(cards), child.ID) {
		t.Errorf("no card for her: %v", cards)
	}

	exit, _, errs := command(t, "learner", "import", path, "--code", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A", "--data", dirB)
	oneLine(t, exit, errs, "opens with this code")
	raw[len(raw)-40] ^= 1
	if err := os.WriteFile(files[0], raw, 0o600); err != nil {
		t.Fatal(err)
	}
	exit, _, errs = command(t, "learner", "import", path, "--code", code, "--data", dirB)
	oneLine(t, exit, errs, "damaged")
	exit, _, errs = command(t, "learner", "export", "Nobody of that name", path, "--data", dirA)
	oneLine(t, exit, errs, "no child here")
}
