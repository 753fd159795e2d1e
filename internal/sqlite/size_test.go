package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

// What a further answer leaves on a hub's disk for good is bounded: log and indexes
// together stay below 100 bytes, so that a year of a school is some tens of megabytes.
func TestHub_BytesPerAnswer(t *testing.T) {
	ctx, path, start := context.Background(), filepath.Join(t.TempDir(), "hub.db"), uint32(0)
	ops := sqlitetest.Lesson(4, 350)
	fill := func(from, to int) int64 {
		start++
		h := sqlitetest.MustOpenHub(t, path, start)
		for ; from < to; from += 200 {
			mustApply(t, h, ops[from:min(from+200, to)])
		}
		if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
			t.Fatal(err)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		var bytes int64 // free pages of the tail are used again
		err = db.QueryRow("SELECT (p.page_count - f.freelist_count) * s.page_size FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s").Scan(&bytes)
		if err = errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return bytes
	}
	begun := fill(0, 600) // what learners and tables take, whatever they do
	per := float64(fill(600, len(ops))-begun) / float64(len(ops)-600)
	t.Logf("%.1f bytes an answer", per)
	if per > 100 {
		t.Errorf("%.1f bytes an answer, at most 100", per)
	}
}
