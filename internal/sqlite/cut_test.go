package sqlite_test

import (
	"context"
	"crypto/ed25519"
	"path/filepath"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
)

// Cutting moves ops from rows into segments and changes nothing else.
func TestHub_CutKeepsEverything(t *testing.T) {
	ctx := context.Background()
	h := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	ops := sqlitetest.Lesson(3, 40)
	late := ops[20]
	rest := slices.Concat(ops[:20], ops[21:])
	mustApply(t, h, rest)
	if n, err := h.Cut(ctx, school.AudienceMinistry, false); err != nil || n != 0 {
		t.Fatalf("cut %d, %v; want to wait for more", n, err)
	}
	if n, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil || n != 1 {
		t.Fatalf("cut %d, %v; want 1", n, err)
	}
	vector, err := h.Vector(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Every op can still be found, a duplicate is still one, and a late answer folds
	// its learner anew out of the segment.
	result := mustApply(t, h, rest)
	if result.Duplicates != len(rest) || len(result.Alarms) != 0 {
		t.Errorf("after the cut: %d duplicates, %d alarms; want %d, 0", result.Duplicates, len(result.Alarms), len(rest))
	}
	after, err := h.Vector(ctx)
	if err != nil || vector.Compare(after) != crdt.Equal {
		t.Error("the cut changed what the hub holds")
	}
	mustApply(t, h, []*crdt.Op{late})
	whole := sqlitetest.MustOpenHub(t, filepath.Join(t.TempDir(), "whole.sqlite"), 1)
	mustApply(t, whole, ops)
	if got, want := sqlitetest.States(t, h), sqlitetest.States(t, whole); !slices.Equal(got, want) {
		t.Errorf("states after cut and a late answer:\n got %v\nwant %v", got, want)
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
			mustApply(t, h, ops) // every op is found in its segment and equal
			if err := h.Refold(ctx, school.ID{0: 0x02, 15: 1}); err != nil {
				t.Fatal(err)
			}
		}
		_ = h.Close()
	}
}

// pair is two hubs of one school with their keys.
func pair(t *testing.T) (a, b *sqlite.Hub) {
	t.Helper()
	ids := [2]school.ID{sqlitetest.HubID, {0: 0x09, 15: 0x02}}
	keys := func(hub school.ID) ed25519.PublicKey {
		switch hub {
		case ids[0]:
			return sqlitetest.Key(1).Public()
		case ids[1]:
			return sqlitetest.Key(2).Public()
		}
		return nil
	}
	open := func(i int) *sqlite.Hub {
		config := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.sqlite"), uint32(50+i))
		config.Hub, config.Sign, config.Keys = ids[i], sqlitetest.Key(byte(i+1)).Sign, keys
		h, err := sqlite.OpenHub(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = h.Close() })
		return h
	}
	return open(0), open(1)
}

