package replication

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// A bundle is an exchange without a dialogue: parts in a row, written for one peer
// and carried there by a person. Nothing in it is new to a peer that has read it
// before, and nothing is lost when it never arrives: its writer keeps every segment
// until a receipt comes back, on a link or on a stick.

// PartKind says what one part of a bundle holds.
type PartKind uint8

// Kinds of parts. A kind that is not known is skipped and counted.
const (
	PartManifest  PartKind = 1
	PartReceipt   PartKind = 2
	PartKey       PartKind = 3 // a HubKey
	PartDirectory PartKind = 4 // hub, then directory entries
	PartCatalogue PartKind = 5 // hash, then a catalogue
	PartSegment   PartKind = 6
)

// MaxPart is the largest part, in bytes: a directory as the cloud takes it.
const MaxPart = 16<<20 + 64

const (
	bundleDomain   = "darasa bundle 0\n"
	bundleSegments = 1 << 16 // segments of one bundle; the next one goes on
)

// Manifest opens a bundle: who wrote it for whom, when, and what the writer holds,
// so that the other can write back just what is missing.
type Manifest struct {
	From, To  school.ID
	Written   int64 // ticks since 1970 by the writer's trusted time, 0 when it has none
	Heads     []Head
	Signature [ed25519.SignatureSize]byte
}

func (m *Manifest) body(b []byte) []byte {
	b = append(append(append(b, helloVersion), m.From[:]...), m.To[:]...)
	return appendHeads(binary.AppendVarint(b, m.Written), m.Heads)
}

// Verify reports whether the peer with this public key wrote it.
func (m *Manifest) Verify(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, m.body([]byte(bundleDomain)), m.Signature[:])
}

// DecodeManifest reads a manifest's part without its kind; it does not verify.
func DecodeManifest(b []byte) (*Manifest, error) {
	d := &decoder{b: b}
	if v := d.byte(); v != helloVersion && d.err == nil {
		return nil, school.Errorf(school.CodeVersion, "bundle version %d is not known here; update this program", v)
	}
	m := &Manifest{From: d.id(), To: d.id()}
	raw := d.uvarint(1<<64 - 1)
	m.Written = int64(raw>>1) ^ -int64(raw&1)
	m.Heads = d.heads()
	copy(m.Signature[:], d.fixed(len(m.Signature)))
	return m, d.done()
}

// News reports whether the writer held anything of its own that the reader, whose holdings
// these are, has not signed for: an older bundle has none.
func (m *Manifest) News(holdings []Holding) bool {
	signed := map[SegmentStream]crdt.Ranges{}
	for _, holding := range holdings {
		signed[holding.SegmentStream] = holding.Vouched().Numbers
	}
	return len(m.Heads) >= maxHeads || slices.ContainsFunc(m.Heads, func(h Head) bool {
		return h.Hub == m.From && len(h.Numbers.Subtract(signed[h.SegmentStream])) > 0
	})
}

// Bundler writes bundles in the name of one replica.
type Bundler struct {
	Self  school.ID
	Shelf Shelf
	Sign  func(message []byte) []byte
	Now   int64 // trusted time in ticks, 0 when there is none

	// Sisters are for a cloud: the keys and directories of the school's other hubs,
	// whose segments it passes on. A hub brings its own segments only.
	Sisters func(hub school.ID) (key HubKey, directory []byte, err error)
}

// Bundled says what a bundle holds.
type Bundled struct {
	Segments, Receipts int
	Bytes              int64 // of all parts
}

