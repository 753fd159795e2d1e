package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// waitingEach is how many answers each tablet brings at once before the exchange.
const waitingEach = 100

// TestBusy_NobodyIsTurnedAway lets forty tablets answer as fast as they can while the
// teacher looks at every page, backups are written, thousands of answers go to the
// cloud and the hub is asked how it is. No call fails, nothing is refused or lost: a
// store with one writer and its own queue is never "locked".
func TestBusy_NobodyIsTurnedAway(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 1
		t.Log("short: 1 round instead of 6")
	}
	cloudDir, dir, stick := t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub, url := program(t, "hub", "serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "40", "--no-history")
	output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, 0), "--data", dir)
	class, _ := readDemo(t, dir)
	var tablets []*tablet
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, l := range class.Learners {
		tab := enrol(t, url, class.Token, l.ID, l.Pictures)
		tablets = append(tablets, tab)
		wg.Go(func() {
			ops := make([]string, waitingEach)
			for i := range ops {
				ops[i] = tab.attempt(uint64(i + 1))
			}
			for seq := uint64(waitingEach); ctx.Err() == nil; seq++ {
				if err := tab.taken(ops, seq); err != nil {
					t.Errorf("answer %d of tablet %d: %v", seq, tab.device, err)
					return
				}
				ops = []string{tab.attempt(seq + 1)}
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	teacher := browser{url: url}
	teacher.must(t, "POST", "/teacher/sign-in", `{"name":"`+class.Teacher.Name+`","password":"`+class.Teacher.Password+`"}`, nil)
	wg.Go(func() {
		for ctx.Err() == nil {
			for _, path := range []string{"/teacher/board", "/teacher/skills", "/teacher/week", "/teacher/attention", "/teacher/status", "/teacher/learners/" + class.Learners[3].ID} {
				if status, body, err := teacher.do("GET", path, ""); err != nil || status != http.StatusOK {
					t.Errorf("%s: %d %s %v", path, status, body, err)
				}
			}
		}
	})
	for range rounds {
		output(t, hub, "backup", stick, "--data", dir)
		output(t, hub, "sync", "--data", dir)
		if said := output(t, hub, "report", "items", "--data", dir); strings.Contains(said, "locked") {
			t.Errorf("the report says %q", said)
		}
		output(t, hub, "status", "--data", dir)
	}
	stop()
	wg.Wait()
	if t.Failed() {
		return
	}
	verify(t, url, class, tablets, 0)
	output(t, hub, "sync", "--data", dir)
	for _, tab := range tablets {
		var ack struct{ Replicated [][2]uint64 }
		if tab.must(t, "POST", "/ops", tab.batch(), &ack); fmt.Sprint(ack.Replicated) != fmt.Sprintf("[[1 %d]]", tab.sent.Load()) {
			t.Errorf("tablet %d sent %d answers, of which the cloud signed for %v", tab.device, tab.sent.Load(), ack.Replicated)
		}
	}
}

// taken sends ops up to a number and requires that the hub takes all of them.
func (tab *tablet) taken(ops []string, last uint64) error {
	tab.sent.Store(last)
	status, body, err := tab.do("POST", "/ops", tab.batch(ops...))
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("%d %s %w", status, body, err)
	}
	var ack struct {
		Durable [][2]uint64
		Refused []json.RawMessage
	}
	if err := json.Unmarshal(body, &ack); err != nil {
		return err
	}
	if len(ack.Refused) > 0 || fmt.Sprint(ack.Durable) != fmt.Sprintf("[[1 %d]]", last) {
		return fmt.Errorf("acknowledged as %s", body)
	}
	tab.acked.Store(last)
	return nil
}
