package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
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

// built returns the path of the program as it ships.
func built(t *testing.T, name string) string {
	t.Helper()
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
	if out, err := exec.Command("go", "build", "-o", path, "darasa/cmd/"+name).CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("build %s: %w %s", name, err, out))
	}
	programs.paths[name] = path
	return path
}