// Write puts the parts of a bundle for peer, whose newest manifest said it holds
// theirs. The order is such that no segment has to wait for a later part.
func (w *Bundler) Write(peer school.ID, theirs []Head, put func(part []byte) error) (Bundled, error) {
	var done Bundled
	emit := func(kind PartKind, pieces ...[]byte) error {
		part := append([]byte{byte(kind)}, slices.Concat(pieces...)...)
		done.Bytes += int64(len(part))
		return put(part)
	}
	holdings, err := w.Shelf.Holdings(peer)
	if err != nil {
		return done, fmt.Errorf("read holdings: %w", err)
	}
	if err := emit(PartManifest, w.manifest(peer, holdings)); err != nil {
		return done, err
	}
	for _, holding := range holdings {
		if holding.Hub != peer {
			continue
		}
		holding = holding.Vouched()
		receipt := Receipt{Receiver: w.Self, Stream: holding.SegmentStream, Numbers: holding.Numbers, Digest: holding.Summary().Digest}
		receipt.Sign(w.Sign)
		if err := emit(PartReceipt, receipt.AppendBinary(nil)); err != nil {
			return done, err
		}
		done.Receipts++
	}
	refs, err := w.missing(peer, theirs, holdings)
	if err != nil {
		return done, err
	}
	if err := w.needed(peer, refs, emit); err != nil {
		return done, err
	}
	for _, ref := range refs {
		body, ok, err := w.Shelf.Segment(ref.Hash)
		if err != nil {
			return done, fmt.Errorf("read segment: %w", err)
		}
		if !ok {
			continue
		}
		if err := emit(PartSegment, body); err != nil {
			return done, err
		}
		done.Segments++
	}
	return done, nil
}

func (w *Bundler) manifest(peer school.ID, holdings []Holding) []byte {
	m := Manifest{From: w.Self, To: peer, Written: w.Now}
	for _, holding := range holdings {
		if len(m.Heads) < maxHeads {
			m.Heads = append(m.Heads, Head{SegmentStream: holding.SegmentStream, Numbers: holding.Numbers})
		}
	}
	copy(m.Signature[:], w.Sign(m.body([]byte(bundleDomain))))
	return append(m.body(nil), m.Signature[:]...)
}

