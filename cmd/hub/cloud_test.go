package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cloudsync starts the real cloud and returns its address and a code for a school.
func cloudsync(t *testing.T) (url, code string) {
	t.Helper()
	path, dir := built(t, "cloudsync"), t.TempDir()
	cmd := exec.Command(path, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the cloud did not get ready: %v", err)
	}
	added, err := exec.Command(path, "school", "add", "Demo school", "--data", dir).Output()
	if err != nil {
		t.Fatalf("add school: %v", err)
	}
	words := strings.Fields(string(added))
	return strings.TrimSpace(strings.TrimPrefix(line, "ready ")), words[len(words)-1]
}

// TestCloud_AnswersBecomeReplicated brings answers to the real cloud and sees them
// signed for: the tablet may forget them.
func TestCloud_AnswersBecomeReplicated(t *testing.T) {
	url, code := cloudsync(t)
	dir := t.TempDir()
	r := boot(t, dir, "--demo", "2", "--cloud", url)
	class, _ := readDemo(t, dir)
	tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	var ack struct{ Durable, Replicated [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), tab.attempt(2)), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 2]]" || len(ack.Replicated) != 0 {
		t.Fatalf("before enrolment %+v", ack)
	}
	if code, out, errs := command(t, "enroll", "--data", dir, "--cloud", url, "--code", code); code != 0 {
		t.Fatalf("enroll: %d %s %s", code, out, errs)
	}
	if code, out, errs := command(t, "sync", "--data", dir, "--once"); code != 0 {
		t.Fatalf("sync: %d %s %s", code, out, errs)
	}
	tab.must(t, "POST", "/ops", tab.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 2]]" {
		t.Errorf("after the exchange %+v", ack)
	}
	_, out, _ := command(t, "status", "--data", dir, "--json")
	var status struct {
		Cloud struct {
			URL                  string
			LastContact, Waiting int64
		}
	}
	if err := json.Unmarshal([]byte(out), &status); err != nil || status.Cloud.URL != url || status.Cloud.LastContact == 0 {
		t.Errorf("status %s %v", out, err)
	}
	if code, _, errs := command(t, "enroll", "--data", dir, "--cloud", url, "--code", code); code != 2 {
		t.Errorf("a code worked twice: %s", errs)
	}
	policies(t, dir)
	// A teacher turns them on again.
	teacherAt(t, r, dir).must(t, "POST", "/teacher/exchange", `{"mode":"free"}`, nil)
	// The running hub brings later answers by itself.
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(3)), &ack)
	for end := time.Now().Add(time.Minute); fmt.Sprint(ack.Replicated) != "[[1 3]]"; {
		if time.Now().After(end) {
			t.Fatalf("a minute later %+v; %s", ack, r.stderr)
		}
		time.Sleep(200 * time.Millisecond)
		tab.must(t, "POST", "/ops", tab.batch(), &ack)
	}
	r.stop()
	again := boot(t, dir)
	tab.url = again.url
	tab.must(t, "POST", "/ops", tab.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 3]]" {
		t.Errorf("after a restart %+v", ack)
	}
}

// policies checks that a policy is kept, obeyed and told, and that the last day's bytes
// are on the disk.
func policies(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"exchange", "off"}, {"exchange"}} {
		if code, out, errs := command(t, append(args, "--data", dir)...); code != 0 || !strings.Contains(out, "off; ") || !strings.Contains(out, "turned off") {
			t.Errorf("%v: %d %s %s", args, code, out, errs)
		}
	}
	if code, _, errs := command(t, "sync", "--data", dir, "--once"); code != 2 || !strings.Contains(errs, "turned off") {
		t.Errorf("an exchange while they are off: %d %s", code, errs)
	}
	for _, args := range [][]string{{"exchange", "seldom"}, {"exchange", "metered", "--daily", "5"}} {
		if code, _, errs := command(t, append(args, "--data", dir)...); code != 2 {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	if code, out, errs := command(t, "exchange", "metered", "--daily", "90000", "--data", dir); code != 0 {
		t.Errorf("metered: %d %s %s", code, out, errs)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "spending.json"))
	if _, out, _ := command(t, "status", "--data", dir); err != nil || !strings.Contains(out, " of 90000 bytes in the last day") || !strings.Contains(string(raw), `"spent"`) {
		t.Errorf("status %s, spending %s, %v", out, raw, err)
	}
	if code, _, errs := command(t, "exchange", "off", "--data", dir); code != 0 {
		t.Errorf("off: %s", errs)
	}
}

func TestEnroll_ErrNotACloud(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir)
	code, _, errs := command(t, "enroll", "--data", dir, "--cloud", r.url, "--code", "x")
	oneLine(t, code, errs, "")
	code, _, errs = command(t, "enroll", "--data", dir, "--cloud", "gopher://x", "--code", "x")
	oneLine(t, code, errs, "address of a cloud")
	code, _, errs = command(t, "enroll", "--data", dir, "--cloud", "http://127.0.0.1:1", "--code", "x")
	oneLine(t, code, errs, "")
}
