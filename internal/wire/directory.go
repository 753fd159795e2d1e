package wire

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// MaxEntries bounds a directory.
const MaxEntries = 1 << 20

// Digest names a prefix of a directory: the digest of n entries is the first
// eight bytes of SHA-256(digest of n−1 entries ‖ entry n), of none all zero.
type Digest [8]byte

// EntryKind says what a directory entry stands for. The numbers are part of the
// format.
type EntryKind uint8

// Kinds of entries. Entries of one kind are counted from 0 in order of
// appearance; this ordinal stands for the entry in segments and other entries.
const (
	EntryID        EntryKind = 1 // a hub, learner, classroom, …
	EntryOrigin    EntryKind = 2 // who writes: hub, device, epoch; the audience is the segment's
	EntryCatalogue EntryKind = 3 // the name of a catalogue
	EntryRun       EntryKind = 4 // one run of an origin's monotonic clock
)

// Entry is one line of a directory; which fields count depends on Kind.
type Entry struct {
	Kind      EntryKind
	ID        school.ID // id
	Hub       uint32    // origin: ordinal of the hub's id
	Device    uint32    // origin
	Epoch     uint32    // origin
	Catalogue [32]byte  // catalogue
	Origin    uint32    // run: ordinal of the origin
	Boot      uint32    // run
	Offset    int64     // run: At − Mono in ticks when it was first met, less that of the run entry before
}

func (e *Entry) append(b []byte) []byte {
	b = append(b, byte(e.Kind))
	switch e.Kind {
	case EntryID:
		return append(b, e.ID[:]...)
	case EntryOrigin:
		b = binary.AppendUvarint(b, uint64(e.Hub))
		b = binary.AppendUvarint(b, uint64(e.Device))
		return binary.BigEndian.AppendUint32(b, e.Epoch)
	case EntryCatalogue:
		return append(b, e.Catalogue[:]...)
	default:
		b = binary.AppendUvarint(b, uint64(e.Origin))
		b = binary.BigEndian.AppendUint32(b, e.Boot)
		return binary.AppendVarint(b, e.Offset)
	}
}

func (r *reader) entry() Entry {
	e := Entry{Kind: EntryKind(r.byte())}
	switch e.Kind {
	case EntryID:
		e.ID = school.ID(r.fixed(16))
	case EntryOrigin:
		e.Hub, e.Device = r.uint32(), r.uint32()
		e.Epoch = binary.BigEndian.Uint32(r.fixed(4))
	case EntryCatalogue:
		e.Catalogue = [32]byte(r.fixed(32))
	case EntryRun:
		e.Origin = r.uint32()
		e.Boot = binary.BigEndian.Uint32(r.fixed(4))
		e.Offset = r.varint()
	default:
		r.fail("a directory entry is of no known kind")
	}
	return e
}

// minEntry is the size of the smallest entry.
const minEntry = 7

type originKey struct{ hub, device, epoch uint32 }

type runKey struct{ origin, boot uint32 }

// Directory is the append-only list by which the segments of one hub and one
// audience name ids, origins, catalogues and clock runs with small numbers, so
// that each travels once. A hub keeps one per audience, for whoever may not see an
// audience must not need its entries; a receiver keeps a copy and grows it by the
// entries that segments declare. The zero value is not usable. It is not safe for
// concurrent use.
type Directory struct {
	entries    []Entry
	digests    []Digest // digests[n] names the first n entries
	places     [EntryRun + 1][]uint32
	ids        map[school.ID]uint32
	origins    map[originKey]uint32
	catalogues map[[32]byte]uint32
	runs       map[runKey]uint32
	runsOf     map[uint32][]uint32 // run ordinals of an origin
	offsets    []int64             // At − Mono by run ordinal
}

// NewDirectory returns an empty directory.
func NewDirectory() *Directory {
	return &Directory{
		digests: make([]Digest, 1),
		ids:     map[school.ID]uint32{}, origins: map[originKey]uint32{}, catalogues: map[[32]byte]uint32{},
		runs: map[runKey]uint32{}, runsOf: map[uint32][]uint32{},
	}
}

