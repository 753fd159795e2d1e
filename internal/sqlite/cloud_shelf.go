package sqlite

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// MaxSegment is the largest segment the cloud takes, in bytes; hubs cut them at
// about 9 KB.
const MaxSegment = 1 << 20

// CloudShelf is the cloud's part in exchanges with one hub: it sees what that
// hub's school brought and nothing else. It implements replication.Shelf.
type CloudShelf struct {
	c   *Cloud
	ctx context.Context //nolint:containedctx // an exchange is one call; the core's interface has no contexts
	hub CloudHub
}

var _ replication.Shelf = (*CloudShelf)(nil)

// For returns the shelf for one call of hub.
func (c *Cloud) For(ctx context.Context, hub CloudHub) *CloudShelf {
	return &CloudShelf{c: c, ctx: ctx, hub: hub}
}

// Receive implements replication.Receiver. Refusals are listed with their reason.
func (s *CloudShelf) Receive(peer school.ID, body []byte) (ref replication.SegmentRef, waits replication.Lack, err error) {
	ref, header, err := s.check(peer, body)
	if err == nil {
		waits, err = s.c.receive(s.ctx, s.hub, ref, header, body)
	}
	if err != nil {
		return ref, waits, errors.Join(err, s.c.refuse(s.ctx, s.hub.ID, err))
	}
	if !waits.Waits() {
		err = s.c.retry(s.ctx, s.hub.ID)
	}
	return ref, waits, err
}

// check refuses what is not a segment of the caller for the ministry, before
// anything is stored.
func (s *CloudShelf) check(peer school.ID, body []byte) (ref replication.SegmentRef, header *wire.Header, err error) {
	if len(body) > MaxSegment {
		return ref, nil, school.Errorf(school.CodeLimit, "a segment has at most %d bytes, not %d", MaxSegment, len(body))
	}
	if wire.IsEnvelope(body) {
		ref, err = s.checkSealed(peer, body)
		return ref, nil, err
	}
	if header, err = wire.Parse(body); err != nil {
		return ref, nil, school.Errorf(school.CodeInvalid, "the bytes are not a whole segment: %v", err)
	}
	hash, err := wire.Name(body, header)
	if err != nil {
		return ref, nil, school.Errorf(school.CodeInvalid, "the bytes are not a whole segment: %v", err)
	}
	ref = replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: header.Hub, Epoch: header.Epoch, Audience: header.Audience},
		Number:        header.Number, Hash: hash, Size: len(body),
	}
	switch {
	case peer != s.hub.ID || header.Hub != s.hub.ID && header.Redacts == nil:
		err = school.Errorf(school.CodeForbidden, "the segment is of hub %s; a hub brings its own segments only", header.Hub.Short())
	case header.Audience != school.AudienceMinistry:
		err = school.Errorf(school.CodeForbidden, "the segment is for the %s; only the ministry's come here unsealed", header.Audience)
	case header.Protocol > school.Protocol:
		err = school.Errorf(school.CodeVersion, "the segment speaks protocol %d, this cloud %d; update the cloud", header.Protocol, school.Protocol)
	case header.Number == 0:
		err = school.Errorf(school.CodeInvalid, "segments are numbered from 1")
	default:
		if verr := wire.Verify(body, s.hub.Key); verr != nil {
			err = school.Errorf(school.CodeForbidden, "the segment is not signed with the key this hub enrolled with")
		}
	}
	return ref, header, err
}

// checkSealed refuses an envelope that is not the caller's. What is in it the cloud
// cannot know; those who can open it check everything.
func (s *CloudShelf) checkSealed(peer school.ID, body []byte) (replication.SegmentRef, error) {
	e, err := wire.ParseEnvelope(body)
	if err != nil {
		return replication.SegmentRef{}, err
	}
	switch {
	case peer != s.hub.ID || e.Hub != s.hub.ID && !e.Blanked:
		err = school.Errorf(school.CodeForbidden, "the envelope is of hub %s; a hub brings its own only", e.Hub.Short())
	case e.Audience != school.AudienceSchool:
		err = school.Errorf(school.CodeForbidden, "the envelope is for the %s; only the school's travel sealed", e.Audience)
	}
	return replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: e.Hub, Epoch: e.Epoch, Audience: e.Audience},
		Number:        e.Number, Hash: e.Hash, Size: len(body),
	}, err
}

