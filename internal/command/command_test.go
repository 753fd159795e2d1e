package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"darasa/internal/command"
	"darasa/internal/school"
)

type flags struct {
	Serve struct {
		Data string `required:"" help:"Folder."`
		Demo int    `help:"Learners."`
	} `cmd:"" help:"Serve."`
	Version struct{} `cmd:"" help:"Version."`
}

func TestParse(t *testing.T) {
	var f flags
	var out, errs bytes.Buffer
	chosen, err := command.Parse(&f, "hub", "The hub.", []string{"serve", "--data", "x", "--demo=3"}, &out, &errs)
	if err != nil || chosen != "serve" || f.Serve.Data != "x" || f.Serve.Demo != 3 {
		t.Errorf("%q %+v %v", chosen, f, err)
	}
	for _, args := range [][]string{{}, {"serve"}, {"serve", "--data"}, {"serve", "--data", "x", "--demo", "y"}, {"dance"}, {"version", "--nothing"}} {
		_, err := command.Parse(&flags{}, "hub", "The hub.", args, &out, &errs)
		if school.ErrorCode(err) != school.CodeInvalid || !strings.Contains(err.Error(), "--help") {
			t.Errorf("%v: %v", args, err)
		}
	}
	if out.Len()+errs.Len() > 0 {
		t.Errorf("wrote %s%s", &out, &errs)
	}
	_, err = command.Parse(&flags{}, "hub", "The hub.", []string{"serve", "--help"}, &out, &errs)
	if !errors.Is(err, command.ErrHelp) || !strings.Contains(out.String(), "--data") {
		t.Errorf("help: %v %s", err, &out)
	}
}

func TestCode(t *testing.T) {
	tests := []struct {
		err  error
		code int
		line string
	}{
		{nil, 0, ""},
		{command.ErrHelp, 0, ""},
		{school.Errorf(school.CodeConflict, "one\nclear line"), 2, "hub: one clear line\n"},
		{fmt.Errorf("outer: %w", school.Errorf(school.CodeInvalid, "inner")), 2, "hub: inner\n"},
		{errors.New("plain"), 2, "hub: plain\n"},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if code := command.Code(&b, "hub", tt.err); code != tt.code || b.String() != tt.line {
			t.Errorf("%v: %d %q", tt.err, code, b.String())
		}
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	unlock, err := command.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command.Lock(dir); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("locked twice: %v", err)
	}
	unlock()
	again, err := command.Lock(dir)
	if err != nil {
		t.Fatalf("after unlocking: %v", err)
	}
	again()
	if _, err := command.Lock(filepath.Join(dir, "missing")); school.ErrorCode(err) != school.CodeUnavailable {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestLock_DiesWithItsProcess kills the holder of a lock the hard way.
func TestLock_DiesWithItsProcess(t *testing.T) {
	if dir := os.Getenv("LOCK_TEST_DIR"); dir != "" {
		if _, err := command.Lock(dir); err != nil {
			t.Fatal(err)
		}
		fmt.Println("locked")
		select {}
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=TestLock_DiesWithItsProcess")
	cmd.Env = append(os.Environ(), "LOCK_TEST_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 6)); err != nil {
		t.Fatal(err)
	}
	if _, err := command.Lock(dir); school.ErrorCode(err) != school.CodeConflict {
		t.Errorf("beside its holder: %v", err)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	unlock, err := command.Lock(dir)
	if err != nil {
		t.Fatalf("after its holder was killed: %v", err)
	}
	unlock()
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := command.Folder(dir); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left %v behind, %v", entries, err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{file, filepath.Join(file, "below"), "/proc/darasa"} {
		if err := command.Folder(bad); school.ErrorCode(err) != school.CodeUnavailable {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if command.Free(dir) == 0 || command.Free("/nowhere") != 0 {
		t.Error("free space")
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret.json")
	for _, text := range []string{"first", "second and longer"} {
		if err := command.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		info, statErr := os.Stat(path)
		if err != nil || statErr != nil || string(raw) != text || info.Mode().Perm() != 0o600 {
			t.Errorf("%q %v %v", raw, info.Mode(), err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left %v", entries)
	}
	if err := command.WriteFile(filepath.Join(dir, "missing", "x"), nil); err == nil {
		t.Error("wrote into a folder that is not there")
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := command.WriteFile(filepath.Join(dir, "folder"), nil); err == nil {
		t.Error("replaced a folder")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("a failed write left %v", entries)
	}
}

func TestSignals(t *testing.T) {
	ctx, stop := command.Signals(context.Background())
	defer stop()
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
}
