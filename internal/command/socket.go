package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"darasa/internal/school"
	"darasa/internal/web"
)

const (
	// maxSocketPath is how long the kernel lets the path of a unix socket be.
	maxSocketPath = 100
	// maxReply bounds what a running program's answer may take in memory.
	maxReply = 16 << 20
)

// socketPath returns the path of a socket in a folder, by way of the open folder
// when its name is too long for the kernel. done lets go of it.
func socketPath(dir, name string) (path string, done func(), err error) {
	path = filepath.Join(dir, name)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("open data folder: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), name), func() { _ = d.Close() }, nil
}

// ListenLocal opens the socket name in the data folder, for commands beside this
// process. Only the owner of the folder can reach it; the caller holds the folder's
// lock, so a socket that lies there is dead.
func ListenLocal(dir, name string) (net.Listener, error) {
	path, done, err := socketPath(dir, name)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove old socket: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, school.Errorf(school.CodeUnavailable, "cannot open the socket in the data folder: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// Beside calls the program that runs on the folder, by JSON over its socket name;
// ok is false when none runs there. answer may be nil. An error answer keeps its
// code.
func Beside(ctx context.Context, dir, name, method, path string, request, answer any) (ok bool, err error) {
	socket, done, err := socketPath(dir, name)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer done()
	conn, err := (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "unix", socket)
	if err != nil {
		return false, nil //nolint:nilerr // no socket, or that of a program that was killed
	}
	_ = conn.Close()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}
	defer transport.CloseIdleConnections()
	return true, call(ctx, &http.Client{Timeout: 2 * time.Minute, Transport: transport}, method, path, request, answer)
}

func call(ctx context.Context, client *http.Client, method, path string, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://beside"+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("ask the running program: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return web.ReadError(response.StatusCode, response.Body)
	}
	if answer == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxReply)).Decode(answer); err != nil {
		return fmt.Errorf("read the running program's answer: %w", err)
	}
	return nil
}
