package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// desk opens a store, and opens its file again.
func desk(t *testing.T) (h *sqlite.Hub, again func() *sqlite.Hub) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hub.db")
	h = sqlitetest.MustOpenHub(t, path, 1)
	epoch := uint32(1)
	return h, func() *sqlite.Hub {
		t.Helper()
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		epoch++
		h = sqlitetest.MustOpenHub(t, path, epoch)
		return h
	}
}

func TestDesk_Tries(t *testing.T) {
	ctx := context.Background()
	h, again := desk(t)
	if got, err := h.Tries(ctx, "learner a"); err != nil || got != (classroom.Tries{}) {
		t.Errorf("before: %+v %v", got, err)
	}
	for _, want := range []classroom.Tries{{Day: 20000, Today: 3, Row: 2}, {Day: 20001, Today: 1, Row: 0}} {
		if err := h.PutTries(ctx, "learner a", want); err != nil {
			t.Fatal(err)
		}
		h = again()
		if got, err := h.Tries(ctx, "learner a"); err != nil || got != want {
			t.Errorf("kept %+v, want %+v, %v", got, want, err)
		}
	}
	if got, err := h.Tries(ctx, "learner b"); err != nil || got != (classroom.Tries{}) {
		t.Errorf("another account: %+v %v", got, err)
	}
}

func TestDesk_GrantServesOneSession(t *testing.T) {
	ctx := context.Background()
	h, again := desk(t)
	a, b := school.ID{1}, school.ID{2}
	put := func(level school.Assurance) {
		t.Helper()
		if err := h.PutGrant(ctx, classroom.Grant{Device: 7, Learner: a, Assurance: level}); err != nil {
			t.Fatal(err)
		}
	}
	use := func(device uint32, learner school.ID, session string) (school.Assurance, bool) {
		t.Helper()
		level, ok, err := h.UseGrant(ctx, device, learner, session)
		if err != nil {
			t.Fatal(err)
		}
		return level, ok
	}
	put(school.AssurancePictures)
	h = again()
	for name, try := range map[string]func() (school.Assurance, bool){
		"another device":  func() (school.Assurance, bool) { return use(8, a, "7.1.1") },
		"another learner": func() (school.Assurance, bool) { return use(7, b, "7.1.1") },
	} {
		if level, ok := try(); ok {
			t.Errorf("%s got %d", name, level)
		}
	}
	for range 2 { // asked again after a stop between two commits
		if level, ok := use(7, a, "7.1.1"); !ok || level != school.AssurancePictures {
			t.Errorf("its session got %d %v", level, ok)
		}
	}
	if level, ok := use(7, a, "7.1.2"); ok {
		t.Errorf("a second session got %d", level)
	}
	put(school.AssuranceTeacher)
	if level, ok := use(7, a, "7.1.2"); !ok || level != school.AssuranceTeacher {
		t.Errorf("after signing in again: %d %v", level, ok)
	}
}

func TestDesk_Issued(t *testing.T) {
	ctx := context.Background()
	h, again := desk(t)
	if got, err := h.Issued(ctx, school.ID{1}); err != nil || got != (classroom.Issued{}) {
		t.Errorf("before: %+v %v", got, err)
	}
	for _, want := range []classroom.Issued{
		{Number: 1, Basis: [32]byte{1}, Since: 1, Digest: 1<<64 - 1}, {Number: 4_000_000_000, Basis: [32]byte{31: 9}, Since: 3, Digest: 0},
	} {
		if err := h.PutIssued(ctx, school.ID{1}, want); err != nil {
			t.Fatal(err)
		}
		h = again()
		if got, err := h.Issued(ctx, school.ID{1}); err != nil || got != want {
			t.Errorf("kept %+v, want %+v, %v", got, want, err)
		}
	}
}

func TestDesk_Sessions(t *testing.T) {
	ctx := context.Background()
	h, again := desk(t)
	token := func(n int) [32]byte { return [32]byte{byte(n), byte(n >> 8), 7} }
	for n := range 205 {
		if err := h.PutSession(ctx, token(n), school.ID{5}, hlc.Moment{Boot: 1, Mono: int64(n)}); err != nil {
			t.Fatal(err)
		}
	}
	h = again()
	find := func(n int) (hlc.Moment, bool) {
		t.Helper()
		teacher, used, ok, err := h.Session(ctx, token(n))
		if err != nil || ok && teacher != (school.ID{5}) {
			t.Fatal(teacher, err)
		}
		return used, ok
	}
	for n, want := range map[int]bool{0: false, 4: false, 5: true, 204: true, 205: false} {
		if used, ok := find(n); ok != want || ok && used != (hlc.Moment{Boot: 1, Mono: int64(n)}) {
			t.Errorf("session %d: %+v %v, want %v", n, used, ok, want)
		}
	}
	if err := h.PutSession(ctx, token(9), school.ID{5}, hlc.Moment{Boot: 2, Mono: 3}); err != nil {
		t.Fatal(err)
	}
	if used, ok := find(9); !ok || used != (hlc.Moment{Boot: 2, Mono: 3}) {
		t.Errorf("used again: %+v %v", used, ok)
	}
	if err := h.DeleteSession(ctx, token(9)); err != nil {
		t.Fatal(err)
	}
	if _, ok := find(9); ok {
		t.Error("signed out and still there")
	}
}

func TestVault_Keys(t *testing.T) {
	ctx := context.Background()
	h, again := desk(t)
	if err := h.PutKeys(ctx, map[school.ID][]byte{{1}: []byte("one"), {2}: []byte("two")}); err != nil {
		t.Fatal(err)
	}
	if err := h.PutKeys(ctx, map[school.ID][]byte{{2}: []byte("new")}); err != nil {
		t.Fatal(err)
	}
	if err := h.PutKeys(ctx, map[school.ID][]byte{{3}: []byte("three"), {4}: nil}); err == nil {
		t.Error("an empty key was kept")
	}
	h = again()
	keys, err := h.Keys(ctx)
	if err != nil || len(keys) != 2 || string(keys[school.ID{1}]) != "one" || string(keys[school.ID{2}]) != "new" {
		t.Errorf("keys %q, %v", keys, err)
	}
}
