package main_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A hub whose newest work is gone from its card says so, starts all the same, and
// has every answer back from the cloud and the tablet.
func TestWay_Repair(t *testing.T) {
	cloudDir, dir := t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub := built(t, "hub")
	boot(t, dir, "--demo", "12").stop()
	output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, 0), "--data", dir)
	url, kill := startStopping(t, hub, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	class, _ := readDemo(t, dir)
	tab := enrol(t, url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	ops := func(from, to uint64) (ops []string) {
		for seq := from; seq <= to; seq++ {
			ops = append(ops, tab.attempt(seq))
		}
		return ops
	}
	tab.must(t, "POST", "/ops", tab.batch(ops(1, 20)...), nil)
	output(t, hub, "sync", "--data", dir)
	tab.must(t, "POST", "/ops", tab.batch(ops(21, 30)...), nil)
	kill()
	if err := os.Remove(filepath.Join(dir, "hub.db-wal")); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "hub.db"))
	if err != nil {
		t.Fatal(err)
	}

	tab.url, _ = startStopping(t, hub, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if said := output(t, hub, "status", "--data", dir); !strings.Contains(said, "repaired") || !strings.Contains(said, "log is gone") {
		t.Errorf("status says %q", said)
	}
	aside, err := filepath.Glob(filepath.Join(dir, "hub.db.damaged-*"))
	if err != nil || len(aside) == 0 {
		t.Fatal(aside, err)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, before) {
		t.Errorf("the damaged file was changed: %v", err)
	}
	if status, _, _ := tab.do("POST", "/ops", tab.batch()); status != http.StatusUnauthorized {
		t.Fatalf("the hub that forgot the tablet answered %d", status)
	}
	tab.must(t, "POST", "/devices", fmt.Sprintf(`{"token":%q,"again":{"number":%d,"secret":%q}}`, class.Token, tab.device, tab.bearer), nil)
	var ack struct{ Durable, Want [][2]uint64 }
	tab.must(t, "POST", "/ops", strings.TrimSuffix(tab.batch(), "}")+`,"archive":[[21,30]]}`, &ack)
	if fmt.Sprint(ack.Want) != "[[21 30]]" {
		t.Errorf("the hub wants %v of the tablet, want 21 to 30", ack.Want)
	}
	tab.must(t, "POST", "/ops", tab.batch(ops(21, 30)...), nil)
	syncUntil(t, hub, dir, func() bool {
		tab.must(t, "POST", "/ops", tab.batch(), &ack)
		return fmt.Sprint(ack.Durable) == "[[1 30]]"
	})
	if got := countAnswers(t, dir); got != 30 {
		t.Errorf("the hub counts %d answers, want 30", got)
	}
	output(t, hub, "sync", "--data", dir)
	if got := attemptsAt(t, cloudsync, cloudDir); got != 30 {
		t.Errorf("the ministry counts %d answers, want 30", got)
	}
}
