package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"darasa/internal/school"
)

// Backup writes a whole, consistent copy of the store to a new file, beside readers
// and the writer. Every page is read on the way, so damage is found.
func (h *Hub) Backup(ctx context.Context, path string) (err error) {
	db, err := h.config.place().open(false)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return school.Errorf(school.CodeUnavailable, "cannot copy the database: %v; check that the disk has room for a second one", err)
	}
	return nil
}

// jump is how far numbers that were given out go on from a copy: further than the
// lost original can have come between lessons in years.
const jump = 1000

// MarkRestored prepares a store that an older copy was put back into, while nothing
// runs on it. Numbers that the lost original gave out behind the copy must not be
// given again with another meaning: streams are safe because a start draws a new
// epoch; snapshots and plans go on far above. Sessions of teachers end.
func MarkRestored(ctx context.Context, path string) error {
	migrations, err := fs.Sub(hubMigrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	db, err := open(ctx, place{path: path}, migrations)
	if err != nil {
		return err
	}
	err = db.writer.Do(ctx, func(t *Tx) error {
		restored, _, err := t.metaUint(metaRestored)
		if err != nil {
			return err
		}
		return errors.Join(
			t.setMetaUint(metaRestored, restored+1),
			t.raiseSnapshots(),
			t.exec("DELETE FROM meta WHERE name IN (?, ?)", metaAgreed, metaRunning), // the copy was made of a hub that ran
			t.exec("UPDATE issued_plan SET number = number + ?1, since = number + ?1", jump),
			t.exec("DELETE FROM teacher_session"),
		)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("prepare what was restored: %w", err)
	}
	return nil
}

const (
	metaRestored = "restored"       // how often an older copy was put back
	metaFloor    = "snapshot-floor" // no snapshot up to this number is given again
)

// raiseSnapshots counts the next thousand snapshots as given and lost.
func (t *Tx) raiseSnapshots() error {
	var highest int64
	if _, err := t.row("SELECT coalesce(max(number), 0) FROM calibration", nil, &highest); err != nil {
		return err
	}
	floor, _, err := t.metaUint(metaFloor)
	if err != nil {
		return err
	}
	return t.setMetaUint(metaFloor, max(uint64(highest), floor)+jump)
}
