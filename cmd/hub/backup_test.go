package main_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The way back from a stolen or broken machine, with the programs as they ship: a
// backup, more answers of which the cloud has some and a tablet the rest, another
// machine. Then the first machine turns up again and both run: nothing is lost,
// nothing doubles, and both say that there are two.
func TestWay_BackupRestoreClone(t *testing.T) {
	cloudDir, dirA, dirB, stick := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "new"), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub := built(t, "hub")
	urlA, stopA := startStopping(t, hub, "serve", "--data", dirA, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history")
	output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, 0), "--data", dirA)
	class, _ := readDemo(t, dirA)
	tab := enrol(t, urlA, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	other := enrol(t, urlA, class.Token, class.Learners[1].ID, class.Learners[1].Pictures)
	answers := func(tab *tablet, from, to uint64) (ops []string) {
		for seq := from; seq <= to; seq++ {
			ops = append(ops, tab.attempt(seq))
		}
		return ops
	}
	tab.must(t, "POST", "/ops", tab.batch(answers(tab, 1, 10)...), nil)
	code := backUp(t, hub, dirA, stick)
	tab.must(t, "POST", "/ops", tab.batch(answers(tab, 11, 20)...), nil)
	output(t, hub, "sync", "--data", dirA)
	tab.must(t, "POST", "/ops", tab.batch(answers(tab, 21, 25)...), nil)
	stopA() // the cloud has 1 to 20, the stick 1 to 10, the tablet forgot those and holds the rest

	output(t, hub, "restore", stick, "--data", dirB, "--code", strings.ToLower(code))
	urlB, stopB := startStopping(t, hub, "serve", "--data", dirB, "--listen", "127.0.0.1:0")
	tab.url = urlB
	var ack struct{ Durable, Want [][2]uint64 }
	archive := strings.TrimSuffix(tab.batch(), "}") + `,"archive":[[21,25]]}`
	tab.must(t, "POST", "/ops", archive, &ack)
	if fmt.Sprint(ack.Want) != "[[21 25]]" {
		t.Errorf("the restored hub wants %v, want 21 to 25", ack.Want)
	}
	tab.must(t, "POST", "/ops", tab.batch(answers(tab, 21, 25)...), &ack)
	syncUntil(t, hub, dirB, func() bool {
		tab.must(t, "POST", "/ops", tab.batch(), &ack)
		return fmt.Sprint(ack.Durable) == "[[1 25]]"
	})
	if got := status(t, hub, dirB); got.Lost != 0 || got.Alarms != 0 || len(got.Attention.Copies) != 1 || got.Attention.Copies[0].Live {
		t.Errorf("the restored hub says %+v; want nothing lost and one copy at rest", got)
	}
	output(t, hub, "sync", "--data", dirB) // and now both sides know that they agree

	urlA = startProgram(t, hub, "serve", "--data", dirA, "--listen", "127.0.0.1:0")
	other.url = urlA
	other.must(t, "POST", "/ops", other.batch(answers(other, 1, 7)...), nil)
	syncUntil(t, hub, dirA, func() bool { return len(status(t, hub, dirA).Attention.Copies) > 0 })
	syncUntil(t, hub, dirB, func() bool { c := status(t, hub, dirB).Attention.Copies; return len(c) > 1 && c[1].Live })
	stopB()
	if got := attemptsAt(t, cloudsync, cloudDir); got != 32 {
		t.Errorf("the ministry counts %d answers, want 32", got)
	}
	for _, dir := range []string{dirA, dirB} {
		if got := countAnswers(t, dir); got != 32 {
			t.Errorf("%s counts %d answers, want 32", dir, got)
		}
	}
}

