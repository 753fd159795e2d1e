package replicationtest

import (
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
)

// pack writes a bundle of the i-th hub for the replica b.
func pack(t *testing.T, a Replica, i byte, b Replica, theirs []replication.Head) (parts [][]byte) {
	t.Helper()
	writer := replication.Bundler{Self: a.ID(), Shelf: a.Shelf(), Sign: Key(i).Sign}
	_, err := writer.Write(b.ID(), theirs, func(part []byte) error {
		parts = append(parts, slices.Clone(part))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// unpack reads parts that the i-th hub, a, wrote.
func unpack(t *testing.T, a Replica, i byte, b Replica, parts [][]byte) *replication.Taker {
	t.Helper()
	taker := &replication.Taker{Self: b.ID(), Peer: replication.Peer{ID: a.ID(), Key: Key(i).Public()}, Shelf: b.Shelf()}
	for _, part := range parts {
		if err := taker.Take(part); err != nil {
			t.Fatal(err)
		}
	}
	return taker
}

// carried brings two replicas together by a stick that goes to and fro, imported
// twice and with a damaged part between good ones.
func carried(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	ops := Lesson(4, 30)
	apply(t, a, ops[:80])
	apply(t, b, ops[60:])
	for _, r := range []Replica{a, b} {
		if err := r.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	there := pack(t, a, 1, b, nil)
	damaged := append(slices.Clone(there[:2]), []byte{byte(replication.PartSegment), 1, 2, 3}, []byte{250, 1})
	damaged = append(damaged, there[2:]...)
	taker := unpack(t, a, 1, b, damaged)
	if r := taker.Report; r.Refused != 2 || r.Segments == 0 || r.Waiting != 0 {
		t.Errorf("a bundle with two bad parts came to %+v", r)
	}
	unpack(t, a, 1, b, there)
	back := pack(t, b, 2, a, taker.Manifest().Heads)
	if r := unpack(t, b, 2, a, back).Report; r.Receipts == 0 || r.Refused != 0 || r.Segments == 0 {
		t.Errorf("the way back came to %+v", r)
	}
	same(t, look(t, b), look(t, a))
	if waiting, err := a.Shelf().Waiting(b.ID(), 10); err != nil || len(waiting) != 0 {
		t.Errorf("%d segments wait after the receipts came back, %v", len(waiting), err)
	}
	if again := pack(t, a, 1, b, nil); len(again) >= len(there) {
		t.Errorf("the next bundle has %d parts, the first had %d; what was receipted travels again", len(again), len(there))
	}
}

// wrongSchool checks that a bundle for another, or of another, changes nothing.
func wrongSchool(t *testing.T, open Open) {
	a, b, c := open(t, 1), open(t, 2), open(t, 3)
	apply(t, a, Lesson(1, 5))
	if err := a.Cut(); err != nil {
		t.Fatal(err)
	}
	parts := pack(t, a, 1, b, nil)
	for name, taker := range map[string]*replication.Taker{
		"for another": {Self: c.ID(), Peer: replication.Peer{ID: a.ID(), Key: Key(1).Public()}, Shelf: c.Shelf()},
		"of another":  {Self: b.ID(), Peer: replication.Peer{ID: c.ID(), Key: Key(3).Public()}, Shelf: b.Shelf()},
		"forged":      {Self: b.ID(), Peer: replication.Peer{ID: a.ID(), Key: Key(3).Public()}, Shelf: b.Shelf()},
	} {
		if err := taker.Take(parts[0]); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for _, r := range []Replica{b, c} {
		if v := look(t, r); v.Vector.Compare(crdt.Vector{}) != crdt.Equal {
			t.Errorf("a bundle that was not ours left %v", v.Vector)
		}
	}
}
