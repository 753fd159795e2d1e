package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// MaxEnvelopes bounds the sealed segments kept for a key that never comes.
const MaxEnvelopes = 1 << 16

// Ring holds the keys that the school's segments are sealed to. It is safe for
// concurrent use.
type Ring interface {
	// Envelopes returns the keys, the one to seal with first.
	Envelopes() []*wire.EnvelopeKey
	// Learn keeps secrets the school had before, which an envelope told.
	Learn(former [][]byte) error
}

// sealer returns the school's newest key, nil for a hub that has none.
func (h *Hub) sealer() *wire.EnvelopeKey {
	if h.config.School == nil {
		return nil
	}
	if keys := h.config.School.Envelopes(); len(keys) > 0 {
		return keys[0]
	}
	return nil
}

// opener returns the school's key that an envelope is sealed to, nil when this hub
// has not got it.
func (h *Hub) opener(id wire.KeyID) *wire.EnvelopeKey {
	if h.config.School == nil {
		return nil
	}
	for _, key := range h.config.School.Envelopes() {
		if key.ID == id {
			return key
		}
	}
	return nil
}

// CutTravelling cuts whatever lies in the tail of the audiences that leave the hub.
func (h *Hub) CutTravelling(ctx context.Context) error {
	for audience := h.Travelling(ctx).first; audience.Valid(); audience++ {
		if _, err := h.Cut(ctx, audience, true); err != nil {
			return err
		}
	}
	return nil
}

// sealed puts a segment of the school into an envelope and leaves others alone.
func (s *Shelf) sealed(body []byte) ([]byte, bool, error) {
	header, err := wire.Parse(body)
	if err != nil || header.Audience != school.AudienceSchool {
		return body, err == nil, err
	}
	key := s.h.sealer()
	if key == nil {
		return nil, false, nil
	}
	envelope, err := key.Seal(body)
	return envelope, err == nil, err
}

// receiveSealed takes an envelope: what opens as a segment, what does not as it is.
func (s *Shelf) receiveSealed(body []byte) (replication.SegmentRef, replication.Lack, error) {
	e, err := wire.ParseEnvelope(body)
	if err != nil {
		return replication.SegmentRef{}, replication.Lack{}, err
	}
	ref := replication.SegmentRef{
		SegmentStream: replication.SegmentStream{Hub: e.Hub, Epoch: e.Epoch, Audience: e.Audience},
		Number:        e.Number, Hash: e.Hash, Size: len(body),
	}
	if !s.seals || e.Audience != school.AudienceSchool {
		return ref, replication.Lack{}, school.Errorf(school.CodeForbidden, "an envelope of %s is not for this exchange", e.Audience)
	}
	if key := s.h.opener(e.Key); key != nil {
		return s.receiveOpened(ref, key, e)
	}
	_, ok, err := s.blob("SELECT body FROM segment WHERE hash = ?", e.Hash[:])
	if err != nil || ok {
		return ref, replication.Lack{}, err
	}
	return ref, replication.Lack{}, s.h.writer.Bulk(s.ctx, func(t *Tx) error { return t.putEnvelope(e, body) })
}

func (s *Shelf) receiveOpened(ref replication.SegmentRef, key *wire.EnvelopeKey, e *wire.Envelope) (replication.SegmentRef, replication.Lack, error) {
	segment, former, err := key.Open(e)
	if err == nil {
		err = s.h.config.School.Learn(former)
	}
	if err != nil {
		return ref, replication.Lack{}, err
	}
	header, err := wire.Parse(segment)
	if err != nil {
		return ref, replication.Lack{}, err
	}
	_, lack, err := s.receive(header, segment)
	// Nobody but its writer has its directory, and that comes with its other segments.
	lack.Directory = false
	return ref, lack, err
}

func (t *Tx) putEnvelope(e *wire.Envelope, body []byte) error {
	var n int
	if _, err := t.row("SELECT count(*) FROM envelope", nil, &n); err != nil {
		return err
	}
	if n >= MaxEnvelopes {
		return school.Errorf(school.CodeLimit, "%d sealed segments wait for the school's code already; type it on this hub", n)
	}
	return t.exec("INSERT INTO envelope (hash, hub, epoch, audience, number, key, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		e.Hash[:], e.Hub[:], int64(e.Epoch), int64(e.Audience), int64(e.Number), e.Key[:], body)
}

// held returns every segment of the exchange that lies here, opened or not.
func (s *Shelf) held(stream *replication.SegmentStream) ([]replication.SegmentRef, error) {
	first, last := s.span()
	where, args := "audience BETWEEN ? AND ?", []any{first, last}
	if stream != nil {
		where, args = where+" AND hub = ? AND epoch = ? AND audience = ?", append(args, stream.Hub[:], int64(stream.Epoch), int64(stream.Audience))
	}
	refs, err := s.refs(where+" ORDER BY hub, epoch, audience, number, id", args...)
	if err != nil || !s.seals {
		return refs, err
	}
	rows, err := s.h.query(s.ctx, "SELECT hub, epoch, audience, number, hash, length(body) FROM envelope WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read envelopes: %w", err)
	}
	closed, err := collect(rows, scanRef)
	if err != nil || len(closed) == 0 {
		return refs, err
	}
	refs = append(refs, closed...)
	slices.SortStableFunc(refs, func(a, b replication.SegmentRef) int {
		return cmp.Or(a.Compare(b.SegmentStream), cmp.Compare(a.Number, b.Number))
	})
	return refs, nil
}

// OpenEnvelopes takes the envelopes that open now, after a key came, and returns how
// many did. One whose writer's key is not known stays for the next exchange.
func (s *Shelf) OpenEnvelopes() (int, error) {
	rows, err := s.h.query(s.ctx, "SELECT body FROM envelope ORDER BY hub, epoch, number")
	if err != nil {
		return 0, fmt.Errorf("read envelopes: %w", err)
	}
	all, err := collect(rows, func(scan func(...any) error) (body []byte, err error) { return body, scan(&body) })
	if err != nil {
		return 0, err
	}
	opened := 0
	for _, body := range all {
		e, err := wire.ParseEnvelope(body)
		if err != nil {
			return opened, err
		}
		key := s.h.opener(e.Key)
		if key == nil {
			continue
		}
		// Away first: an exchange brings it again if its writer is not known here yet.
		err = s.h.writer.Bulk(s.ctx, func(t *Tx) error { return t.exec("DELETE FROM envelope WHERE hash = ?", e.Hash[:]) })
		if err != nil {
			return opened, err
		}
		if _, lack, err := s.receiveOpened(replication.SegmentRef{}, key, e); err == nil && !lack.Key {
			opened++
		} else if err != nil && school.ErrorCode(err) == school.CodeInternal {
			return opened, err
		}
	}
	return opened, nil
}
