package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// Shelf is the hub's part in exchanges, of one audience or of those that leave the
// school. It implements replication.Shelf.
type Shelf struct {
	h     *Hub
	ctx   context.Context //nolint:containedctx // an exchange is one call; the core's interface has no contexts
	first school.Audience // the audiences of the exchange, first to last
	last  school.Audience
	seals bool // what is for the school goes out sealed
}

var _ replication.Shelf = (*Shelf)(nil)

// Shelf returns the hub's segments of one audience for an exchange within ctx, as
// they are.
func (h *Hub) Shelf(ctx context.Context, audience school.Audience) *Shelf {
	return &Shelf{h: h, ctx: ctx, first: audience, last: audience}
}

// Travelling returns everything that may leave the hub: the ministry's segments as
// they are, and the school's in envelopes while this hub has the school's key.
func (h *Hub) Travelling(ctx context.Context) *Shelf {
	s := &Shelf{h: h, ctx: ctx, first: school.AudienceSchool, last: school.AudienceMinistry, seals: true}
	if h.sealer() == nil {
		s.first = school.AudienceMinistry
	}
	return s
}

// span are the two arguments of "audience BETWEEN ? AND ?".
func (s *Shelf) span() (first, last int64) { return int64(s.first), int64(s.last) }

func (t inTx) projector() *projection.Projector { return projection.New(t, t.h.config.Library) }

// Waiting implements replication.Sender: erasures, then oldest first, because later segments build
// on the directory of earlier ones and a receiver could only keep them waiting. A
// segment of ours that came back and that we cannot read nobody could use of us.
func (s *Shelf) Waiting(peer school.ID, limit int) ([]replication.SegmentRef, error) {
	receipts, err := s.receipts(peer)
	if err != nil {
		return nil, err
	}
	first, last := s.span()
	rows, err := s.h.query(s.ctx, `SELECT hub, epoch, audience, number, hash, length(body), id IN (SELECT segment FROM urgent) AS urgent FROM segment
		WHERE hub = ? AND audience BETWEEN ? AND ? AND waits IS NULL ORDER BY audience DESC, urgent DESC, id`, s.h.config.Hub[:], first, last)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	refs, err := collect(rows, func(scan func(...any) error) (ref replication.SegmentRef, err error) {
		urgent := false
		ref, err = scanRef(func(into ...any) error { return scan(append(into, &urgent)...) })
		ref.Urgent = urgent
		return ref, err
	})
	if err != nil {
		return nil, err
	}
	var out []replication.SegmentRef
	for _, ref := range refs {
		if len(out) == limit {
			break
		}
		if !receipts[ref.SegmentStream].Contains(ref.Number) {
			out = append(out, ref)
		}
	}
	return out, nil
}

// receipts returns which of our segments the peer signed for.
func (s *Shelf) receipts(peer school.ID) (map[replication.SegmentStream]crdt.Ranges, error) {
	first, last := s.span()
	rows, err := s.h.query(s.ctx, "SELECT hub, epoch, audience, numbers FROM receipt WHERE receiver = ? AND hub = ? AND audience BETWEEN ? AND ?",
		peer[:], s.h.config.Hub[:], first, last)
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	out := map[replication.SegmentStream]crdt.Ranges{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var hub []byte
		var epoch, audience int64
		var numbers string
		if err := scan(&hub, &epoch, &audience, &numbers); err != nil {
			return struct{}{}, err
		}
		ranges, err := crdt.ParseRanges(numbers)
		out[segmentStream(hub, epoch, audience)] = ranges
		return struct{}{}, err
	})
	return out, err
}

func segmentStream(hub []byte, epoch, audience int64) replication.SegmentStream {
	return replication.SegmentStream{Hub: school.ID(hub), Epoch: uint32(epoch), Audience: school.Audience(audience)}
}

