package replicationtest

import (
	"reflect"
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// Serve answers one request as a transport would, in the name of caller.
func Serve(r *replication.Responder, caller school.ID, request replication.Request) ([]byte, error) {
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
		return nil, r.Shelf.(replication.Learner).LearnCatalogue(request.Hash, request.Body)
	case replication.VerbPutDirectory:
		return nil, r.Shelf.(replication.Learner).LearnDirectory(caller, request.Body)
	case replication.VerbGetKey:
		key, err := r.HubKey(caller, request.Hub)
		return key.AppendBinary(nil), err
	case replication.VerbGetCatalogue:
		body, _, err := r.Store.Catalogue(request.Hash)
		return body, err
	}
	return nil, school.Errorf(school.CodeInvalid, "verb %d", request.Verb)
}

// Responder returns the answering half of a replica that signs as the i-th hub.
func Responder(r Replica, i byte) *replication.Responder {
	shelf := r.Shelf()
	return &replication.Responder{Self: r.ID(), Shelf: shelf, Store: shelf, Sign: Key(i).Sign, Now: func() int64 { return 1 }}
}

// exchange runs one conversation from a to b, the i-th hub.
func exchange(t *testing.T, a, b Replica, i byte) replication.Report {
	t.Helper()
	call, err := replication.NewCall(a.ID(), replication.Peer{ID: b.ID(), Key: Key(i).Public()}, a.Shelf(), [8]byte{1}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return carryOut(call, a, Responder(b, i))
}

func carryOut(call *replication.Call, a Replica, responder *replication.Responder) replication.Report {
	for request, ok := call.Next(); ok; request, ok = call.Next() {
		body, err := Serve(responder, a.ID(), request)
		if err != nil {
			call.Failed(request, err)
			continue
		}
		_ = call.Answered(request, body)
	}
	return call.Report
}

// agreed checks that a call with something left to send has not agreed yet, whatever
// the peer says of what it holds.
func agreed(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	apply(t, a, Lesson(2, 10))
	if err := a.Cut(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{false, true} {
		call, err := replication.NewBareCall(a.ID(), replication.Peer{ID: b.ID(), Key: Key(2).Public()}, a.Shelf(), [8]byte{1}, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		if report := carryOut(call, a, Responder(b, 2)); report.Failed > 0 || report.Agreed != want || want == (report.Sent > 0) {
			t.Errorf("agreed is not %v: %+v", want, report)
		}
	}
}

func converge(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	ops := Lesson(4, 30)
	future := &crdt.Op{
		Dot:  crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: a.ID(), Device: 9}, Epoch: 5, Audience: school.AudienceMinistry}, Seq: 1},
		Kind: 200, Body: []byte("v+1"), Columns: []crdt.Column{{Number: 999, Value: []byte{0, 1, 2}}},
	}
	apply(t, a, append(slices.Clone(ops[:80]), future))
	apply(t, b, ops[60:]) // twenty answers reached both
	for _, r := range []Replica{a, b} {
		if err := r.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	if report := exchange(t, a, b, 2); report.Failed != 0 || report.WaitingSegments != 0 {
		t.Fatalf("report %+v", report)
	}
	va, vb := look(t, a), look(t, b)
	same(t, vb, va)
	sameHoldings(t, a, b.ID())
	sameHoldings(t, b, a.ID())
	if quiet := exchange(t, a, b, 2); quiet.Sent != 0 || quiet.Received != 0 || quiet.BytesUp > 60 || quiet.BytesDown > 140 {
		t.Errorf("a quiet exchange did %+v", quiet)
	}
	if len(vb.Held) != 1 || vb.Held[0] != (replication.Held{Dot: future.Dot, Reason: replication.ReasonKind}) {
		t.Errorf("held at b: %v; want the op from the future", vb.Held)
	}
	if result := apply(t, b, []*crdt.Op{future}); result.Duplicates != 1 || len(result.Alarms) != 0 {
		t.Errorf("the op from the future changed on its way: %+v", result)
	}
}

// sameHoldings checks that asking for one stream tells what asking for all does.
func sameHoldings(t *testing.T, r Replica, peer school.ID) {
	t.Helper()
	all, err := r.Shelf().Holdings(peer)
	if err != nil || len(all) == 0 {
		t.Fatalf("holdings %v, %v", all, err)
	}
	for _, want := range all {
		if got, err := r.Shelf().HoldingOf(peer, want.SegmentStream); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("holding of one stream %+v, %v; among all %+v", got, err, want)
		}
	}
	stranger := replication.SegmentStream{Hub: all[0].Hub, Epoch: all[0].Epoch + 1, Audience: all[0].Audience}
	if got, err := r.Shelf().HoldingOf(peer, stranger); err != nil || len(got.Refs) != 0 || len(got.Numbers) != 0 {
		t.Errorf("of a stream that nobody wrote %+v is held, %v", got, err)
	}
}

