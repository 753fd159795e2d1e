package stick

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"darasa/internal/school"
)

const (
	folderName = "darasa" // on the stick
	suffix     = ".darasa"
	halfSuffix = ".part"
	maxDepth   = 4    // folders below the one that was named
	maxFiles   = 4096 // bundles of one stick
)

// Write puts one sealed bundle for to into the stick at path, as whole file or not
// at all, and then removes the bundles of the same writer for the same reader that it
// takes the place of. from and to name writer and reader in file names; nonce makes the name new. fill puts
// the parts.
func Write(path string, from, to school.ID, key ed25519.PublicKey, nonce [8]byte, fill func(put func(part []byte) error) error) (size int64, err error) {
	dir := filepath.Join(path, folderName)
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return 0, school.Errorf(school.CodeNotFound, "%s is not a folder; is the stick plugged in?", path)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, fmt.Errorf("make folder on the stick: %w", err)
	}
	prefix := fmt.Sprintf("%s-%s-", short(from), short(to))
	name := filepath.Join(dir, prefix+hex.EncodeToString(nonce[:])+suffix)
	if size, err = writeWhole(name, key, fill); err != nil {
		return 0, err
	}
	return size, removeOlder(dir, prefix, name)
}

func short(id school.ID) string { return hex.EncodeToString(id[10:]) }

// writeWhole gives the file its name only when all of it is on the stick, and returns
// when the name is there too: only then the bundle before may go. It is the file that
// is synced again, for its entry; not every stick's file system syncs folders.
func writeWhole(name string, key ed25519.PublicKey, fill func(put func(part []byte) error) error) (size int64, err error) {
	half := name + halfSuffix
	file, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return 0, fmt.Errorf("write on the stick: %w", err)
	}
	defer func() {
		if err = errors.Join(err, file.Close()); err != nil {
			_ = os.Remove(half)
		}
	}()
	w, err := newWriter(file, key)
	if err == nil {
		err = fill(w.Put)
	}
	if err == nil {
		err = w.finish()
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return 0, fmt.Errorf("write on the stick: %w", err)
	}
	if _, err := os.Lstat(name); err == nil {
		return 0, school.Errorf(school.CodeConflict, "%s is there already", filepath.Base(name))
	}
	if err := os.Rename(half, name); err != nil {
		return 0, fmt.Errorf("name the file on the stick: %w", err)
	}
	if err := file.Sync(); err != nil {
		return 0, fmt.Errorf("name the file on the stick: %w", err)
	}
	return w.size, nil
}

// removeOlder takes away what name replaces, and halves that a pulled stick left.
func removeOlder(dir, prefix, name string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read the stick: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		ours := strings.HasPrefix(e.Name(), prefix) && (strings.HasSuffix(e.Name(), suffix) || strings.HasSuffix(e.Name(), suffix+halfSuffix))
		if ours && path != name {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("remove the older bundle: %w", err)
			}
		}
	}
	return nil
}

// Find lists the bundles on the stick at path, wherever below it somebody copied
// them, in the order of their names. halves are files that were left unfinished.
func Find(path string) (files, halves []string, err error) {
	root := filepath.Clean(path)
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == root:
			return school.Errorf(school.CodeNotFound, "%s cannot be read; is the stick plugged in?", path)
		case err != nil:
			return nil // a folder we may not look into holds nothing of ours
		case entry.IsDir() && strings.Count(strings.TrimPrefix(name, root), string(filepath.Separator)) > maxDepth:
			return fs.SkipDir
		case entry.Type().IsRegular() && strings.HasSuffix(name, suffix):
			files = append(files, name)
		case entry.Type().IsRegular() && strings.HasSuffix(name, suffix+halfSuffix):
			halves = append(halves, name)
		}
		if len(files) > maxFiles {
			return school.Errorf(school.CodeLimit, "more than %d bundles on one stick; read them folder by folder", maxFiles)
		}
		return nil
	})
	return files, halves, err
}

// Clear removes a bundle from the stick at path whose reader has all of it, and reports
// whether it is gone. A file that somebody copied elsewhere is theirs and stays; so does
// one on a stick that cannot be written, where it does no harm.
func Clear(path, name string) bool {
	return filepath.Dir(name) == filepath.Join(filepath.Clean(path), folderName) && os.Remove(name) == nil
}

// ErrHalf is the problem of a file that Find lists among the halves.
var ErrHalf = errors.New("only half of it is there; write it again")

// ReadFile reads one file of a stick, as Read does.
func ReadFile(name string, us ed25519.PrivateKey, limit int, take func(part []byte) error) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("open bundle: %w", err)
	}
	return errors.Join(Read(file, us, limit, take), file.Close())
}

// maxProblems is how many problems of one stick are told.
const maxProblems = 20

// Problems are what people are told of the files of a stick that came to nothing.
type Problems []string

// Add notes the problem of one file; beyond the first twenty none is kept.
func (p *Problems) Add(name string, err error) {
	if len(*p) < maxProblems {
		*p = append(*p, filepath.Base(name)+": "+err.Error())
	}
}
