package wire_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

var update = flag.Bool("update", false, "write testdata anew; allowed until a format is released")

// goldenSegments are decoded in this order with one directory. Each is two files:
// the segment, and the canonical bytes of the ops it holds.
var goldenSegments = []struct {
	name string
	ops  func() []*crdt.Op
}{
	{"format0-lesson", func() []*crdt.Op { return class(3, 20) }},
	{"format0-kinds", goldenKinds},
	{"format0-later", func() []*crdt.Op { return lesson(2, 500, school.ID{0xaa, 1, 15: 3}, 179_552_160_000, 15) }},
}

func goldenKinds() []*crdt.Op {
	var ops []*crdt.Op
	golden := crdttest.Golden()
	for _, name := range []string{"attempt", "session", "set", "add", "remove", "clock", "unknown"} {
		o := *golden[name]
		o.Audience = school.AudienceMinistry
		ops = append(ops, &o)
	}
	return ops
}

// Stored segments are never encoded again, so what once was written must decode
// for ever.
func TestGolden_DecodesForEver(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	x := shared()
	for _, g := range goldenSegments {
		t.Run(g.name, func(t *testing.T) {
			got, err := wire.Decode(readGolden(t, g.name+".seg"), x, hubOpen, wire.Limits{})
			if err != nil {
				t.Fatalf("decode: %v", err)
			}
			var want []*crdt.Op
			for rest := readGolden(t, g.name+".ops"); len(rest) > 0; {
				var op *crdt.Op
				if op, rest, err = crdt.DecodeOp(rest); err != nil {
					t.Fatalf("read ops: %v", err)
				}
				want = append(want, op)
			}
			assertSameOps(t, got, want)
		})
	}
	if want := readGolden(t, "format0.directory"); !bytes.Equal(x.Directory.AppendBinary(nil), want) {
		t.Error("the directory that the segments declare is another")
	}
}

func readGolden(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeGolden(t *testing.T) {
	t.Helper()
	x := shared()
	write := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join("testdata", name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, g := range goldenSegments {
		ops := g.ops()
		write(g.name+".seg", encode(t, ops, header(uint64(i+1)), x).Bytes)
		var b []byte
		for _, o := range ops {
			b = o.AppendBinary(b)
		}
		write(g.name+".ops", b)
	}
	write("format0.directory", x.Directory.AppendBinary(nil))
}
