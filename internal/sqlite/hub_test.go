package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

func TestHub_WriteAndRead(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	sana := school.ID{1}
	set := func(value string) *crdt.Op {
		return &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{
			Noun: school.NounLearner, Entity: sana, Field: school.LearnerAnimal, Value: []byte(value),
		}}
	}
	if err := h.Write(ctx, school.AudienceSchool, set("owl"), set("goat")); err != nil {
		t.Fatal(err)
	}
	id := crdt.RegisterID{Noun: school.NounLearner, Entity: sana, Field: school.LearnerAnimal}
	got, ok, err := h.Register(ctx, id)
	if err != nil || !ok || string(got.Value) != "goat" {
		t.Fatalf("register = %q, %t, %v; want goat", got.Value, ok, err)
	}
	versions, err := h.Versions(ctx, id)
	if err != nil || len(versions) != 2 || string(versions[1].Value) != "owl" {
		t.Fatalf("versions = %v, %v; want the loser to stay readable", versions, err)
	}
	have, err := h.Have(ctx, got.Dot.Stream)
	if err != nil || have.String() != "1-2" {
		t.Fatalf("have = %s, %v; want 1-2", have, err)
	}
}

func TestHub_Sets(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	id := crdt.RegisterID{Noun: school.NounClassroom, Entity: school.ID{7}, Field: school.ClassroomLearners}
	add := func(member string) *crdt.Op {
		return &crdt.Op{Kind: crdt.KindAdd, Register: &crdt.Register{Noun: id.Noun, Entity: id.Entity, Field: id.Field, Value: []byte(member)}}
	}
	first, second := add("sana"), add("bilal")
	if err := h.Write(ctx, school.AudienceSchool, first, second, add("sana")); err != nil {
		t.Fatal(err)
	}
	if err := h.Write(ctx, school.AudienceSchool, &crdt.Op{Kind: crdt.KindRemove, Register: &crdt.Register{
		Noun: id.Noun, Entity: id.Entity, Field: id.Field, Dots: []crdt.Dot{first.Dot, second.Dot},
	}}); err != nil {
		t.Fatal(err)
	}
	got, err := h.Elements(ctx, id)
	if err != nil || len(got) != 1 || string(got[0]) != "sana" {
		t.Fatalf("members = %q, %v; want sana, whose second add was not taken back", got, err)
	}
}

func mustWrite(t *testing.T, h *sqlite.Hub, ops ...*crdt.Op) {
	t.Helper()
	if err := h.Write(context.Background(), school.AudienceMinistry, ops...); err != nil {
		t.Fatal(err)
	}
}

func TestHub_RestartContinues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.sqlite")
	h := sqlitetest.MustOpenHub(t, path, 1)
	before := h.Clock().Now()
	mustWrite(t, h, &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounHub, Entity: h.ID(), Field: 1, Value: []byte("x")}})
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	again := sqlitetest.MustOpenHub(t, path, 2)
	if got, want := again.Boot(), h.Boot()+1; got != want {
		t.Errorf("boot = %d, want %d", got, want)
	}
	if now := again.Clock().Now(); now.Compare(before) <= 0 {
		t.Errorf("clock went back from %v to %v over a restart", before, now)
	}
}

// A hub of a newer engine folds anew what an older one had folded, before it serves.
func TestOpenHub_FoldsStatesOfAnotherEngineAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.sqlite")
	h := sqlitetest.MustOpenHub(t, path, 1)
	mustApply(t, h, sqlitetest.Lesson(3, 30))
	want := sqlitetest.States(t, h)
	if err := h.Update(context.Background(), func(tx *sqlite.Tx) error {
		return tx.Exec("UPDATE learner SET state = CAST(substr(state, 1, 1) || x'01' || substr(state, 3) AS BLOB), digest = digest + 1")
	}); err != nil {
		t.Fatal(err)
	}
	if old := sqlitetest.States(t, h); old[0] == want[0] {
		t.Fatal("the states are as they were: nothing to fold anew")
	}
	_ = h.Close()
	h = sqlitetest.MustOpenHub(t, path, 2)
	defer func() { _ = h.Close() }()
	got := sqlitetest.States(t, h)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("learner %d: %s, want %s", i, got[i], want[i])
		}
	}
}

