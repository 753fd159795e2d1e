package stick_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"darasa/internal/school"
	"darasa/internal/stick"
)

const limit = 1 << 16

func identity(i byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{i}, ed25519.SeedSize))
}

func public(i byte) ed25519.PublicKey { return identity(i).Public().(ed25519.PublicKey) }

func id(i byte) school.ID { return school.ID(bytes.Repeat([]byte{i}, 16)) }

// put writes parts for reader 2 and returns the file.
func put(t *testing.T, path string, nonce byte, parts ...string) string {
	t.Helper()
	before, _, _ := stick.Find(path)
	_, err := stick.Write(path, id(1), id(2), public(2), [8]byte{nonce}, func(put func([]byte) error) error {
		for _, p := range parts {
			if err := put([]byte(p)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after, halves, err := stick.Find(path)
	if err != nil || len(halves) != 0 {
		t.Fatalf("halves %v, %v", halves, err)
	}
	for _, name := range after {
		if !slices.Contains(before, name) {
			return name
		}
	}
	t.Fatal("no new file")
	return ""
}

func read(t *testing.T, data []byte, by byte) (parts []string, err error) {
	t.Helper()
	err = stick.Read(bytes.NewReader(data), identity(by), limit, func(part []byte) error {
		parts = append(parts, string(part))
		return nil
	})
	return parts, err
}

func load(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWriteRead(t *testing.T) {
	dir := t.TempDir()
	first := load(t, put(t, dir, 1, "manifest", "", "segment"))
	if got, err := read(t, first, 2); err != nil || fmt.Sprintf("%q", got) != `["manifest" "" "segment"]` {
		t.Errorf("read back %q, %v", got, err)
	}
	if _, err := read(t, first, 3); !errors.Is(err, stick.ErrNotForUs) {
		t.Errorf("another reader: %v, want ErrNotForUs", err)
	}
	if bytes.Contains(first, []byte("manifest")) || bytes.Contains(first, []byte("segment")) {
		t.Error("the file shows what it carries")
	}
	put(t, dir, 2, "newer")
	files, _, err := stick.Find(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%d bundles after a newer one, %v; want it alone", len(files), err)
	}
}

// Every cut and every flipped byte is noticed; what came before the damage is given.
func TestReadDamaged(t *testing.T) {
	whole := load(t, put(t, t.TempDir(), 1, "one", "two"))
	for n := range whole {
		if parts, err := read(t, whole[:n], 2); err == nil || len(parts) > 2 {
			t.Fatalf("cut at %d of %d: %q, %v", n, len(whole), parts, err)
		}
		flipped := slices.Clone(whole)
		flipped[n] ^= 1
		if parts, err := read(t, flipped, 2); err == nil {
			t.Fatalf("flipped byte %d of %d was read as %q", n, len(whole), parts)
		}
	}
}

func TestReadBounded(t *testing.T) {
	whole := load(t, put(t, t.TempDir(), 1, string(make([]byte, limit+1))))
	if _, err := read(t, whole, 2); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a part above the limit: %v", err)
	}
}

func TestWriteErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "not plugged in")
	fill := func(func([]byte) error) error { return nil }
	if _, err := stick.Write(missing, id(1), id(2), public(2), [8]byte{}, fill); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("no stick: %v", err)
	}
	dir := t.TempDir()
	full := errors.New("no space left on device")
	if _, err := stick.Write(dir, id(1), id(2), public(2), [8]byte{}, func(func([]byte) error) error { return full }); !errors.Is(err, full) {
		t.Errorf("a full stick: %v", err)
	}
	if files, halves, _ := stick.Find(dir); len(files)+len(halves) != 0 {
		t.Errorf("a failed write left %v %v", files, halves)
	}
	if _, err := stick.Write(dir, id(1), id(2), make([]byte, 5), [8]byte{}, fill); school.ErrorCode(err) != school.CodeInvalid {
		t.Errorf("a short key: %v", err)
	}
}

// People copy whole sticks into folders, and copies of copies.
func TestFindCopies(t *testing.T) {
	dir := t.TempDir()
	name := put(t, dir, 1, "one")
	copyTo := filepath.Join(dir, "Camera", "school", "copy (1) of "+filepath.Base(name))
	if err := os.MkdirAll(filepath.Dir(copyTo), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copyTo, load(t, name), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".part", []byte("darasaS0"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, halves, err := stick.Find(dir)
	if err != nil || len(files) != 2 || len(halves) != 1 {
		t.Errorf("found %v and halves %v, %v; want two and one", files, halves, err)
	}
	if _, _, err := stick.Find(filepath.Join(dir, "nothing")); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("no stick: %v", err)
	}
}

// A file written by the first edition is read for ever.
func TestReadGolden(t *testing.T) {
	golden := load(t, filepath.Join("testdata", "first.darasa"))
	if got, err := read(t, golden, 2); err != nil || fmt.Sprintf("%q", got) != `["manifest" "a segment"]` {
		t.Errorf("read %q, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "first.darasa"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add(golden[:60])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		err := stick.Read(bytes.NewReader(data), identity(2), limit, func([]byte) error { return nil })
		if err == nil && !bytes.HasPrefix(data, golden) {
			t.Fatalf("%d bytes that nobody sealed were read", len(data))
		}
	})
}
