package wire_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

func TestParse_GivesWhatEncodeWrote(t *testing.T) {
	h := header(1 << 40)
	h.Redacts = &[32]byte{4, 31: 9}
	ops := class(4, 6)
	segment := encode(t, append(ops[:9:9], ops[12:]...), h, shared())
	got, err := wire.Parse(segment.Bytes)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	if got.Protocol != school.Protocol || got.Hub != hubID || got.Epoch != 77 || got.Audience != school.AudienceMinistry || got.Number != 1<<40 {
		t.Errorf("header = %+v", got)
	}
	if got.Redacts == nil || *got.Redacts != *h.Redacts {
		t.Errorf("redacts = %v, want %v", got.Redacts, h.Redacts)
	}
	if int(got.Ops) != len(ops)-3 {
		t.Errorf("%d ops, want %d", got.Ops, len(ops)-3)
	}
	if !reflect.DeepEqual(got.Declared, segment.Header.Declared) || !slices.Equal(got.Runs, segment.Header.Runs) {
		t.Errorf("entries and runs differ:\n%v\n%v", got, segment.Header)
	}
	first, last := ops[0].Stamp.At.Tick, ops[0].Stamp.At.Tick
	for _, o := range append(ops[:9:9], ops[12:]...) {
		first, last = min(first, o.Stamp.At.Tick), max(last, o.Stamp.At.Tick)
	}
	if got.Earliest != first || got.Latest != last {
		t.Errorf("from %d to %d, want %d to %d", got.Earliest, got.Latest, first, last)
	}
	if len(got.Catalogues) != 1 || !got.Catalogues[0].Coded {
		t.Errorf("catalogues = %v", got.Catalogues)
	}
}

// A header tells exactly which ops a segment holds, without decoding it.
func TestHeader_Held(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ops := anyOps(t)
		x := shared()
		segment, err := wire.Encode(slices.Clone(ops), header(3), x, sign)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		h, err := wire.Parse(segment.Bytes)
		if err != nil {
			t.Fatalf("parse: %v", err)
		}
		held, err := h.Held(x.Directory)
		if err != nil {
			t.Fatalf("held: %v", err)
		}
		got, want := map[crdt.Stream]crdt.Ranges{}, map[crdt.Stream]crdt.Ranges{}
		for _, run := range held {
			got[run.Stream] = got[run.Stream].Add(run.Range)
		}
		for _, o := range ops {
			want[o.Stream] = want[o.Stream].Add(crdt.Range{From: o.Seq, To: o.Seq})
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("held %v, want %v", got, want)
		}
		var need *wire.NeedDirectoryError
		if _, err := h.Held(wire.NewDirectory()); len(ops) > 0 && !errors.As(err, &need) {
			t.Fatalf("with an empty directory: %v, want a NeedDirectoryError", err)
		}
	})
}

func TestParse_RefusesWhatIsNoSegment(t *testing.T) {
	good := encode(t, class(2, 3), header(1), shared()).Bytes
	tests := map[string][]byte{
		"nothing":              nil,
		"a web page":           []byte("<!doctype html><title>Sign in to continue</title>"),
		"a later format":       append([]byte{'d', 's', 1}, good[3:]...),
		"unknown flags":        append([]byte{'d', 's', 0, 0x80}, good[4:]...),
		"an unknown audience":  slices.Replace(bytes.Clone(good), 25, 26, 9),
		"only the first bytes": good[:60],
	}
	for name, b := range tests {
		t.Run(name, func(t *testing.T) {
			var bad *wire.DamagedError
			if _, err := wire.Parse(b); !errors.As(err, &bad) {
				t.Errorf("err = %v, want a DamagedError", err)
			}
		})
	}
	if _, err := wire.Parse(make([]byte, 17<<20)); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("17 MiB: err = %v, want ErrTooLarge", err)
	}
}

