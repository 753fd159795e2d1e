package crdt_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/school"
)

func TestOpBinary_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := crdttest.Op(t)
		encoded := op.AppendBinary(nil)
		got, rest, err := crdt.DecodeOp(append(bytes.Clone(encoded), 0xff))
		if err != nil {
			t.Fatalf("decode: %v", err)
		}
		if len(rest) != 1 {
			t.Fatalf("rest = %d bytes, want 1", len(rest))
		}
		if again := got.AppendBinary(nil); !bytes.Equal(again, encoded) {
			t.Fatalf("re-encoded %x, want %x", again, encoded)
		}
		if !got.Equal(op) {
			t.Fatal("decoded op is not equal to the original")
		}
	})
}

// A program of the next version adds kinds and columns; ours must pass them on.
func TestOpBinary_KeepsUnknown(t *testing.T) {
	op := &crdt.Op{
		Dot:  crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: school.ID{15: 9}, Device: 3}, Epoch: 7, Audience: school.AudienceMinistry}, Seq: 1},
		Kind: 200, Body: []byte("from the future"),
		Columns: []crdt.Column{{Number: 900, Value: []byte{1, 2, 3}}},
	}
	encoded := op.AppendBinary(nil)
	got, _, err := crdt.DecodeOp(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.AppendBinary(nil), encoded) {
		t.Fatal("an unknown op changed on its way through")
	}
}

func TestOpBinary_Truncated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		encoded := crdttest.Op(t).AppendBinary(nil)
		cut := rapid.IntRange(0, len(encoded)-1).Draw(t, "cut")
		if _, _, err := crdt.DecodeOp(encoded[:cut]); err == nil {
			t.Fatalf("decoded %d of %d bytes without an error", cut, len(encoded))
		}
	})
}

// Stored ops are read for ever: these bytes never change.
func TestOpBinary_Golden(t *testing.T) {
	for name, op := range crdttest.Golden() {
		t.Run(name, func(t *testing.T) {
			path := "testdata/op-" + name + ".hex"
			got := hex.EncodeToString(op.AppendBinary(nil)) + "\n"
			if os.Getenv("DARASA_WRITE_GOLDEN") != "" {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got  %swant %s", got, want)
			}
		})
	}
}

func TestOpValidate(t *testing.T) {
	valid := func() *crdt.Op { return crdttest.Golden()["attempt"] }
	for _, test := range []struct {
		name string
		bend func(*crdt.Op)
		code string
	}{
		{"OK", func(*crdt.Op) {}, ""},
		{"ErrNoWriter", func(o *crdt.Op) { o.Writer.Hub = school.ID{} }, school.CodeInvalid},
		{"ErrSeqZero", func(o *crdt.Op) { o.Seq = 0 }, school.CodeInvalid},
		{"ErrAudience", func(o *crdt.Op) { o.Audience = 9 }, school.CodeInvalid},
		{"ErrNoLearner", func(o *crdt.Op) { o.Attempt.Learner = school.ID{} }, school.CodeInvalid},
		{"ErrNegativeDuration", func(o *crdt.Op) { o.Attempt.Duration = -1 }, school.CodeInvalid},
		{"ErrLongResponse", func(o *crdt.Op) { o.Attempt.Response = string(make([]byte, crdt.MaxText+1)) }, school.CodeLimit},
		{"ErrForeignPart", func(o *crdt.Op) { o.Session = &crdt.Session{} }, school.CodeInvalid},
		{"ErrKindZero", func(o *crdt.Op) { o.Kind, o.Attempt = 0, nil }, school.CodeInvalid},
		{"ErrColumnOrder", func(o *crdt.Op) { o.Columns = []crdt.Column{{Number: 2}, {Number: 1}} }, school.CodeInvalid},
		{"ErrColumnTwice", func(o *crdt.Op) { o.Columns = []crdt.Column{{Number: 2}, {Number: 2}} }, school.CodeInvalid},
		{"ErrManyColumns", func(o *crdt.Op) { o.Columns = make([]crdt.Column, crdt.MaxColumns+1) }, school.CodeLimit},
	} {
		t.Run(test.name, func(t *testing.T) {
			op := valid()
			test.bend(op)
			if got := school.ErrorCode(op.Validate()); got != test.code {
				t.Errorf("code = %q, want %q", got, test.code)
			}
		})
	}
}

func FuzzDecodeOp(f *testing.F) {
	for _, op := range crdttest.Golden() {
		f.Add(op.AppendBinary(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		op, rest, err := crdt.DecodeOp(data)
		if err != nil {
			return
		}
		used := data[:len(data)-len(rest)]
		if !bytes.Equal(op.AppendBinary(nil), used) {
			t.Fatalf("two encodings of one op: %x", used)
		}
	})
}
