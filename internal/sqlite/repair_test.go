package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

var when = time.Date(2026, 11, 23, 13, 5, 0, 0, time.UTC)

// filled is a store with segments of its own and of a sister, a tail, registers and
// refusals. A clean one was closed; the other was copied while it ran.
func filled(t testing.TB, clean bool) (files map[string][]byte, states []string, vector crdt.Vector) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "hub.db")
	h := sqlitetest.MustOpenHub(t, path, 1)
	ops := sqlitetest.Lesson(6, 60)
	for i, part := range [][]*crdt.Op{ops[:150], ops[150:290], ops[290:]} {
		if _, err := h.Apply(ctx, part); err != nil {
			t.Fatal(err)
		}
		name := &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounLearner, Entity: school.ID{byte(i + 1)}, Field: school.LearnerAnimal, Value: []byte("owl")}}
		if err := h.Write(ctx, school.AudienceSchool, name); err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := h.Refuse(ctx, "a tablet", school.Errorf(school.CodeInvalid, "no op"), []byte("{")); err != nil {
		t.Fatal(err)
	}
	states = sqlitetest.States(t, h)
	var err error
	if vector, err = h.Vector(ctx); err != nil {
		t.Fatal(err)
	}
	if clean {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	files = map[string][]byte{}
	for _, suffix := range []string{"", "-wal", ".sums"} {
		if body, err := os.ReadFile(path + suffix); err == nil {
			files[suffix] = body
		}
	}
	if _, log := files["-wal"]; log == clean {
		t.Fatalf("clean %t: files %d", clean, len(files))
	}
	return files, states, vector
}

