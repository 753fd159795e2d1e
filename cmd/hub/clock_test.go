package main_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	hub "darasa/cmd/hub"
)

// bootAt boots a hub on a machine whose calendar shows wall.
func bootAt(t *testing.T, dir string, wall time.Time) *running {
	t.Helper()
	r := &running{dir: dir, stderr: &buffer{}}
	read, write := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	m := hub.NewMain([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "1", "--no-history"}, write, r.stderr)
	start := time.Now()
	m.Wall = func() time.Time { return wall.Add(time.Since(start)) }
	go func() { code <- m.Run(ctx); _ = write.Close() }()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("the hub did not get ready: %v; %s", err, r.stderr)
	}
	r.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	r.stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { r.stop() })
	return r
}

// TestClock_WithoutBattery restarts a hub in 1970, in 2031 and in 1970 again. Its
// stamps never go back and never stand still, a later decision wins over an earlier
// one, and every answer is taken whatever the date.
func TestClock_WithoutBattery(t *testing.T) {
	dir := t.TempDir()
	real := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	var tab *tablet
	var last [2]int64
	var ack struct {
		Now     [2]int64
		Trusted bool
		Durable [][2]uint64
		Plan    *struct{ Number int }
	}
	before := func(a, b [2]int64) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }
	for i, wall := range []time.Time{real, time.Unix(0, 0), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(5, 0)} {
		r := bootAt(t, dir, wall)
		class, _ := readDemo(t, dir)
		if tab == nil {
			tab = enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
		}
		tab.url = r.url
		for range 2 {
			tab.must(t, "POST", "/ops", tab.batch(tab.attempt(uint64(i+1))), &ack)
			if !before(last, ack.Now) || ack.Trusted {
				t.Fatalf("start %d: stamp %v after %v, trusted %v", i, ack.Now, last, ack.Trusted)
			}
			if ack.Now[0] == last[0] {
				t.Errorf("start %d: the clock stands still at %v", i, ack.Now)
			}
			last = ack.Now
			time.Sleep(30 * time.Millisecond)
		}
		if fmt.Sprint(ack.Durable) != fmt.Sprintf("[[1 %d]]", i+1) {
			t.Errorf("start %d: durable %v", i, ack.Durable)
		}
		teacher := browser{url: r.url}
		teacher.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password), nil)
		kind := []string{"pin", "none"}[i%2]
		teacher.must(t, "POST", "/teacher/decisions", fmt.Sprintf(`{"learner":%q,"skill":"add-within-10","kind":%q}`, tab.learner, kind), nil)
		var plan struct{ Number int }
		tab.must(t, "GET", "/plan?learner="+tab.learner, "", &plan)
		if plan.Number != i+1 {
			t.Errorf("start %d: plan %d, so the newer decision did not win", i, plan.Number)
		}
		if i == 1 {
			tick := real.UnixMilli()/10 + 4_000_000_000
			teacher.must(t, "POST", "/teacher/clock", fmt.Sprintf(`{"real":%d}`, tick), nil)
			tab.must(t, "POST", "/ops", tab.batch(), &ack)
			if !ack.Trusted || ack.Now[0] < tick || ack.Now[0] > tick+1000 {
				t.Errorf("after the phone: %+v", ack)
			}
			last = ack.Now
		}
		r.stop()
	}
}
