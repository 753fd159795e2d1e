package wire_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// everything is a lesson with every kind of op, long and short texts among them.
func everything() []*crdt.Op {
	ops := append(class(3, 25), goldenKinds()...)
	long := *ops[3]
	long.Seq, long.Attempt = 400, &crdt.Attempt{}
	*long.Attempt = *ops[3].Attempt
	long.Attempt.Response = strings.Repeat("because ten and ten is twenty, ", 30)
	register := goldenKinds()[3]
	ops = append(ops, &long)
	for i := range 40 {
		o := *register
		r := *register.Register
		o.Seq, o.Register = uint64(100+i), &r
		switch i % 4 {
		case 0:
			r.Value = []byte("owl")
			o.Kind, r.Field = crdt.KindSet, school.LearnerAnimal
		case 1:
			r.Entity[1] = byte(i % 7)
		case 2:
			o.Kind, r.Value = crdt.KindRemove, nil
			r.Dots = []crdt.Dot{{Stream: o.Stream, Seq: o.Seq - 1}, {Stream: ops[0].Stream, Seq: 7}}
		case 3:
			r.Key = "skill-" + string(rune('a'+i%5))
		}
		ops = append(ops, &o)
	}
	return ops
}

func TestEncode_RoundTripOfEverything(t *testing.T) {
	ops := everything()
	segment := encode(t, ops, header(1), shared())
	got, err := wire.Decode(segment.Bytes, shared(), hubOpen, wire.Limits{})
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	assertSameOps(t, got, ops)
}

// checkForged decodes a signed segment whose body is not what a writer makes: it
// may come out as other valid ops or as a typed error, and nothing else.
func checkForged(t *testing.T, h wire.Header, body []byte) (decoded bool) {
	t.Helper()
	x := shared()
	ops, err := wire.Decode(wire.Forge(h, body, sign), x, hubOpen, wire.Limits{})
	if err == nil {
		for _, o := range ops {
			if err := o.Validate(); err != nil {
				t.Fatalf("an invalid op came out: %v", err)
			}
		}
		return true
	}
	var bad *wire.DamagedError
	if !errors.As(err, &bad) && !errors.Is(err, wire.ErrTooLarge) {
		t.Fatalf("err = %v, want a DamagedError or ErrTooLarge", err)
	}
	if x.Directory.Len() != 0 {
		t.Fatal("a failed decode left entries in the directory")
	}
	return false
}

func TestDecode_ForgedBodies(t *testing.T) {
	segment := encode(t, everything(), header(1), shared())
	body := wire.Body(segment.Bytes)
	random := rand.New(rand.NewPCG(1, 2))
	refused, tries := 0, 0
	try := func(b []byte) {
		tries++
		if !checkForged(t, segment.Header, b) {
			refused++
		}
	}
	for i := range body {
		bad := bytes.Clone(body)
		bad[i] ^= byte(1 + random.IntN(255))
		try(bad)
	}
	for range 1500 {
		noise := make([]byte, random.IntN(2*len(body)))
		for i := range noise {
			noise[i] = byte(random.Uint32())
		}
		keep := random.IntN(len(body))
		try(append(bytes.Clone(body[:keep]), noise...))
	}
	if refused < tries/4 {
		t.Errorf("%d of %d forged bodies were refused; the test reaches too little", refused, tries)
	}
}

// Whatever is cut off the end is missed, but for the few bytes of slack a range
// coder may leave: those decode to the same ops or not at all.
func TestDecode_TruncatedBodies(t *testing.T) {
	ops := everything()
	segment := encode(t, ops, header(1), shared())
	body := wire.Body(segment.Bytes)
	for n := range len(body) - 8 {
		if checkForged(t, segment.Header, body[:n]) {
			t.Fatalf("%d of %d bytes were enough", n, len(body))
		}
	}
}

// A header may claim ops of other kinds of origins than the body was made for.
func TestDecode_ForgedHeaders(t *testing.T) {
	segment := encode(t, everything(), header(1), shared())
	body := wire.Body(segment.Bytes)
	noRun := slices.DeleteFunc(slices.Clone(segment.Header.Declared), func(e wire.Entry) bool { return e.Kind == wire.EntryRun })
	noCatalogue := slices.DeleteFunc(slices.Clone(segment.Header.Declared), func(e wire.Entry) bool { return e.Kind == wire.EntryCatalogue })
	twice := append(slices.Clone(segment.Header.Declared), segment.Header.Declared[0])
	tests := map[string]func(h *wire.Header){
		"no clock runs declared":      func(h *wire.Header) { h.Declared = noRun },
		"no catalogue declared":       func(h *wire.Header) { h.Declared = noCatalogue },
		"an entry declared twice":     func(h *wire.Header) { h.Declared = twice },
		"no catalogue used":           func(h *wire.Header) { h.Catalogues = nil },
		"a catalogue that is not one": func(h *wire.Header) { h.Catalogues = []wire.CatalogueUse{{Ordinal: 9}} },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			h := segment.Header
			change(&h)
			if checkForged(t, h, body) {
				t.Error("it was decoded")
			}
		})
	}
	h := segment.Header
	h.Runs = slices.Clone(h.Runs)
	h.Runs[0].Origin = 200
	h.Runs = h.Runs[:1]
	h.Ops = h.Runs[0].Length
	var need *wire.NeedDirectoryError
	if _, err := wire.Decode(wire.Forge(h, body, sign), shared(), hubOpen, wire.Limits{}); !errors.As(err, &need) {
		t.Errorf("an origin beyond the directory: %v, want a NeedDirectoryError", err)
	}
}