// refs returns segments by a condition of our own.
func (s *Shelf) refs(where string, args ...any) ([]replication.SegmentRef, error) {
	rows, err := s.h.query(s.ctx, "SELECT hub, epoch, audience, number, hash, length(body) FROM segment WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	return collect(rows, scanRef)
}

func scanRef(scan func(...any) error) (replication.SegmentRef, error) {
	var ref replication.SegmentRef
	var hub, hash []byte
	var epoch, audience, number int64
	if err := scan(&hub, &epoch, &audience, &number, &hash, &ref.Size); err != nil {
		return ref, err
	}
	ref.SegmentStream, ref.Number = segmentStream(hub, epoch, audience), uint64(number)
	copy(ref.Hash[:], hash)
	return ref, nil
}

// Segment implements replication.Sender. What is for the school comes in an
// envelope.
func (s *Shelf) Segment(hash [32]byte) (body []byte, ok bool, err error) {
	body, ok, err = s.blob("SELECT body FROM segment WHERE hash = ?", hash[:])
	switch {
	case err != nil || !s.seals:
		return body, ok, err
	case !ok:
		return s.blob("SELECT body FROM envelope WHERE hash = ?", hash[:])
	}
	return s.sealed(body)
}

// Catalogue implements replication.Sender.
func (s *Shelf) Catalogue(hash [32]byte) (body []byte, ok bool, err error) {
	return s.blob("SELECT body FROM catalogue WHERE hash = ?", hash[:])
}

func (s *Shelf) blob(query string, key []byte) (body []byte, ok bool, err error) {
	err = s.h.read.QueryRowContext(s.ctx, query, key).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return body, err == nil, err
}

// Confirmed implements replication.Sender.
func (s *Shelf) Confirmed(peer school.ID) (replication.Summary, error) {
	receipts, err := s.receipts(peer)
	if err != nil {
		return replication.Summary{}, err
	}
	first, last := s.span()
	refs, err := s.refs("hub = ? AND audience BETWEEN ? AND ?", s.h.config.Hub[:], first, last)
	var sum replication.Summary
	for _, ref := range refs {
		if receipts[ref.SegmentStream].Contains(ref.Number) {
			sum = sum.Add(ref.Hash)
		}
	}
	return sum, err
}

// SaveReceipt implements replication.Sender.
func (s *Shelf) SaveReceipt(r replication.Receipt) error {
	err := s.h.writer.Bulk(s.ctx, func(t *Tx) error {
		return t.exec(`INSERT INTO receipt (receiver, hub, epoch, audience, numbers, digest, signed) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (receiver, hub, epoch, audience) DO UPDATE SET numbers = excluded.numbers, digest = excluded.digest, signed = excluded.signed`,
			r.Receiver[:], r.Stream.Hub[:], int64(r.Stream.Epoch), int64(r.Stream.Audience), r.Numbers.String(), encodeDigest(r.Digest), r.AppendBinary(nil))
	})
	if err == nil {
		s.h.notify()
	}
	return err
}

// Directory implements replication.Sender. The whole list travels: it is asked for
// only when a receiver lost its copy or ours went another way.
func (s *Shelf) Directory(uint64) (body []byte, count uint64, err error) {
	err = s.h.withDirectory(s.ctx, directoryKey{hub: s.h.config.Hub, audience: s.last}, func(branches *wire.Branches) error {
		body, count = branches.Main().AppendBinary(nil), uint64(branches.Main().Len())
		return nil
	})
	return body, count, err
}

// Receive implements replication.Receiver: verified, kept, and applied unless it
// must wait for a directory or a catalogue. A segment of our own that we lack comes
// back after damage, or when this folder was restored from an older copy.
func (s *Shelf) Receive(_ school.ID, body []byte) (replication.SegmentRef, replication.Lack, error) {
	if wire.IsEnvelope(body) {
		return s.receiveSealed(body)
	}
	header, err := wire.Parse(body)
	if err != nil {
		return replication.SegmentRef{}, replication.Lack{}, school.Errorf(school.CodeInvalid, "not a segment: %v", err)
	}
	if s.seals && header.Audience == school.AudienceSchool {
		return replication.SegmentRef{}, replication.Lack{}, school.Errorf(school.CodeForbidden, "a segment of the school came without its envelope")
	}
	return s.receive(header, body)
}

// receive takes a segment that lies open.
func (s *Shelf) receive(header *wire.Header, body []byte) (replication.SegmentRef, replication.Lack, error) {
	hash, err := wire.Name(body, header)
	if err != nil {
		return replication.SegmentRef{}, replication.Lack{}, err
	}
	ref := replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: header.Hub, Epoch: header.Epoch, Audience: header.Audience},
		Number:        header.Number, Hash: hash, Size: len(body),
	}
	if header.Audience < s.first || header.Audience > s.last {
		return ref, replication.Lack{}, school.Errorf(school.CodeForbidden, "a segment of %s is not for this exchange", header.Audience)
	}
	if lack, ok, err := s.kept(hash); err != nil || ok {
		return ref, lack, err
	}
	if s.h.publicKey(header.Hub) == nil {
		return ref, replication.Lack{Key: true}, nil
	}
	ops, err := s.h.decode(s.ctx, body)
	lack, err := lackOf(err)
	if err != nil {
		return ref, lack, school.Errorf(school.CodeInvalid, "segment %x cannot be read: %v", hash[:4], err)
	}
	err = s.h.writer.Bulk(s.ctx, func(t *Tx) error { return s.h.in(t).shelve(body, hash, header, ops, lack) })
	if err != nil {
		return ref, lack, err
	}
	s.h.notify()
	if !lack.Waits() && len(header.Declared) > 0 {
		err = s.retry() // what it declared may be what others wait for
	}
	return ref, lack, err
}

