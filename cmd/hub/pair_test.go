package main_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Two hubs in one building and no cloud at all: a code shown on one and typed on the
// other makes them one school, and they bring each other whatever either lacks, both
// ways in one call.
func TestPair_TwoHubsWithoutCloud(t *testing.T) {
	dirA, dirB := t.TempDir(), t.TempDir()
	a, b := boot(t, dirA, "--demo", "10"), boot(t, dirB)
	class, _ := readDemo(t, dirA)
	child := class.Learners[0]
	tab := enrol(t, a.url, class.Token, child.ID, child.Pictures)
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), nil)

	code, _, errs := command(t, "pair", "AAAA-BBBB-CCCC-DDDD", "--at", a.url, "--data", dirB)
	oneLine(t, code, errs, "no code now")
	shown := strings.Fields(strings.TrimPrefix(run(t, "pair", "--data", dirA), "pairing code "))[0]
	code, _, errs = command(t, "pair", "AAAA-BBBB-CCCC-DDDD", "--at", a.url, "--data", dirB)
	oneLine(t, code, errs, "not the code")
	run(t, "pair", strings.ToLower(shown), "--at", a.url, "--data", dirB)
	code, _, errs = command(t, "pair", shown, "--at", a.url, "--data", dirB)
	oneLine(t, code, errs, "no code now") // good once

	run(t, "sync", "--data", dirB)
	want := pupils(t, a, dirA)
	if got := pupils(t, b, dirB); len(want) != 10 || fmt.Sprint(got) != fmt.Sprint(want) || countAnswers(t, dirB) != 2 {
		t.Fatalf("the second hub shows %v and %d answers, want %v", got, countAnswers(t, dirB), want)
	}
	var ack struct{ Replicated [][2]uint64 }
	tabB := enrol(t, b.url, tokenOf(t, dirB), child.ID, child.Pictures)
	tabB.must(t, "POST", "/ops", tabB.batch(tabB.attempt(1)), &ack)
	run(t, "sync", "--data", dirB)
	tabB.must(t, "POST", "/ops", tabB.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 1]]" || countAnswers(t, dirA) != 3 {
		t.Errorf("the first hub counts %d answers and signed for %v, want 3 and 1–1", countAnswers(t, dirA), ack.Replicated)
	}
	// After a restart they still know each other.
	b.stop()
	boot(t, dirB)
	if out := run(t, "sync", "--data", dirB); !strings.Contains(out, "0 failed") {
		t.Errorf("after a restart: %s", out)
	}
	// A stranger with no pairing gets nothing.
	response, err := http.Post(a.url+"/v1/exchange", "application/octet-stream", strings.NewReader("x"))
	if err != nil || response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger got %v %v", response, err)
	}
	_ = response.Body.Close()
}

// Five wrong codes and the one that is shown is gone.
func TestPair_ErrGuessing(t *testing.T) {
	dirA, dirB := t.TempDir(), t.TempDir()
	a := boot(t, dirA)
	boot(t, dirB)
	shown := strings.Fields(strings.TrimPrefix(run(t, "pair", "--data", dirA), "pairing code "))[0]
	for range 5 {
		command(t, "pair", "AAAA-BBBB-CCCC-DDDD", "--at", a.url, "--data", dirB)
	}
	code, _, errs := command(t, "pair", shown, "--at", a.url, "--data", dirB)
	oneLine(t, code, errs, "no code now")
	code, _, errs = command(t, "pair", "short", "--at", a.url, "--data", dirB)
	oneLine(t, code, errs, "16 letters")
}
