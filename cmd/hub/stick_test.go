package main_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A school that no link reaches: two hubs, a ministry, and somebody with a stick.
// The answer reaches the ministry and the other hub, the receipt comes back to the
// tablet, and nothing that people do to a stick does harm.
func TestWay_Stick(t *testing.T) {
	cloudDir, dirA, dirB, stick := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync := built(t, "cloudsync")
	hub, urlA := program(t, "hub", "serve", "--data", dirA, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history")
	startProgram(t, hub, "serve", "--data", dirB, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history")
	enrolThenCut(t, cloudsync, cloudDir, hub, dirA, dirB)

	class, _ := readDemo(t, dirA)
	tab := enrol(t, urlA, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	future := fmt.Sprintf(`{"seq":2,"at":[179543600000,3],"boot":1,"mono":900,"kind":200,"body":%q}`, base64.RawURLEncoding.EncodeToString([]byte("later")))
	var ack struct{ Durable, Replicated [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), future), &ack)

	for _, dir := range []string{dirA, dirB} {
		output(t, hub, "bundle", "write", stick, "--data", dir)
	}
	halfCopied(t, stick)
	want := "read bundles of 2 hubs"
	for range 2 { // twice, as people do
		if got := output(t, cloudsync, "bundle", "read", stick, "--data", cloudDir); !strings.HasPrefix(got, want) || strings.Count(got, "problem:") != 1 {
			t.Errorf("the cloud read %q; want %q and one problem, the half", got, want)
		}
	}
	if got := attemptsAt(t, cloudsync, cloudDir); got != 1 {
		t.Errorf("the ministry counts %d answers, want 1", got)
	}
	if got := output(t, cloudsync, "bundle", "write", stick, "--data", cloudDir); !strings.Contains(got, "took 2 off") || onStick(t, stick) != 2 {
		t.Errorf("after the answer %d bundles are left, and the cloud says %q; want its two answers", onStick(t, stick), got)
	}
	for _, dir := range []string{dirA, dirB} {
		for range 2 {
			output(t, hub, "bundle", "read", stick, "--data", dir)
		}
	}
	if n := onStick(t, stick); n != 0 {
		t.Errorf("%d bundles are left that were read to the end", n)
	}
	tab.must(t, "POST", "/ops", tab.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 2]]" {
		t.Errorf("after the stick came back replicated = %v, want 1–2", ack.Replicated)
	}
	op, _ := look(t, dirA)
	if got, answers := look(t, dirB); string(got) != string(op) || answers != 1 {
		t.Errorf("the other hub holds %q and %d answers, want %q and 1", got, answers, op)
	}
}

// A stick that went to the wrong school, or comes from no school, is left alone.
func TestStick_WrongSchool(t *testing.T) {
	cloudDir, dir, strange, stick := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub, _ := program(t, "hub", "serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "2", "--no-history")
	output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, 0), "--data", dir)
	output(t, hub, "bundle", "write", stick, "--data", dir)
	if got := output(t, hub, "bundle", "read", stick, "--data", dir); !strings.Contains(got, "read 0 bundles") || !strings.Contains(got, "1 for others") {
		t.Errorf("a hub that finds only its own writing says %q", got)
	}
	startProgram(t, cloudsync, "serve", "--data", strange, "--listen", "127.0.0.1:0")
	if got := output(t, cloudsync, "bundle", "read", stick, "--data", strange); !strings.Contains(got, "0 hubs") || !strings.Contains(got, "1 for others") {
		t.Errorf("another ministry's cloud says %q", got)
	}
	out, err := exec.Command(hub, "bundle", "read", filepath.Join(stick, "missing"), "--data", dir).CombinedOutput()
	if err == nil || strings.Count(strings.TrimSpace(string(out)), "\n") != 0 || !strings.Contains(string(out), "plugged in") {
		t.Errorf("no stick: %q, %v", out, err)
	}
}

