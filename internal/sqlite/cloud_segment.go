package sqlite

import (
	"context"
	"encoding/hex"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// receive keeps a checked segment and counts its ops, in one transaction; a sealed
// one, which has no header, is only kept. A
// segment that cannot be read although nothing is lacking is refused and not kept.
func (c *Cloud) receive(ctx context.Context, hub CloudHub, ref replication.SegmentRef, header *wire.Header, body []byte) (lack replication.Lack, err error) {
	err = c.writer.Do(ctx, func(t *Tx) error {
		lack = replication.Lack{}
		if err := dropPart(t, hub.ID, ref.Hash); err != nil {
			return err
		}
		var waits *string
		var unread bool
		var owner int64
		if ok, err := t.row("SELECT waits, id NOT IN (SELECT segment FROM readable), school FROM segment WHERE hash = ?", []any{ref.Hash[:]}, &waits, &unread, &owner); err != nil || ok {
			if ok && owner != hub.row {
				return school.Errorf(school.CodeConflict, "a segment of this name is another school's")
			}
			lack = lackFrom(waits)
			lack.Known = lack.Waits() && !unread
			if err == nil {
				err = c.replace(t, hub, ref, header, body)
			}
			return err
		}
		if ref.Hub != hub.ID {
			return school.Errorf(school.CodeNotFound, "no segment is held here that this one could take the place of")
		}
		if err := c.alarm(t, hub, ref); err != nil {
			return err
		}
		sealed := header == nil
		if sealed {
			header = &wire.Header{} // nobody here can say
		}
		result, err := t.execResult(`INSERT INTO segment (hash, school, hub, epoch, audience, number, ops, arrived, base, digest, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			ref.Hash[:], hub.row, ref.Hub[:], int64(ref.Epoch), int64(ref.Audience), int64(ref.Number), int64(header.Ops), c.now(),
			int64(header.Base), header.BaseDigest[:], body)
		if err != nil {
			return fmt.Errorf("store segment: %w", err)
		}
		id, err := result.LastInsertId()
		if err != nil || sealed {
			return err
		}
		if lack, err = c.count(t, kept{id: id, owner: hub.row, key: hub.Key, body: body}, header); err != nil || !lack.Waits() {
			return err
		}
		return putLack(t, id, lack)
	})
	return lack, err
}

// kept is a stored segment.
type kept struct {
	id    int64
	owner int64  // row of its school
	key   []byte // of its hub
	body  []byte
}

// alarm notes that another segment stands at this one's place.
func (c *Cloud) alarm(t *Tx, hub CloudHub, ref replication.SegmentRef) error {
	var first []byte
	ok, err := t.row("SELECT hash FROM segment WHERE school = ? AND hub = ? AND epoch = ? AND number = ? AND audience = ? ORDER BY id LIMIT 1",
		[]any{hub.row, ref.Hub[:], int64(ref.Epoch), int64(ref.Number), int64(ref.Audience)}, &first)
	if err != nil || !ok {
		return err
	}
	return t.exec("INSERT INTO alarm (first, second, noticed) VALUES (?, ?, ?)", first, ref.Hash[:], c.now())
}

const waitsDirectory = "directory"

func waitsFor(lack replication.Lack) any {
	switch {
	case lack.Directory:
		return waitsDirectory
	case lack.Waits():
		return hex.EncodeToString(lack.Catalogue[:])
	}
	return nil
}

// putLack stores what a segment waits for, and whether it can be read all the same.
func putLack(t *Tx, id int64, lack replication.Lack) error {
	if lack.Known {
		if err := t.exec("INSERT INTO readable (segment) VALUES (?) ON CONFLICT DO NOTHING", id); err != nil {
			return err
		}
	}
	return t.exec("UPDATE segment SET waits = ? WHERE id = ?", waitsFor(lack), id)
}

func lackFrom(waits *string) replication.Lack {
	if waits == nil {
		return replication.Lack{}
	}
	if hash, err := parseHash(*waits); err == nil {
		return replication.Lack{Catalogue: hash}
	}
	return replication.Lack{Directory: true}
}

// count adds what a segment's ops say to the sums, each op once for all time. It
// returns what is lacking, and then has counted nothing.
func (c *Cloud) count(t *Tx, s kept, header *wire.Header) (replication.Lack, error) {
	ops, lack, err := c.decode(t, s, header)
	if err != nil || lack.Waits() {
		return lack, err
	}
	return replication.Lack{}, c.addUp(t, s, ops)
}

// decode reads a segment, and keeps what it adds to its hub's directory whether or
// not it can be read yet: the next segments build on it.
func (c *Cloud) decode(t *Tx, s kept, header *wire.Header) ([]*crdt.Op, replication.Lack, error) {
	dir, ok, err := c.directory(t, header.Hub, header.Base, header.BaseDigest)
	if err != nil {
		return nil, replication.Lack{}, err
	}
	if !ok {
		return nil, replication.Lack{Directory: true}, nil
	}
	grown, err := header.Extend(dir)
	if err != nil {
		return nil, replication.Lack{}, school.Errorf(school.CodeInvalid, "the segment's directory is damaged: %v", err)
	}
	c.keepDirectory(t, header.Hub, grown)
	if err := putEntries(t, header.Hub, grown, header.Base, header.Base+uint32(len(header.Declared))); err != nil {
		return nil, replication.Lack{}, err
	}
	lack, err := c.lacking(t, header, grown)
	if err != nil || lack.Unread() {
		return nil, lack, err
	}
	key := s.key
	if header.Redacts != nil {
		if key, err = signerIn(t, s); err != nil {
			return nil, replication.Lack{}, err
		}
	}
	ops, err := wire.Decode(s.body, wire.Context{Directory: grown, Catalogues: c.wireCatalogue, Instance: tutorInstance}, key, wire.Limits{})
	if err != nil {
		return nil, replication.Lack{}, school.Errorf(school.CodeInvalid, "the segment cannot be read: %v", err)
	}
	return ops, lack, nil
}

// lacking returns a catalogue of the segment that is not known here, first one without
// which it cannot be read, and loads the others.
func (c *Cloud) lacking(t *Tx, header *wire.Header, dir *wire.Directory) (lack replication.Lack, err error) {
	for _, use := range header.Catalogues {
		hash, ok := dir.Catalogue(use.Ordinal)
		if !ok {
			return replication.Lack{}, school.Errorf(school.CodeInvalid, "the segment names a catalogue its directory does not have")
		}
		if known, err := c.loadCatalogue(t, hash); err != nil {
			return replication.Lack{}, err
		} else if !known && (use.Coded || !lack.Waits()) {
			if lack = (replication.Lack{Catalogue: hash, Known: !use.Coded}); use.Coded {
				break
			}
		}
	}
	return lack, nil
}

// cataloguesKept bounds the catalogues in memory.
const cataloguesKept = 32

func (c *Cloud) loadCatalogue(t *Tx, hash [32]byte) (bool, error) {
	if _, ok := c.catalogue(hash); ok {
		return true, nil
	}
	var body []byte
	if ok, err := t.row("SELECT body FROM catalogue WHERE hash = ?", []any{hash[:]}, &body); err != nil || !ok {
		return false, err
	}
	catalogue, err := curriculum.DecodeCatalogue(body)
	if err != nil {
		return false, fmt.Errorf("read stored catalogue: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for old := range c.catalogues {
		if len(c.catalogues) < cataloguesKept {
			break
		}
		delete(c.catalogues, old)
	}
	c.catalogues[hash] = catalogue
	return true, nil
}

func (c *Cloud) catalogue(hash [32]byte) (*curriculum.Catalogue, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	catalogue, ok := c.catalogues[hash]
	return catalogue, ok
}

func (c *Cloud) wireCatalogue(hash [32]byte) (wire.Catalogue, bool) {
	catalogue, ok := c.catalogue(hash)
	if !ok {
		return nil, false
	}
	return catalogue, true
}

// waitingHubs returns the hubs of which a segment waits.
func (c *Cloud) waitingHubs(ctx context.Context) ([]school.ID, error) {
	rows, err := c.read.QueryContext(ctx, "SELECT DISTINCT hub FROM segment WHERE waits IS NOT NULL")
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (id school.ID, err error) {
		var raw []byte
		if err := scan(&raw); err != nil {
			return id, err
		}
		return school.ID(raw), nil
	})
}

// retry counts kept segments of a hub that wait no longer, each in a transaction of
// its own, until nothing moves. What turns out to be unreadable stays, with the
// reason.
func (c *Cloud) retry(ctx context.Context, hub school.ID) error {
	for {
		ids, err := c.readySegments(ctx, hub)
		if err != nil {
			return err
		}
		moved := false
		for _, id := range ids {
			done, err := c.retryOne(ctx, id)
			if err != nil {
				return fmt.Errorf("count a kept segment: %w", err)
			}
			moved = moved || done
		}
		if !moved {
			return nil
		}
	}
}

// readySegments returns the kept segments of a hub that waited for what is here
// now. Those that must go on waiting cost no transaction.
func (c *Cloud) readySegments(ctx context.Context, hub school.ID) ([]int64, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT s.id FROM segment s WHERE s.hub = ? AND s.waits IS NOT NULL AND (
			s.waits = 'directory' AND (s.base = 0 AND s.digest = zeroblob(8)
				OR EXISTS (SELECT 1 FROM directory d WHERE d.hub = s.hub AND d.number = s.base AND d.digest = s.digest))
			OR length(s.waits) = 64 AND EXISTS (SELECT 1 FROM catalogue c WHERE c.hash = unhex(s.waits))
		) ORDER BY s.epoch, s.number, s.id`, hub[:])
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (id int64, err error) { return id, scan(&id) })
}

func (c *Cloud) retryOne(ctx context.Context, id int64) (done bool, err error) {
	err = c.writer.Do(ctx, func(t *Tx) error {
		var body, key []byte
		var owner int64
		var waits string
		ok, err := t.row("SELECT s.body, s.school, h.key, s.waits FROM segment s JOIN hub h ON h.uuid = s.hub WHERE s.id = ? AND s.waits IS NOT NULL",
			[]any{id}, &body, &owner, &key, &waits)
		if err != nil || !ok {
			return err
		}
		header, err := wire.Parse(body)
		if err != nil {
			return err
		}
		lack, err := c.count(t, kept{id: id, owner: owner, key: key, body: body}, header)
		if err != nil {
			return err
		}
		now := waitsFor(lack)
		done = now != any(waits)
		return putLack(t, id, lack)
	})
	if school.ErrorCode(err) == school.CodeInvalid {
		reason := "unreadable: " + school.ErrorMessage(err)
		return true, c.writer.Do(ctx, func(t *Tx) error { return t.exec("UPDATE segment SET waits = ? WHERE id = ?", reason, id) })
	}
	return done, err
}
