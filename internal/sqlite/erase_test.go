package sqlite_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/wire"
)

// An erasure comes while the word that another's session was hers waits for its time.
// It goes on waiting, without her name, as the word that the session is nobody's.
func TestErase_WhileAWordWaits(t *testing.T) {
	ctx, physical := context.Background(), int64(179_543_600_000)
	h := trustedHub(t, &physical)
	ops := sqlitetest.Lesson(2, 5)
	sessions := slices.DeleteFunc(slices.Clone(ops), func(op *crdt.Op) bool { return op.Session == nil })
	gone, other := sessions[0].Session.Learner, sessions[1]
	mustTake(t, h, ops)
	id := projection.OwnerRegister(other.Dot)
	word := &crdt.Op{
		Dot:   crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: school.ID{9}}, Epoch: 1, Audience: school.AudienceMinistry}, Seq: 1},
		Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: physical + 2*hlc.MaxAhead}}, Kind: crdt.KindSet,
		Register: &crdt.Register{Noun: id.Noun, Entity: id.Entity, Field: id.Field, Key: id.Key, Value: gone[:]},
	}
	if result, err := h.Apply(ctx, []*crdt.Op{word}); err != nil || len(result.Held) != 1 {
		t.Fatalf("%+v, %v; want the word held for its date", result, err)
	}
	mustWrite(t, h, crdt.EraseOp(gone))
	if held, err := h.Held(ctx); err != nil || len(held) != 1 || held[0].Dot != word.Dot {
		t.Fatalf("held after the erasure: %v, %v", held, err)
	}
	physical += 2 * hlc.MaxAhead
	if n, err := h.Release(ctx); err != nil || n != 1 {
		t.Fatalf("released %d, %v", n, err)
	}
	if v, ok, err := h.Register(ctx, id); err != nil || !ok || len(v.Value) != 0 {
		t.Errorf("the session is %x's, %v, %v; want nobody's", v.Value, ok, err)
	}
	if row, _, err := h.Learner(ctx, other.Session.Learner); err != nil || row.Answers != 0 {
		t.Errorf("the card's owner has %d answers of a session that was not hers, %v", row.Answers, err)
	}
}

// An erased learner leaves no word of hers in any file of the hub, tail and segments
// and free pages included, and a copy of a segment that comes late brings none back.
func TestErase_NothingIsLeftInTheFile(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "hub.db")
	h := sqlitetest.MustOpenHub(t, path, 1)
	ops := sqlitetest.Lesson(2, 30)
	gone := ops[0].Session.Learner
	secret := bytes.Repeat([]byte("zebra-crossing "), 8)
	for _, op := range ops {
		if op.Attempt != nil && op.Attempt.Learner == gone {
			op.Attempt.Response, op.Attempt.Correct = string(secret), false
		}
	}
	mustTake(t, h, ops[:40])
	if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	original := segmentsOf(t, h)
	mustTake(t, h, ops[40:])
	mustWrite(t, h, &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: school.NounLearner, Entity: gone, Field: school.LearnerName, Value: secret}})
	if err := h.PutKeys(ctx, map[school.ID][]byte{gone: secret}); err != nil {
		t.Fatal(err)
	}
	before, err := h.Vector(ctx)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, h, crdt.EraseOp(gone))
	if blanked, err := h.Redact(ctx); err != nil || blanked != 1 {
		t.Fatalf("blanked %d segments, %v", blanked, err)
	}
	give := func() {
		for _, body := range original {
			if _, _, err := h.Shelf(ctx, school.AudienceMinistry).Receive(school.ID{9}, body); err != nil {
				t.Error(err)
			}
		}
		mustTake(t, h, ops)
	}
	give()
	if e, err := h.Erasures(ctx); err != nil || e.Learners != 1 || e.Pending != 0 || e.Blanked != 1 {
		t.Errorf("%+v, %v", e, err)
	}
	after, err := h.Vector(ctx)
	if err != nil {
		t.Fatal(err)
	}
	after[ownStream(1)] = before[ownStream(1)]
	if after.Compare(before) != crdt.Equal {
		t.Errorf("numbers are missing: %v, before %v", after, before)
	}
	if kept, err := h.Evidence(ctx, gone); err != nil || len(kept) != 0 {
		t.Errorf("%d answers of hers, %v", len(kept), err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil || bytes.Contains(raw, []byte("zebra-crossing")) {
			t.Errorf("%s holds what she wrote (%v)", file, err)
		}
	}
	// The store is whole: the next start finds no damage, and goes on filtering.
	h = sqlitetest.MustOpenHub(t, path, 2)
	give()
	if repaired := h.Repaired(); repaired != nil {
		t.Errorf("the start found damage: %+v", repaired)
	}
	if kept, err := h.Evidence(ctx, gone); err != nil || len(kept) != 0 {
		t.Errorf("after a restart %d answers of hers, %v", len(kept), err)
	}
}

// The blanked form of a segment reaches whoever holds the first one, once.
func TestErase_IsCarriedToPeers(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.db"), 1)
	ops := sqlitetest.Lesson(2, 10)
	mustTake(t, h, ops)
	if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	first := segmentsOf(t, h)
	mustWrite(t, h, crdt.EraseOp(ops[0].Session.Learner))
	if _, err := h.Redact(ctx); err != nil {
		t.Fatal(err)
	}
	shelf, peer := h.Shelf(ctx, school.AudienceMinistry), school.ID{7}
	stale, err := shelf.Stale(peer, 10)
	if err != nil || len(stale) != 1 {
		t.Fatal(stale, err)
	}
	body, ok, err := shelf.Segment(stale[0].Hash)
	name, nameErr := wire.NameOf(body)
	if err != nil || !ok || nameErr != nil || name != stale[0].Hash || bytes.Equal(body, first[0]) {
		t.Fatalf("%d bytes named %x, %v %v", len(body), name[:4], err, nameErr)
	}
	if err := shelf.Delivered(peer, name); err != nil {
		t.Fatal(err)
	}
	if stale, err := shelf.Stale(peer, 10); err != nil || len(stale) != 0 {
		t.Errorf("still stale: %v %v", stale, err)
	}
}

func ownStream(epoch uint32) crdt.Stream {
	return crdt.Stream{Writer: crdt.Writer{Hub: sqlitetest.HubID}, Epoch: epoch, Audience: school.AudienceMinistry}
}

func mustTake(t *testing.T, h *sqlite.Hub, ops []*crdt.Op) {
	t.Helper()
	if result, err := h.Apply(context.Background(), slices.Clone(ops)); err != nil || len(result.Refused)+len(result.Alarms) > 0 {
		t.Fatalf("%+v, %v", result, err)
	}
}

func segmentsOf(t *testing.T, h *sqlite.Hub) (bodies [][]byte) {
	t.Helper()
	shelf := h.Shelf(context.Background(), school.AudienceMinistry)
	holdings, err := shelf.Holdings(school.ID{})
	if err != nil {
		t.Fatal(err)
	}
	for _, holding := range holdings {
		for _, ref := range holding.Refs {
			body, _, err := shelf.Segment(ref.Hash)
			if err != nil {
				t.Fatal(err)
			}
			bodies = append(bodies, body)
		}
	}
	return bodies
}
