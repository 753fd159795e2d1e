package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"darasa/internal/engine/digest"
)

var (
	count  = flag.Int("histories", 3_000, "number of random histories on every machine")
	within = flag.Duration("within", time.Hour, "how long one machine may take; what it did not get to is named")
)

// keptHistories are those whose hash is kept, shortHistories those of -short.
const keptHistories, shortHistories = 10_000, 500

// golden names the hash of N histories kept in testdata.
func golden(n int) string { return filepath.Join("testdata", strconv.Itoa(n)+".hash") }

func amount() int {
	if testing.Short() {
		return shortHistories
	}
	return *count
}

// here returns the lines that this process writes for n histories, and their hash.
func here(t *testing.T, n int) (lines []string, sum string) {
	t.Helper()
	var all [32]byte
	if err := histories(0, n, func(first int, block [32]byte) {
		lines = append(lines, fmt.Sprintf("%d %x", first, block))
		all = digest.Sum256(append(all[:], block[:]...))
	}); err != nil {
		t.Fatal(err)
	}
	return lines, hex.EncodeToString(all[:])
}

// TestHistories compares this process with the hash kept in testdata, which changes
// only with the engine's version.
func TestHistories(t *testing.T) {
	n := keptHistories
	if testing.Short() {
		n = shortHistories
	}
	_, got := here(t, n)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden(n), []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden(n))
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.TrimSpace(string(want)) {
		t.Errorf("%d histories hash to %s, want %s", n, got, want)
	}
}

// machine is a kind of processor: how to build for it and what runs the program.
type machine struct {
	name  string
	build []string // environment of go build
	run   []string // environment of the program
	under []string // what runs the program; none for itself
}

func machines(root string) []machine {
	return []machine{
		{name: "this machine"},
		{name: "amd64 without FMA", build: []string{"GOARCH=amd64"}, run: []string{"GODEBUG=cpu.fma=off"}},
		{name: "amd64 without AVX2", build: []string{"GOARCH=amd64"}, run: []string{"GODEBUG=cpu.fma=off,cpu.avx2=off,cpu.avx=off"}},
		{name: "amd64 v3, fusing allowed", build: []string{"GOARCH=amd64", "GOAMD64=v3"}},
		{name: "arm64", build: []string{"GOARCH=arm64"}, under: []string{"qemu-aarch64"}},
		{name: "armv6", build: []string{"GOARCH=arm", "GOARM=6"}, under: []string{"qemu-arm"}},
		{
			name: "wasm", build: []string{"GOOS=js", "GOARCH=wasm"}, run: []string{"GOMAXPROCS=1"}, // it has no threads
			under: []string{"node", filepath.Join(root, "lib", "wasm", "wasm_exec_node.js")},
		},
	}
}

// TestSameBitsEverywhere runs the program on every kind of machine at hand, in as many
// processes as there are processors, and compares block by block. What is not at hand,
// or does not end in time, is named with how much of it ran.
func TestSameBitsEverywhere(t *testing.T) {
	n := amount()
	want, _ := here(t, n)
	for _, m := range machines(goroot(t)) {
		t.Run(m.name, func(t *testing.T) {
			if len(m.under) > 0 {
				if _, err := exec.LookPath(m.under[0]); err != nil {
					t.Skipf("not run: %d histories on %s, because %s is not installed", n, m.name, m.under[0])
				}
			}
			if len(m.under) == 0 && len(m.build) > 0 && runtime.GOARCH != "amd64" {
				t.Skipf("not run: %d histories on %s, because this machine is %s", n, m.name, runtime.GOARCH)
			}
			begin := time.Now()
			same := m.compare(t, m.program(t), n, want)
			t.Logf("same bits: %d of %d histories on %s in %.0f s", same, n, m.name, time.Since(begin).Seconds())
			if same < n && !t.Failed() {
				t.Skipf("not run: %d of %d histories on %s, which took longer than %v", n-same, n, m.name, *within)
			}
		})
	}
}

func (m machine) program(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "samebits")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), m.build...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}

// compare returns how many histories came out the same before the time was up.
func (m machine) compare(t *testing.T, program string, n int, want []string) (same int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), *within)
	defer cancel()
	shards := min(runtime.NumCPU(), len(want))
	results := make(chan shardResult, shards)
	for i := range shards {
		from, to := len(want)*i/shards, len(want)*(i+1)/shards
		go func() {
			last := min(n, to*perBlock)
			results <- m.shard(ctx, program, from*perBlock, last-from*perBlock, want[from:to])
		}()
	}
	for range shards {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
		}
		same += r.same
	}
	return same
}

// shardResult is how many histories one process found the same, or what went wrong.
type shardResult struct {
	same int
	err  error
}

// shard runs one process over its blocks and stops at the first difference.
func (m machine) shard(ctx context.Context, program string, first, n int, want []string) (r shardResult) {
	command := append(append([]string(nil), m.under...), program, "-first", strconv.Itoa(first), "-n", strconv.Itoa(n))
	run := exec.CommandContext(ctx, command[0], command[1:]...)
	run.Env = append(os.Environ(), m.run...)
	var problems strings.Builder
	run.Stderr = &problems
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		r.err = err
		return r
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if len(want) == 0 || lines.Text() != want[0] {
			r.err = fmt.Errorf("block %q, want %q", lines.Text(), append(want, "none")[0])
			break
		}
		r.same, want = min(r.same+perBlock, n), want[1:]
	}
	if r.err != nil {
		_ = run.Process.Kill()
	}
	if err := run.Wait(); err != nil && r.err == nil && ctx.Err() == nil {
		r.err = fmt.Errorf("run: %w\n%s", err, problems.String())
	}
	return r
}

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestHashNoticesOneHistory(t *testing.T) {
	a, err := block(0, 3)
	if err != nil {
		t.Fatal(err)
	}
	b, err := block(0, 4)
	if err != nil {
		t.Fatal(err)
	}
	if a == b {
		t.Error("another history gave the same hash")
	}
}

// TestShardsAreTheWhole folds two blocks together and apart.
func TestShardsAreTheWhole(t *testing.T) {
	whole, _ := here(t, perBlock+10)
	if err := histories(perBlock, 10, func(first int, sum [32]byte) {
		if got := fmt.Sprintf("%d %x", first, sum); got != whole[1] {
			t.Errorf("alone the second block is %s, want %s", got, whole[1])
		}
	}); err != nil {
		t.Fatal(err)
	}
}