// kept returns what a stored segment waits for; ok is false when it is not here.
func (s *Shelf) kept(hash [32]byte) (lack replication.Lack, ok bool, err error) {
	var waits *string
	err = s.h.read.QueryRowContext(s.ctx, "SELECT waits FROM segment WHERE hash = ?", hash[:]).Scan(&waits)
	if errors.Is(err, sql.ErrNoRows) {
		return lack, false, nil
	}
	return lackFrom(waits), err == nil, err
}

// lackOf separates what a segment waits for from what makes it worthless.
func lackOf(err error) (replication.Lack, error) {
	if _, ok := errors.AsType[*wire.NeedDirectoryError](err); ok {
		return replication.Lack{Directory: true}, nil
	}
	if need, ok := errors.AsType[*wire.NeedCatalogueError](err); ok {
		return replication.Lack{Catalogue: need.Hash}, nil
	}
	return replication.Lack{}, err
}

// shelve stores a segment that came from elsewhere. Its ops do not pass through the
// tail: they are in the segment already.
func (t inTx) shelve(body []byte, hash [32]byte, header *wire.Header, ops []*crdt.Op, lack replication.Lack) error {
	var waits any
	if lack.Waits() {
		waits = "directory"
		if !lack.Directory {
			waits = fmt.Sprintf("%x", lack.Catalogue)
		}
	}
	if _, err := t.putSegment(body, hash, header, ops, waits); err != nil {
		return err
	}
	if header.Hub == t.h.config.Hub {
		if err := t.noteCopy(header.Epoch); err != nil {
			return err
		}
	}
	return t.applySegment(ops)
}

func (t inTx) applySegment(ops []*crdt.Op) error {
	_, err := replication.Apply(segmentLog{t}, t.projector(), t.h.clock, ops)
	return err
}

// segmentLog is a log whose new ops are in a segment: only their ranges are noted.
type segmentLog struct{ inTx }

// Append implements replication.Log.
func (t segmentLog) Append(op *crdt.Op, _ []byte) error {
	return t.cover(op.Stream, crdt.Range{From: op.Seq, To: op.Seq})
}

// Holdings implements replication.Receiver.
func (s *Shelf) Holdings(school.ID) ([]replication.Holding, error) { return s.holdings(nil) }

// HoldingOf implements replication.Receiver.
func (s *Shelf) HoldingOf(_ school.ID, stream replication.SegmentStream) (replication.Holding, error) {
	found, err := s.holdings(&stream)
	if err != nil || len(found) == 0 {
		return replication.Holding{SegmentStream: stream}, err
	}
	return found[0], nil
}

func (s *Shelf) holdings(stream *replication.SegmentStream) ([]replication.Holding, error) {
	refs, err := s.held(stream)
	if err != nil {
		return nil, err
	}
	var out []replication.Holding
	for _, ref := range refs {
		if len(out) == 0 || out[len(out)-1].SegmentStream != ref.SegmentStream {
			out = append(out, replication.Holding{SegmentStream: ref.SegmentStream})
		}
		h := &out[len(out)-1]
		h.Refs = append(h.Refs, ref)
		h.Numbers = h.Numbers.Add(crdt.Range{From: ref.Number, To: ref.Number})
	}
	return out, s.markUnread(out)
}

// markUnread notes which of the holdings cannot be read yet.
func (s *Shelf) markUnread(holdings []replication.Holding) error {
	first, last := s.span()
	refs, err := s.refs("waits IS NOT NULL AND audience BETWEEN ? AND ?", first, last)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		for i := range holdings {
			if h := &holdings[i]; h.SegmentStream == ref.SegmentStream {
				h.Unread = h.Unread.Add(crdt.Range{From: ref.Number, To: ref.Number})
			}
		}
	}
	return nil
}

