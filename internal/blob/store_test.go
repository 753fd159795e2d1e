package blob_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"darasa/internal/blob"
	"darasa/internal/blob/blobtest"
	"darasa/internal/school"
)

func mustOpen(t *testing.T, dir string, quota int64) *blob.Store {
	t.Helper()
	s, err := blob.Open(dir, quota)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustPut(t *testing.T, s *blob.Store, text string) blob.Hash {
	t.Helper()
	hash, err := s.Put(t.Context(), bytes.NewReader([]byte(text)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func files(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func onDisk(dir string, hash blob.Hash) string {
	return filepath.Join(dir, blob.Name(hash)[:2], blob.Name(hash)[2:])
}

func TestFolderStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T, quota int64) blobtest.Store {
		return mustOpen(t, t.TempDir(), quota)
	})
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, 100)
	hash := mustPut(t, s, "a picture")
	if err := os.WriteFile(filepath.Join(dir, "incoming", "put-1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte("not ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir, 5)
	if n, size := s.Usage(); n != 1 || size != 9 || !s.Has(hash) {
		t.Errorf("got %d blobs, %d bytes, has %v", n, size, s.Has(hash))
	}
	if got := files(t, dir); got != 2 {
		t.Errorf("files after opening: got %d, want the blob and what is not ours", got)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader([]byte("x")), 1); !errors.Is(err, blob.ErrQuota) {
		t.Errorf("over a smaller quota: got %v, want %v", err, blob.ErrQuota)
	}
}

func TestFailedPutLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, 100)
	if _, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 11)), 10); !errors.Is(err, blob.ErrTooLarge) {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 101)), 200); !errors.Is(err, blob.ErrQuota) {
		t.Fatal(err)
	}
	if got := files(t, dir); got != 0 {
		t.Errorf("%d files left behind", got)
	}
	mustPut(t, s, string(make([]byte, 100)))
}

func TestDamageIsFoundSetAsideAndHealed(t *testing.T) {
	for name, damage := range map[string]func(string) error{
		"a changed bit": func(path string) error { return os.WriteFile(path, []byte("a pictura"), 0o600) },
		"cut short":     func(path string) error { return os.Truncate(path, 4) },
		"longer":        func(path string) error { return os.WriteFile(path, []byte("a picture!"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := mustOpen(t, dir, 100)
			hash := mustPut(t, s, "a picture")
			if err := damage(onDisk(dir, hash)); err != nil {
				t.Fatal(err)
			}
			s = mustOpen(t, dir, 100)
			r, err := s.Get(t.Context(), hash)
			if !errors.Is(err, blob.ErrDamaged) || r != nil {
				t.Fatalf("got %v, want %v", err, blob.ErrDamaged)
			}
			if n, size := s.Usage(); s.Has(hash) || n != 0 || size != 0 {
				t.Errorf("the damaged blob still counts: %d, %d bytes", n, size)
			}
			if _, err := os.Stat(filepath.Join(dir, "damaged", blob.Name(hash))); err != nil {
				t.Errorf("the damaged file was not kept: %v", err)
			}
			if got := mustPut(t, s, "a picture"); got != hash {
				t.Fatalf("got %x, want %x", got, hash)
			}
			r, err = s.Get(t.Context(), hash)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil || string(data) != "a picture" {
				t.Errorf("healed: got %q, %v", data, err)
			}
		})
	}
}

func TestChangeAfterVerificationIsSeen(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, 100)
	hash := mustPut(t, s, "a picture")
	r, err := s.Get(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	if err := os.WriteFile(onDisk(dir, hash), []byte("a pict"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), hash); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("got %v, want %v", err, blob.ErrDamaged)
	}
}

func TestFileThatWentAwayIsNotClaimed(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, 100)
	hash := mustPut(t, s, "a picture")
	if err := os.Remove(onDisk(dir, hash)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), hash); !errors.Is(err, blob.ErrNotFound) || s.Has(hash) {
		t.Errorf("got %v, has %v", err, s.Has(hash))
	}
	if n, size := s.Usage(); n != 0 || size != 0 {
		t.Errorf("usage: %d blobs, %d bytes", n, size)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := blob.Open(t.TempDir(), -1); err == nil {
		t.Error("a negative quota was taken")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(file, 1); err == nil {
		t.Error("a file was taken for a folder")
	}
}

func TestErrorsReachPeople(t *testing.T) {
	s := mustOpen(t, t.TempDir(), 1)
	_, err := s.Put(t.Context(), bytes.NewReader([]byte("ab")), 2)
	if got := school.ErrorCode(err); got != school.CodeLimit {
		t.Errorf("got code %q, want %q", got, school.CodeLimit)
	}
}

func FuzzParseHash(f *testing.F) {
	sum := sha256.Sum256([]byte("a"))
	f.Add(blob.Name(sum))
	f.Add("CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB")
	f.Add("../../../../etc/passwd")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := blob.ParseHash(text)
		if err == nil && blob.Name(hash) != text {
			t.Errorf("%q was read as %x", text, hash)
		}
	})
}
