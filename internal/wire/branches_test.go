package wire_test

import (
	"errors"
	"testing"

	"darasa/internal/school"
	"darasa/internal/wire"
)

// list returns a directory of ids.
func list(t *testing.T, ids ...byte) *wire.Directory {
	t.Helper()
	d := wire.NewDirectory()
	for _, i := range ids {
		if err := d.Append(wire.Entry{Kind: wire.EntryID, ID: school.ID{i}}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// declares is the header of a segment that builds on base and declares more ids.
func declares(t *testing.T, base *wire.Directory, ids ...byte) *wire.Header {
	t.Helper()
	digest, _ := base.Digest(base.Len())
	h := &wire.Header{Base: base.Len(), BaseDigest: digest}
	for _, i := range ids {
		h.Declared = append(h.Declared, wire.Entry{Kind: wire.EntryID, ID: school.ID{i}})
	}
	return h
}

func TestBranches_Extend(t *testing.T) {
	b := wire.NewBranches(list(t, 1, 2, 3))
	for _, tt := range []struct {
		name  string
		h     *wire.Header
		len   uint32
		lacks bool
	}{
		{"known already", declares(t, list(t, 1), 2, 3), 3, false},
		{"goes on", declares(t, list(t, 1, 2, 3), 4), 4, false},
		{"another way", declares(t, list(t, 1, 2), 9), 3, false},
		{"the other way goes on", declares(t, list(t, 1, 2, 9), 10, 11), 5, false},
		{"the first way goes on", declares(t, list(t, 1, 2, 3, 4), 5), 5, false},
		{"builds on nothing known", declares(t, list(t, 7), 8), 0, true},
	} {
		dir, err := b.Extend(tt.h)
		if _, lacks := errors.AsType[*wire.NeedDirectoryError](err); lacks != tt.lacks {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if err == nil && dir.Len() != tt.len {
			t.Errorf("%s: %d entries, want %d", tt.name, dir.Len(), tt.len)
		}
	}
	if got := b.Main().Len(); got != 5 {
		t.Errorf("the main directory has %d entries, want 5: the other way is not its own", got)
	}
}

func TestBranches_Learn(t *testing.T) {
	b := wire.NewBranches(list(t, 1, 2))
	for _, tt := range []struct {
		name string
		ids  []byte
		main bool
	}{
		{"a prefix of ours", []byte{1}, false}, {"goes on from ours", []byte{1, 2, 3}, true}, {"another way", []byte{1, 8}, false},
	} {
		if main, err := b.Learn(list(t, tt.ids...)); err != nil || main != tt.main {
			t.Errorf("%s: main %t, %v", tt.name, main, err)
		}
	}
	if dir, err := b.Extend(declares(t, list(t, 1, 8), 9)); err != nil || dir.Len() != 3 {
		t.Errorf("a segment over what was learned: %v", err)
	}
	var err error
	for i := byte(10); i < 200 && err == nil; i++ {
		_, err = b.Learn(list(t, i))
	}
	if !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("branches without end: %v", err)
	}
}
