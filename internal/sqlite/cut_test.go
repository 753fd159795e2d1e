package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// replica is a hub's store as the conformance suite sees it.
type replica struct{ *sqlite.Hub }

func (r replica) Apply(ops []*crdt.Op) (replication.Result, error) {
	return r.Hub.Apply(context.Background(), ops)
}

func (r replica) Write(ops ...*crdt.Op) error {
	return r.Hub.Write(context.Background(), school.AudienceMinistry, ops...)
}

func (r replica) Cut() error {
	_, err := r.Hub.Cut(context.Background(), school.AudienceMinistry, true)
	return err
}

func (r replica) Shelf() replication.Shelf {
	return r.Hub.Shelf(context.Background(), school.AudienceMinistry)
}

func (r replica) Look() (v replicationtest.View, err error) {
	ctx := context.Background()
	if v.Vector, err = r.Vector(ctx); err != nil {
		return v, err
	}
	if v.Learners, err = r.Learners(ctx); err != nil {
		return v, err
	}
	v.Held, err = r.Held(ctx)
	return v, err
}

func TestHub_Conformance(t *testing.T) {
	epoch := uint32(50)
	replicationtest.Run(t, func(tb testing.TB, i byte) replicationtest.Replica {
		epoch++
		config := sqlitetest.Config(tb, filepath.Join(tb.TempDir(), "hub.sqlite"), epoch)
		config.Hub, config.Sign, config.Keys = replicationtest.Hub(i), replicationtest.Key(i).Sign, replicationtest.Keys
		h, err := sqlite.OpenHub(context.Background(), config)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = h.Close() })
		return replica{h}
	})
}

func TestHub_CutWaitsForMore(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	mustApply(t, h, sqlitetest.Lesson(2, 20))
	if n, err := h.Cut(ctx, school.AudienceMinistry, false); err != nil || n != 0 {
		t.Fatalf("cut %d, %v; want to wait for more", n, err)
	}
	mustApply(t, h, sqlitetest.Lesson(20, 100))
	if n, err := h.Cut(ctx, school.AudienceMinistry, false); err != nil || n != 1 {
		t.Fatalf("cut %d, %v; want one whole segment and the rest to wait", n, err)
	}
	waiting, err := h.Shelf(ctx, school.AudienceMinistry).Waiting(school.ID{1}, 10)
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d segments wait, %v; want 1", len(waiting), err)
	}
}

// TestHub_CutEnds lets a class answer while the hub cuts: each segment that is signed
// finds another answer waiting.
func TestHub_CutEnds(t *testing.T) {
	ctx := context.Background()
	lesson := sqlitetest.Lesson(2, 30)
	config := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	sign, more := config.Sign, lesson[len(lesson)-20:]
	var h *sqlite.Hub
	config.Sign = func(message []byte) []byte {
		if len(more) > 0 {
			mustApply(t, h, more[:1])
			more = more[1:]
		}
		return sign(message)
	}
	h, err := sqlite.OpenHub(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	mustApply(t, h, lesson[:len(lesson)-20])
	if n, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil || n != 1 {
		t.Errorf("cut %d segments, %v; want one of what was there", n, err)
	}
	more = nil
	if n, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil || n != 1 {
		t.Errorf("then cut %d segments, %v; want one of what came meanwhile", n, err)
	}
}

func mustApply(t *testing.T, h *sqlite.Hub, ops []*crdt.Op) replication.Result {
	t.Helper()
	result, err := h.Apply(context.Background(), ops)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// A start reads the directory back from segments and goes on with it.
func TestHub_CutOverRestarts(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "hub.sqlite")
	ops := sqlitetest.Lesson(3, 30)
	for start := range 3 {
		h := sqlitetest.MustOpenHub(t, path, uint32(start+1))
		mustApply(t, h, ops[start*31:(start+1)*31])
		if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
			t.Fatal(err)
		}
		if start == 2 {
			if result := mustApply(t, h, ops); result.Duplicates != len(ops) || len(result.Alarms) != 0 {
				t.Errorf("after three starts: %+v", result)
			}
			before := sqlitetest.States(t, h)
			if err := h.Refold(ctx, school.ID{0: 0x02, 15: 1}); err != nil {
				t.Fatal(err)
			}
			if after := sqlitetest.States(t, h); before[0] != after[0] {
				t.Errorf("rebuilt %s, want %s", after[0], before[0])
			}
		}
		_ = h.Close()
	}
}
