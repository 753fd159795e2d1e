package wire

import (
	"encoding/binary"
	"math"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// Bounds of a header, checked before memory is spent.
const (
	maxOps        = 1 << 16
	maxCatalogues = 64
	maxSeq        = 1<<64 - 1 - maxOps
	maxSegment    = 16 << 20 // bytes as stored
	signatureSize = 64
)

// format is the version of the bytes of a segment.
const format = 0

const (
	flagRedacts = 1 << iota // the name of the segment this one takes the place of follows
	flagRule                // instances are predicted by the instance rule
	flagsKnown  = flagRedacts | flagRule
)

// Header says what a segment is and which ops it holds. Encode reads Protocol,
// Hub, Epoch, Audience, Number and Redacts and fills in the rest.
type Header struct {
	Protocol uint32
	Hub      school.ID // who cut and signed it
	Epoch    uint32    // of the hub; with Audience the stream that Number counts in
	Audience school.Audience
	Number   uint64
	Redacts  *[32]byte // name of the segment this one takes the place of

	Base       uint32 // entries of the directory prefix it builds on
	BaseDigest Digest // of that prefix
	Declared   []Entry
	Catalogues []CatalogueUse
	Earliest   int64 // smallest At.Tick of its ops
	Latest     int64 // greatest
	Ops        uint32
	Runs       []Run // sorted by origin, then number

	flags byte
	body  int // where the body starts
}

// CatalogueUse names a catalogue that attempts of a segment count their items in.
type CatalogueUse struct {
	Ordinal uint32 // in the directory
	Coded   bool   // the encoder had it, so the decoder must have it too
}

// Run is a stretch of ops of one origin with consecutive numbers.
type Run struct {
	Origin uint32 // ordinal in the directory
	First  uint64
	Length uint32
}

// Held is a run with its stream resolved.
type Held struct {
	Stream crdt.Stream
	Range  crdt.Range
}

// Held resolves the runs: which ops the segment holds. dir must have the entries
// the header declares; otherwise it returns a NeedDirectoryError.
func (h *Header) Held(dir *Directory) ([]Held, error) {
	out := make([]Held, len(h.Runs))
	for i, run := range h.Runs {
		stream, ok := dir.Stream(run.Origin, h.Audience)
		if !ok || !dir.Knows(h.Base, h.BaseDigest) {
			return nil, &NeedDirectoryError{Count: h.Base, Digest: h.BaseDigest}
		}
		out[i] = Held{Stream: stream, Range: crdt.Range{From: run.First, To: run.First + uint64(run.Length) - 1}}
		if planted.On(planted.HeldTooWide) {
			out[i].Range.To++
		}
	}
	return out, nil
}

// Extend makes dir hold the entries that the header declares and returns it. It
// returns a NeedDirectoryError when dir lacks the prefix they build on. When dir
// went on differently behind that prefix (its hub was restored from an older
// copy), dir is left alone and a new directory is returned.
func (h *Header) Extend(dir *Directory) (*Directory, error) {
	if !dir.Knows(h.Base, h.BaseDigest) {
		return nil, &NeedDirectoryError{Count: h.Base, Digest: h.BaseDigest}
	}
	mark := dir.Len()
	for i := range h.Declared {
		at := h.Base + uint32(i)
		if at < mark && dir.entries[at] == h.Declared[i] {
			continue
		}
		if at < mark {
			return h.Extend(dir.Prefix(h.Base))
		}
		if err := dir.Append(h.Declared[i]); err != nil {
			dir.truncate(mark)
			return nil, err
		}
	}
	return dir, nil
}

func (h *Header) append(b []byte) []byte {
	b = append(b, 'd', 's', format)
	b = append(b, h.flags)
	b = binary.AppendUvarint(b, uint64(h.Protocol))
	b = append(b, h.Hub[:]...)
	b = binary.BigEndian.AppendUint32(b, h.Epoch)
	b = append(b, byte(h.Audience))
	b = binary.AppendUvarint(b, h.Number)
	if h.Redacts != nil {
		b = append(b, h.Redacts[:]...)
	}
	b = binary.AppendUvarint(b, uint64(h.Base))
	b = append(b, h.BaseDigest[:]...)
	b = binary.AppendUvarint(b, uint64(len(h.Declared)))
	for i := range h.Declared {
		b = h.Declared[i].append(b)
	}
	b = binary.AppendUvarint(b, uint64(len(h.Catalogues)))
	for _, c := range h.Catalogues {
		b = binary.AppendUvarint(b, uint64(c.Ordinal)<<1|bit(c.Coded))
	}
	b = binary.AppendUvarint(b, uint64(h.Ops))
	if h.Ops == 0 {
		return b
	}
	b = binary.AppendVarint(b, h.Earliest)
	b = binary.AppendUvarint(b, uint64(h.Latest-h.Earliest))
	return h.appendRuns(b)
}

func (h *Header) appendRuns(b []byte) []byte {
	n := len(h.Runs)
	steps, firsts, lengths := make([]uint64, n), make([]uint64, n), make([]uint64, n)
	last := uint32(0)
	for i, run := range h.Runs {
		steps[i], firsts[i], lengths[i] = uint64(run.Origin-last), run.First, uint64(run.Length)
		last = run.Origin
	}
	b = binary.AppendUvarint(b, uint64(n))
	b = appendPacked(b, steps)
	b = appendPacked(b, firsts)
	return appendPacked(b, lengths)
}

// Parse reads the header of a segment without decompressing, verifying or
// decoding anything. Its time and memory are bounded by a small multiple of
// len(b). It returns a DamagedError for what is not a segment of this format and
// ErrTooLarge beyond the bounds.
func Parse(b []byte) (*Header, error) {
	if len(b) > maxSegment {
		return nil, ErrTooLarge
	}
	r := &reader{b: b}
	if magic := r.fixed(3); magic[0] != 'd' || magic[1] != 's' || magic[2] != format {
		return nil, damaged("it does not start like a segment of format 0")
	}
	h := &Header{flags: r.byte()}
	if h.flags&^flagsKnown != 0 {
		return nil, damaged("its flags are not known")
	}
	h.Protocol = r.uint32()
	h.Hub = school.ID(r.fixed(16))
	h.Epoch = binary.BigEndian.Uint32(r.fixed(4))
	h.Audience = school.Audience(r.byte())
	if !h.Audience.Valid() {
		r.fail("its audience is not known")
	}
	h.Number = r.uvarint(math.MaxUint64)
	if h.flags&flagRedacts != 0 {
		h.Redacts = (*[32]byte)(append([]byte(nil), r.fixed(32)...))
	}
	r.directory(h)
	r.contents(h)
	if len(r.b) < signatureSize {
		r.fail("it ends early")
	}
	if r.err != nil {
		return nil, r.err
	}
	h.body = len(b) - len(r.b)
	return h, nil
}

func (r *reader) directory(h *Header) {
	h.Base = uint32(r.uvarint(MaxEntries))
	h.BaseDigest = Digest(r.fixed(8))
	n := int(r.uvarint(MaxEntries))
	if n > len(r.b)/minEntry {
		r.fail("it declares more entries than it has bytes")
		return
	}
	if n > 0 {
		h.Declared = make([]Entry, n)
	}
	for i := range h.Declared {
		h.Declared[i] = r.entry()
	}
	if n = int(r.uvarint(maxCatalogues)); n > 0 {
		h.Catalogues = make([]CatalogueUse, n)
	}
	for i := range h.Catalogues {
		v := r.uvarint(MaxEntries << 1)
		h.Catalogues[i] = CatalogueUse{Ordinal: uint32(v >> 1), Coded: v&1 == 1}
	}
}

func (r *reader) contents(h *Header) {
	h.Ops = uint32(r.uvarint(maxOps))
	if h.Ops == 0 || r.err != nil {
		return
	}
	h.Earliest = r.varint()
	h.Latest = h.Earliest + int64(r.uvarint(math.MaxUint64))
	if h.Latest < h.Earliest {
		r.fail("it ends before it starts")
	}
	n := int(r.uvarint(uint64(h.Ops)))
	steps, firsts, lengths := r.packed(n, MaxEntries), r.packed(n, math.MaxUint64-maxOps), r.packed(n, maxOps)
	if r.err != nil {
		return
	}
	h.Runs = make([]Run, n)
	origin, total := uint64(0), uint64(0)
	for i := range h.Runs {
		origin += steps[i]
		total += lengths[i]
		h.Runs[i] = Run{Origin: uint32(origin), First: firsts[i], Length: uint32(lengths[i])}
		if origin > MaxEntries || firsts[i] == 0 || lengths[i] == 0 || i > 0 && !h.Runs[i-1].before(h.Runs[i]) {
			r.fail("its origins are not in order")
			return
		}
	}
	if total != uint64(h.Ops) {
		r.fail("its origins and its count disagree")
	}
}

// before reports whether next starts behind the end of r; runs that touch would
// be one run.
func (r Run) before(next Run) bool {
	return r.Origin < next.Origin || next.First > r.First+uint64(r.Length)
}

func bit(v bool) uint64 {
	if v {
		return 1
	}
	return 0
}
