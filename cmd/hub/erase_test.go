package main_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A child is erased at one hub: the other hub of the school and the cloud follow, what
// her tablet brings later is acknowledged and not kept, a backup from before erases
// her again once it hears of it, and nobody else loses anything.
func TestErase_ReachesEveryHolder(t *testing.T) {
	cloudDir, dirA, dirB, dirOld, stick := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	a, b := boot(t, dirA, "--demo", "6"), boot(t, dirB)
	for i, dir := range []string{dirA, dirB} {
		run(t, "enroll", "--data", dir, "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, i))
	}
	run(t, "school", "join", schoolCode(t, dirA), "--data", dirB)
	class, _ := readDemo(t, dirA)
	gone, stays := class.Learners[0], class.Learners[1]
	tab := enrol(t, a.url, class.Token, gone.ID, gone.Pictures)
	other := enrol(t, a.url, class.Token, stays.ID, stays.Pictures)
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)
	other.must(t, "POST", "/ops", other.batch(other.attempt(1), other.attempt(2), other.attempt(3)), nil)
	run(t, "sync", "--data", dirA)
	run(t, "sync", "--data", dirB)
	code := strings.Fields(strings.SplitAfter(run(t, "backup", stick, "--data", dirA), "recovery code ")[1])[0]

	if out := run(t, "learner", "erase", gone.Name, "--data", dirA); !strings.Contains(out, "--yes") {
		t.Fatalf("without --yes: %s", out)
	}
	run(t, "learner", "erase", gone.ID, "--yes", "--data", dirA)
	var ack struct{ Durable [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(3)), &ack) // late, and one again
	if fmt.Sprint(ack.Durable) != "[[1 3]]" {
		t.Errorf("her tablet is told %v; want 1–3, so that it forgets", ack.Durable)
	}
	for range 2 {
		run(t, "sync", "--data", dirA)
		run(t, "sync", "--data", dirB)
	}
	for name, r := range map[string]*running{dirA: a, dirB: b} {
		list := pupils(t, r, name)
		if _, ok := list[gone.ID]; ok || len(list) != 5 || countAnswers(t, name) != 3 {
			t.Errorf("%s lists %v and counts %d answers, want five children and 3", name, list, countAnswers(t, name))
		}
	}
	var status struct {
		Erasures struct{ Learners, Pending, Blanked, Waiting int }
		Alarms   int
	}
	if err := json.Unmarshal([]byte(run(t, "status", "--json", "--data", dirA)), &status); err != nil {
		t.Fatal(err)
	}
	if e := status.Erasures; e.Learners != 1 || e.Pending != 0 || e.Blanked == 0 || e.Waiting != 0 || status.Alarms != 0 {
		t.Errorf("status %+v", status)
	}
	a.stop()
	run(t, "restore", stick, "--code", code, "--data", dirOld)
	old := boot(t, dirOld)
	run(t, "sync", "--data", dirOld)
	run(t, "sync", "--data", dirOld)
	if list := pupils(t, old, dirOld); len(list) != 5 || countAnswers(t, dirOld) != 3 {
		t.Errorf("the restored hub lists %v and counts %d answers", list, countAnswers(t, dirOld))
	}
}
