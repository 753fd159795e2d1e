package replicationtest

import (
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// twoSegments makes a replica with two segments, the second of which builds on the first.
func twoSegments(t *testing.T, open Open) (a Replica, refs []replication.SegmentRef) {
	t.Helper()
	a = open(t, 1)
	ops := Lesson(2, 6)
	for _, part := range [][]int{{0, 7}, {7, len(ops)}} {
		apply(t, a, ops[part[0]:part[1]])
		if err := a.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	refs, err := a.Shelf().Waiting(school.ID{}, 9)
	if err != nil || len(refs) != 2 {
		t.Fatalf("%d segments, %v; want 2", len(refs), err)
	}
	return a, refs
}

// put brings b one segment of a and returns b's receipt.
func put(t *testing.T, a, b Replica, ref replication.SegmentRef) replication.Receipt {
	t.Helper()
	body, ok, err := a.Shelf().Segment(ref.Hash)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	receipt, _, err := Responder(b, 2).Put(a.ID(), body)
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

// unread checks that nobody signs for a segment before it could be read: what is in it
// would be lost with the one that declares it.
func unread(t *testing.T, open Open) {
	a, refs := twoSegments(t, open)
	b := open(t, 2)
	first, second := refs[0], refs[1]
	for range 2 {
		if receipt := put(t, a, b, second); receipt.Numbers.Contains(second.Number) {
			t.Errorf("a receipt names %s, and %d cannot be read", receipt.Numbers, second.Number)
		}
	}
	if receipt := put(t, a, b, first); !receipt.Numbers.Contains(first.Number) || !receipt.Numbers.Contains(second.Number) {
		t.Errorf("with both there a receipt names %s only", receipt.Numbers)
	}
	same(t, look(t, b), look(t, a))
}

// unreadAgain checks that one exchange mends what the one before left unread, with the
// missing segment or, when its writer lost that, with the writer's list.
func unreadAgain(t *testing.T, open Open) {
	for _, lost := range []bool{false, true} {
		a, refs := twoSegments(t, open)
		b := open(t, 2)
		put(t, a, b, refs[1])
		from := a
		if lost {
			from = forgetful{a, refs[0].Hash}
		}
		if report := exchange(t, from, b, 2); report.Failed > 0 || report.BytesUp > 6000 {
			t.Errorf("first segment lost %v: %+v", lost, report)
		}
		waiting, err := from.Shelf().Waiting(b.ID(), 9)
		if err != nil || len(waiting) != 0 {
			t.Errorf("first segment lost %v: %d segments are still not signed for, %v", lost, len(waiting), err)
		}
		if quiet := exchange(t, from, b, 2); quiet.Sent != 0 || !quiet.Agreed {
			t.Errorf("first segment lost %v: the next exchange did %+v", lost, quiet)
		}
	}
}

// forgetful is a replica that lost one of its segments.
type forgetful struct {
	Replica
	lost [32]byte
}

// Shelf returns what is left.
func (f forgetful) Shelf() replication.Shelf { return gappy{f.Replica.Shelf(), f.lost} }

type gappy struct {
	replication.Shelf
	lost [32]byte
}

func (g gappy) isLost(ref replication.SegmentRef) bool { return ref.Hash == g.lost }

// Waiting leaves out what is lost.
func (g gappy) Waiting(peer school.ID, limit int) ([]replication.SegmentRef, error) {
	refs, err := g.Shelf.Waiting(peer, limit+1)
	return slices.DeleteFunc(refs, g.isLost), err
}

// Holdings leaves out what is lost.
func (g gappy) Holdings(peer school.ID) ([]replication.Holding, error) {
	holdings, err := g.Shelf.Holdings(peer)
	for i, h := range holdings {
		for _, ref := range h.Refs {
			if g.isLost(ref) {
				holdings[i].Unread = holdings[i].Unread.Add(crdt.Range{From: ref.Number, To: ref.Number})
			}
		}
		holdings[i] = holdings[i].Vouched()
	}
	return holdings, err
}