// exchange runs one conversation from a to b in process and returns its report.
func exchange(t *testing.T, a, b *sqlite.Hub, keyOfB sqlitetest.SigningKey) replication.Report {
	t.Helper()
	ctx := context.Background()
	shelfA, shelfB := a.Shelf(ctx, school.AudienceMinistry), b.Shelf(ctx, school.AudienceMinistry)
	responder := &replication.Responder{Self: b.ID(), Shelf: shelfB, Store: shelfB, Sign: keyOfB.Sign, Now: func() int64 { return 1 }}
	call, err := replication.NewCall(a.ID(), replication.Peer{ID: b.ID(), Key: keyOfB.Public()}, shelfA, [8]byte{1}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for request, ok := call.Next(); ok; request, ok = call.Next() {
		body, err := serve(responder, shelfB, a.ID(), request)
		if err != nil {
			call.Failed(request, err)
			continue
		}
		_ = call.Answered(request, body)
	}
	return call.Report
}

func serve(r *replication.Responder, shelf replication.Shelf, caller school.ID, request replication.Request) ([]byte, error) {
	switch request.Verb {
	case replication.VerbHello:
		hello, err := replication.DecodeHello(request.Body)
		if err != nil {
			return nil, err
		}
		answer, err := r.Hello(caller, hello)
		if err != nil {
			return nil, err
		}
		return answer.AppendBinary(nil), nil
	case replication.VerbPutSegment:
		receipt, _, err := r.Put(caller, request.Body)
		return receipt.AppendBinary(nil), err
	case replication.VerbGetSegment:
		return r.Get(caller, request.Hash)
	case replication.VerbPutCatalogue:
		return nil, shelf.LearnCatalogue(request.Hash, request.Body)
	case replication.VerbPutDirectory:
		return nil, shelf.LearnDirectory(caller, request.Body)
	}
	return nil, school.Errorf(school.CodeInvalid, "verb %d", request.Verb)
}

func TestShelf_TwoHubsConverge(t *testing.T) {
	ctx := context.Background()
	a, b := pair(t)
	ops := sqlitetest.Lesson(4, 30)
	future := &crdt.Op{
		Dot:  crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: a.ID(), Device: 9}, Epoch: 5, Audience: school.AudienceMinistry}, Seq: 1},
		Kind: 200, Body: []byte("v+1"), Columns: []crdt.Column{{Number: 999, Value: []byte{0, 1, 2}}},
	}
	mustApply(t, a, append(slices.Clone(ops[:80]), future))
	mustApply(t, b, ops[60:]) // twenty answers reached both
	for _, h := range []*sqlite.Hub{a, b} {
		if _, err := h.Cut(ctx, school.AudienceMinistry, true); err != nil {
			t.Fatal(err)
		}
	}
	report := exchange(t, a, b, sqlitetest.Key(2))
	if report.Failed != 0 {
		t.Fatalf("report %+v", report)
	}
	if got, want := sqlitetest.States(t, b), sqlitetest.States(t, a); !slices.Equal(got, want) {
		t.Errorf("states differ:\n a %v\n b %v", want, got)
	}
	va, _ := a.Vector(ctx)
	vb, _ := b.Vector(ctx)
	if va.Compare(vb) != crdt.Equal {
		t.Errorf("vectors differ: a %v b %v", va, vb)
	}
	if quiet := exchange(t, a, b, sqlitetest.Key(2)); quiet.Sent != 0 || quiet.Received != 0 || quiet.BytesUp > 80 || quiet.BytesDown > 140 {
		t.Errorf("a quiet exchange did %+v", quiet)
	}
	held, err := b.Held(ctx)
	if err != nil || len(held) != 1 || held[0].Dot != future.Dot || held[0].Reason != replication.ReasonKind {
		t.Errorf("held at b: %v, %v; want the op from the future", held, err)
	}
}

// An answer that our peer did not sign is no acknowledgement.
func TestShelf_StrangerGetsNothingBelieved(t *testing.T) {
	ctx := context.Background()
	a, b := pair(t)
	mustApply(t, a, sqlitetest.Lesson(1, 5))
	if _, err := a.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	shelfB := b.Shelf(ctx, school.AudienceMinistry)
	stranger := &replication.Responder{Self: b.ID(), Shelf: shelfB, Store: shelfB, Sign: sqlitetest.Key(7).Sign, Now: func() int64 { return 1 }}
	call, err := replication.NewCall(a.ID(), replication.Peer{ID: b.ID(), Key: sqlitetest.Key(2).Public()}, a.Shelf(ctx, school.AudienceMinistry), [8]byte{1}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	request, _ := call.Next()
	body, err := serve(stranger, shelfB, a.ID(), request)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Answered(request, body); err == nil {
		t.Error("a stranger's answer was believed")
	}
	if err := call.Answered(request, []byte("<html>Welcome to the hotel</html>")); err == nil {
		t.Error("a captive portal was believed")
	}
	waiting, err := a.Shelf(ctx, school.AudienceMinistry).Waiting(b.ID(), 10)
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d segments wait, %v; want the one nobody signed for", len(waiting), err)
	}
}

// A segment with any byte flipped is refused; the good one beside it arrives.
func TestShelf_DamagedSegmentRefused(t *testing.T) {
	ctx := context.Background()
	a, b := pair(t)
	mustApply(t, a, sqlitetest.Lesson(2, 20))
	if _, err := a.Cut(ctx, school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
	shelf := a.Shelf(ctx, school.AudienceMinistry)
	refs, err := shelf.Waiting(b.ID(), 1)
	if err != nil || len(refs) != 1 {
		t.Fatal(refs, err)
	}
	body, _, err := shelf.Segment(refs[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	to := b.Shelf(ctx, school.AudienceMinistry)
	for at := 0; at < len(body); at += 7 {
		bent := slices.Clone(body)
		bent[at] ^= 0x10
		if _, lack, err := to.Receive(a.ID(), bent); err == nil && !lack.Waits() {
			t.Fatalf("a flipped byte at %d went unnoticed", at)
		}
	}
	if _, lack, err := to.Receive(a.ID(), body); err != nil || lack.Waits() {
		t.Fatalf("the good segment: %v, %v", lack, err)
	}
	if got, want := sqlitetest.States(t, b), sqlitetest.States(t, a); !slices.Equal(got, want) {
		t.Errorf("states differ after the good segment")
	}
}
