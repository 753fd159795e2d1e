package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

func TestDecode_SaysWhatItNeeds(t *testing.T) {
	x := shared()
	first := encode(t, class(2, 3), header(1), x)
	second := encode(t, lesson(7, 1, school.ID{0xaa, 1, 15: 3}, 5000, 4), header(2), x)
	key := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)

	var directory *wire.NeedDirectoryError
	_, err := wire.Decode(second.Bytes, shared(), hubOpen, wire.Limits{})
	if !errors.As(err, &directory) || directory.Count != second.Header.Base || directory.Digest != second.Header.BaseDigest {
		t.Errorf("without the first segment: %v, want a NeedDirectoryError for %d entries", err, second.Header.Base)
	}
	var catalogue *wire.NeedCatalogueError
	bare := wire.Context{Directory: wire.NewDirectory(), Instance: stride}
	if _, err := wire.Decode(first.Bytes, bare, hubOpen, wire.Limits{}); !errors.As(err, &catalogue) || catalogue.Hash != sumsHash {
		t.Errorf("without the catalogue: %v, want a NeedCatalogueError", err)
	}
	if bare.Directory.Len() != 0 {
		t.Error("a failed decode left entries in the directory")
	}
	ruleless := shared()
	ruleless.Instance = nil
	if _, err := wire.Decode(first.Bytes, ruleless, hubOpen, wire.Limits{}); !errors.Is(err, wire.ErrNeedRule) {
		t.Errorf("without the rule: %v, want ErrNeedRule", err)
	}
	if _, err := wire.Decode(first.Bytes, shared(), key, wire.Limits{}); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("with another key: %v, want ErrSignature", err)
	}
	if _, err := wire.Decode(first.Bytes, shared(), nil, wire.Limits{}); !errors.Is(err, wire.ErrSignature) {
		t.Errorf("without a key: %v, want ErrSignature", err)
	}
	if _, err := wire.Decode(first.Bytes, shared(), hubOpen, wire.Limits{Output: 600}); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("with little room: %v, want ErrTooLarge", err)
	}
	if _, err := wire.Decode(nil, shared(), hubOpen, wire.Limits{}); err == nil {
		t.Error("nothing was decoded")
	}
}

// Segments may arrive in any order: what waits for its directory or catalogue is
// decoded later, and the ops are the same.
func TestDecode_AnyOrderGivesTheSameOps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := shared()
		var segments []*wire.Segment
		var want []*crdt.Op
		seen := map[crdt.Dot]bool{}
		for i := range rapid.IntRange(1, 6).Draw(t, "segments") {
			ops := slices.DeleteFunc(anyOps(t), func(o *crdt.Op) bool { return seen[o.Dot] })
			for _, o := range ops {
				seen[o.Dot] = true
			}
			segment, err := wire.Encode(slices.Clone(ops), header(uint64(i)), x, sign)
			if err != nil {
				t.Fatalf("encode: %v", err)
			}
			segments, want = append(segments, segment), append(want, ops...)
		}
		waiting := rapid.Permutation(segments).Draw(t, "order")
		receiver := shared()
		var got []*crdt.Op
		for round := 0; len(waiting) > 0; round++ {
			if round > len(segments) {
				t.Fatalf("%d segments never decode", len(waiting))
			}
			var still []*wire.Segment
			for _, s := range waiting {
				ops, err := wire.Decode(s.Bytes, receiver, hubOpen, wire.Limits{})
				var need *wire.NeedDirectoryError
				if errors.As(err, &need) {
					still = append(still, s)
					continue
				}
				if err != nil {
					t.Fatalf("decode: %v", err)
				}
				got = append(got, ops...)
			}
			waiting = still
		}
		assertSameOps(t, got, want)
		full, _ := x.Directory.Digest(x.Directory.Len())
		if !receiver.Directory.Knows(x.Directory.Len(), full) {
			t.Fatal("the receiver's directory is not the hub's")
		}
	})
}

