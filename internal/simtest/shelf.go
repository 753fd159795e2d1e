package simtest

import (
	"crypto/ed25519"
	"errors"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// Replica is a hub or a cloud: the real core over a disk in memory. What is in its
// store survives a restart, all else is drawn anew.
type Replica struct {
	*store
	id      school.ID
	epoch   uint32
	clock   *hlc.Clock
	mono    func() int64
	boot    uint32
	library *library.Library
	keys    func(school.ID) ed25519.PublicKey
	sign    func([]byte) []byte
	dirs    map[school.ID]*wire.Branches // of the lists on the disk
	cutSize int
	sees    func(peer, hub school.ID) bool // whose segments a peer may have, nil for all
}

var _ replication.Shelf = (*Replica)(nil)

// ID returns the replica's identity.
func (r *Replica) ID() school.ID { return r.id }

// Shelf returns the replica itself.
func (r *Replica) Shelf() replication.Shelf { return r }

// Apply is the door for ops of others.
func (r *Replica) Apply(ops []*crdt.Op) (replication.Result, error) {
	var result replication.Result
	err := r.tx(func() (err error) {
		result, err = replication.Apply(r, projection.New(r, r.library), r.clock, ops)
		for _, dot := range result.New {
			put(&r.disk, r.inTail, dot, true)
		}
		put(&r.disk, r.last, lastTick, r.clock.Now())
		return err
	})
	return result, err
}

// tx runs fn as one transaction of the disk. What a broken one left in memory is
// read from the disk again.
func (r *Replica) tx(fn func() error) error {
	before := len(r.lists)
	err := r.store.tx(fn)
	if err != nil && (len(r.lists) != before || r.depth == 0) {
		r.readLists()
	}
	return err
}

// readLists makes the directories of what the disk says they were made of.
func (r *Replica) readLists() {
	r.dirs = map[school.ID]*wire.Branches{}
	for _, l := range r.lists {
		if l.header != nil {
			_, _ = r.branches(l.hub).Extend(l.header) // it was accepted once, in this order
		} else if dir, err := wire.DecodeDirectory(l.list); err == nil {
			_, _ = r.branches(l.hub).Learn(dir)
		}
	}
}

// Write authors ops of the replica's own for the ministry's audience.
func (r *Replica) Write(ops ...*crdt.Op) error {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: r.id}, Epoch: r.epoch, Audience: school.AudienceMinistry}
	next := r.have[stream].Max() + 1
	for i, op := range ops {
		op.Dot = crdt.Dot{Stream: stream, Seq: next + uint64(i)}
		op.Stamp = hlc.Stamp{At: r.clock.Now(), Moment: hlc.Moment{Boot: r.boot, Mono: r.mono()}}
	}
	_, err := r.Apply(ops)
	return err
}

// Cut folds everything that is in no segment into segments.
func (r *Replica) Cut() error {
	var tail []*crdt.Op
	for _, dot := range r.order {
		if !r.inTail[dot] {
			continue
		}
		op, _, err := r.Find(dot)
		if err != nil {
			return err
		}
		tail = append(tail, op)
	}
	for part := range slices.Chunk(tail, r.cutSize) {
		if err := r.cutOne(part); err != nil {
			return err
		}
	}
	return nil
}

func (r *Replica) cutOne(ops []*crdt.Op) error {
	return r.tx(func() error { return r.cutInTx(ops) })
}

func (r *Replica) cutInTx(ops []*crdt.Op) error {
	number := uint64(1)
	for _, s := range r.segments {
		if s.ref.Hub == r.id && s.ref.Epoch == r.epoch {
			number = max(number, s.ref.Number+1)
		}
	}
	header := wire.Header{Protocol: school.Protocol, Hub: r.id, Epoch: r.epoch, Audience: school.AudienceMinistry, Number: number}
	s, err := wire.Encode(ops, header, r.context(r.directory(r.id)), r.sign)
	if err != nil {
		return err
	}
	cut, err := wire.Parse(s.Bytes)
	if err != nil {
		return err
	}
	grow(&r.disk, &r.lists, listed{hub: r.id, header: cut})
	grow(&r.disk, &r.segments, segment{ref: replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: r.id, Epoch: r.epoch, Audience: school.AudienceMinistry},
		Number:        number, Hash: s.Hash, Size: len(s.Bytes),
	}, body: s.Bytes})
	for _, op := range ops {
		drop(&r.disk, r.inTail, op.Dot)
	}
	return nil
}

func (r *Replica) directory(hub school.ID) *wire.Directory { return r.branches(hub).Main() }

