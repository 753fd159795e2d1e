package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"darasa/internal/classroom"
	"darasa/internal/school"
)

// Damaged files that a repair set aside are kept for whoever may read more out of
// them, and go by rule, so that a card that keeps failing does not fill itself up.
const (
	retireAfter = 90 * school.TicksPerDay
	retireKept  = 8 // set-aside files, whatever their age
)

// retired returns the set-aside files that go, of repairs newest first: none while
// anything waits for a second holder or nobody told the time, never the newest, and
// of the others those that are old or too many.
func retired(repairs []classroom.Repair, now int64, trusted bool, waiting int64) []string {
	if !trusted || waiting > 0 {
		return nil
	}
	var files []string
	kept := 0
	for _, r := range repairs {
		if r.File == "" {
			continue
		}
		if kept++; kept > 1 && (now-r.At >= retireAfter || kept > retireKept) {
			files = append(files, r.File)
		}
	}
	return files
}

// retire removes what has had its time. A file that is not one of ours is left alone,
// whatever the notes say.
func (h *hub) retire(ctx context.Context) error {
	repairs, err := h.store.Repairs(ctx)
	if err != nil || len(repairs) < 2 {
		return err
	}
	counts, err := h.store.Counts(ctx)
	if err != nil {
		return err
	}
	clock := h.store.Clock()
	var errs []error
	for _, file := range retired(repairs, h.store.Stamp().At.Tick, clock.Trusted(), counts.Waiting) {
		name := filepath.Join(h.dir, filepath.Base(file))
		if !strings.HasPrefix(filepath.Base(name), databaseFile+".damaged-") {
			continue
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			err := os.Remove(name + suffix)
			switch {
			case err == nil && suffix == "":
				h.logger.Info("a damaged file that was set aside has had its time", "file", filepath.Base(name))
			case err != nil && !errors.Is(err, fs.ErrNotExist):
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}