// enrolThenCut enrols hubs with a cloud of which nobody hears again.
func enrolThenCut(t *testing.T, cloudsync, cloudDir, hub string, dirs ...string) {
	t.Helper()
	t.Run("enrol", func(t *testing.T) {
		url := startProgram(t, cloudsync, "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
		for i, dir := range dirs {
			output(t, hub, "enroll", "--cloud", url, "--code", enrolmentCode(t, cloudsync, cloudDir, i), "--data", dir)
		}
	})
}

// onStick counts the bundles in the folder of ours.
func onStick(t *testing.T, stick string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(stick, "darasa", "*.darasa"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// halfCopied leaves what a stick pulled out too early holds.
func halfCopied(t *testing.T, stick string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(stick, "darasa", "*.darasa"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v on the stick, %v; want two bundles", files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(stick, "copy.darasa"), whole[:len(whole)*2/3], 0o600); err != nil {
		t.Fatal(err)
	}
}

func attemptsAt(t *testing.T, cloudsync, dir string) int {
	t.Helper()
	var status struct {
		Attempts int `json:"attempts"`
	}
	if err := json.Unmarshal([]byte(output(t, cloudsync, "status", "--json", "--data", dir)), &status); err != nil {
		t.Fatal(err)
	}
	return status.Attempts
}

// A teacher's phone is the stick: what it takes reaches the ministry, what it brings
// comes back as a receipt; a half copy and another school's file do no harm and say so.
func TestWay_Phone(t *testing.T) {
	cloudDir, dir, other, stick := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync := built(t, "cloudsync")
	hub, url := program(t, "hub", "serve", "--data", dir, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history")
	startProgram(t, hub, "serve", "--data", other, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history")
	class, _ := readDemo(t, dir)
	phone := &browser{url: url}
	phone.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password), nil)
	if status, answer, err := phone.do("GET", "/teacher/bundle", ""); err != nil || status != 404 || !strings.Contains(string(answer), "not enrolled") {
		t.Errorf("without a ministry: %d %s %v", status, answer, err)
	}
	enrolThenCut(t, cloudsync, cloudDir, hub, dir, other)
	tab := enrol(t, url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	var ack struct{ Durable, Replicated [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1)), &ack)

	status, file, err := phone.do("GET", "/teacher/bundle", "")
	if err != nil || status != 200 {
		t.Fatalf("take: %d %.200s %v", status, file, err)
	}
	if err := os.WriteFile(filepath.Join(stick, "from-the-phone.darasa"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	output(t, cloudsync, "bundle", "read", stick, "--data", cloudDir)
	if got := attemptsAt(t, cloudsync, cloudDir); got != 1 {
		t.Errorf("the ministry counts %d answers, want 1", got)
	}
	output(t, cloudsync, "bundle", "write", stick, "--data", cloudDir)
	bring(t, phone, stick)
	tab.must(t, "POST", "/ops", tab.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 1]]" {
		t.Errorf("after the phone came back replicated = %v, want 1", ack.Replicated)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "carry-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// bring hands every file of a stick to a hub twice, and once half, and once one that
// is no bundle.
func bring(t *testing.T, phone *browser, stick string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(stick, "darasa", "*.darasa"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v on the stick, %v", files, err)
	}
	phone.kind = "application/octet-stream"
	read, others := 0, 0
	for _, name := range append(files, files...) {
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var done struct {
			Files, Others, Receipts int
			Problems                []string
		}
		phone.must(t, "POST", "/teacher/bundle", string(whole), &done)
		read, others = read+done.Files, others+done.Others
		if len(done.Problems) > 0 {
			t.Errorf("problems %v", done.Problems)
		}
		phone.must(t, "POST", "/teacher/bundle", string(whole[:len(whole)/2]), &done)
		if done.Files == 1 && len(done.Problems) != 1 {
			t.Errorf("half a file: %+v", done)
		}
	}
	if read != 2 {
		t.Errorf("%d files read and %d left alone, want 2 read", read, others)
	}
	var done struct{ Problems []string }
	phone.must(t, "POST", "/teacher/bundle", strings.Repeat("not a bundle ", 20), &done)
	if len(done.Problems) != 1 || !strings.Contains(done.Problems[0], "not a bundle") {
		t.Errorf("something else: %+v", done)
	}
}