func backUp(t *testing.T, hub, dir, stick string) (code string) {
	t.Helper()
	for range 2 { // the newer one takes the place of the older
		out := output(t, hub, "backup", stick, "--data", dir)
		_, rest, ok := strings.Cut(out, "recovery code ")
		if !ok || code != "" && !strings.HasPrefix(rest, code) {
			t.Fatalf("backup said %q after the code %q", out, code)
		}
		code, _, _ = strings.Cut(rest, "\n")
	}
	files, err := filepath.Glob(filepath.Join(stick, "darasa", "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("on the stick: %v, %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(raw), "SQLite format") || strings.Contains(string(raw), "secret") {
		t.Errorf("the backup shows what it holds: %v", err)
	}
	return code
}

// Whatever is wrong with a restore is one clear line, and nothing is left behind.
func TestRestore_Errors(t *testing.T) {
	dir, stick, empty := t.TempDir(), t.TempDir(), t.TempDir()
	boot(t, dir, "--demo", "2").stop()
	_, out, errs := command(t, "backup", stick, "--data", dir)
	_, rest, ok := strings.Cut(out, "recovery code ")
	if !ok {
		t.Fatalf("backup said %q %q", out, errs)
	}
	code, _, _ := strings.Cut(rest, "\n")
	half, cut := t.TempDir(), t.TempDir()
	files, _ := filepath.Glob(filepath.Join(stick, "darasa", "*"))
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string][]byte{filepath.Join(half, "a.darasa"): raw[:len(raw)/2], filepath.Join(cut, "a.darasa"): raw[:10]} {
		if err := os.WriteFile(name, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ name, path, data, code, want string }{
		{"not empty", stick, dir, code, "is not empty"},
		{"mistyped code", stick, filepath.Join(empty, "a"), code[:len(code)-1], "26 letters and digits"},
		{"another hub's code", stick, filepath.Join(empty, "b"), strings.Repeat("A", 26), "opens with this code"},
		{"no stick", filepath.Join(stick, "missing"), filepath.Join(empty, "c"), code, "plugged in"},
		{"half copied", half, filepath.Join(empty, "d"), code, "copy it again"},
		{"cut at its head", cut, filepath.Join(empty, "e"), code, "copy it again"},
	} {
		status, _, errs := command(t, "restore", tt.path, "--data", tt.data, "--code", tt.code)
		if status != 2 || !strings.Contains(errs, tt.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: %d %q, want %q", tt.name, status, errs, tt.want)
		}
		left, _ := filepath.Glob(filepath.Join(tt.data, "*.*"))
		if tt.name != "not empty" && len(left) != 0 {
			t.Errorf("%s left %v", tt.name, left)
		}
	}
	again := filepath.Join(empty, "good")
	if status, out, errs := command(t, "restore", stick, "--data", again, "--code", " "+strings.ToLower(strings.ReplaceAll(code, "-", " "))); status != 0 {
		t.Fatalf("restore: %d %q %q", status, out, errs)
	}
	class, before := readDemo(t, dir)
	if _, after := readDemo(t, again); string(after) != string(before) {
		t.Error("demo.json differs")
	}
	r := boot(t, again)
	enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
}

// startStopping starts a program that the test kills before it ends itself.
func startStopping(t *testing.T, path string, args ...string) (url string, stop func()) {
	t.Helper()
	cmd := exec.Command(path, args...)
	url = ready(t, cmd)
	return url, func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// statusOf is what hub status says of copies and losses.
type statusOf struct {
	Lost, Alarms int
	Attention    struct{ Copies []struct{ Live bool } }
}

func status(t *testing.T, hub, dir string) (s statusOf) {
	t.Helper()
	if err := json.Unmarshal([]byte(output(t, hub, "status", "--data", dir, "--json")), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// syncUntil exchanges a few times: what is too much for one exchange comes by the next.
func syncUntil(t *testing.T, hub, dir string, done func() bool) {
	t.Helper()
	for range 5 {
		output(t, hub, "sync", "--data", dir)
		if done() {
			return
		}
	}
	t.Errorf("five exchanges did not do; status %+v", status(t, hub, dir))
}

// countAnswers reads a copy of a hub's store.
func countAnswers(t *testing.T, dir string) (answers int) {
	t.Helper()
	db, err := sql.Open("sqlite", copyStore(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow("SELECT sum(answers) FROM learner").Scan(&answers); err != nil {
		t.Fatal(err)
	}
	return answers
}
