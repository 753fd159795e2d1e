package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"darasa/internal/school"
)

var (
	// ErrNotFound means that the store does not hold the blob.
	ErrNotFound = school.Errorf(school.CodeNotFound, "this file is not kept here")

	// ErrTooLarge means that more bytes came than the caller's limit.
	ErrTooLarge = school.Errorf(school.CodeLimit, "this file is larger than is allowed here")

	// ErrQuota means that the blob would take the store over its quota.
	ErrQuota = school.Errorf(school.CodeLimit, "there is no room left for files; delete some first")

	// ErrDamaged means that the bytes on the disk no longer have the blob's hash.
	// The file has been set aside and the blob can be fetched and put again.
	ErrDamaged = school.Errorf(school.CodeUnavailable, "this file is damaged and was set aside; it is fetched again")
)

const (
	incoming = "incoming" // blobs being written; emptied when the store opens
	damaged  = "damaged"  // files that failed their hash, kept untouched
)

// Store is a folder of blobs with a quota. Its methods may be called from many
// goroutines; one folder belongs to one Store of one process at a time.
type Store struct {
	dir   string
	quota int64

	mu       sync.Mutex
	sizes    map[Hash]int64
	verified map[Hash]identity
	used     int64 // bytes of the blobs held
	reserved int64 // bytes of blobs being written
}

// Open opens or makes the folder dir for at most quota bytes of blobs. Blobs
// that were half written when the last process ended are removed. It returns an
// error when the folder cannot be made, listed or written, or when quota is
// negative. A folder that already holds more than quota opens, and takes nothing
// new until it holds less.
func Open(dir string, quota int64) (*Store, error) {
	if quota < 0 {
		return nil, fmt.Errorf("open blobs: quota of %d bytes", quota)
	}
	if err := os.RemoveAll(filepath.Join(dir, incoming)); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	for _, name := range []string{incoming, damaged} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			return nil, fmt.Errorf("open blobs: %w", err)
		}
	}
	s := &Store{dir: dir, quota: quota, sizes: map[Hash]int64{}, verified: map[Hash]identity{}}
	if err := s.list(); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return s, nil
}

// list fills the sizes from the folder. Files that are not named like a blob are
// not ours and are left alone.
func (s *Store) list() error {
	return filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == incoming || entry.Name() == damaged {
				return filepath.SkipDir
			}
			return nil
		}
		hash, err := ParseHash(filepath.Base(filepath.Dir(path)) + entry.Name())
		if err != nil || !entry.Type().IsRegular() {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		s.sizes[hash] = info.Size()
		s.used += info.Size()
		return nil
	})
}

// path is where a blob lies: the first byte of the hash names a folder, which
// keeps folders small on file systems that slow down in large ones.
func (s *Store) path(hash Hash) string {
	name := Name(hash)
	return filepath.Join(s.dir, name[:2], name[2:])
}

// Has tells whether the store holds the blob, without looking at its bytes.
func (s *Store) Has(hash Hash) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.sizes[hash]
	return ok
}

// Names lists the blobs held, in no order.
func (s *Store) Names() []Hash {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.sizes))
}

// Usage returns the number of blobs held and their bytes together.
func (s *Store) Usage() (blobs int, bytes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sizes), s.used
}

// Delete forgets the blob; deleting one that is not held is not an error. The
// deletion is on the disk when Delete returns. A reader opened before goes on
// reading.
func (s *Store) Delete(ctx context.Context, hash Hash) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sizes[hash]; !ok {
		return nil
	}
	path := s.path(hash)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete blob: %w", err)
	}
	s.forget(hash)
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	return nil
}

// forget drops the blob from the books. The caller holds the lock.
func (s *Store) forget(hash Hash) {
	s.used -= s.sizes[hash]
	delete(s.sizes, hash)
	delete(s.verified, hash)
}

// syncFolder makes renames and removals in dir outlive a power cut.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if cerr := folder.Close(); err == nil {
		err = cerr
	}
	// Some network and FAT file systems cannot sync a folder; then the rename is
	// as safe as that file system makes it.
	if err != nil && errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