// Holdings implements replication.Receiver. Of two segments at one place the first
// that came counts.
func (s *CloudShelf) Holdings(school.ID) ([]replication.Holding, error) {
	return s.held("school = ?", s.hub.row)
}

// HoldingOf implements replication.Receiver.
func (s *CloudShelf) HoldingOf(_ school.ID, stream replication.SegmentStream) (replication.Holding, error) {
	found, err := s.held("school = ? AND hub = ? AND epoch = ? AND audience = ?", s.hub.row, stream.Hub[:], int64(stream.Epoch), int64(stream.Audience))
	if err != nil || len(found) == 0 {
		return replication.Holding{SegmentStream: stream}, err
	}
	return found[0], nil
}

// held returns what is kept by a condition of our own.
func (s *CloudShelf) held(where string, args ...any) ([]replication.Holding, error) {
	rows, err := s.c.read.QueryContext(s.ctx, `SELECT hub, epoch, audience, number, hash, length(body),
		waits IS NOT NULL AND id NOT IN (SELECT segment FROM readable) FROM segment WHERE `+where+
		" ORDER BY hub, epoch, audience, number, id", args...)
	if err != nil {
		return nil, fmt.Errorf("read segments: %w", err)
	}
	refs, err := collect(rows, scanKept)
	if err != nil {
		return nil, err
	}
	var out []replication.Holding
	for _, one := range refs {
		ref := one.SegmentRef
		if len(out) == 0 || out[len(out)-1].SegmentStream != ref.SegmentStream {
			out = append(out, replication.Holding{SegmentStream: ref.SegmentStream})
		}
		h := &out[len(out)-1]
		switch n := len(h.Refs); {
		case n > 0 && h.Refs[n-1].Number == ref.Number:
			continue
		case n > 0 && h.Refs[n-1].Number+1 == ref.Number:
			h.Numbers[len(h.Numbers)-1].To = ref.Number
		default:
			h.Numbers = append(h.Numbers, crdt.Range{From: ref.Number, To: ref.Number})
		}
		h.Refs = append(h.Refs, ref)
		if one.unread {
			h.Unread = h.Unread.Add(crdt.Range{From: ref.Number, To: ref.Number})
		}
	}
	return out, nil
}

// keptRef is a stored segment and whether it is readable.
type keptRef struct {
	replication.SegmentRef
	unread bool
}

func scanKept(scan func(...any) error) (k keptRef, err error) {
	k.SegmentRef, err = scanRef(func(into ...any) error { return scan(append(into, &k.unread)...) })
	return k, err
}

// Retry implements replication.Receiver.
func (s *CloudShelf) Retry(peer school.ID) error { return s.c.retry(s.ctx, peer) }

