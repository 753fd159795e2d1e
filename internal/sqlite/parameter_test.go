package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// TestParameters keeps the newest pack of each issuer over a restart and gives back the
// one that arrived last over the current catalogue.
func TestParameters(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "hub.sqlite")
	h := mustOpen(t, sqlitetest.Config(t, path, 1))
	current, other := sqlitetest.Built().Catalogue.Hash(), [32]byte{1}
	if p, ok, err := h.NewestParameters(ctx); ok || err != nil {
		t.Fatalf("a new hub has %q, %v", p.Body, err)
	}
	one, two, key := school.ID{1}, school.ID{2}, sqlitetest.Key(1).Public()
	for _, p := range []struct {
		issuer    school.ID
		serial    uint64
		catalogue [32]byte
		body      string
		want      string
	}{
		{one, 3, current, "one 3", "one 3"},
		{two, 1, current, "two 1", "two 1"},
		{one, 4, current, "one 4", "one 4"},
		{one, 5, other, "one 5", "two 1"},
	} {
		if err := h.PutParameters(ctx, sqlite.Parameters{Issuer: p.issuer, Serial: p.serial, Catalogue: p.catalogue, Key: key, Body: []byte(p.body)}); err != nil {
			t.Fatal(err)
		}
		if got, _, err := h.NewestParameters(ctx); err != nil || string(got.Body) != p.want {
			t.Errorf("after %q begins with %q, %v; want %q", p.body, got.Body, err, p.want)
		}
		if serial, err := h.ParametersHeld(ctx, p.issuer); err != nil || serial != p.serial {
			t.Errorf("after %q serial %d is held, %v", p.body, serial, err)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = mustOpen(t, sqlitetest.Config(t, path, 2))
	if p, ok, err := h.NewestParameters(ctx); err != nil || !ok || p.Issuer != two || p.Serial != 1 || !p.Key.Equal(key) || string(p.Body) != "two 1" {
		t.Errorf("after a restart %+v, %v", p, err)
	}
	if serial, err := h.ParametersHeld(ctx, school.ID{9}); serial != 0 || err != nil {
		t.Errorf("of a stranger serial %d is held, %v", serial, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}