// Retry implements replication.Receiver.
func (s *Shelf) Retry(school.ID) error { return s.retry() }

// Known implements replication.Receiver.
func (s *Shelf) Known(hub school.ID) (count uint64, err error) {
	lacking, err := s.refs("hub = ? AND audience = ? AND waits = 'directory' LIMIT 1", hub[:], int64(s.last))
	if err != nil || len(lacking) > 0 {
		return 0, err
	}
	err = s.h.withDirectory(s.ctx, directoryKey{hub: hub, audience: s.last}, func(branches *wire.Branches) error {
		count = uint64(branches.Main().Len())
		return nil
	})
	return count, err
}

// DirectoryOf returns the list by which a hub's segments for the ministry name things.
func (s *Shelf) DirectoryOf(hub school.ID) (body []byte, err error) {
	err = s.h.withDirectory(s.ctx, directoryKey{hub: hub, audience: s.last}, func(branches *wire.Branches) error {
		body = branches.Main().AppendBinary(nil)
		return nil
	})
	return body, err
}

// LearnDirectory implements replication.Receiver: the list is kept, then the
// segments that waited for it are applied. Our own comes when an older copy of this
// hub was restored and the other holds what was cut since.
func (s *Shelf) LearnDirectory(hub school.ID, body []byte) error {
	dir, err := wire.DecodeDirectory(body)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "not a directory: %v", err)
	}
	if err := s.h.learnDirectory(s.ctx, directoryKey{hub: hub, audience: s.last}, dir, body); err != nil {
		return err
	}
	return s.retry()
}

// LearnCatalogue implements replication.Receiver.
func (s *Shelf) LearnCatalogue(hash [32]byte, body []byte) error {
	c, err := curriculum.DecodeCatalogue(body)
	if err != nil || c.Hash() != hash {
		return school.Errorf(school.CodeInvalid, "not the catalogue %x: %v", hash[:4], err)
	}
	err = s.h.writer.Do(s.ctx, func(t *Tx) error {
		return t.exec("INSERT INTO catalogue (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash[:], body)
	})
	if err != nil {
		return err
	}
	s.h.config.Library.Add(c)
	if _, err := s.h.Release(s.ctx); err != nil {
		return err
	}
	return s.retry()
}

// retry applies kept segments that wait no longer, until none is left that can go
// on: what one declares may be what another, kept earlier, waits for.
func (s *Shelf) retry() error {
	for {
		waiting, err := s.waiting()
		if err != nil || len(waiting) == 0 {
			return err
		}
		progress := false
		for _, w := range waiting {
			applied, err := s.retryOne(w)
			if err != nil {
				return err
			}
			progress = progress || applied
		}
		if !progress {
			return nil
		}
		s.h.notify()
	}
}

// keptSegment is a stored segment that waits.
type keptSegment struct {
	id   int64
	body []byte
}

func (s *Shelf) waiting() ([]keptSegment, error) {
	rows, err := s.h.query(s.ctx, "SELECT id, body FROM segment WHERE waits IS NOT NULL AND audience BETWEEN ? AND ? ORDER BY id", int64(s.first), int64(s.last))
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (w keptSegment, err error) { return w, scan(&w.id, &w.body) })
}

func (s *Shelf) retryOne(w keptSegment) (applied bool, err error) {
	ops, err := s.h.decode(s.ctx, w.body)
	if lack, err := lackOf(err); lack.Waits() || err != nil {
		return false, nil //nolint:nilerr // it goes on waiting; the list shows it
	}
	return true, s.h.writer.Bulk(s.ctx, func(t *Tx) error {
		in := s.h.in(t)
		if err := in.indexSegment(w.id, ops); err != nil {
			return err
		}
		if err := t.exec("UPDATE segment SET waits = NULL WHERE id = ?", w.id); err != nil {
			return err
		}
		return in.applySegment(ops)
	})
}

// Lacking implements replication.Receiver.
func (s *Shelf) Lacking(peer school.ID) ([][32]byte, error) {
	rows, err := s.h.query(s.ctx, "SELECT DISTINCT waits FROM segment WHERE hub = ? AND audience BETWEEN ? AND ? AND waits IS NOT NULL AND waits <> 'directory' LIMIT 64",
		peer[:], int64(s.first), int64(s.last))
	if err != nil {
		return nil, fmt.Errorf("read needs: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (hash [32]byte, err error) {
		var text string
		if err := scan(&text); err != nil {
			return hash, err
		}
		return parseHash(text)
	})
}
