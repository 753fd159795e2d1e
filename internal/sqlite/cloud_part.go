package sqlite

import (
	"bytes"
	"fmt"

	"darasa/internal/school"
)

// Bounds of what a hub brings in pieces.
const (
	partsPerHub = 4                      // begun and not used; the one longest untouched goes first
	partLife    = 7 * school.TicksPerDay // without a further piece
)

// PartHave implements cloudapi.Shelf: how many bytes from the start are here.
func (s *CloudShelf) PartHave(hash [32]byte) (have int64, err error) {
	err = s.c.writer.Do(s.ctx, func(t *Tx) error {
		have, err = s.partHave(t, hash)
		return err
	})
	return have, err
}

func (s *CloudShelf) partHave(t *Tx, hash [32]byte) (have int64, err error) {
	_, err = t.row("SELECT coalesce(max(start + length(body)), 0) FROM piece WHERE hub = ? AND hash = ?", []any{s.hub.ID[:], hash[:]}, &have)
	return have, err
}

// PutPart implements cloudapi.Shelf: it keeps what of body continues what is here,
// and returns how many bytes from the start are here then. total must be the same
// for all pieces.
func (s *CloudShelf) PutPart(hash [32]byte, total, start int64, body []byte) (have int64, err error) {
	err = s.c.writer.Do(s.ctx, func(t *Tx) error {
		var known int64
		ok, err := t.row("SELECT total FROM part WHERE hub = ? AND hash = ?", []any{s.hub.ID[:], hash[:]}, &known)
		if err != nil {
			return err
		}
		if ok && known != total {
			return school.Errorf(school.CodeConflict, "this body has %d bytes, not %d", known, total)
		}
		if have, err = s.partHave(t, hash); err != nil {
			return err
		}
		end := min(start+int64(len(body)), total)
		if start > have || end <= have {
			return nil
		}
		if !ok {
			if err := s.roomForPart(t); err != nil {
				return err
			}
		}
		if err := t.exec("INSERT INTO piece (hub, hash, start, body) VALUES (?, ?, ?, ?)", s.hub.ID[:], hash[:], have, body[have-start:end-start]); err != nil {
			return fmt.Errorf("store a piece: %w", err)
		}
		have = end
		return t.exec("INSERT INTO part (hub, hash, total, touched) VALUES (?, ?, ?, ?) ON CONFLICT (hub, hash) DO UPDATE SET touched = excluded.touched",
			s.hub.ID[:], hash[:], total, s.c.now())
	})
	return have, err
}

// roomForPart drops what is old and what is one too many.
func (s *CloudShelf) roomForPart(t *Tx) error {
	if err := t.exec("DELETE FROM part WHERE touched < ?", s.c.now()-partLife); err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM part WHERE hub = ?1 AND hash IN (SELECT hash FROM part WHERE hub = ?1 ORDER BY touched DESC LIMIT -1 OFFSET ?2)`,
		s.hub.ID[:], partsPerHub-1); err != nil {
		return err
	}
	return t.exec("DELETE FROM piece WHERE NOT EXISTS (SELECT 1 FROM part p WHERE p.hub = piece.hub AND p.hash = piece.hash)")
}

// TakePart implements cloudapi.Shelf: the whole body, once.
func (s *CloudShelf) TakePart(hash [32]byte) (body []byte, err error) {
	err = s.c.writer.Do(s.ctx, func(t *Tx) error {
		var whole bytes.Buffer
		err := t.rows("SELECT body FROM piece WHERE hub = ? AND hash = ? ORDER BY start", []any{s.hub.ID[:], hash[:]}, func(scan func(...any) error) error {
			var piece []byte
			err := scan(&piece)
			whole.Write(piece)
			return err
		})
		if err != nil {
			return err
		}
		var total int64
		if _, err := t.row("SELECT total FROM part WHERE hub = ? AND hash = ?", []any{s.hub.ID[:], hash[:]}, &total); err != nil {
			return err
		}
		if total == 0 || int64(whole.Len()) < total {
			return school.Errorf(school.CodeNotFound, "the pieces of that body are not all here")
		}
		body = whole.Bytes()
		if err := t.exec("DELETE FROM part WHERE hub = ? AND hash = ?", s.hub.ID[:], hash[:]); err != nil {
			return err
		}
		return t.exec("DELETE FROM piece WHERE hub = ? AND hash = ?", s.hub.ID[:], hash[:])
	})
	return body, err
}

// dropPart forgets the beginning of a segment that has come whole.
func dropPart(t *Tx, hub school.ID, hash [32]byte) error {
	if err := t.exec("DELETE FROM part WHERE hub = ? AND hash = ?", hub[:], hash[:]); err != nil {
		return err
	}
	return t.exec("DELETE FROM piece WHERE hub = ? AND hash = ?", hub[:], hash[:])
}

// dropBegun forgets what the hubs of a school have begun to bring: of an erased learner
// not even the beginning of a segment stays. They begin anew.
func dropBegun(t *Tx, school int64) error {
	for _, table := range []string{"piece", "part"} {
		if err := t.exec("DELETE FROM "+table+" WHERE hub IN (SELECT uuid FROM hub WHERE school = ?)", school); err != nil {
			return err
		}
	}
	return nil
}