// The directory can also be had in one piece, and then any segment decodes.
func TestDecode_WithTheWholeDirectory(t *testing.T) {
	x := shared()
	encode(t, class(3, 4), header(1), x)
	ops := lesson(9, 5, school.ID{0xaa, 1, 15: 3}, 70_000, 12)
	second := encode(t, ops, header(2), x)
	encode(t, lesson(10, 5, school.ID{0xbb}, 80_000, 2), header(3), x)

	receiver := shared()
	var err error
	if receiver.Directory, err = wire.DecodeDirectory(x.Directory.AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	before := receiver.Directory.Len()
	got, err := wire.Decode(second.Bytes, receiver, hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
	if receiver.Directory.Len() != before {
		t.Errorf("the directory grew from %d to %d entries", before, receiver.Directory.Len())
	}
}

// Attempts at a catalogue the encoder lacks are coded without it and need none.
func TestDecode_UnknownCatalogueIsNotNeeded(t *testing.T) {
	ops := class(2, 10)
	bare := wire.Context{Directory: wire.NewDirectory()}
	segment := encode(t, ops, header(1), bare)
	got, err := wire.Decode(segment.Bytes, wire.Context{Directory: wire.NewDirectory()}, hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
	known := encode(t, ops, header(1), shared())
	if len(known.Bytes) >= len(segment.Bytes) {
		t.Errorf("the catalogue made %d bytes of %d", len(known.Bytes), len(segment.Bytes))
	}
}

func TestEncode_Refuses(t *testing.T) {
	good := class(1, 3)
	foreign := *good[1]
	foreign.Audience = school.AudienceSchool
	invalid := *good[1]
	invalid.Seq = 0
	far := *good[1]
	far.Seq = 1<<64 - 1
	huge := make([]*crdt.Op, 2100) // 4 KiB each, the same: small as bytes, 8.4 MiB as ops
	for i := range huge {
		o := *good[1]
		o.Seq = uint64(i + 1)
		o.Columns = []crdt.Column{{Number: 7, Value: bytes.Repeat([]byte("x"), crdt.MaxText)}}
		huge[i] = &o
	}
	tests := []struct {
		name string
		ops  []*crdt.Op
		code string
	}{
		{"an op of another audience", []*crdt.Op{good[0], &foreign}, school.CodeInvalid},
		{"an op twice", []*crdt.Op{good[0], good[1], good[0]}, school.CodeInvalid},
		{"an invalid op", []*crdt.Op{&invalid}, school.CodeInvalid},
		{"a number near the last one", []*crdt.Op{&far}, school.CodeLimit},
		{"more output than any receiver takes", huge, school.CodeInternal},
		{"more output than its bytes allow", huge[:600], school.CodeInternal},
		{"more ops than any segment", make([]*crdt.Op, 1<<16+1), school.CodeInternal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := shared()
			_, err := wire.Encode(slices.Clone(tt.ops), header(1), x, sign)
			if school.ErrorCode(err) != tt.code {
				t.Fatalf("err = %v, want code %s", err, tt.code)
			}
			if tt.code == school.CodeInternal && !errors.Is(err, wire.ErrTooLarge) {
				t.Errorf("err = %v, want ErrTooLarge", err)
			}
			if x.Directory.Len() != 0 {
				t.Errorf("a failed encode left %d entries in the directory", x.Directory.Len())
			}
		})
	}
	if _, err := wire.Encode(good, header(1), shared(), func([]byte) []byte { return nil }); err == nil {
		t.Error("a segment without a signature was made")
	}
}

// A signed segment of some hundred bytes that claims tens of thousands of ops is
// refused before they are built.
func TestDecode_Bomb(t *testing.T) {
	segment := encode(t, class(1, 3), header(1), shared())
	h := segment.Header
	h.Runs = []wire.Run{{Origin: h.Runs[0].Origin, First: 1, Length: 60_000}}
	h.Ops = 60_000
	bomb := wire.Forge(h, wire.Body(segment.Bytes), sign)
	var err error
	taken := testing.AllocsPerRun(1, func() { _, err = wire.Decode(bomb, shared(), hubOpen, wire.Limits{}) })
	if !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("err = %v, want ErrTooLarge", err)
	}
	if taken > 1000 {
		t.Errorf("%v allocations for a refusal", taken)
	}
}

// The same long text in every op costs a bit each; the limit on output holds.
func TestDecode_RepeatedTextBomb(t *testing.T) {
	ops := class(1, 150)
	for _, o := range ops {
		o.SetColumn(40, bytes.Repeat([]byte("y"), crdt.MaxText))
	}
	segment := encode(t, ops, header(1), shared())
	if len(segment.Bytes) > 2000 {
		t.Fatalf("the segment has %d bytes and tests nothing", len(segment.Bytes))
	}
	if _, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{Output: 300 << 10}); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("err = %v, want ErrTooLarge", err)
	}
	got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
}