// A forged header that disagrees with itself is noticed before anything is built.
func TestParse_RefusesForgedRuns(t *testing.T) {
	segment := encode(t, class(2, 3), header(1), shared())
	tests := map[string]func(h *wire.Header){
		"fewer ops than runs say":      func(h *wire.Header) { h.Ops-- },
		"more ops than runs say":       func(h *wire.Header) { h.Ops++ },
		"runs out of order":            func(h *wire.Header) { h.Runs = []wire.Run{h.Runs[0], h.Runs[0]} },
		"runs that overlap":            func(h *wire.Header) { h.Runs[1] = wire.Run{Origin: 0, First: 102, Length: 4} },
		"runs that touch":              func(h *wire.Header) { h.Runs[1] = wire.Run{Origin: 0, First: 104, Length: 4} },
		"a run of nothing":             func(h *wire.Header) { h.Runs[0].Length, h.Ops = 0, 4 },
		"a number zero":                func(h *wire.Header) { h.Runs[0].First = 0 },
		"more ops than any segment":    func(h *wire.Header) { h.Runs[0].Length, h.Ops = 1<<17, 1<<17+4 },
		"a last op before the first":   func(h *wire.Header) { h.Latest = h.Earliest - 1 },
		"more catalogues than allowed": func(h *wire.Header) { h.Catalogues = make([]wire.CatalogueUse, 65) },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			h := segment.Header
			h.Runs = slices.Clone(h.Runs)
			change(&h)
			if _, err := wire.Parse(wire.Forge(h, wire.Body(segment.Bytes), sign)); err == nil {
				t.Error("it was read")
			}
		})
	}
	if _, err := wire.Parse(wire.Forge(segment.Header, wire.Body(segment.Bytes), sign)); err != nil {
		t.Errorf("the header as it was: %v", err)
	}
}

func TestHeader_ExtendForksWhereAHubWentBack(t *testing.T) {
	x := shared()
	encode(t, lesson(1, 1, school.ID{1}, 1000, 3), header(1), x)
	copied := wire.Context{Directory: x.Directory.Prefix(x.Directory.Len()), Catalogues: x.Catalogues, Instance: x.Instance}
	after := encode(t, lesson(2, 1, school.ID{2}, 9000, 3), header(2), x)
	restored := encode(t, lesson(3, 1, school.ID{3}, 9500, 3), header(2), copied)

	receiver := x.Directory.Prefix(after.Header.Base)
	same, err := after.Header.Extend(receiver)
	if err != nil || same != receiver || same.Len() != x.Directory.Len() {
		t.Fatalf("extend: %v entries, %v", same.Len(), err)
	}
	if again, err := after.Header.Extend(receiver); err != nil || again != receiver || again.Len() != x.Directory.Len() {
		t.Fatalf("extend again: %v", err)
	}
	fork, err := restored.Header.Extend(receiver)
	if err != nil || fork == receiver {
		t.Fatalf("the restored hub's entries went into the first directory: %v", err)
	}
	digest, _ := copied.Directory.Digest(copied.Directory.Len())
	if !fork.Knows(copied.Directory.Len(), digest) || receiver.Len() != x.Directory.Len() {
		t.Error("the fork is not the restored hub's directory, or the first one changed")
	}
	ops, err := wire.Decode(restored.Bytes, wire.Context{Directory: receiver, Catalogues: x.Catalogues, Instance: x.Instance}, hubOpen, wire.Limits{})
	if err != nil || len(ops) != 4 {
		t.Fatalf("decode behind the fork: %d ops, %v", len(ops), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(encode(f, class(2, 3), header(1), shared()).Bytes)
	f.Add(encode(f, nil, header(2), shared()).Bytes)
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := wire.Parse(b)
		if err != nil {
			return
		}
		total := uint64(0)
		for _, run := range h.Runs {
			total += uint64(run.Length)
		}
		if total != uint64(h.Ops) || h.Latest < h.Earliest || len(h.Declared) > len(b) {
			t.Fatalf("a header that disagrees with itself was read: %+v", h)
		}
	})
}
