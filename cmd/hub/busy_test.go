package main_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestBusy_NobodyIsTurnedAway lets forty tablets answer as fast as they can while the
// teacher looks at every page, backups are written, the cloud is exchanged with and
// the hub is asked how it is. No call fails: a store with one writer and its own
// queue is never "locked".
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
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, l := range class.Learners {
		tab := enrol(t, url, class.Token, l.ID, l.Pictures)
		wg.Go(func() {
			for seq := uint64(1); ctx.Err() == nil; seq++ {
				if status, body, err := tab.do("POST", "/ops", tab.batch(tab.attempt(seq))); err != nil || status != http.StatusOK {
					t.Errorf("answer %d of tablet %d: %d %s %v", seq, tab.device, status, body, err)
					return
				}
				tab.acked.Store(seq)
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
}