// Len returns the number of entries.
func (d *Directory) Len() uint32 { return uint32(len(d.entries)) }

// Digest returns the digest of the first count entries; ok is false when there
// are fewer.
func (d *Directory) Digest(count uint32) (digest Digest, ok bool) {
	if count > d.Len() {
		return Digest{}, false
	}
	return d.digests[count], true
}

// Knows reports whether the first count entries have this digest.
func (d *Directory) Knows(count uint32, digest Digest) bool {
	have, ok := d.Digest(count)
	return ok && have == digest
}

// Append adds one entry. It refuses, with a DamagedError, an entry that is there
// already or names one that is not, and returns ErrTooLarge at MaxEntries.
func (d *Directory) Append(e Entry) error {
	if d.Len() >= MaxEntries {
		return ErrTooLarge
	}
	if e.Kind < EntryID || e.Kind > EntryRun {
		return damaged("a directory entry is of no known kind")
	}
	ordinal := uint32(len(d.places[e.Kind]))
	if !d.index(&e, ordinal) {
		return damaged("a directory entry appears twice or names none")
	}
	sum := sha256.Sum256(e.append(slices.Clone(d.digests[d.Len()][:])))
	d.places[e.Kind] = append(d.places[e.Kind], d.Len())
	d.entries = append(d.entries, e)
	d.digests = append(d.digests, Digest(sum[:8]))
	return nil
}

func (d *Directory) index(e *Entry, ordinal uint32) bool {
	switch e.Kind {
	case EntryID:
		return addNew(d.ids, e.ID, ordinal)
	case EntryOrigin:
		return int64(e.Hub) < int64(len(d.places[EntryID])) && addNew(d.origins, originKey{e.Hub, e.Device, e.Epoch}, ordinal)
	case EntryCatalogue:
		return addNew(d.catalogues, e.Catalogue, ordinal)
	default:
		if int64(e.Origin) >= int64(len(d.places[EntryOrigin])) || !addNew(d.runs, runKey{e.Origin, e.Boot}, ordinal) {
			return false
		}
		d.runsOf[e.Origin] = append(d.runsOf[e.Origin], ordinal)
		d.offsets = append(d.offsets, d.lastOffset()+e.Offset)
		return true
	}
}

func addNew[K comparable](m map[K]uint32, key K, ordinal uint32) bool {
	if _, there := m[key]; there {
		return false
	}
	m[key] = ordinal
	return true
}

func (d *Directory) lastOffset() int64 {
	if len(d.offsets) == 0 {
		return 0
	}
	return d.offsets[len(d.offsets)-1]
}

// truncate takes back the entries behind the first count.
func (d *Directory) truncate(count uint32) {
	for d.Len() > count {
		last := len(d.entries) - 1
		e := &d.entries[last]
		switch e.Kind {
		case EntryID:
			delete(d.ids, e.ID)
		case EntryOrigin:
			delete(d.origins, originKey{e.Hub, e.Device, e.Epoch})
		case EntryCatalogue:
			delete(d.catalogues, e.Catalogue)
		default:
			delete(d.runs, runKey{e.Origin, e.Boot})
			of := d.runsOf[e.Origin]
			d.runsOf[e.Origin] = of[:len(of)-1]
			d.offsets = d.offsets[:len(d.offsets)-1]
		}
		d.places[e.Kind] = d.places[e.Kind][:len(d.places[e.Kind])-1]
		d.entries, d.digests = d.entries[:last], d.digests[:last+1]
	}
}

// Prefix returns a copy of the first count entries, all when there are fewer.
func (d *Directory) Prefix(count uint32) *Directory {
	out := NewDirectory()
	for _, e := range d.entries[:min(count, d.Len())] {
		_ = out.Append(e) // it was accepted once, in this order
	}
	return out
}

// Entries returns a copy of the entries behind the first from.
func (d *Directory) Entries(from uint32) []Entry {
	return slices.Clone(d.entries[min(from, d.Len()):])
}

