package sqlite_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
)

// TestRefold_TogetherIsAlone folds learners anew one by one, all in one pass, and in
// passes that hold two of them: a session given to somebody else, answers in segments
// and in the tail.
func TestRefold_TogetherIsAlone(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	ops := sqlitetest.Lesson(7, 30)
	mustApply(t, h, ops[:150])
	if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	mustApply(t, h, ops[150:])
	session := ops[slices.IndexFunc(ops, func(op *crdt.Op) bool { return op.Session != nil })]
	newcomer := school.ID{0: 0xee}
	decision := &crdt.Op{Dot: crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: h.ID()}, Epoch: 9, Audience: school.AudienceMinistry}, Seq: 1}, Stamp: h.Stamp(), Kind: crdt.KindSet, Register: &crdt.Register{
		Noun: school.NounSession, Entity: session.Writer.Hub, Field: school.SessionOwner, Key: crdt.SessionKey(session.Dot), Value: newcomer[:],
	}}
	mustApply(t, h, []*crdt.Op{decision})
	learners, err := h.Learners(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]school.ID, len(learners))
	for i := range learners {
		ids[i] = learners[i].ID
	}
	want := sqlitetest.States(t, h)
	if len(want) != 8 {
		t.Fatalf("%d learners, want seven and the newcomer: %v", len(want), want)
	}
	for name, gather := range map[string]int{"alone": 1, "two at a time": 65, "together": 1 << 20} {
		h.SetGather(gather)
		if err := h.Refold(ctx, ids...); err != nil {
			t.Fatal(err)
		}
		if got := sqlitetest.States(t, h); !slices.Equal(got, want) {
			t.Errorf("%s: states %v, want %v", name, got, want)
		}
	}
}
