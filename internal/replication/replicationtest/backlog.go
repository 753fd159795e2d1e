package replicationtest

import (
	"slices"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/replication"
)

// newestFirst checks what goes first after a long absence: the list that all builds on,
// then the newest work. A link that is cut after a few segments has brought those, read
// and signed for, and the next call goes on behind them.
func newestFirst(t *testing.T, open Open) {
	a, b := open(t, 1), open(t, 2)
	ops := Lesson(4, 12)
	for _, op := range ops {
		apply(t, a, []*crdt.Op{op})
		if err := a.Cut(); err != nil {
			t.Fatal(err)
		}
	}
	refs, err := a.Shelf().Waiting(b.ID(), len(ops)+1)
	if err != nil || len(refs) != len(ops) {
		t.Fatalf("%d segments, %v", len(refs), err)
	}
	newest := refs[len(refs)-1].Number
	call, err := replication.NewCall(a.ID(), replication.Peer{ID: b.ID(), Key: Key(2).Public()}, a.Shelf(), [8]byte{1}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	const cut = 6
	order, list := cutAfter(t, call, a, Responder(b, 2), cut)
	if want := downFrom(newest, cut); !slices.Equal(order, want) || !list {
		t.Fatalf("segments %v went first, the list before them: %v; want %v", order, list, want)
	}
	if got := exchange(t, a, b, 2); got.Failed > 0 {
		t.Fatalf("the next call: %+v", got)
	}
	if left, err := a.Shelf().Waiting(b.ID(), 100); err != nil || len(left) > 0 {
		t.Errorf("%d segments are left, %v", len(left), err)
	}
	same(t, look(t, b), look(t, a))
}

func downFrom(newest uint64, n int) (numbers []uint64) {
	for i := range n {
		numbers = append(numbers, newest-uint64(i))
	}
	return numbers
}

// cutAfter carries a call out until n segments were taken. Each must have been read at
// once: its receipt names it. list reports whether the list came before the first.
func cutAfter(t *testing.T, call *replication.Call, a Replica, responder *replication.Responder, n int) (order []uint64, list bool) {
	t.Helper()
	for request, ok := call.Next(); ok && len(order) < n; request, ok = call.Next() {
		body, err := Serve(responder, a.ID(), request)
		if err != nil {
			t.Fatal(err)
		}
		switch request.Verb {
		case replication.VerbPutDirectory:
			list = list || len(order) == 0
		case replication.VerbPutSegment:
			receipt, _, err := replication.DecodeReceipt(body)
			if err != nil || len(receipt.Numbers) == 0 {
				t.Fatalf("segment %d is not signed for, %v", len(order), err)
			}
			order = append(order, receipt.Numbers[0].From)
		default:
		}
		_ = call.Answered(request, body)
	}
	return order, list
}
