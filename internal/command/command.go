// Package command is what every program of the product has in common as a
// program: flags that explain themselves, one clear line and exit code 2 when it
// cannot start, a lock on the folder it owns, and an end on SIGTERM that finishes
// what was promised.
//
// It reads no environment and knows no program; each passes its own arguments.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"darasa/internal/school"
)

// ErrHelp is returned by Parse when help was asked for and written.
var ErrHelp = errors.New("help was written")

// Parse reads args into cli, a pointer to a struct with kong's tags, and returns
// the path of the chosen command, for example "serve".
func Parse(cli any, name, description string, args []string, stdout, stderr io.Writer) (string, error) {
	helped := false
	parser, err := kong.New(cli, kong.Name(name), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return "", fmt.Errorf("prepare flags: %w", err)
	}
	parsed, err := parser.Parse(args)
	if helped {
		return "", ErrHelp
	}
	if err != nil {
		return "", school.Errorf(school.CodeInvalid, "%v; see %s --help", err, name)
	}
	return parsed.Command(), nil
}

// Exit codes of every program.
const (
	OK     = 0
	Failed = 2
)

// Code writes err as one line and returns the exit code for it.
func Code(stderr io.Writer, name string, err error) int {
	if err == nil || errors.Is(err, ErrHelp) {
		return OK
	}
	message := err.Error()
	if coded, ok := errors.AsType[*school.Error](err); ok {
		message = coded.Message
	}
	_, _ = fmt.Fprintf(stderr, "%s: %s\n", name, strings.Join(strings.Fields(message), " "))
	return Failed
}

// Signals returns a context that ends on SIGTERM and Ctrl-C. A second signal ends
// the program the hard way.
func Signals(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// LockFile is the name of the lock inside a data folder.
const LockFile = "lock"

// Folder makes sure that dir exists and can be written. The error is
// school.CodeUnavailable and names the folder.
func Folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return school.Errorf(school.CodeUnavailable, "cannot use the data folder: %v", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return school.Errorf(school.CodeUnavailable, "the data folder cannot be written: %v", err)
	}
	_, err = probe.Write(make([]byte, 4096))
	if err := errors.Join(err, probe.Close(), os.Remove(probe.Name())); err != nil {
		return school.Errorf(school.CodeUnavailable, "the data folder cannot be written: %v", err)
	}
	return nil
}

// Lock takes the folder for this process until unlock is called or it ends, also
// by SIGKILL. A folder that is taken is school.CodeConflict.
func Lock(dir string) (unlock func(), err error) {
	path := filepath.Join(dir, LockFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, school.Errorf(school.CodeUnavailable, "cannot lock the data folder: %v", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, school.Errorf(school.CodeConflict, "another program is already running on the data folder %s; stop it first", dir)
	}
	return func() { _ = f.Close() }, nil
}

// WriteFile puts data under path with mode 0600 in one step: after a power cut the
// file is the old one or the new one, never a part.
func WriteFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

// Free returns how many bytes an ordinary program may still write in dir, 0 when
// that cannot be told.
func Free(dir string) uint64 {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0
	}
	return s.Bavail * uint64(s.Bsize)
}