func TestHash_NamesTheSignedBytes(t *testing.T) {
	segment := encode(t, class(1, 3), header(1), shared())
	got, err := wire.Hash(segment.Bytes)
	if err != nil || got != segment.Hash || got != sha256.Sum256(segment.Bytes[:len(segment.Bytes)-64]) {
		t.Errorf("hash = %x, %v, want %x", got, err, segment.Hash)
	}
	if _, err := wire.Hash(make([]byte, 63)); err == nil {
		t.Error("63 bytes have a name")
	}
	if err := wire.Verify(segment.Bytes, hubOpen); err != nil {
		t.Errorf("verify: %v", err)
	}
}

// Long texts take the other lane and come back whole, in any script.
func TestEncode_Texts(t *testing.T) {
	ops := class(1, 6)
	texts := []string{"", "٣٤", "ایک بکری ", strings.Repeat("to be or not to be ", 215), strings.Repeat("\x00\xff", 2000), "x"}
	for i, text := range texts {
		ops[i+1].Attempt.Response, ops[i+1].Attempt.Correct = text, false
	}
	unknown := *ops[1]
	unknown.Seq, unknown.Kind, unknown.Attempt = 900, 200, nil
	unknown.Body = bytes.Repeat([]byte(`{"item": 3, "answer": "12"}`), 2400)
	ops = append(ops, &unknown)
	segment := encode(t, ops, header(1), shared())
	got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
	if len(segment.Bytes) > 6000 {
		t.Errorf("%d bytes, want the repetition gone", len(segment.Bytes))
	}
}

func TestSeed(t *testing.T) {
	sum := sha256.Sum256(make([]byte, 16))
	if got, want := fmt.Sprintf("%016x", wire.Seed(school.ID{})), fmt.Sprintf("%x", sum[:8]); got != want {
		t.Errorf("seed = %s, want %s", got, want)
	}
}

// The body of a signed segment is as hostile as its hub may be.
func FuzzDecode(f *testing.F) {
	add := func(ops []*crdt.Op) {
		segment := encode(f, ops, header(1), shared())
		f.Add(segment.Bytes[:len(segment.Bytes)-64])
	}
	add(class(2, 12))
	var kinds []*crdt.Op
	for _, name := range []string{"attempt", "session", "set", "add", "remove", "clock", "unknown"} {
		o := *crdttest.Golden()[name]
		o.Audience = school.AudienceMinistry
		kinds = append(kinds, &o)
	}
	add(kinds)
	f.Fuzz(func(t *testing.T, b []byte) {
		hash := sha256.Sum256(b)
		signed := append(bytes.Clone(b), sign(append([]byte("darasa segment 0\x00"), hash[:]...))...)
		x := shared()
		ops, err := wire.Decode(signed, x, hubOpen, wire.Limits{})
		if errors.Is(err, wire.ErrSignature) {
			t.Fatal("the test signs otherwise than the package")
		}
		if err != nil {
			if x.Directory.Len() != 0 {
				t.Fatal("a failed decode left entries in the directory")
			}
			return
		}
		size := 0
		for _, o := range ops {
			if err := o.Validate(); err != nil {
				t.Fatalf("an invalid op came out: %v", err)
			}
			size += len(o.AppendBinary(nil))
		}
		if size > 9<<20 {
			t.Fatalf("%d bytes of ops came out of %d", size, len(b))
		}
	})
}