func TestOpenHub_Errors(t *testing.T) {
	ctx := context.Background()
	t.Run("ErrOtherHub", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hub.sqlite")
		h := sqlitetest.MustOpenHub(t, path, 1)
		_ = h.Close()
		config := sqlitetest.Config(t, path, 1)
		config.Hub = school.ID{0xff}
		if _, err := sqlite.OpenHub(ctx, config); school.ErrorCode(err) != school.CodeConflict {
			t.Errorf("error = %v, want conflict", err)
		}
	})
	t.Run("ErrNewer", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hub.sqlite")
		h := sqlitetest.MustOpenHub(t, path, 1)
		if err := h.Update(ctx, func(tx *sqlite.Tx) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999999, 1)")
		}); err != nil {
			t.Fatal(err)
		}
		_ = h.Close()
		if _, err := sqlite.OpenHub(ctx, sqlitetest.Config(t, path, 1)); school.ErrorCode(err) != school.CodeVersion {
			t.Errorf("error = %v, want version", err)
		}
	})
	t.Run("ErrFolderMissing", func(t *testing.T) {
		_, err := sqlite.OpenHub(ctx, sqlitetest.Config(t, filepath.Join(t.TempDir(), "no", "hub.sqlite"), 1))
		if school.ErrorCode(err) != school.CodeUnavailable {
			t.Errorf("error = %v, want unavailable", err)
		}
	})
}

// A failing job takes nothing of its neighbours with it, and leaves no trace in caches.
func TestWriter_FailureIsItsOwn(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	boom := errors.New("boom")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			op := &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounSkill, Entity: school.ID{byte(i + 1)}, Field: 1, Value: []byte{1}}}
			err := h.Update(ctx, func(tx *sqlite.Tx) error {
				if err := h.WriteIn(tx, school.AudienceSchool, op); err != nil {
					return err
				}
				if i%3 == 0 {
					return boom
				}
				return nil
			})
			if (i%3 == 0) != errors.Is(err, boom) {
				t.Errorf("job %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	entries, err := h.Registers(ctx, school.NounSkill, 1)
	if err != nil || len(entries) != 26 {
		t.Fatalf("%d registers, %v; want the 26 of jobs that did not fail", len(entries), err)
	}
	stream := crdt.Stream{Writer: crdt.Writer{Hub: h.ID()}, Epoch: h.Epoch(), Audience: school.AudienceSchool}
	have, err := h.Have(ctx, stream)
	if err != nil || have.Contiguous() != 26 || len(have) != 1 {
		t.Errorf("have = %s, %v; want 1-26 without holes", have, err)
	}
}

func TestWriter_ClosedRefuses(t *testing.T) {
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	_ = h.Close()
	err := h.Update(context.Background(), func(*sqlite.Tx) error { return nil })
	if school.ErrorCode(err) != school.CodeUnavailable {
		t.Errorf("error = %v, want unavailable", err)
	}
}

// trustedHub opens a hub that trusts its clock, which says physical.
func trustedHub(t *testing.T, physical *int64) *sqlite.Hub {
	t.Helper()
	config := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	config.Clock = func(last hlc.Timestamp) *hlc.Clock {
		c := hlc.NewClock(func() int64 { return *physical }, last)
		c.Trust()
		return c
	}
	h, err := sqlite.OpenHub(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

// Held edits take effect once trusted time allows.
func TestHub_EditAheadOfTime(t *testing.T) {
	ctx := context.Background()
	physical := int64(1_000_000_000)
	h := trustedHub(t, &physical)
	id := crdt.RegisterID{Noun: school.NounLearner, Entity: school.ID{1}, Field: school.LearnerWave}
	op := &crdt.Op{
		Dot:   crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: school.ID{9}}, Epoch: 1, Audience: school.AudienceSchool}, Seq: 1},
		Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: physical + 2*hlc.MaxAhead}}, Kind: crdt.KindSet,
		Register: &crdt.Register{Noun: id.Noun, Entity: id.Entity, Field: id.Field, Value: []byte{2}},
	}
	result, err := h.Apply(ctx, []*crdt.Op{op})
	if err != nil || len(result.Held) != 1 || result.Held[0].Reason != replication.ReasonAhead {
		t.Fatalf("result = %+v, %v; want held for its date", result, err)
	}
	if _, ok, _ := h.Register(ctx, id); ok {
		t.Fatal("an edit from the future took effect")
	}
	physical += 2 * hlc.MaxAhead
	if n, err := h.Release(ctx); err != nil || n != 1 {
		t.Fatalf("released %d, %v; want 1", n, err)
	}
	if got, ok, _ := h.Register(ctx, id); !ok || got.Value[0] != 2 {
		t.Error("a released edit has no effect")
	}
	if held, _ := h.Held(ctx); len(held) != 0 {
		t.Errorf("still held: %v", held)
	}
}
