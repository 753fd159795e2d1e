package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

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

// Answers come in any order, some twice, over any number of calls; the rows end the same.
func TestHub_AnyOrderAnyNumberOfTimes(t *testing.T) {
	ops := sqlitetest.Lesson(3, 40)
	want := learnersAfter(t, [][]*crdt.Op{ops})
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := rapid.Permutation(append(slices.Clone(ops), ops[:10]...)).Draw(rt, "order")
		cut := rapid.IntRange(0, len(shuffled)).Draw(rt, "cut")
		got := learnersAfter(t, [][]*crdt.Op{shuffled[:cut], shuffled[cut:]})
		if !slices.Equal(got, want) {
			rt.Fatalf("learner states differ:\n got %v\nwant %v", got, want)
		}
	})
}

// learnersAfter applies batches to a fresh hub and returns id:answers:digest lines.
func learnersAfter(t *testing.T, batches [][]*crdt.Op) []string {
	t.Helper()
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	defer func() { _ = h.Close() }()
	for _, batch := range batches {
		if _, err := h.Apply(ctx, batch); err != nil {
			t.Fatal(err)
		}
	}
	return sqlitetest.States(t, h)
}

func TestHub_SessionReassigned(t *testing.T) {
	ctx := context.Background()
	ops := sqlitetest.Lesson(2, 20)
	session := ops[slices.IndexFunc(ops, func(op *crdt.Op) bool { return op.Session != nil })]
	other := school.ID{0: 0xee}
	give := &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounSession, Entity: session.Writer.Hub, Field: school.SessionOwner, Key: crdt.SessionKey(session.Dot), Value: other[:],
	}}
	for _, test := range []struct {
		name   string
		before bool // the decision arrives before the answers
	}{{"Before", true}, {"After", false}} {
		t.Run(test.name, func(t *testing.T) {
			h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
			give := *give
			if test.before {
				mustWrite(t, h, &give)
			}
			if _, err := h.Apply(ctx, ops); err != nil {
				t.Fatal(err)
			}
			if !test.before {
				mustWrite(t, h, &give)
			}
			l, ok, err := h.Learner(ctx, other)
			if err != nil || !ok || l.Answers == 0 {
				t.Fatalf("the new owner has %d answers (%t, %v)", l.Answers, ok, err)
			}
			if was, _, _ := h.Learner(ctx, session.Session.Learner); was.Answers != 0 {
				t.Errorf("the card's learner still has %d answers", was.Answers)
			}
		})
	}
}

func mustWrite(t *testing.T, h *sqlite.Hub, ops ...*crdt.Op) {
	t.Helper()
	if err := h.Write(context.Background(), school.AudienceMinistry, ops...); err != nil {
		t.Fatal(err)
	}
}

// One number with two contents is an alarm; the first stays.
func TestHub_Equivocation(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	ops := sqlitetest.Lesson(1, 3)
	if _, err := h.Apply(ctx, ops); err != nil {
		t.Fatal(err)
	}
	forged := *ops[len(ops)-1]
	attempt := *forged.Attempt
	attempt.Correct = !attempt.Correct
	forged.Attempt = &attempt
	result, err := h.Apply(ctx, []*crdt.Op{&forged})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Alarms) != 1 || result.Alarms[0] != forged.Dot || len(result.New) != 0 {
		t.Errorf("result = %+v, want one alarm and nothing new", result)
	}
}

func TestHub_HeldAttempts(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	for _, test := range []struct {
		name string
		bend func(*crdt.Op)
		want replication.Reason
	}{
		{"UnknownCatalogue", func(op *crdt.Op) { op.Attempt.Catalogue[0] ^= 1 }, replication.ReasonCatalogue},
		{"UnknownItem", func(op *crdt.Op) { op.Attempt.Item = 60_000 }, replication.ReasonItem},
		{"UnknownSnapshot", func(op *crdt.Op) { op.SetUint(crdt.ColumnPlan, 77) }, replication.ReasonSnapshot},
	} {
		t.Run(test.name, func(t *testing.T) {
			ops := sqlitetest.Lesson(1, 1)
			op := ops[len(ops)-1]
			op.Epoch = sqlitetest.Epoch(test.name)
			test.bend(op)
			result, err := h.Apply(ctx, []*crdt.Op{op})
			if err != nil {
				t.Fatal(err)
			}
			if len(result.New) != 1 || len(result.Held) != 1 || result.Held[0].Reason != test.want {
				t.Errorf("result = %+v, want durable and held for %s", result, test.want)
			}
			held, err := h.Held(ctx)
			if err != nil || !slices.ContainsFunc(held, func(x replication.Held) bool { return x.Dot == op.Dot }) {
				t.Errorf("held list = %v, %v; want the op in it", held, err)
			}
		})
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

// Held edits take effect once trusted time allows.
func TestHub_EditAheadOfTime(t *testing.T) {
	ctx := context.Background()
	physical := int64(1_000_000_000)
	config := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	config.Clock = func(last hlc.Timestamp) *hlc.Clock {
		c := hlc.NewClock(func() int64 { return physical }, last)
		c.Trust()
		return c
	}
	h, err := sqlite.OpenHub(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
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
