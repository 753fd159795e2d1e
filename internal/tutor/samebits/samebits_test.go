package main

import (
	"encoding/hex"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

var count = flag.Int("histories", 10_000, "number of random histories on every machine")

// shortHistories is what -short folds; its hash is golden too.
const shortHistories = 500

// golden names the hash of N histories kept in testdata.
func golden(n int) string { return filepath.Join("testdata", strconv.Itoa(n)+".hash") }

func amount() int {
	if testing.Short() {
		return shortHistories
	}
	return *count
}

// TestHistories compares this process with the hash kept in testdata, which changes
// only with the engine's version.
func TestHistories(t *testing.T) {
	n := amount()
	sum, err := histories(n)
	if err != nil {
		t.Fatal(err)
	}
	got := hex.EncodeToString(sum[:])
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden(n), []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := wanted(t, n); got != want {
		t.Errorf("%d histories hash to %s, want %s", n, got, want)
	}
}

// wanted returns the golden hash, or what this process computes for a number of
// histories that has none.
func wanted(t *testing.T, n int) string {
	t.Helper()
	if want, err := os.ReadFile(golden(n)); err == nil {
		return strings.TrimSpace(string(want))
	}
	sum, err := histories(n)
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum[:])
}

// TestSameBitsEverywhere runs the program on every kind of machine at hand. What is
// not at hand is named.
func TestSameBitsEverywhere(t *testing.T) {
	root := goroot(t)
	n := amount()
	want := wanted(t, n)
	for _, machine := range []struct {
		name  string
		build []string // environment of go build
		run   []string // environment of the program
		under []string // what runs the program; none for itself
	}{
		{name: "this machine"},
		{name: "amd64 without FMA", build: []string{"GOARCH=amd64"}, run: []string{"GODEBUG=cpu.fma=off"}},
		{name: "amd64 without AVX2", build: []string{"GOARCH=amd64"}, run: []string{"GODEBUG=cpu.fma=off,cpu.avx2=off,cpu.avx=off"}},
		{name: "amd64 v3, fusing allowed", build: []string{"GOARCH=amd64", "GOAMD64=v3"}},
		{name: "arm64", build: []string{"GOARCH=arm64"}, under: []string{"qemu-aarch64"}},
		{name: "armv6", build: []string{"GOARCH=arm", "GOARM=6"}, under: []string{"qemu-arm"}},
		{
			name: "wasm", build: []string{"GOOS=js", "GOARCH=wasm"},
			under: []string{"node", filepath.Join(root, "lib", "wasm", "wasm_exec_node.js")},
		},
	} {
		t.Run(machine.name, func(t *testing.T) {
			if len(machine.under) > 0 {
				if _, err := exec.LookPath(machine.under[0]); err != nil {
					t.Skipf("not run: %d histories on %s, because %s is not installed", n, machine.name, machine.under[0])
				}
			}
			program := filepath.Join(t.TempDir(), "samebits")
			build := exec.Command("go", "build", "-o", program, ".")
			build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), machine.build...)
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("build: %v\n%s", err, out)
			}
			command := append(append([]string(nil), machine.under...), program, "-n", strconv.Itoa(n))
			run := exec.Command(command[0], command[1:]...)
			run.Env = append(os.Environ(), machine.run...)
			out, err := run.CombinedOutput()
			if err != nil && len(machine.under) == 0 && runtime.GOARCH != "amd64" {
				t.Skipf("not run: %d histories on %s, because this machine is %s", n, machine.name, runtime.GOARCH)
			}
			if err != nil {
				t.Fatalf("run: %v\n%s", err, out)
			}
			if got := strings.TrimSpace(string(out)); got != want {
				t.Errorf("%d histories hash to %s, want %s", n, got, want)
			}
		})
	}
}

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestHashNoticesOneBit(t *testing.T) {
	a, err := histories(3)
	if err != nil {
		t.Fatal(err)
	}
	b, err := histories(4)
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("another history gave the same hash")
	}
}