// lay writes files into a new folder and returns the configuration to open them.
func lay(t testing.TB, files map[string][]byte) sqlite.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hub.db")
	for suffix, body := range files {
		if err := os.WriteFile(path+suffix, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return sqlitetest.Config(t, path, 2)
}

func bend(files map[string][]byte, suffix string, how func([]byte) []byte) map[string][]byte {
	out := map[string][]byte{}
	for s, body := range files {
		out[s] = bytes.Clone(body)
	}
	if body := how(out[suffix]); body == nil {
		delete(out, suffix)
	} else {
		out[suffix] = body
	}
	return out
}

// TestExamine_Sound keeps sound stores from being repaired.
func TestExamine_Sound(t *testing.T) {
	for _, clean := range []bool{true, false} {
		files, states, _ := filled(t, clean)
		config := lay(t, files)
		if causes, err := sqlite.Examine(context.Background(), config); err != nil || len(causes) != 0 {
			t.Errorf("clean %t: %v, %v", clean, causes, err)
		}
		h, err := sqlite.OpenOrRepair(context.Background(), config, when)
		if err != nil || h.Repaired() != nil {
			t.Fatalf("clean %t: %+v, %v", clean, h.Repaired(), err)
		}
		if got := sqlitetest.States(t, h); !slices.Equal(got, states) {
			t.Errorf("clean %t: states differ", clean)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A newer program's store is refused and left alone, whatever an older one thinks of it.
func TestExamine_Newer(t *testing.T) {
	files, _, _ := filled(t, false)
	config := lay(t, files)
	h, err := sqlite.OpenHub(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Update(context.Background(), func(tx *sqlite.Tx) error {
		return errors.Join(tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9000, 1)"), tx.Exec("UPDATE segment SET ops = ops + 1"))
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if causes, err := sqlite.Examine(context.Background(), config); err != nil || len(causes) != 0 {
		t.Errorf("a newer store is called damaged: %v, %v", causes, err)
	}
	if _, err := sqlite.OpenOrRepair(context.Background(), config, when); school.ErrorCode(err) != school.CodeVersion {
		t.Errorf("a newer store: %v", err)
	}
}

// TestRepair damages a store in every way a card and people have, and demands that
// it is noticed, that the damaged file stays as it was, and that what could be read
// is there again, with nothing that was not.
func TestRepair(t *testing.T) {
	closed, states, vector := filled(t, true)
	running, _, _ := filled(t, false)
	page := func(n int, fill byte) func([]byte) []byte {
		return func(b []byte) []byte { copy(b[(n-1)*4096:], bytes.Repeat([]byte{fill}, 4096)); return b }
	}
	for _, tt := range []struct {
		name  string
		files map[string][]byte
		cause string
		whole bool // everything can be saved
	}{
		{"header overwritten", bend(closed, "", func(b []byte) []byte { copy(b, "not a database at all"); return b }), "page 1", true},
		{"first page zeroed", bend(closed, "", page(1, 0)), "page 1", true},
		{"empty file", bend(closed, "", func([]byte) []byte { return []byte{} }), "empty", false},
		{"truncated", bend(closed, "", func(b []byte) []byte { return b[:len(b)/2] }), "pages", false},
		{"truncated within a page", bend(running, "", func(b []byte) []byte { return b[:len(b)/3] }), "", false},
		{"middle of the log flipped", bend(running, "-wal", func(b []byte) []byte { b[len(b)/3] ^= 8; return b }), "write-ahead log", false},
		{"log gone", bend(running, "-wal", func([]byte) []byte { return nil }), "log is gone", false},
		{"another file's content", bend(closed, "", func(b []byte) []byte { return bytes.Repeat([]byte("holiday.jpg "), len(b)/12) }), "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := lay(t, tt.files)
			h, err := sqlite.OpenOrRepair(context.Background(), config, when)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = h.Close() }()
			r := h.Repaired()
			if r == nil || !strings.Contains(strings.Join(r.Causes, "\n"), tt.cause) {
				t.Fatalf("repair %+v, want a cause with %q", r, tt.cause)
			}
			for _, suffix := range []string{"", "-wal"} {
				aside, err := os.ReadFile(r.File + suffix)
				if want, ok := tt.files[suffix]; ok && (err != nil || !bytes.Equal(aside, want)) {
					t.Errorf("the damaged %q was changed: %v", suffix, err)
				}
			}
			repairs, err := h.Repairs(context.Background())
			if err != nil || len(repairs) != 1 || repairs[0].File != r.File || repairs[0].At == 0 {
				t.Errorf("noted %+v, %v", repairs, err)
			}
			held, err := h.Vector(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if extra := held.Subtract(vector); len(extra) != 0 {
				t.Errorf("ops that never were: %v", extra)
			}
			if tt.whole && (len(vector.Subtract(held)) != 0 || !slices.Equal(sqlitetest.States(t, h), states)) {
				t.Errorf("of what was all there, missing: %v", vector.Subtract(held))
			}
			again(t, h, config, vector, states)
		})
	}
}

// again gives the repaired hub everything once more, as tablets and cloud do, and
// restarts it: then all is as it was and nothing is damaged.
func again(t *testing.T, h *sqlite.Hub, config sqlite.Config, vector crdt.Vector, states []string) {
	t.Helper()
	if _, err := h.Apply(context.Background(), sqlitetest.Lesson(6, 60)); err != nil {
		t.Fatal(err)
	}
	if got := sqlitetest.States(t, h); !slices.Equal(got, states) {
		t.Errorf("given everything again:\n%v, want\n%v", got, states)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	config.Library = sqlitetest.Config(t, config.Path, 3).Library
	h, err := sqlite.OpenOrRepair(context.Background(), config, when)
	if err != nil {
		t.Fatal(err)
	}
	if h.Repaired() != nil || !slices.Equal(sqlitetest.States(t, h), states) {
		t.Errorf("after one more start: repaired %+v", h.Repaired())
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestRepair_Flips flips random bits of a store that was closed: each flip is
// noticed, and the hub starts with everything but what the flip destroyed.
func TestRepair_Flips(t *testing.T) {
	n := 100
	if testing.Short() {
		n = 4
		t.Log("short: 4 flips instead of 100")
	}
	random := rand.New(rand.NewPCG(7, 7))
	files, _, vector := filled(t, true)
	lost := 0
	for range n {
		at, bit := random.IntN(len(files[""])), byte(1)<<random.IntN(8)
		config := lay(t, bend(files, "", func(b []byte) []byte { b[at] ^= bit; return b }))
		h, err := sqlite.OpenOrRepair(context.Background(), config, when)
		if err != nil {
			t.Fatalf("bit %d of byte %d: %v", bit, at, err)
		}
		if h.Repaired() == nil {
			t.Errorf("bit %d of byte %d: not noticed", bit, at)
		}
		held, err := h.Vector(context.Background())
		if err != nil || len(held.Subtract(vector)) != 0 {
			t.Errorf("bit %d of byte %d: %v, %v", bit, at, held.Subtract(vector), err)
		}
		if missing := vector.Subtract(held); len(missing) != 0 {
			lost++
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d flips, all noticed; %d destroyed something that must be asked for again", n, lost)
}

// TestRepair_InTwo ends the program between two steps of a repair: the next start
// finishes it.
func TestRepair_InTwo(t *testing.T) {
	files, states, _ := filled(t, true)
	config := lay(t, bend(files, "", func(b []byte) []byte { clear(b[:4096]); return b }))
	h, err := sqlite.OpenOrRepair(context.Background(), config, when)
	if err != nil {
		t.Fatal(err)
	}
	_ = h.Close()
	for name, step := range map[string][2]string{
		"new file built, old one in place": {config.Path, config.Path + ".rebuilt"},
		"left from a build that was cut":   {"", config.Path + ".building"},
	} {
		if step[0] != "" {
			if err := os.Rename(step[0], step[1]); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(step[1], []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		config.Library = sqlitetest.Config(t, config.Path, 3).Library
		h, err := sqlite.OpenOrRepair(context.Background(), config, when)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := sqlitetest.States(t, h); !slices.Equal(got, states) {
			t.Errorf("%s: states differ", name)
		}
		_ = h.Close()
	}
}

// TestRepair_AYear repairs a store as large as a class fills it in a year.
func TestRepair_AYear(t *testing.T) {
	if testing.Short() {
		t.Skip("short: no year of answers")
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "hub.db")
	h := sqlitetest.MustOpenHub(t, path, 1)
	for part := range slices.Chunk(sqlitetest.Lesson(40, 1500), 1500) {
		if _, err := h.Apply(ctx, part); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
			t.Fatal(err)
		}
	}
	states := sqlitetest.States(t, h)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(body[:4096])
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	h, err = sqlite.OpenOrRepair(ctx, sqlitetest.Config(t, path, 2), when)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(begin)
	defer func() { _ = h.Close() }()
	if !slices.Equal(sqlitetest.States(t, h), states) {
		t.Error("the states differ")
	}
	t.Logf("%d KB and 60,000 answers repaired in %.1f s", len(body)>>10, took.Seconds())
}
