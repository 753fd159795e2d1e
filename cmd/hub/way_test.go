package main_test

import (
	"bufio"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"darasa/internal/crdt"
)

// program builds and starts a real server and returns its address.
func program(t *testing.T, name string, args ...string) (path, url string) {
	t.Helper()
	path = built(t, name)
	return path, startProgram(t, path, args...)
}

func startProgram(t *testing.T, path string, args ...string) (url string) {
	t.Helper()
	return ready(t, exec.Command(path, args...))
}

// ready starts a server and waits for its address.
func ready(t *testing.T, cmd *exec.Cmd) (url string) {
	t.Helper()
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if address, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return address
		}
	}
	t.Fatalf("%s did not get ready", cmd.Path)
	return ""
}

func output(t *testing.T, path string, args ...string) string {
	t.Helper()
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// The whole way with the programs as they ship: an answer, and an op that only the
// next version understands, go from a tablet to one hub, to the cloud, to the
// school's other hub and back as an acknowledgement, without a changed byte.
func TestWay_TabletHubCloudHub(t *testing.T) {
	cloudDir, dirA, dirB := t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub, urlA := program(t, "hub", "serve", "--data", dirA, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history", "--cloud", cloudURL)
	startProgram(t, hub, "serve", "--data", dirB, "--listen", "127.0.0.1:0", "--demo", "12", "--no-history", "--cloud", cloudURL)
	for i, dir := range []string{dirA, dirB} {
		output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, i), "--data", dir)
	}
	class, _ := readDemo(t, dirA)
	tab := enrol(t, urlA, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	future := fmt.Sprintf(`{"seq":2,"at":[179543600000,3],"boot":1,"mono":900,"kind":200,"body":%q,"cols":{"700":%q}}`,
		base64.RawURLEncoding.EncodeToString([]byte("from the next version")), base64.RawURLEncoding.EncodeToString([]byte{0, 255, 1}))
	var ack struct{ Durable, Replicated [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1), future), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 2]]" || len(ack.Replicated) != 0 {
		t.Fatalf("first acknowledgement %+v, want durable 1–2 and nothing replicated", ack)
	}
	for _, dir := range []string{dirB, dirA, dirB} {
		output(t, hub, "sync", "--once", "--data", dir)
	}
	tab.must(t, "POST", "/ops", tab.batch(), &ack)
	if fmt.Sprint(ack.Replicated) != "[[1 2]]" {
		t.Errorf("after the exchange replicated = %v, want 1–2", ack.Replicated)
	}
	want, answersA := look(t, dirA)
	got, answersB := look(t, dirB)
	if string(got) != string(want) || answersA != 1 || answersB != 1 {
		t.Errorf("the other hub holds %q and %d answers, want %q and %d", got, answersB, want, answersA)
	}
	op, _, err := crdt.DecodeOp(got)
	if err != nil || op.Kind != 200 || string(op.Body) != "from the next version" || len(op.Columns) != 1 || string(op.Columns[0].Value) != "\x00\xff\x01" {
		t.Errorf("the op of the next version became %+v, %v", op, err)
	}
	if attempts := ministryAttempts(t, cloudURL, cloudDir); attempts != 1 {
		t.Errorf("the ministry counts %d answers, want 1", attempts)
	}
}

// enrolmentCode adds the school for its first hub and asks a further code for the
// next.
func enrolmentCode(t *testing.T, cloudsync, dir string, hub int) string {
	t.Helper()
	if hub == 0 {
		fields := strings.Fields(output(t, cloudsync, "school", "add", "Two hubs", "--data", dir))
		return fields[len(fields)-1]
	}
	id := strings.Fields(output(t, cloudsync, "school", "list", "--data", dir))[0]
	fields := strings.Fields(output(t, cloudsync, "school", "code", id, "--data", dir))
	return fields[len(fields)-1]
}

// look reads a copy of a running hub's store: the op it cannot apply yet, in its
// canonical bytes, and how many answers it counts.
func look(t *testing.T, dir string) (unknown []byte, answers int) {
	t.Helper()
	db, err := sql.Open("sqlite", copyStore(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow("SELECT op, (SELECT sum(answers) FROM learner) FROM held").Scan(&unknown, &answers); err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	return unknown, answers
}

// copyStore copies a running hub's store as it lies there.
func copyStore(t *testing.T, dir string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(filepath.Join(dir, "hub.db") + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

func ministryAttempts(t *testing.T, url, dir string) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "ministry.json"))
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	response, err := client.Post(url+"/v1/ministry/sign-in", "application/json", strings.NewReader(string(raw)))
	if err != nil || response.StatusCode/100 != 2 {
		t.Fatalf("ministry sign-in: %v %v", response, err)
	}
	_ = response.Body.Close()
	response, err = client.Get(url + "/v1/ministry/overview")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var overview struct{ Totals struct{ Attempts int } }
	if err := json.NewDecoder(response.Body).Decode(&overview); err != nil {
		t.Fatal(err)
	}
	return overview.Totals.Attempts
}
