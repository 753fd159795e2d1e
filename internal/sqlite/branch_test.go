package sqlite_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// A hub that took back what its lost years cut reads all of it after a restart too,
// although its own directory went another way meanwhile.
func TestShelf_OwnSegmentsComeBackAndStayReadable(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	ops := sqlitetest.Lesson(4, 30)
	lost := sqlitetest.MustOpenHub(t, filepath.Join(dir, "lost.sqlite"), 1)
	mustApply(t, lost, ops[:80])
	if _, err := lost.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "restored.sqlite")
	h := sqlitetest.MustOpenHub(t, path, 2)
	mustApply(t, h, ops[80:])
	if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	give(t, lost.Shelf(ctx, school.AudienceMinistry), h.Shelf(ctx, school.AudienceMinistry))
	if copies, err := h.OtherCopies(ctx); err != nil || len(copies) != 1 || copies[0].Epoch != 1 || copies[0].Live {
		t.Errorf("copies %+v, %v; want the lost one, at rest", copies, err)
	}
	want := sqlitetest.States(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = sqlitetest.MustOpenHub(t, path, 3)
	learners, err := h.Learners(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range learners {
		if err := h.Refold(ctx, l.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := sqlitetest.States(t, h); !slices.Equal(got, want) || len(got) != 4 {
		t.Errorf("folded anew after a restart:\n%v, want\n%v", got, want)
	}
}

// What comes in our name after everything was there is a clone at work.
func TestShelf_NoticesAClone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	ops := sqlitetest.Lesson(4, 30)
	path := filepath.Join(dir, "hub.sqlite")
	clone, h := sqlitetest.MustOpenHub(t, filepath.Join(dir, "clone.sqlite"), 1), sqlitetest.MustOpenHub(t, path, 2)
	cut := func(hub *sqlite.Hub, ops []*crdt.Op) {
		mustApply(t, hub, ops)
		if _, err := hub.Cut(ctx, school.AudienceMinistry, true); err != nil {
			t.Fatal(err)
		}
	}
	cut(clone, ops[:40])
	give(t, clone.Shelf(ctx, school.AudienceMinistry), h.Shelf(ctx, school.AudienceMinistry))
	cut(h, ops[40:60])
	for range 2 { // before and after a restart
		if err := h.Agreed(ctx); err != nil {
			t.Fatal(err)
		}
		if copies, err := h.OtherCopies(ctx); err != nil || len(copies) != 1 || copies[0].Live {
			t.Errorf("copies %+v, %v; want one at rest", copies, err)
		}
		give(t, h.Shelf(ctx, school.AudienceMinistry), h.Shelf(ctx, school.AudienceMinistry))
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		h = sqlitetest.MustOpenHub(t, path, 3)
	}
	cut(clone, ops[60:])
	give(t, clone.Shelf(ctx, school.AudienceMinistry), h.Shelf(ctx, school.AudienceMinistry))
	if copies, err := h.OtherCopies(ctx); err != nil || len(copies) != 1 || !copies[0].Live || copies[0].Segments != 2 {
		t.Errorf("copies %+v, %v; want one at work", copies, err)
	}
}

// give brings all segments that from holds to to.
func give(t *testing.T, from, to replication.Shelf) {
	t.Helper()
	holdings, err := from.Holdings(school.ID{})
	if err != nil {
		t.Fatal(err)
	}
	for _, holding := range holdings {
		for _, ref := range holding.Refs {
			body, ok, err := from.Segment(ref.Hash)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if _, lack, err := to.Receive(school.ID{9}, body); err != nil || lack.Waits() {
				t.Fatalf("lacks %+v, %v", lack, err)
			}
		}
	}
}
