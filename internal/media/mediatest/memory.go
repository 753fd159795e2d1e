// Package mediatest keeps files in memory for tests.
package mediatest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"sync"

	"darasa/internal/media"
	"darasa/internal/school"
)

// Memory keeps files and the list of them; Full makes the disk of the list full.
type Memory struct {
	Files map[[32]byte][]byte
	List  []byte
	Full  bool

	mu sync.Mutex
}

// Open opens a shelf on it.
func (m *Memory) Open(bounds media.Bounds) (*media.Shelf, error) {
	return media.Open(context.Background(), m, m, bounds)
}

type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }

// Put implements media.Files.
func (m *Memory) Put(_ context.Context, r io.Reader, limit int64) ([32]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return [32]byte{}, school.Errorf(school.CodeLimit, "this file is larger than is allowed here")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	hash := sha256.Sum256(body)
	if m.Files == nil {
		m.Files = map[[32]byte][]byte{}
	}
	m.Files[hash] = body
	return hash, err
}

// Get implements media.Files.
func (m *Memory) Get(_ context.Context, hash [32]byte) (io.ReadSeekCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return reader{bytes.NewReader(m.Files[hash])}, nil
}

// Keep implements media.Files.
func (m *Memory) Keep(_ context.Context, wanted func([32]byte) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for hash := range m.Files {
		if !wanted(hash) {
			delete(m.Files, hash)
		}
	}
	return nil
}

// Read implements media.List.
func (m *Memory) Read() ([]byte, error) { return m.List, nil }

// Write implements media.List.
func (m *Memory) Write(raw []byte) error {
	if m.Full {
		return errors.New("the disk is full")
	}
	m.List = raw
	return nil
}