// ID returns the id with the ordinal.
func (d *Directory) ID(ordinal uint32) (school.ID, bool) {
	e, ok := d.nth(EntryID, ordinal)
	return e.ID, ok
}

// Catalogue returns the catalogue's name with the ordinal.
func (d *Directory) Catalogue(ordinal uint32) ([32]byte, bool) {
	e, ok := d.nth(EntryCatalogue, ordinal)
	return e.Catalogue, ok
}

// Stream returns the stream of the origin with the ordinal, in one audience.
func (d *Directory) Stream(ordinal uint32, audience school.Audience) (crdt.Stream, bool) {
	e, ok := d.nth(EntryOrigin, ordinal)
	if !ok {
		return crdt.Stream{}, false
	}
	hub, ok := d.ID(e.Hub)
	return crdt.Stream{Writer: crdt.Writer{Hub: hub, Device: e.Device}, Epoch: e.Epoch, Audience: audience}, ok
}

// IDOrdinal returns the ordinal of an id.
func (d *Directory) IDOrdinal(id school.ID) (uint32, bool) {
	n, ok := d.ids[id]
	return n, ok
}

// StreamOrdinal returns the ordinal of a stream's origin, whatever its audience.
func (d *Directory) StreamOrdinal(s crdt.Stream) (uint32, bool) {
	hub, ok := d.ids[s.Writer.Hub]
	if !ok {
		return 0, false
	}
	n, ok := d.origins[originKey{hub, s.Writer.Device, s.Epoch}]
	return n, ok
}

func (d *Directory) nth(kind EntryKind, ordinal uint32) (Entry, bool) {
	if int64(ordinal) >= int64(len(d.places[kind])) {
		return Entry{}, false
	}
	return d.entries[d.places[kind][ordinal]], true
}

// count returns how many entries of a kind are among the first n.
func (d *Directory) count(kind EntryKind, n uint32) uint32 {
	i, _ := slices.BinarySearch(d.places[kind], n)
	return uint32(i)
}

func (d *Directory) needID(id school.ID) error {
	if _, ok := d.ids[id]; ok {
		return nil
	}
	return d.Append(Entry{Kind: EntryID, ID: id})
}

func (d *Directory) needStream(s crdt.Stream) error {
	if _, ok := d.StreamOrdinal(s); ok {
		return nil
	}
	if err := d.needID(s.Writer.Hub); err != nil {
		return err
	}
	return d.Append(Entry{Kind: EntryOrigin, Hub: d.ids[s.Writer.Hub], Device: s.Writer.Device, Epoch: s.Epoch})
}

func (d *Directory) needCatalogue(hash [32]byte) error {
	if _, ok := d.catalogues[hash]; ok {
		return nil
	}
	return d.Append(Entry{Kind: EntryCatalogue, Catalogue: hash})
}

func (d *Directory) needRun(origin, boot uint32, offset int64) error {
	if _, ok := d.runs[runKey{origin, boot}]; ok {
		return nil
	}
	return d.Append(Entry{Kind: EntryRun, Origin: origin, Boot: boot, Offset: offset - d.lastOffset()})
}

// AppendBinary appends the canonical form of the whole list: the answer to a
// receiver that asks.
func (d *Directory) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(d.entries)))
	for i := range d.entries {
		b = d.entries[i].append(b)
	}
	return b
}

// DecodeDirectory reads what AppendBinary writes and refuses everything else with
// a DamagedError or ErrTooLarge. Its memory is bounded by len(b).
func DecodeDirectory(b []byte) (*Directory, error) {
	r := &reader{b: b}
	n := r.uvarint(MaxEntries)
	d := NewDirectory()
	for range n {
		e := r.entry()
		if r.err != nil {
			return nil, r.err
		}
		if err := d.Append(e); err != nil {
			return nil, err
		}
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes follow the directory")
	}
	if r.err != nil {
		return nil, r.err
	}
	return d, nil
}
