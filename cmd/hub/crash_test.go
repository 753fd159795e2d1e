package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // for TestServe_ErrNewerDatabase
)

// launch starts the real program and waits until it answers.
func launch(t *testing.T, path, dir, listen string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(path, "serve", "--data", dir, "--listen", listen, "--demo", "12", "--no-history")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the hub did not get ready: %v", err)
	}
	return cmd, strings.TrimSpace(strings.TrimPrefix(line, "ready "))
}

// TestKill_NothingAcknowledgedIsLost kills the hub by SIGKILL again and again
// while tablets answer as fast as they can, and checks after every start that each
// acknowledged answer is there, once.
func TestKill_NothingAcknowledgedIsLost(t *testing.T) {
	kills := 50
	if testing.Short() {
		kills = 3
		t.Log("short: 3 kills instead of 50")
	}
	path, dir := built(t, "hub"), t.TempDir()
	cmd, url := launch(t, path, dir, "127.0.0.1:0")
	class, _ := readDemo(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address := &atomic.Value{}
	address.Store(url)
	var wg sync.WaitGroup
	tablets := make([]*tablet, len(class.Learners))
	for i, l := range class.Learners {
		tablets[i] = enrol(t, url, class.Token, l.ID, l.Pictures)
		tablets[i].address = address
		wg.Go(func() { tablets[i].answerUntil(ctx) })
	}
	for i := range kills {
		time.Sleep(time.Duration(20+i*7%60) * time.Millisecond)
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		cmd, url = launch(t, path, dir, "127.0.0.1:0")
		address.Store(url)
		verify(t, url, class, tablets, i)
	}
	stop()
	wg.Wait()
	total := verify(t, url, class, tablets, kills)
	notRepaired(t, dir)
	if total < kills {
		t.Errorf("only %d answers were acknowledged in %d kills", total, kills)
	}
	t.Logf("%d kills, %d acknowledged answers, 0 lost", kills, total)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("SIGTERM ended with %v", err)
	}
}

// notRepaired checks that what a kill or a power cut leaves is not taken for damage.
func notRepaired(t *testing.T, dir string) {
	t.Helper()
	if aside, err := filepath.Glob(filepath.Join(dir, "*damaged*")); err != nil || len(aside) != 0 {
		t.Errorf("a sound store was set aside: %v, %v", aside, err)
	}
}

// verify looks at what the hub holds. What was acknowledged before the look must be
// there; no learner may count more answers than were sent.
func verify(t *testing.T, url string, class demoClass, tablets []*tablet, kill int) (acknowledged int) {
	t.Helper()
	acked := make([]uint64, len(tablets))
	for i, tab := range tablets {
		acked[i] = tab.acked.Load()
	}
	b := browser{url: url}
	b.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password), nil)
	var held struct {
		Streams []struct {
			Writer struct{ Device uint32 }
			Epoch  uint32
			Ranges [][2]uint64
		}
		Learners []struct {
			ID      string
			Answers uint64
		}
	}
	b.must(t, "GET", "/teacher/attempts", "", &held)
	counts := map[string]uint64{}
	for _, l := range held.Learners {
		counts[l.ID] = l.Answers
	}
	for i, tab := range tablets {
		var top uint64
		for _, s := range held.Streams {
			if s.Writer.Device == tab.device && s.Epoch == tab.epoch && len(s.Ranges) == 1 && s.Ranges[0][0] == 1 {
				top = s.Ranges[0][1]
			}
		}
		if top < acked[i] {
			t.Fatalf("kill %d: tablet %d was promised %d ops, the hub holds %d", kill, i, acked[i], top)
		}
		if sent, n := tab.sent.Load(), counts[tab.learner]; n > sent || n < acked[i] {
			t.Fatalf("kill %d: learner of tablet %d counts %d answers, %d acknowledged, %d sent", kill, i, n, acked[i], sent)
		}
		acknowledged += int(acked[i])
	}
	return acknowledged
}

// TestSIGTERM_FinishesWhatWasAcknowledged stops the real hub under load by SIGTERM.
func TestSIGTERM_FinishesWhatWasAcknowledged(t *testing.T) {
	path, dir := built(t, "hub"), t.TempDir()
	cmd, url := launch(t, path, dir, "127.0.0.1:0")
	class, _ := readDemo(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address := &atomic.Value{}
	address.Store(url)
	var wg sync.WaitGroup
	tablets := make([]*tablet, len(class.Learners))
	for i, l := range class.Learners {
		tablets[i] = enrol(t, url, class.Token, l.ID, l.Pictures)
		tablets[i].address = address
		wg.Go(func() { tablets[i].answerUntil(ctx) })
	}
	time.Sleep(200 * time.Millisecond)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("SIGTERM ended with %v", err)
	}
	stop()
	wg.Wait()
	_, url = launch(t, path, dir, "127.0.0.1:0")
	if n := verify(t, url, class, tablets, 0); n == 0 {
		t.Error("nothing was acknowledged")
	}
	var stored json.RawMessage
	get(t, url+"/api/v1/hub", &stored)
}
