package simtest

import (
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/wire"
)

// answerTimeout is how long a hub waits for one answer of the cloud, in ticks.
const answerTimeout = 8000

// sync cuts and runs one exchange with the cloud, then again after a while.
func (n *Node) sync(end int64) {
	if err := n.Cut(); err != nil {
		n.w.fail("hub %d cuts: %v", n.number, err)
		return
	}
	var nonce [8]byte
	for i := range nonce {
		nonce[i] = byte(n.w.random.Uint32())
	}
	peer := replication.Peer{ID: n.w.cloud.id, Key: replicationtest.Key(cloudNumber).Public()}
	call, err := replication.NewCall(n.id, peer, n.Replica, nonce, 1<<30)
	if err != nil {
		n.w.fail("hub %d calls: %v", n.number, err)
		return
	}
	n.step(call, n.life)
	if n.w.now < end {
		n.w.schedule(3000+n.w.random.Int64N(6000), func() { n.sync(end) })
	}
}

// step sends the next request of a call and goes on when its answer comes or does
// not. A restart ends the call; the next one goes on from the receipts.
func (n *Node) step(call *replication.Call, life int) {
	request, ok := call.Next()
	if !ok || n.life != life {
		return
	}
	done := false
	once := func(fn func()) {
		if !done && n.life == life {
			done = true
			fn()
			n.step(call, life)
		}
	}
	n.w.schedule(answerTimeout, func() { once(func() { call.Failed(request, nil) }) })
	cloud := n.w.cloud
	n.w.request(cloud, func() (any, bool) {
		responder := replicationtest.Responder(cloud.Replica, cloudNumber)
		body, err := replicationtest.Serve(responder, n.id, request)
		n.w.note("serve", n.number, request.Verb, len(request.Body), len(body), err)
		return body, err == nil
	}, func(body any) { once(func() { _ = call.Answered(request, body.([]byte)) }) })
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
		held, err := header.Held(r.directory(s.ref.Hub))
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
