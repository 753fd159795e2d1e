package sqlite

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// EachAttempt calls each for every attempt in the log that counts for somebody, in
// any order. It reads beside the writer; what arrives meanwhile may be missing.
func (h *Hub) EachAttempt(ctx context.Context, each func(op *crdt.Op, owner school.ID)) error {
	counts, err := h.counting(ctx)
	if err != nil {
		return err
	}
	h.cutting.Lock() // nothing may move from the tail into a segment meanwhile
	defer h.cutting.Unlock()
	rows, err := h.query(ctx, "SELECT op FROM tail WHERE kind = ?", int64(crdt.KindAttempt))
	if err != nil {
		return fmt.Errorf("read tail: %w", err)
	}
	if _, err := collect(rows, func(scan func(...any) error) (none struct{}, err error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return none, err
		}
		op, _, err := crdt.DecodeOp(raw)
		if err == nil {
			counts(op, each)
		}
		return none, err
	}); err != nil {
		return fmt.Errorf("read tail: %w", err)
	}
	return h.eachInSegments(ctx, func(op *crdt.Op) { counts(op, each) })
}

// counting returns what passes an attempt on to whom it counts for, by people's
// words as they stand now.
func (h *Hub) counting(ctx context.Context) (func(*crdt.Op, func(*crdt.Op, school.ID)), error) {
	entries, err := h.Registers(ctx, school.NounSession, school.SessionOwner)
	if err != nil {
		return nil, err
	}
	owners := map[crdt.RegisterID][]byte{}
	for _, e := range entries {
		owners[crdt.RegisterID{Noun: school.NounSession, Entity: e.Entity, Field: school.SessionOwner, Key: e.Key}] = e.Value
	}
	wrong := map[string]bool{}
	err = h.Update(ctx, func(t *Tx) error {
		versions, err := h.in(t).Voids()
		for _, v := range versions {
			wrong[v] = true
		}
		return err
	})
	return func(op *crdt.Op, each func(*crdt.Op, school.ID)) {
		if version, _ := h.config.Library.Version(op.Attempt.Catalogue, op.Attempt.Item); wrong[version] {
			return
		}
		owner := op.Attempt.Learner
		if dot, ok := op.SessionDot(); ok {
			if value, given := owners[projection.OwnerRegister(dot)]; given {
				if len(value) != len(owner) {
					return
				}
				owner = school.ID(value)
			}
		}
		each(op, owner)
	}, err
}

func (h *Hub) eachInSegments(ctx context.Context, each func(*crdt.Op)) error {
	rows, err := h.query(ctx, "SELECT DISTINCT segment FROM segment_learner ORDER BY segment")
	if err != nil {
		return fmt.Errorf("list segments: %w", err)
	}
	segments, err := collect(rows, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
	if err != nil {
		return fmt.Errorf("list segments: %w", err)
	}
	for _, id := range segments {
		var body []byte
		if _, err := h.queryRow(ctx, "SELECT body FROM segment WHERE id = ?", []any{id}, &body); err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		ops, err := h.decode(ctx, body)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		for _, op := range ops {
			if op.Attempt != nil {
				each(op)
			}
		}
	}
	return nil
}

// PutSnapshot keeps a calibration snapshot over the current catalogue for ever, under
// the hub's signature, and makes it the one that new plans use. Answers is how many
// the log held.
func (h *Hub) PutSnapshot(ctx context.Context, s *tutor.Snapshot, answers int) error {
	catalogue, course, _ := h.config.Library.Current()
	if err := s.Fits(course); err != nil {
		return fmt.Errorf("keep snapshot: %w", err)
	}
	body := s.AppendBinary(nil)
	signature := h.config.Sign(snapshotMessage(catalogue[:], uint64(s.Number), body))
	err := h.writer.Bulk(ctx, func(t *Tx) error {
		return t.exec("INSERT INTO calibration (number, catalogue, answers, body, signature) VALUES (?, ?, ?, ?, ?)",
			int64(s.Number), catalogue[:], int64(answers), body, signature)
	})
	if err != nil {
		return fmt.Errorf("keep snapshot: %w", err)
	}
	if err := h.config.Library.AddSnapshot(s); err != nil {
		return err
	}
	h.notify()
	return nil
}

// Calibrated returns how many answers the newest snapshot over the current catalogue
// knew of, 0 without one.
func (h *Hub) Calibrated(ctx context.Context) (answers int, err error) {
	catalogue, _, _ := h.config.Library.Current()
	_, err = h.queryRow(ctx, "SELECT answers FROM calibration WHERE catalogue = ? ORDER BY number DESC LIMIT 1", []any{catalogue[:]}, &answers)
	return answers, err
}

// snapshotMessage is what is signed; the prefix keeps the signature from meaning
// anything else.
func snapshotMessage(catalogue []byte, number uint64, body []byte) []byte {
	b := append([]byte("darasa snapshot 1\x00"), catalogue...)
	return append(binary.BigEndian.AppendUint64(b, number), body...)
}

// loadSnapshots makes the hub's snapshots known. One that is damaged is listed as
// refused and then as good as lost; its number is never given again.
func (h *Hub) loadSnapshots(t *Tx) error {
	lib := h.config.Library
	current, _, _ := lib.Current()
	key := h.config.Keys(h.config.Hub)
	return t.rows("SELECT number, catalogue, body, signature FROM calibration ORDER BY number", nil, func(scan func(...any) error) error {
		var number int64
		var catalogue, body, signature []byte
		if err := scan(&number, &catalogue, &body, &signature); err != nil {
			return err
		}
		lib.Own(h.config.Hub, uint32(number))
		if string(catalogue) != string(current[:]) {
			return nil
		}
		snapshot, err := tutor.DecodeSnapshot(body)
		if err == nil && (len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, snapshotMessage(catalogue, uint64(number), body), signature)) {
			err = school.Errorf(school.CodeInvalid, "the signature of snapshot %d is broken", number)
		}
		if err == nil {
			err = lib.AddSnapshot(snapshot)
		}
		if err != nil {
			h.damaged = append(h.damaged, fmt.Errorf("snapshot %d: %w", number, err))
		}
		return nil
	})
}

// reportDamaged lists what loadSnapshots could not use, at every start until somebody puts the file right.
func (h *Hub) reportDamaged(t *Tx) error {
	for _, cause := range h.damaged {
		if err := t.refuse("calibration", school.Errorf(school.CodeInvalid, "%v", cause), nil, h.clock.Now().Tick); err != nil {
			return err
		}
	}
	return nil
}
