package sqlite

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"darasa/internal/school"
)

// TestTail_FewPages asks how SQLite finds what every cut and every board asks of the
// tail, which can hold a hundred thousand answers: never by reading all of it.
func TestTail_FewPages(t *testing.T) {
	migrations, err := fs.Sub(hubMigrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	db, err := open(t.Context(), place{path: filepath.Join(t.TempDir(), "hub.db")}, migrations)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	tests := map[string]struct{ query, by string }{
		"cut":     {"SELECT position, op FROM tail WHERE " + urgentTail + " ORDER BY position LIMIT 2400", "tail_urgent"},
		"deleted": {"DELETE FROM tail WHERE " + urgentTail + " AND position <= 7", "tail_urgent"},
		"waits":   {"SELECT EXISTS (SELECT 1 FROM tail WHERE " + urgentTail + ")", "tail_urgent"},
		"count":   {tailCount, "COVERING INDEX tail_dot"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := db.query(t.Context(), "EXPLAIN QUERY PLAN "+tt.query, int64(school.AudienceMinistry))
			if err != nil {
				t.Fatal(err)
			}
			steps, err := collect(rows, func(scan func(...any) error) (step string, err error) {
				var id, parent, unused int64
				err = scan(&id, &parent, &unused, &step)
				return step, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, tt.by) }) || slices.Contains(steps, "SCAN tail") {
				t.Errorf("found by %q, want %s", steps, tt.by)
			}
		})
	}
}