// missing lists what the peer lacks: of our own what it has not signed for, of
// sisters what its manifest does not name. Of its own, which it may have lost, it
// gets what a manifest does not name, and nothing before it wrote one.
func (w *Bundler) missing(peer school.ID, theirs []Head, holdings []Holding) ([]SegmentRef, error) {
	refs, err := w.Shelf.Waiting(peer, bundleSegments)
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	if w.Sisters == nil {
		return refs, nil
	}
	for _, holding := range holdings {
		if holding.Hub == w.Self || holding.Hub == peer && theirs == nil {
			continue
		}
		for _, ref := range holding.Refs {
			if len(refs) < bundleSegments && !holds(theirs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	return refs, nil
}

func holds(heads []Head, ref SegmentRef) bool {
	return slices.ContainsFunc(heads, func(h Head) bool {
		return h.SegmentStream == ref.SegmentStream && h.Numbers.Contains(ref.Number)
	})
}

// needed emits the keys, directories and catalogues that the segments build on.
func (w *Bundler) needed(peer school.ID, refs []SegmentRef, emit func(PartKind, ...[]byte) error) error {
	hubs, catalogues := map[school.ID]bool{}, map[[32]byte]bool{}
	for _, ref := range refs {
		hubs[ref.Hub] = hubs[ref.Hub] || ref.Audience == school.AudienceMinistry
	}
	for _, hub := range slices.SortedFunc(maps.Keys(hubs), school.ID.Compare) {
		if !hubs[hub] { // sealed ones build on a list of their own, which they carry
			if _, err := w.directory(hub, hub != peer, emit); err != nil {
				return err
			}
			continue
		}
		if err := w.introduce(hub, hub != peer, catalogues, emit); err != nil {
			return err
		}
	}
	for _, hash := range slices.SortedFunc(maps.Keys(catalogues), func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) }) {
		body, ok, err := w.Shelf.Catalogue(hash)
		if err != nil {
			return fmt.Errorf("read catalogue: %w", err)
		}
		if !ok {
			continue // what needs it waits here too
		}
		if err := emit(PartCatalogue, hash[:], body); err != nil {
			return err
		}
	}
	return nil
}

// introduce emits the directory that segments of hub build on, for a stranger to the
// reader also her key, and notes the catalogues it names.
func (w *Bundler) introduce(hub school.ID, stranger bool, catalogues map[[32]byte]bool, emit func(PartKind, ...[]byte) error) error {
	body, err := w.directory(hub, stranger, emit)
	if err != nil {
		return err
	}
	directory, err := wire.DecodeDirectory(body)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	for _, e := range directory.Entries(0) {
		if e.Kind == wire.EntryCatalogue {
			catalogues[e.Catalogue] = true
		}
	}
	return emit(PartDirectory, hub[:], body)
}

func (w *Bundler) directory(hub school.ID, stranger bool, emit func(PartKind, ...[]byte) error) ([]byte, error) {
	if hub == w.Self {
		body, _, err := w.Shelf.Directory(0)
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		return body, nil
	}
	key, body, err := w.Sisters(hub)
	if err != nil {
		return nil, fmt.Errorf("sister %s: %w", hub.Short(), err)
	}
	if !stranger {
		return body, nil
	}
	return body, emit(PartKey, key.AppendBinary(nil))
}

// Taker takes the parts of one bundle, one after another.
type Taker struct {
	Self   school.ID
	Peer   Peer // who is expected to have written it
	Shelf  Shelf
	Report TakeReport

	manifest *Manifest
}

// TakeReport says what a bundle brought.
type TakeReport struct {
	Segments, Receipts int   // taken, known ones included
	Waiting            int   // kept segments that wait for something
	Refused            int   // parts that came to nothing; the rest went on
	LastErr            error // newest reason of Refused
}

// ErrNotOurs says that a bundle is meant for another replica or was written by one
// that we do not know. It is left alone.
var ErrNotOurs = errors.New("the bundle is not for us")

// Manifest is the bundle's first part, nil before it was taken.
func (t *Taker) Manifest() *Manifest { return t.manifest }

// Take takes one part. An error ends the bundle: it is not ours, or not one. A part
// that comes to nothing is counted and does not disturb the others.
func (t *Taker) Take(part []byte) error {
	if len(part) == 0 {
		return school.Errorf(school.CodeInvalid, "the bundle is damaged: an empty part")
	}
	kind, body := PartKind(part[0]), part[1:]
	if t.manifest == nil {
		return t.open(kind, body)
	}
	if err := t.take(kind, body); err != nil {
		t.Report.Refused++
		t.Report.LastErr = err
	}
	return nil
}

func (t *Taker) open(kind PartKind, body []byte) error {
	if kind != PartManifest {
		return school.Errorf(school.CodeInvalid, "the bundle is damaged: it does not begin with a manifest")
	}
	m, err := DecodeManifest(body)
	if err != nil {
		return err
	}
	if m.To != t.Self && !planted.On(planted.AnyStick) || m.From != t.Peer.ID || !m.Verify(t.Peer.Key) {
		return ErrNotOurs
	}
	t.manifest = m
	return nil
}

func (t *Taker) take(kind PartKind, body []byte) error {
	switch kind {
	case PartReceipt:
		return t.receipt(body)
	case PartKey:
		k, err := DecodeHubKey(body)
		if err != nil || !k.Verify(t.Peer.Key) {
			return errNotPeer
		}
		return t.Shelf.LearnKey(k.Hub, k.Key[:])
	case PartDirectory:
		if len(body) < len(school.ID{}) {
			return school.Errorf(school.CodeInvalid, "a directory without its hub")
		}
		return t.Shelf.LearnDirectory(school.ID(body[:16]), body[16:])
	case PartCatalogue:
		if len(body) < 32 {
			return school.Errorf(school.CodeInvalid, "a catalogue without its name")
		}
		return t.Shelf.LearnCatalogue([32]byte(body[:32]), body[32:])
	case PartSegment:
		_, lack, err := t.Shelf.Receive(t.Peer.ID, body)
		if err == nil && lack.Key {
			err = school.Errorf(school.CodeForbidden, "nobody vouched for the hub that signed a segment")
		}
		if err != nil {
			return err
		}
		t.Report.Segments++
		if lack.Waits() {
			t.Report.Waiting++
		}
		return nil
	default:
		return school.Errorf(school.CodeVersion, "a part of kind %d is not known here", kind)
	}
}

func (t *Taker) receipt(body []byte) error {
	receipt, rest, err := DecodeReceipt(body)
	if err != nil || len(rest) > 0 || receipt.Receiver != t.Peer.ID || receipt.Stream.Hub != t.Self || !receipt.Verify(t.Peer.Key) {
		return errNotPeer
	}
	if err := t.Shelf.SaveReceipt(receipt); err != nil {
		return fmt.Errorf("save receipt: %w", err)
	}
	t.Report.Receipts++
	return nil
}