func (r *Replica) branches(hub school.ID) *wire.Branches {
	if r.dirs[hub] == nil {
		r.dirs[hub] = wire.NewBranches(wire.NewDirectory())
	}
	return r.dirs[hub]
}

func (r *Replica) context(dir *wire.Directory) wire.Context {
	return wire.Context{Directory: dir, Catalogues: r.library.WireCatalogue, Instance: tutor.Instance}
}

// Waiting implements replication.Sender.
func (r *Replica) Waiting(peer school.ID, limit int) ([]replication.SegmentRef, error) {
	var out []replication.SegmentRef
	for _, s := range r.segments {
		if s.ref.Hub == r.id && !s.waits && len(out) < limit && !r.receipts[receiptKey{peer, s.ref.SegmentStream}].Contains(s.ref.Number) {
			out = append(out, s.ref)
		}
	}
	return out, nil
}

// Segment implements replication.Sender.
func (r *Replica) Segment(hash [32]byte) ([]byte, bool, error) {
	for _, s := range r.segments {
		if s.ref.Hash == hash {
			return s.body, true, nil
		}
	}
	return nil, false, nil
}

// Confirmed implements replication.Sender.
func (r *Replica) Confirmed(peer school.ID) (replication.Summary, error) {
	var sum replication.Summary
	for _, s := range r.segments {
		if s.ref.Hub == r.id && r.receipts[receiptKey{peer, s.ref.SegmentStream}].Contains(s.ref.Number) {
			sum = sum.Add(s.ref.Hash)
		}
	}
	return sum, nil
}

// SaveReceipt implements replication.Sender.
func (r *Replica) SaveReceipt(receipt replication.Receipt) error {
	return r.tx(func() error {
		put(&r.disk, r.receipts, receiptKey{receipt.Receiver, receipt.Stream}, receipt.Numbers)
		return nil
	})
}

// Directory implements replication.Sender.
func (r *Replica) Directory(uint64) ([]byte, uint64, error) {
	dir := r.directory(r.id)
	return dir.AppendBinary(nil), uint64(dir.Len()), nil
}

// Catalogue implements replication.Sender.
func (r *Replica) Catalogue(hash [32]byte) ([]byte, bool, error) {
	c, ok := r.library.Catalogue(hash)
	if !ok {
		return nil, false, nil
	}
	return c.AppendBinary(nil), true, nil
}

// Receive implements replication.Receiver.
func (r *Replica) Receive(_ school.ID, body []byte) (ref replication.SegmentRef, lack replication.Lack, err error) {
	err = r.tx(func() (err error) {
		ref, lack, err = r.receive(body)
		return err
	})
	return ref, lack, err
}

func (r *Replica) receive(body []byte) (ref replication.SegmentRef, lack replication.Lack, err error) {
	header, err := wire.Parse(body)
	if err != nil {
		return ref, lack, err
	}
	hash, err := wire.Hash(body)
	if err != nil {
		return ref, lack, err
	}
	ref = replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: header.Hub, Epoch: header.Epoch, Audience: header.Audience},
		Number:        header.Number, Hash: hash, Size: len(body),
	}
	for _, s := range r.segments {
		if s.ref.Hash == hash {
			lack.Directory = s.waits // or the catalogue: it is one to those who ask
			return ref, lack, nil
		}
	}
	if r.key(header.Hub) == nil {
		lack.Key = true
		return ref, lack, nil
	}
	ops, err := r.decode(body, header)
	if _, ok := errors.AsType[*wire.NeedDirectoryError](err); ok {
		lack.Directory = true
	} else if need, ok := errors.AsType[*wire.NeedCatalogueError](err); ok {
		lack.Catalogue = need.Hash
	} else if err != nil {
		return ref, lack, err
	}
	grow(&r.disk, &r.segments, segment{ref: ref, body: body, waits: lack.Waits()})
	if err := r.applySegment(ops); err != nil {
		return ref, lack, err
	}
	return ref, lack, r.retry()
}

func (r *Replica) decode(body []byte, header *wire.Header) ([]*crdt.Op, error) {
	key := r.key(header.Hub)
	if err := wire.Verify(body, key); err != nil {
		return nil, err
	}
	dir, err := r.branches(header.Hub).Extend(header)
	if err != nil {
		return nil, err
	}
	grow(&r.disk, &r.lists, listed{hub: header.Hub, header: header})
	return wire.Decode(body, r.context(dir), key, wire.Limits{})
}

// applySegment applies ops that live in a segment, not in the tail.
func (r *Replica) applySegment(ops []*crdt.Op) error {
	_, err := replication.Apply(r, projection.New(r, r.library), r.clock, ops)
	return err
}

