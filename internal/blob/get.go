package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// identity tells a file that was verified from one that took its place or was
// changed since. It does not notice bits that rot under a file nobody touched;
// those are found when the store is opened anew and the blob is read again.
type identity struct {
	size     int64
	modified time.Time
}

// Get opens the blob for reading from any offset; the caller closes it. The
// whole file is compared with its hash first, once for every Store, so nothing
// damaged is ever handed out in part. It returns ErrNotFound when the blob is not
// held, and ErrDamaged when its bytes changed: then the file has been set aside,
// Has says no, and the blob may be put again.
func (s *Store) Get(ctx context.Context, hash Hash) (io.ReadSeekCloser, error) {
	if !s.Has(hash) {
		return nil, ErrNotFound
	}
	file, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		// Somebody emptied the folder behind our back: say so rather than claim it.
		s.drop(hash)
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("get blob: %w", err)
	}
	if err := s.verify(ctx, file, hash); err != nil {
		return nil, errors.Join(fmt.Errorf("get blob: %w", err), file.Close())
	}
	return file, nil
}

// verify compares the file with its hash, unless that was done before, and
// leaves it at its beginning.
func (s *Store) verify(ctx context.Context, file *os.File, hash Hash) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	now := identity{size: info.Size(), modified: info.ModTime()}
	s.mu.Lock()
	before, ok := s.verified[hash]
	s.mu.Unlock()
	if ok && before == now {
		return nil
	}
	sum, chunk := sha256.New(), make([]byte, step)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := file.Read(chunk)
		sum.Write(chunk[:n])
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if Hash(sum.Sum(nil)) != hash {
		return s.setAside(hash)
	}
	s.mu.Lock()
	if _, held := s.sizes[hash]; held {
		s.verified[hash] = now
	}
	s.mu.Unlock()
	_, err = file.Seek(0, io.SeekStart)
	return err
}

// setAside moves a damaged file out of the way untouched. An older damaged file
// of the same name is replaced: at most one is kept for every hash.
func (s *Store) setAside(hash Hash) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sizes[hash]; !ok {
		return ErrDamaged
	}
	if err := os.Rename(s.path(hash), filepath.Join(s.dir, damaged, Name(hash))); err != nil {
		return errors.Join(ErrDamaged, err)
	}
	s.forget(hash)
	return ErrDamaged
}

func (s *Store) drop(hash Hash) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sizes[hash]; ok {
		s.forget(hash)
	}
}
