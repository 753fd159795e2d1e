package simtest

import (
	"errors"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// answerTimeout is how long a hub waits for one answer of its peer, in ticks.
const answerTimeout = 8000

// sync cuts, releases what waited, and runs one exchange with the cloud or a sister.
func (n *Node) sync() {
	if n.down || !n.cut() || !n.release() {
		return
	}
	peer := n.w.cloud
	if sisters := n.w.sisters(n); n.w.Faults.Paired && len(sisters) > 0 && n.w.random.IntN(3) == 0 {
		peer = sisters[n.w.random.IntN(len(sisters))]
	}
	n.call(peer)
}

// sisters are the other hubs of a node's school.
func (w *World) sisters(of *Node) (out []*Node) {
	for _, n := range w.hubs {
		if n.school == of.school && n.id != of.id {
			out = append(out, n)
		}
	}
	return out
}

// cut folds the tail into segments and remembers what went into which.
func (n *Node) cut() bool {
	before := len(n.segments)
	var tail []crdt.Dot
	for _, dot := range n.order {
		if n.inTail[dot] {
			tail = append(tail, dot)
		}
	}
	err := n.Cut()
	for _, s := range n.segments[before:] {
		header, bad := wire.Parse(s.body)
		if bad != nil {
			n.w.fail("segment", "hub %d cut one that cannot be read: %v", n.number, bad)
			return false
		}
		count := min(int(header.Ops), len(tail))
		n.w.inSegment[s.ref.Hash], tail = tail[:count], tail[count:]
	}
	return n.survived(err)
}

// survived reports whether err is none. One that is not the disk's is a failure.
func (n *Node) survived(err error) bool {
	if err != nil && !errors.Is(err, errPower) && !errors.Is(err, errFull) {
		n.w.fail("error", "node %d: %v", n.number, err)
	}
	return err == nil
}

func (n *Node) call(peer *Node) {
	if peer == n.w.cloud && n.away {
		return
	}
	var nonce [8]byte
	for i := range nonce {
		nonce[i] = byte(n.w.random.Uint32())
	}
	to := replication.Peer{ID: peer.id, Key: replicationtest.Key(peer.number).Public()}
	call, err := replication.NewCall(n.id, to, n.Replica, nonce, 1<<30)
	if err != nil {
		n.w.fail("error", "hub %d calls: %v", n.number, err)
		return
	}
	n.step(call, peer, n.life)
}

// step sends the next request of a call and goes on when its answer comes or does
// not. A restart ends the call; the next one goes on from the receipts.
func (n *Node) step(call *replication.Call, peer *Node, life int) {
	request, ok := call.Next()
	if n.life != life {
		return
	}
	if !ok {
		if call.Report.PeerTime > 0 {
			n.told()
		}
		return
	}
	done := false
	once := func(fn func()) {
		if !done && n.life == life {
			done = true
			fn()
			n.step(call, peer, life)
		}
	}
	w := n.w
	w.schedule(answerTimeout, func() { once(func() { call.Failed(request, nil) }) })
	w.request(peer, func() (any, bool) { return peer.serve(n, request) }, func(body any) {
		once(func() { _ = call.Answered(request, w.bent(body.([]byte))) })
	})
}

// serve answers one request, or lets somebody else answer in the node's name.
func (n *Node) serve(caller *Node, request replication.Request) (any, bool) {
	w := n.w
	var self replicationtest.Replica = n.Replica
	signer := n.number
	if w.random.Float64() < w.Faults.Portal {
		if w.random.IntN(2) == 0 {
			return []byte("<html>Welcome to the hotel</html>"), true
		}
		self, signer = thief{n.Replica, &[]replication.Holding{}}, byte(7)
	}
	request.Body = w.bent(request.Body)
	body, err := n.answer(replicationtest.Responder(self, signer), caller, request)
	w.note("serve", n.number, request.Verb, len(request.Body), len(body), err)
	return body, err == nil && !n.down
}

func (n *Node) answer(responder *replication.Responder, caller *Node, request replication.Request) ([]byte, error) {
	if n.school < 0 {
		responder.Now = func() int64 { return n.w.now }
	} else {
		responder.Now = func() int64 { return 0 }
	}
	if request.Verb == replication.VerbGetDirectory {
		return n.directory(request.Hub).AppendBinary(nil), nil
	}
	return replicationtest.Serve(responder, caller.id, request)
}

// thief is who answers in another's name: it keeps nothing and signs for everything.
type thief struct {
	*Replica
	taken *[]replication.Holding
}

// Shelf returns the thief's own.
func (t thief) Shelf() replication.Shelf { return t }

// Receive pretends to keep a segment.
func (t thief) Receive(_ school.ID, body []byte) (ref replication.SegmentRef, lack replication.Lack, err error) {
	header, err := wire.Parse(body)
	if err != nil {
		return ref, lack, err
	}
	ref.SegmentStream = replication.SegmentStream{Hub: header.Hub, Epoch: header.Epoch, Audience: header.Audience}
	ref.Number, ref.Size = header.Number, len(body)
	*t.taken = append(*t.taken, replication.Holding{
		SegmentStream: ref.SegmentStream, Numbers: crdt.Ranges{{From: 1, To: ref.Number}}, Refs: []replication.SegmentRef{ref},
	})
	return ref, lack, nil
}

// Holdings lists what it pretended to keep.
func (t thief) Holdings(school.ID) ([]replication.Holding, error) { return *t.taken, nil }

// HoldingOf returns the first it pretended to keep of a stream.
func (t thief) HoldingOf(_ school.ID, stream replication.SegmentStream) (replication.Holding, error) {
	for _, h := range *t.taken {
		if h.SegmentStream == stream {
			return h, nil
		}
	}
	return replication.Holding{SegmentStream: stream}, nil
}

// Covered returns the numbers of an op stream that lie in segments for which keep is
// true.
func (r *Replica) Covered(stream crdt.Stream, keep func(replication.SegmentRef) bool) crdt.Ranges {
	var out crdt.Ranges
	for _, s := range r.segments {
		if s.waits || !keep(s.ref) {
			continue
		}
		header, err := wire.Parse(s.body)
		if err != nil {
			continue
		}
		held, err := r.branchHeld(header)
		if err != nil {
			continue
		}
		for _, h := range held {
			if h.Stream == stream {
				out = out.Add(h.Range)
			}
		}
	}
	return out
}

// branchHeld reads a header over the branch of its hub's directory that it builds on.
func (r *Replica) branchHeld(header *wire.Header) ([]wire.Held, error) {
	dir, err := r.branches(header.Hub).Extend(header)
	if err != nil {
		return nil, err
	}
	return header.Held(dir)
}