// retry applies kept segments that wait no longer, until none is left that can go
// on: what one declares may be what another, kept earlier, waits for.
func (r *Replica) retry() error {
	for again := true; again; {
		again = false
		for i := range r.segments {
			ok, err := r.retryOne(i)
			if err != nil {
				return err
			}
			again = again || ok
		}
	}
	return nil
}

func (r *Replica) retryOne(i int) (applied bool, err error) {
	s := r.segments[i]
	if !s.waits {
		return false, nil
	}
	header, err := wire.Parse(s.body)
	if err != nil {
		return false, err
	}
	ops, err := r.decode(s.body, header)
	if err != nil {
		return false, nil //nolint:nilerr // it goes on waiting
	}
	r.write(func() { r.segments[i].waits = true })
	r.segments[i].waits = false
	return true, r.applySegment(ops)
}

// Holdings implements replication.Receiver.
func (r *Replica) Holdings(peer school.ID) ([]replication.Holding, error) {
	var out []replication.Holding
	for _, s := range r.segments {
		if r.sees != nil && !r.sees(peer, s.ref.Hub) {
			continue
		}
		i, ok := slices.BinarySearchFunc(out, s.ref.SegmentStream, func(h replication.Holding, at replication.SegmentStream) int {
			return h.SegmentStream.Compare(at)
		})
		if !ok {
			out = slices.Insert(out, i, replication.Holding{SegmentStream: s.ref.SegmentStream})
		}
		out[i].Refs = append(out[i].Refs, s.ref)
		out[i].Numbers = out[i].Numbers.Add(crdt.Range{From: s.ref.Number, To: s.ref.Number})
		if s.waits {
			out[i].Unread = out[i].Unread.Add(crdt.Range{From: s.ref.Number, To: s.ref.Number})
		}
	}
	return out, nil
}

// Retry implements replication.Receiver.
func (r *Replica) Retry(school.ID) error { return r.tx(r.retry) }

// HoldingOf implements replication.Receiver.
func (r *Replica) HoldingOf(peer school.ID, stream replication.SegmentStream) (replication.Holding, error) {
	out := replication.Holding{SegmentStream: stream}
	for _, s := range r.segments {
		if s.ref.SegmentStream == stream && (r.sees == nil || r.sees(peer, stream.Hub)) {
			out.Refs = append(out.Refs, s.ref)
			out.Numbers = out.Numbers.Add(crdt.Range{From: s.ref.Number, To: s.ref.Number})
			if s.waits {
				out.Unread = out.Unread.Add(crdt.Range{From: s.ref.Number, To: s.ref.Number})
			}
		}
	}
	return out, nil
}

// Known implements replication.Receiver.
func (r *Replica) Known(hub school.ID) (uint64, error) {
	for _, s := range r.segments {
		if s.ref.Hub == hub && s.waits {
			return 0, nil
		}
	}
	return uint64(r.directory(hub).Len()), nil
}

// LearnDirectory implements replication.Receiver.
func (r *Replica) LearnDirectory(hub school.ID, body []byte) error {
	dir, err := wire.DecodeDirectory(body)
	if err != nil {
		return err
	}
	return r.tx(func() error {
		if _, err := r.branches(hub).Learn(dir); err != nil {
			return err
		}
		grow(&r.disk, &r.lists, listed{hub: hub, list: body})
		return r.retry()
	})
}

// LearnCatalogue implements replication.Receiver.
func (r *Replica) LearnCatalogue(hash [32]byte, body []byte) error {
	c, err := curriculum.DecodeCatalogue(body)
	if err != nil {
		return err
	}
	if c.Hash() != hash {
		return errors.New("another catalogue")
	}
	r.library.Add(c)
	return r.tx(r.retry)
}

// LearnKey implements replication.Learner.
func (r *Replica) LearnKey(hub school.ID, key ed25519.PublicKey) error {
	return r.tx(func() error {
		put(&r.disk, r.learned, hub, key)
		return nil
	})
}

// KeyOf implements replication.Receiver.
func (r *Replica) KeyOf(peer, hub school.ID) (ed25519.PublicKey, error) {
	if key := r.key(hub); key != nil && (r.sees == nil || r.sees(peer, hub)) {
		return key, nil
	}
	return nil, school.Errorf(school.CodeNotFound, "no such hub")
}

func (r *Replica) key(hub school.ID) ed25519.PublicKey {
	if key := r.keys(hub); key != nil {
		return key
	}
	return r.learned[hub]
}

// Lacking implements replication.Receiver.
func (r *Replica) Lacking(school.ID) ([][32]byte, error) { return nil, nil }
