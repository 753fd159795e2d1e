package main_test

import (
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"darasa/internal/engine/tracing"
	"darasa/internal/tutor"
)

// refused runs a program that must fail and returns what it says.
func refused(t *testing.T, path string, args ...string) string {
	t.Helper()
	out, err := exec.Command(path, args...).CombinedOutput()
	if err == nil {
		t.Errorf("%s was done: %s", strings.Join(args, " "), out)
	}
	return string(out)
}

// TestParameters carries what one hub learned to its sister, with the programs as they
// ship: the cloud vouches for the key, a file does the rest; and to a stranger, where a
// person vouches. Whatever is wrong with a file is refused with its reason.
func TestParameters(t *testing.T) {
	cloudDir, dirA, dirB, dirC := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	cloudsync, cloudURL := program(t, "cloudsync", "serve", "--data", cloudDir, "--listen", "127.0.0.1:0")
	hub, _ := program(t, "hub", "serve", "--data", dirA, "--listen", "127.0.0.1:0", "--demo", "9", "--cloud", cloudURL)
	startProgram(t, hub, "serve", "--data", dirB, "--listen", "127.0.0.1:0", "--demo", "4", "--no-history", "--cloud", cloudURL)
	startProgram(t, hub, "serve", "--data", dirC, "--listen", "127.0.0.1:0")
	for i, dir := range []string{dirA, dirB} {
		output(t, hub, "enroll", "--cloud", cloudURL, "--code", enrolmentCode(t, cloudsync, cloudDir, i), "--data", dir)
	}
	file := filepath.Join(t.TempDir(), "class.parameters")
	if said := refused(t, hub, "calibrate", "export", file, "--data", dirB); !strings.Contains(said, "learned nothing yet") {
		t.Errorf("a hub without a snapshot says %q", said)
	}
	pastOf(t, dirA)
	if said := output(t, hub, "calibrate", "--data", dirA); !strings.Contains(said, "snapshot 1 is used") {
		t.Fatalf("calibrate: %s", said)
	}
	said := strings.Fields(output(t, hub, "calibrate", "export", file, "--data", dirA))
	key := said[len(said)-1]
	// A key that begins with a dash would be taken for a flag.
	if !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(key) {
		t.Fatalf("key %q", key)
	}

	bad := func(name string, change func([]byte) []byte) string {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, change(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for dir, want := range map[string]string{dirC: "key is not known", dirA: "own"} {
		if said := refused(t, hub, "calibrate", "import", file, "--data", dir); !strings.Contains(said, want) {
			t.Errorf("a stranger's pack or the hub's own: %q, want %q", said, want)
		}
	}
	for _, dir := range []string{dirA, dirB, dirA, dirB} {
		output(t, hub, "sync", "--once", "--data", dir)
	}
	broken := bad("broken", func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	long := bad("long", func(b []byte) []byte { return append(b, make([]byte, 8<<20)...) })
	for path, want := range map[string]string{broken: "signature", long: "at most", filepath.Join(dirA, "hub.key"): "no parameter pack", "/nowhere": "opened"} {
		if said := refused(t, hub, "calibrate", "import", path, "--data", dirB); !strings.Contains(said, want) {
			t.Errorf("%s: %q, want %q", path, said, want)
		}
	}
	if said := output(t, hub, "calibrate", "import", file, "--data", dirB); !strings.Contains(said, "snapshot 1 is used from now on") {
		t.Errorf("import: %s", said)
	}
	if said := refused(t, hub, "calibrate", "import", file, "--data", dirB); !strings.Contains(said, "already here") {
		t.Errorf("the same pack again: %q", said)
	}
	for with, want := range map[string]string{"short": "no hub's key", strings.Repeat("a", 64): "signature"} {
		if said := refused(t, hub, "calibrate", "import", file, "--key", with, "--data", dirC); !strings.Contains(said, want) {
			t.Errorf("with a wrong key: %q, want %q", said, want)
		}
	}
	if said := output(t, hub, "calibrate", "import", file, "--key", key, "--data", dirC); !strings.Contains(said, "snapshot 1 is used from now on") {
		t.Errorf("a stranger's pack that a person vouches for: %s", said)
	}
	second := filepath.Join(t.TempDir(), "second.parameters")
	if said := output(t, hub, "calibrate", "export", second, "--data", dirB); !strings.Contains(said, "snapshot 1") {
		t.Errorf("what began with a pack is handed on as %q", said)
	}
	first, began := items(t, file), items(t, second)
	moved := false
	for i := range first {
		moved = moved || began[i].Mean != 0
		if began[i].Var < first[i].Var {
			t.Errorf("item %d is surer at the hub that was told (%v) than where it was learned (%v)", i, began[i], first[i])
		}
	}
	if !moved {
		t.Error("the snapshot begins with nothing of the pack")
	}
}

// items returns the weights of items in a parameter pack.
func items(t *testing.T, path string) []tracing.Weight {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tutor.DecodeSnapshot(raw[1+16+32+8 : len(raw)-ed25519.SignatureSize])
	if err != nil {
		t.Fatal(err)
	}
	return s.Items
}
