package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"darasa/webapp"
)

// programs holds each program under test, built once for the whole run.
var programs struct {
	sync.Mutex
	dir   string
	paths map[string]string
}

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(programs.dir)
	os.Exit(code)
}

// underRace tells whether this test binary has the race detector in it.
func underRace() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// built returns the path of the program as it ships. It ships without the race
// detector, so a short run under the detector learns nothing from a hub of its own
// process, and the test is left to the run that has all of them whole.
func built(t *testing.T, name string) string {
	t.Helper()
	if name == "hub" && testing.Short() && underRace() {
		t.Skip("race, short: the hub as it ships has no race detector in it")
	}
	programs.Lock()
	defer programs.Unlock()
	if programs.dir == "" {
		dir, err := os.MkdirTemp("", "darasa-programs")
		if err != nil {
			t.Fatal(err)
		}
		programs.dir, programs.paths = dir, map[string]string{}
	}
	path, ok := programs.paths[name]
	if ok {
		return path
	}
	path = filepath.Join(programs.dir, name)
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "darasa/cmd/"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("build %s: %w %s", name, err, out))
	}
	programs.paths[name] = path
	return path
}

// mostBytes is what a hub may weigh with its pages, packs and sound.
const mostBytes = 30_000_000

func TestHub_Size(t *testing.T) {
	if !webapp.Built() {
		t.Skip("not run: the web app is not built, so the program lacks its pages (npm run build in webapp)")
	}
	info, err := os.Stat(built(t, "hub"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostBytes {
		t.Errorf("the hub has %d bytes; the bound is %d", info.Size(), mostBytes)
	}
}