// Known implements replication.Receiver: the longest list we know of that hub.
func (s *CloudShelf) Known(hub school.ID) (count uint64, err error) {
	var n int64
	err = s.c.read.QueryRowContext(s.ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM segment WHERE hub = ?1 AND waits = 'directory') THEN 0
		ELSE (SELECT coalesce(max(number), 0) FROM directory WHERE hub = ?1) END`, hub[:]).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("read directory: %w", err)
	}
	return uint64(n), nil
}

// LearnDirectory implements replication.Receiver. A hub brings its own list only;
// the digests in its signed segments say which list they mean.
func (s *CloudShelf) LearnDirectory(hub school.ID, body []byte) error {
	err := s.learnDirectory(hub, body)
	if err != nil {
		return errors.Join(err, s.c.refuse(s.ctx, s.hub.ID, err))
	}
	return s.c.retry(s.ctx, hub)
}

func (s *CloudShelf) learnDirectory(hub school.ID, body []byte) error {
	if hub != s.hub.ID {
		return school.Errorf(school.CodeForbidden, "the directory is of hub %s; a hub brings its own only", hub.Short())
	}
	dir, err := wire.DecodeDirectory(body)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the bytes are not a directory: %v", err)
	}
	return s.c.writer.Do(s.ctx, func(t *Tx) error { return s.c.learnDirectory(t, hub, dir) })
}

// LearnCatalogue implements replication.Receiver.
func (s *CloudShelf) LearnCatalogue(hash [32]byte, body []byte) error {
	err := s.c.learnCatalogue(s.ctx, hash, body)
	if err != nil {
		return errors.Join(err, s.c.refuse(s.ctx, s.hub.ID, err))
	}
	return nil
}

// Lacking implements replication.Receiver.
func (s *CloudShelf) Lacking(peer school.ID) ([][32]byte, error) {
	rows, err := s.c.read.QueryContext(s.ctx, "SELECT DISTINCT waits FROM segment WHERE hub = ? AND waits IS NOT NULL AND length(waits) = 64 ORDER BY waits LIMIT 64", peer[:])
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

// KeyOf implements replication.Receiver: the keys of the caller's school only.
func (s *CloudShelf) KeyOf(_, hub school.ID) (ed25519.PublicKey, error) {
	sister, err := s.c.FindHubByID(s.ctx, hub)
	switch {
	case err != nil && school.ErrorCode(err) != school.CodeNotFound:
		return nil, err
	case err != nil || sister.School != s.hub.School:
		return nil, school.Errorf(school.CodeNotFound, "no such hub in this school")
	}
	return sister.Key, nil
}

// LearnKey implements replication.Learner; a cloud learns keys by enrolment only.
func (s *CloudShelf) LearnKey(school.ID, ed25519.PublicKey) error {
	return school.Errorf(school.CodeForbidden, "the cloud learns keys by enrolment only")
}

// Segment implements replication.Sender: segments of the caller's school only.
func (s *CloudShelf) Segment(hash [32]byte) (body []byte, ok bool, err error) {
	return s.blob("SELECT body FROM segment WHERE hash = ? AND school = ?", hash[:], s.hub.row)
}

// Catalogue implements replication.Sender.
func (s *CloudShelf) Catalogue(hash [32]byte) (body []byte, ok bool, err error) {
	return s.blob("SELECT body FROM catalogue WHERE hash = ?", hash[:])
}

func (s *CloudShelf) blob(query string, args ...any) (body []byte, ok bool, err error) {
	err = s.c.read.QueryRowContext(s.ctx, query, args...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read blob: %w", err)
	}
	return body, true, nil
}

// DirectoryOf returns the longest list known of a hub of the caller's school, in
// the form LearnDirectory reads.
func (s *CloudShelf) DirectoryOf(hub school.ID) (body []byte, err error) {
	sister, err := s.c.FindHubByID(s.ctx, hub)
	if err != nil || sister.School != s.hub.School {
		return nil, school.Errorf(school.CodeNotFound, "no such hub in this school")
	}
	err = s.c.writer.Do(s.ctx, func(t *Tx) error {
		var number int64
		var digest []byte
		dir := wire.NewDirectory()
		ok, err := t.row("SELECT number, digest FROM directory WHERE hub = ? ORDER BY number DESC, digest LIMIT 1", []any{hub[:]}, &number, &digest)
		if err == nil && ok {
			dir, _, err = loadDirectory(t, hub, uint32(number), wire.Digest(digest))
		}
		if err == nil {
			body = dir.AppendBinary(nil)
		}
		return err
	})
	return body, err
}

// Waiting implements replication.Sender; a cloud has no segments of its own.
func (s *CloudShelf) Waiting(school.ID, int) ([]replication.SegmentRef, error) { return nil, nil }

// Confirmed implements replication.Sender.
func (s *CloudShelf) Confirmed(school.ID) (replication.Summary, error) {
	return replication.Summary{}, nil
}

// SaveReceipt implements replication.Sender.
func (s *CloudShelf) SaveReceipt(replication.Receipt) error { return nil }

// Directory implements replication.Sender.
func (s *CloudShelf) Directory(uint64) ([]byte, uint64, error) { return nil, 0, nil }

// learnCatalogue keeps a catalogue and counts what waited for it.
func (c *Cloud) learnCatalogue(ctx context.Context, hash [32]byte, body []byte) error {
	known, err := curriculum.DecodeCatalogue(body)
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the bytes are not a catalogue: %v", err)
	}
	if known.Hash() != hash {
		return school.Errorf(school.CodeInvalid, "the bytes are not the catalogue %x", hash[:4])
	}
	err = c.writer.Do(ctx, func(t *Tx) error {
		return t.exec("INSERT INTO catalogue (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash[:], body)
	})
	if err != nil {
		return err
	}
	hubs, err := c.waitingHubs(ctx)
	if err != nil {
		return err
	}
	for _, hub := range hubs {
		if err := c.retry(ctx, hub); err != nil {
			return err
		}
	}
	return nil
}
