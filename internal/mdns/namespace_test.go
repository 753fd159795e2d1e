package mdns_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"darasa/internal/mdns"
	"darasa/internal/school"
)

// These tests run this test program again inside network namespaces of their own:
// two hosts joined by one cable, with no way to any other network.

const role = "DARASA_MDNS_ROLE" // publish ID, or find SECONDS

func TestMain(m *testing.M) {
	words := strings.Fields(os.Getenv(role))
	if len(words) != 2 {
		os.Exit(m.Run())
	}
	if err := play(words[0], words[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// play is what a host of the test network runs. It ends with its standard input.
func play(role, argument string) error {
	if role == "find" {
		wait, err := time.ParseDuration(argument)
		if err != nil {
			return err
		}
		hubs, err := mdns.Find(context.Background(), wait)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(hubs)
	}
	id, err := school.ParseID(argument)
	if err != nil {
		return err
	}
	p, err := mdns.NewPublisher(mdns.Announcement{Hub: id, Label: "Class hub", Port: 8080},
		slog.New(slog.NewTextHandler(os.Stdout, nil)))
	if err != nil {
		return err
	}
	p.Ticks = time.Tick(200 * time.Millisecond)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); cancel() }()
	return p.Run(ctx)
}

// cable is two namespaces with one interface each, both named "cable0".
type cable struct{ a, b string }

func mustRun(t *testing.T, words string) {
	t.Helper()
	fields := strings.Fields(words)
	if out, err := exec.CommandContext(t.Context(), fields[0], fields[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", words, err, out)
	}
}

// newCable lays the cable; neither end has an address yet.
func newCable(t *testing.T) cable {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: seconds in network namespaces; -short")
	}
	if os.Geteuid() != 0 {
		t.Skip("skipped: only root makes network namespaces")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("skipped: no ip program (iproute2) to make network namespaces with")
	}
	c := cable{a: fmt.Sprintf("dm%da", os.Getpid()), b: fmt.Sprintf("dm%db", os.Getpid())}
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", c.a).CombinedOutput(); err != nil {
		t.Skipf("skipped: this machine allows no network namespaces: %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "delete", c.a).Run() })
	mustRun(t, "ip netns add "+c.b)
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "delete", c.b).Run() })
	mustRun(t, fmt.Sprintf("ip -n %s link add cable0 type veth peer name cable0 netns %s", c.a, c.b))
	for _, ns := range []string{c.a, c.b} {
		mustRun(t, "ip -n "+ns+" link set cable0 up")
	}
	return c
}

func inside(t *testing.T, ns, job string) *exec.Cmd {
	t.Helper()
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	// Not bound to t.Context, which ends before the cleanup that stops it gently.
	cmd := exec.Command("ip", "netns", "exec", ns, self)
	cmd.Env, cmd.Stderr = append(os.Environ(), role+"="+job), os.Stderr
	return cmd
}

// publish starts a hub in ns and returns what stops it and the lines it logs.
func publish(t *testing.T, ns, id string) (stop func(), log <-chan string) {
	t.Helper()
	cmd := inside(t, ns, "publish "+id)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, ended := make(chan string, 100), make(chan error, 1)
	go func() {
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			lines <- scanner.Text()
		}
		ended <- cmd.Wait()
	}()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = in.Close()
			late := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
			defer late.Stop()
			if err := <-ended; err != nil {
				t.Errorf("publisher: %v", err)
			}
		}
	}
	t.Cleanup(stop)
	return stop, lines
}

// announced waits for the publisher to say that it announced.
func announced(t *testing.T, log <-chan string) {
	t.Helper()
	for {
		select {
		case line := <-log:
			if strings.Contains(line, "announced on the network") {
				return
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the publisher announced nothing")
		}
	}
}

// find returns what can be heard in ns as "shortid addresses" lines.
func find(t *testing.T, ns string) []string {
	t.Helper()
	out, err := inside(t, ns, "find 3s").Output()
	if err != nil {
		t.Fatal(err)
	}
	var hubs []mdns.Hub
	if err := json.Unmarshal(out, &hubs); err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for _, h := range hubs {
		if h.Label != "Class hub" {
			t.Errorf("label: got %q", h.Label)
		}
		lines = append(lines, fmt.Sprint(h.ID.Short(), h.Addresses))
	}
	return lines
}

func wantFound(t *testing.T, ns, when string, want ...string) {
	t.Helper()
	if got := find(t, ns); !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", when, got, want)
	}
}

const (
	hub1 = "01890a5d-ac96-774b-bcce-b30200000001"
	hub2 = "01890a5d-ac96-774b-bcce-b30200000002"
)

func TestFoundAfterBootRaceAndAddressChange(t *testing.T) {
	c := newCable(t)
	mustRun(t, "ip -n "+c.b+" address add 10.77.0.2/24 dev cable0")
	stop, log := publish(t, c.a, hub1)
	wantFound(t, c.b, "before there is an address")

	mustRun(t, "ip -n "+c.a+" address add 10.77.0.1/24 dev cable0")
	announced(t, log)
	wantFound(t, c.b, "once there is one", "00000001[10.77.0.1:8080]")

	mustRun(t, "ip -n "+c.a+" address add 10.77.0.9/24 dev cable0")
	mustRun(t, "ip -n "+c.a+" address delete 10.77.0.1/24 dev cable0")
	mustRun(t, "ip -n "+c.a+" address replace 10.77.0.9/24 dev cable0")
	announced(t, log)
	deadline := time.Now().Add(15 * time.Second)
	for !slices.Equal(find(t, c.b), []string{"00000001[10.77.0.9:8080]"}) && time.Now().Before(deadline) {
		t.Log("not yet found under the new address alone")
	}
	wantFound(t, c.b, "under a new address", "00000001[10.77.0.9:8080]")

	stop()
	wantFound(t, c.b, "after it stopped")
}

func TestNamesakesStayApart(t *testing.T) {
	c := newCable(t)
	mustRun(t, "ip -n "+c.a+" address add 10.77.0.1/24 dev cable0")
	mustRun(t, "ip -n "+c.b+" address add 10.77.0.2/24 dev cable0")
	stop, log1 := publish(t, c.a, hub1)
	_, log2 := publish(t, c.b, hub2)
	announced(t, log1)
	announced(t, log2)
	both := []string{"00000001[10.77.0.1:8080]", "00000002[10.77.0.2:8080]"}
	wantFound(t, c.b, "two hubs with one label", both...)
	stop()
	wantFound(t, c.a, "after one of them stopped", both[1])
}
