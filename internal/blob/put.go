package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// step is how many bytes are reserved and copied at a time.
const step = 64 << 10

// maxIdle is how many reads in a row may give nothing.
const maxIdle = 100

// Put stores what r gives until its end and returns its hash. The bytes are on
// the disk, under their name, when Put returns; putting a blob that is held
// already changes nothing. It returns ErrTooLarge when r gives more than limit
// bytes, ErrQuota when the store would hold more than its quota, ctx's error
// when ctx ends first and r's or the disk's error wrapped. After an error
// nothing of the blob is left.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Hash, error) {
	file, err := os.CreateTemp(filepath.Join(s.dir, incoming), "put-")
	if err != nil {
		return Hash{}, fmt.Errorf("put blob: %w", err)
	}
	hash, size, err := s.fill(ctx, file, r, limit)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = s.adopt(file.Name(), hash, size)
	}
	if rerr := os.Remove(file.Name()); err == nil && rerr != nil && !errors.Is(rerr, os.ErrNotExist) {
		err = rerr
	}
	s.release(size)
	if err != nil {
		return Hash{}, fmt.Errorf("put blob: %w", err)
	}
	return hash, nil
}

// fill copies r to file in steps, each reserved against the quota before it is
// written, and syncs the file. The returned size is what is reserved, also after
// an error.
func (s *Store) fill(ctx context.Context, file *os.File, r io.Reader, limit int64) (Hash, int64, error) {
	sum, size, chunk, idle := sha256.New(), int64(0), make([]byte, step), 0
	for {
		if err := ctx.Err(); err != nil {
			return Hash{}, size, err
		}
		n, err := r.Read(chunk)
		if int64(n) > limit-size {
			return Hash{}, size, ErrTooLarge
		}
		if !s.reserve(int64(n)) {
			return Hash{}, size, ErrQuota
		}
		size += int64(n)
		sum.Write(chunk[:n])
		if _, werr := file.Write(chunk[:n]); werr != nil {
			return Hash{}, size, werr
		}
		if errors.Is(err, io.EOF) {
			return Hash(sum.Sum(nil)), size, file.Sync()
		}
		if err != nil {
			return Hash{}, size, err
		}
		if idle++; n > 0 {
			idle = 0
		} else if idle > maxIdle {
			return Hash{}, size, io.ErrNoProgress
		}
	}
}

// adopt gives the written file its name, unless the blob is held already.
func (s *Store) adopt(written string, hash Hash, size int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sizes[hash]; ok {
		return nil
	}
	path := s.path(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.Rename(written, path); err != nil {
		return err
	}
	s.sizes[hash] = size
	s.used += size
	// The blob counts from here on even when the folder cannot be synced: it is
	// there now, only a power cut might still lose it, and the caller is told.
	return errors.Join(syncFolder(filepath.Dir(path)), syncFolder(s.dir))
}

// reserve sets n bytes of the quota aside for a blob being written. What is
// reserved counts until release, so many writers together keep to the quota.
func (s *Store) reserve(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > s.quota-s.used-s.reserved {
		return false
	}
	s.reserved += n
	return true
}

func (s *Store) release(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reserved -= n
}