// stranger checks that what our peer did not sign is no acknowledgement.
func stranger(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	apply(t, a, Lesson(1, 5))
	if err := a.Cut(); err != nil {
		t.Fatal(err)
	}
	other := Responder(b, 2)
	other.Sign = Key(7).Sign
	call, err := replication.NewCall(a.ID(), replication.Peer{ID: b.ID(), Key: Key(2).Public()}, a.Shelf(), [8]byte{1}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	request, _ := call.Next()
	body, err := Serve(other, a.ID(), request)
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Answered(request, body); err == nil {
		t.Error("a stranger's answer was believed")
	}
	if err := call.Answered(request, []byte("<html>Welcome to the hotel</html>")); err == nil {
		t.Error("a captive portal was believed")
	}
	waiting, err := a.Shelf().Waiting(b.ID(), 10)
	if err != nil || len(waiting) != 1 {
		t.Errorf("%d segments wait, %v; want the one nobody signed for", len(waiting), err)
	}
}

// damaged checks that a segment with any byte flipped is refused, and that the good
// one beside it arrives.
func damaged(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	apply(t, a, Lesson(2, 20))
	if err := a.Cut(); err != nil {
		t.Fatal(err)
	}
	refs, err := a.Shelf().Waiting(b.ID(), 1)
	if err != nil || len(refs) != 1 {
		t.Fatal(refs, err)
	}
	body, _, err := a.Shelf().Segment(refs[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	to := b.Shelf()
	for at := 0; at < len(body); at += 5 {
		bent := slices.Clone(body)
		bent[at] ^= 0x10
		if _, lack, err := to.Receive(a.ID(), bent); err == nil && !lack.Key {
			t.Fatalf("a flipped byte at %d went unnoticed", at)
		}
	}
	for _, short := range [][]byte{nil, {0}, body[:len(body)/2], append(slices.Clone(body), 0)} {
		if _, _, err := to.Receive(a.ID(), short); err == nil {
			t.Fatalf("%d bytes of %d passed for a segment", len(short), len(body))
		}
	}
	if v := look(t, b); len(v.Vector) != 0 {
		t.Fatalf("something of the damaged ones was kept: %v", v.Vector)
	}
	if _, lack, err := to.Receive(a.ID(), body); err != nil || lack.Waits() {
		t.Fatalf("the good segment: %v, %v", lack, err)
	}
	same(t, look(t, b), look(t, a))
}

// worstOrder checks that segments whose directory builds on later ones wait, are
// kept, and are applied once the last link comes.
func worstOrder(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	for _, op := range Lesson(5, 4) {
		apply(t, a, []*crdt.Op{op})
		if err := a.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	refs, err := a.Shelf().Waiting(b.ID(), 100)
	if err != nil || len(refs) < 20 {
		t.Fatalf("%d segments, %v", len(refs), err)
	}
	slices.Reverse(refs)
	// Not quite backwards: the last link comes in the middle of the list.
	refs = append(append(slices.Clone(refs[:10]), refs[15:]...), refs[10:15]...)
	for _, ref := range refs {
		body, _, err := a.Shelf().Segment(ref.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Shelf().Receive(a.ID(), body); err != nil {
			t.Fatal(err)
		}
	}
	same(t, look(t, b), look(t, a))
}

// vouched checks that a sister's segments are believed once our peer vouches for
// its key, and never before.
func vouched(t *testing.T, open Open) {
	sister, cloud, hub := open(t, Unknown), open(t, 2), open(t, 1)
	apply(t, sister, Lesson(2, 10))
	if err := sister.Cut(); err != nil {
		t.Fatal(err)
	}
	refs, err := sister.Shelf().Waiting(cloud.ID(), 1)
	if err != nil || len(refs) != 1 {
		t.Fatal(refs, err)
	}
	body, _, err := sister.Shelf().Segment(refs[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	if _, lack, err := hub.Shelf().Receive(cloud.ID(), body); err != nil || !lack.Key {
		t.Fatalf("a stranger's segment: lack %+v, %v; want its key to be asked for", lack, err)
	}
	if v := look(t, hub); len(v.Vector) != 0 {
		t.Fatalf("a stranger's segment was kept: %v", v.Vector)
	}
	if err := cloud.Shelf().LearnKey(sister.ID(), Key(Unknown).Public()); err != nil {
		t.Fatal(err)
	}
	if report := exchange(t, sister, cloud, 2); report.Failed != 0 {
		t.Fatalf("sister to cloud: %+v", report)
	}
	forged := Responder(cloud, 2)
	forged.Sign = Key(7).Sign
	if k, err := forged.HubKey(hub.ID(), sister.ID()); err != nil || k.Verify(Key(2).Public()) {
		t.Fatalf("a forged word for a key verifies (%v)", err)
	}
	if report := exchange(t, hub, cloud, 2); report.Failed != 0 || report.Received != 1 {
		t.Fatalf("cloud to hub: %+v", report)
	}
	got, want := look(t, hub), look(t, sister)
	same(t, View{Vector: only(got.Vector, want.Vector), Learners: got.Learners}, want)
}

// only leaves out streams that want lacks: a replica notes keys in one of its own.
func only(got, want crdt.Vector) crdt.Vector {
	out := crdt.Vector{}
	for _, s := range want.Streams() {
		out[s] = got[s]
	}
	return out
}
