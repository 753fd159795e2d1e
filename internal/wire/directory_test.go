package wire_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

func anyEntry(t *rapid.T) wire.Entry {
	e := wire.Entry{Kind: wire.EntryKind(rapid.ByteRange(1, 4).Draw(t, "kind"))}
	switch e.Kind {
	case wire.EntryID:
		e.ID = school.ID{rapid.Byte().Draw(t, "id")}
	case wire.EntryOrigin:
		e.Hub, e.Device, e.Epoch = rapid.Uint32Range(0, 3).Draw(t, "hub"), rapid.Uint32Range(0, 300).Draw(t, "device"), rapid.Uint32().Draw(t, "epoch")
	case wire.EntryCatalogue:
		e.Catalogue = [32]byte{rapid.Byte().Draw(t, "catalogue")}
	case wire.EntryRun:
		e.Origin, e.Boot, e.Offset = rapid.Uint32Range(0, 3).Draw(t, "origin"), rapid.Uint32().Draw(t, "boot"), rapid.Int64().Draw(t, "offset")
	}
	return e
}

// anyDirectory draws entries and keeps those a directory accepts.
func anyDirectory(t *rapid.T) *wire.Directory {
	d := wire.NewDirectory()
	for _, e := range rapid.SliceOfN(rapid.Custom(anyEntry), 0, 60).Draw(t, "entries") {
		_ = d.Append(e)
	}
	return d
}

func TestDirectory_BinaryIsCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDirectory(t)
		encoded := d.AppendBinary(nil)
		got, err := wire.DecodeDirectory(encoded)
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		if again := got.AppendBinary(nil); !bytes.Equal(again, encoded) {
			t.Fatalf("re-encoded %x, want %x", again, encoded)
		}
		for n := range d.Len() + 1 {
			digest, ok := d.Digest(n)
			if !ok || !got.Knows(n, digest) {
				t.Fatalf("digest of %d entries differs", n)
			}
			if prefix := d.Prefix(n); prefix.Len() != n || !prefix.Knows(n, digest) {
				t.Fatalf("prefix of %d entries differs", n)
			}
		}
		if _, err := wire.DecodeDirectory(append(encoded, 0)); err == nil {
			t.Fatal("bytes behind the list were taken")
		}
	})
}

func TestDirectory_DigestIsRolling(t *testing.T) {
	d := wire.NewDirectory()
	id := school.ID{9, 15: 1}
	if err := d.Append(wire.Entry{Kind: wire.EntryID, ID: id}); err != nil {
		t.Fatal(err)
	}
	entry := append(make([]byte, 8), 1)
	first := sha256.Sum256(append(entry, id[:]...))
	if got, _ := d.Digest(1); got != wire.Digest(first[:8]) {
		t.Errorf("digest of one entry = %x, want %x", got, first[:8])
	}
	if err := d.Append(wire.Entry{Kind: wire.EntryOrigin, Hub: 0, Device: 300, Epoch: 0x01020304}); err != nil {
		t.Fatal(err)
	}
	second := sha256.Sum256(append(first[:8:8], 2, 0, 0xac, 0x02, 1, 2, 3, 4))
	if got, _ := d.Digest(2); got != wire.Digest(second[:8]) {
		t.Errorf("digest of two entries = %x, want %x", got, second[:8])
	}
	if _, ok := d.Digest(3); ok {
		t.Error("there is a digest of three entries of two")
	}
}

func TestDirectory_FindsBothWays(t *testing.T) {
	d := wire.NewDirectory()
	for _, e := range []wire.Entry{
		{Kind: wire.EntryID, ID: school.ID{1}},
		{Kind: wire.EntryCatalogue, Catalogue: [32]byte{7}},
		{Kind: wire.EntryID, ID: school.ID{2}},
		{Kind: wire.EntryOrigin, Hub: 1, Device: 4, Epoch: 5},
	} {
		if err := d.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	if n, ok := d.IDOrdinal(school.ID{2}); n != 1 || !ok {
		t.Errorf("ordinal of the second id = %d, %v", n, ok)
	}
	if id, ok := d.ID(1); id != (school.ID{2}) || !ok {
		t.Errorf("second id = %v, %v", id, ok)
	}
	if hash, ok := d.Catalogue(0); hash != [32]byte{7} || !ok {
		t.Errorf("first catalogue = %v, %v", hash, ok)
	}
	stream := crdt.Stream{Writer: crdt.Writer{Hub: school.ID{2}, Device: 4}, Epoch: 5, Audience: school.AudienceSchool}
	if got, ok := d.Stream(0, school.AudienceSchool); got != stream || !ok {
		t.Errorf("first stream = %v, %v", got, ok)
	}
	if n, ok := d.StreamOrdinal(stream); n != 0 || !ok {
		t.Errorf("ordinal of the stream = %d, %v", n, ok)
	}
	if _, ok := d.ID(2); ok {
		t.Error("there is a third id of two")
	}
	if _, ok := d.StreamOrdinal(crdt.Stream{Writer: crdt.Writer{Hub: school.ID{1}, Device: 4}, Epoch: 5}); ok {
		t.Error("a stream of another hub was found")
	}
	if got := d.Entries(2); len(got) != 2 || got[0].ID != (school.ID{2}) {
		t.Errorf("entries behind the second = %v", got)
	}
}

func TestDirectory_RefusesEntries(t *testing.T) {
	d := wire.NewDirectory()
	for _, e := range []wire.Entry{
		{Kind: wire.EntryID, ID: school.ID{1}}, {Kind: wire.EntryOrigin}, {Kind: wire.EntryRun, Boot: 3, Offset: 9},
	} {
		if err := d.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]wire.Entry{
		"no kind":                      {},
		"a later kind":                 {Kind: 5},
		"an id twice":                  {Kind: wire.EntryID, ID: school.ID{1}},
		"an origin twice":              {Kind: wire.EntryOrigin},
		"an origin of no known hub":    {Kind: wire.EntryOrigin, Hub: 1},
		"an origin of a hub far off":   {Kind: wire.EntryOrigin, Hub: 1 << 31},
		"a run of an origin far off":   {Kind: wire.EntryRun, Origin: 1<<32 - 1, Boot: 3},
		"a run twice":                  {Kind: wire.EntryRun, Boot: 3, Offset: 10},
		"a run of an origin not there": {Kind: wire.EntryRun, Origin: 1, Boot: 3},
	}
	for name, e := range tests {
		t.Run(name, func(t *testing.T) {
			var bad *wire.DamagedError
			if err := d.Append(e); !errors.As(err, &bad) {
				t.Errorf("err = %v, want a DamagedError", err)
			}
			if d.Len() != 3 {
				t.Errorf("the directory has %d entries, want 3", d.Len())
			}
		})
	}
}

func FuzzDecodeDirectory(f *testing.F) {
	x := shared()
	encode(f, class(3, 2), header(1), x)
	f.Add(x.Directory.AppendBinary(nil))
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := wire.DecodeDirectory(b)
		if err != nil {
			return
		}
		if again := d.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x was read and is written %x", b, again)
		}
	})
}
