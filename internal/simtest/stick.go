package simtest

import (
	"errors"
	"slices"

	"darasa/internal/replication"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
)

// carry writes a bundle for the cloud and lets somebody take it there and back.
func (n *Node) carry() {
	if n.down || !n.cut() {
		return
	}
	parts, ok := n.bundle(n.w.cloud, nil)
	if !ok {
		return
	}
	n.w.travel(func() {
		heads, ok := n.w.cloud.take(n, parts)
		if !ok || n.w.cloud.down {
			return
		}
		back, ok := n.w.cloud.bundle(n, heads)
		if !ok {
			return
		}
		n.w.travel(func() {
			if reader := n.w.hubs[n.w.random.IntN(len(n.w.hubs))]; reader.id != n.id {
				reader.refuses(n.w.cloud, back)
			}
			n.take(n.w.cloud, back)
		})
	})
}

// travel lets a person carry something, now and then twice.
func (w *World) travel(arrive func()) {
	for range 1 + w.random.IntN(3)/2 {
		w.schedule(1000+w.random.Int64N(20_000), arrive)
	}
}

// bundle writes what a peer lacks. Parts are copied: the stick is another disk.
func (n *Node) bundle(peer *Node, theirs []replication.Head) (parts [][]byte, ok bool) {
	writer := replication.Bundler{Self: n.id, Shelf: n.Replica, Sign: replicationtest.Key(n.number).Sign}
	if n.school < 0 {
		writer.Now = n.w.now
		writer.Sisters = func(hub school.ID) (key replication.HubKey, directory []byte, err error) {
			vouched := replicationtest.Responder(n.Replica, n.number)
			key, err = vouched.HubKey(peer.id, hub)
			return key, n.directory(hub).AppendBinary(nil), err
		}
	}
	_, err := writer.Write(peer.id, theirs, func(part []byte) error {
		parts = append(parts, slices.Clone(part))
		return nil
	})
	return parts, n.survived(err)
}

// take reads a stick that may be half copied, with bent bytes in it.
func (n *Node) take(from *Node, parts [][]byte) (heads []replication.Head, ok bool) {
	if n.down {
		return nil, false
	}
	taker := replication.Taker{Self: n.id, Peer: replication.Peer{ID: from.id, Key: replicationtest.Key(from.number).Public()}, Shelf: n.Replica}
	if n.w.random.IntN(4) == 0 {
		parts = parts[:1+n.w.random.IntN(len(parts))]
	}
	for _, part := range parts {
		if err := taker.Take(n.w.bent(part)); err != nil || n.down {
			return nil, false
		}
	}
	n.w.note("stick", n.number, taker.Report.Segments, taker.Report.Refused)
	if m := taker.Manifest(); m != nil {
		return m.Heads, true
	}
	return nil, false
}

// refuses hands a stick to a hub that it is not for.
func (n *Node) refuses(from *Node, parts [][]byte) {
	if n.down {
		return
	}
	before, receipts := len(n.order)+len(n.segments), len(n.receipts)
	taker := replication.Taker{Self: n.id, Peer: replication.Peer{ID: from.id, Key: replicationtest.Key(from.number).Public()}, Shelf: n.Replica}
	for _, part := range parts {
		if err := taker.Take(part); errors.Is(err, replication.ErrNotOurs) {
			break
		}
	}
	if len(n.order)+len(n.segments) != before || len(n.receipts) != receipts {
		n.w.fail("stick", "hub %d took a stick that was for another", n.number)
	}
}
