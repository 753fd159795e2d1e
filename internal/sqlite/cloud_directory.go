package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"

	"darasa/internal/school"
	"darasa/internal/wire"
)

// maxDirectoryRows bounds what one hub's lists take, all their branches together.
const maxDirectoryRows = 4 * wire.MaxEntries

// directory returns the list of hub that has the named prefix; ok is false when the
// prefix is not known. It may be changed: it belongs to this transaction, and is
// forgotten should that fail.
func (c *Cloud) directory(t *Tx, hub school.ID, count uint32, digest wire.Digest) (dir *wire.Directory, ok bool, err error) {
	if dir, ok = c.directories[hub]; !ok || !dir.Knows(count, digest) {
		if dir, ok, err = loadDirectory(t, hub, count, digest); err != nil || !ok {
			return nil, false, err
		}
	}
	c.keepDirectory(t, hub, dir)
	return dir, true, nil
}

func (c *Cloud) keepDirectory(t *Tx, hub school.ID, dir *wire.Directory) {
	for old := range c.directories {
		if len(c.directories) < directoriesKept {
			break
		}
		delete(c.directories, old)
	}
	c.directories[hub] = dir
	t.onRollback(func() { delete(c.directories, hub) })
}

// loadDirectory walks from the named prefix back to the first entry.
func loadDirectory(t *Tx, hub school.ID, count uint32, digest wire.Digest) (*wire.Directory, bool, error) {
	dir := wire.NewDirectory()
	if count == 0 {
		return dir, dir.Knows(0, digest), nil
	}
	err := t.rows(`WITH RECURSIVE chain (number, parent, entry) AS (
			SELECT number, parent, entry FROM directory WHERE hub = ?1 AND number = ?2 AND digest = ?3
			UNION ALL
			SELECT d.number, d.parent, d.entry FROM chain c JOIN directory d ON d.hub = ?1 AND d.number = c.number - 1 AND d.digest = c.parent
		) SELECT entry FROM chain ORDER BY number`,
		[]any{hub[:], int64(count), digest[:]}, func(scan func(...any) error) error {
			var raw []byte
			if err := scan(&raw); err != nil {
				return err
			}
			entry, err := decodeEntry(raw)
			if err != nil {
				return err
			}
			return dir.Append(entry)
		})
	if err != nil {
		return nil, false, fmt.Errorf("read directory: %w", err)
	}
	return dir, dir.Knows(count, digest), nil
}

// putEntries stores the entries of dir from number from up to number to.
func putEntries(t *Tx, hub school.ID, dir *wire.Directory, from, to uint32) error {
	entries := dir.Entries(from)
	parent, _ := dir.Digest(from)
	for i := from; i < to; i++ {
		digest, ok := dir.Digest(i + 1)
		if !ok {
			return fmt.Errorf("directory of %s has no entry %d", hub.Short(), i)
		}
		err := t.exec("INSERT INTO directory (hub, number, digest, parent, entry) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			hub[:], int64(i)+1, digest[:], parent[:], encodeEntry(entries[i-from]))
		if err != nil {
			return fmt.Errorf("store directory: %w", err)
		}
		parent = digest
	}
	return nil
}

// learnDirectory keeps a hub's whole list.
func (c *Cloud) learnDirectory(t *Tx, hub school.ID, dir *wire.Directory) error {
	var rows int64
	if _, err := t.row("SELECT count(*) FROM directory WHERE hub = ?", []any{hub[:]}, &rows); err != nil {
		return err
	}
	if rows+int64(dir.Len()) > maxDirectoryRows {
		return school.Errorf(school.CodeLimit, "the directories of hub %s have more than %d entries together", hub.Short(), maxDirectoryRows)
	}
	return putEntries(t, hub, dir, 0, dir.Len())
}

// encodeEntry is the stored form of an entry; the form on the wire belongs to wire.
func encodeEntry(e wire.Entry) []byte {
	b := []byte{byte(e.Kind)}
	switch e.Kind {
	case wire.EntryID:
		return append(b, e.ID[:]...)
	case wire.EntryOrigin:
		b = binary.BigEndian.AppendUint32(b, e.Hub)
		b = binary.BigEndian.AppendUint32(b, e.Device)
		return binary.BigEndian.AppendUint32(b, e.Epoch)
	case wire.EntryCatalogue:
		return append(b, e.Catalogue[:]...)
	default:
		b = binary.BigEndian.AppendUint32(b, e.Origin)
		b = binary.BigEndian.AppendUint32(b, e.Boot)
		return binary.BigEndian.AppendUint64(b, uint64(e.Offset))
	}
}

var errEntry = errors.New("a stored directory entry is damaged")

func decodeEntry(b []byte) (e wire.Entry, err error) {
	if len(b) == 0 {
		return e, errEntry
	}
	e.Kind, b = wire.EntryKind(b[0]), b[1:]
	size := map[wire.EntryKind]int{wire.EntryID: 16, wire.EntryOrigin: 12, wire.EntryCatalogue: 32, wire.EntryRun: 16}[e.Kind]
	if size == 0 || len(b) != size {
		return e, errEntry
	}
	switch e.Kind {
	case wire.EntryID:
		e.ID = school.ID(b)
	case wire.EntryOrigin:
		e.Hub, e.Device, e.Epoch = binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	case wire.EntryCatalogue:
		e.Catalogue = [32]byte(b)
	default:
		e.Origin, e.Boot, e.Offset = binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:]), int64(binary.BigEndian.Uint64(b[8:]))
	}
	return e, nil
}
