package simtest

import (
	"cmp"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// Tablet follows docs/protocol.md as the web app does: ops go to an outbox before
// the next item shows, durable ones to an archive, replicated ones away.
type Tablet struct {
	w        *World
	stream   crdt.Stream
	seq      uint64
	last     hlc.Timestamp
	offset   int64 // of its calendar
	learner  school.ID
	session  uint64
	outbox   map[uint64]*crdt.Op
	archive  map[uint64]*crdt.Op
	durable  crdt.Ranges // what hubs acknowledged
	answered int
}

// batch is how many ops one post carries.
const batch = 8

func (w *World) tablet(i int) *Tablet {
	t := &Tablet{
		w: w, outbox: map[uint64]*crdt.Op{}, archive: map[uint64]*crdt.Op{},
		stream: crdt.Stream{
			Writer: crdt.Writer{Hub: w.hubs[i%worldHubs].id, Device: uint32(i + 1)}, Epoch: w.random.Uint32(), Audience: school.AudienceMinistry,
		},
	}
	if w.random.IntN(3) == 0 {
		t.offset = (w.random.Int64N(20) - 10) * 365 * school.TicksPerDay
	}
	return t
}

func (t *Tablet) write(op *crdt.Op) {
	t.seq++
	op.Dot = crdt.Dot{Stream: t.stream, Seq: t.seq}
	at := hlc.Timestamp{Tick: t.w.now + t.offset}
	if at.Compare(t.last) <= 0 {
		at = t.last.Next()
	}
	t.last = at
	op.Stamp = hlc.Stamp{At: at, Moment: hlc.Moment{Boot: t.stream.Epoch, Mono: t.w.now}}
	t.outbox[t.seq] = op
	t.w.written[op.Dot] = op.AppendBinary(nil)
}

// sit signs one of a few learners in; two tablets may hold the same child apart.
func (t *Tablet) sit() {
	t.learner = school.ID{0: 0x02, 15: byte(1 + t.w.random.IntN(12))}
	t.write(&crdt.Op{Kind: crdt.KindSession, Session: &crdt.Session{Learner: t.learner, Assurance: school.AssuranceOffline}})
	t.session = t.seq
}

// answer writes one attempt; now and then the child changes.
func (t *Tablet) answer() {
	if t.session == 0 || t.w.random.IntN(15) == 0 {
		t.sit()
	}
	catalogue := t.w.course
	item := uint32(t.w.random.IntN(catalogue.NumItems()))
	instance := uint32(t.w.random.IntN(int(catalogue.Instances(item))))
	attempt := &crdt.Attempt{
		Learner: t.learner, Catalogue: catalogue.Hash(), Item: item, Instance: instance,
		Response: catalogue.Key(item, instance), Correct: true, Duration: 200 + t.w.random.Int64N(3000),
	}
	if t.w.random.IntN(4) == 0 {
		attempt.Response, attempt.Correct = "no idea", false
	}
	op := &crdt.Op{Kind: crdt.KindAttempt, Attempt: attempt}
	op.SetUint(crdt.ColumnSession, t.session)
	t.write(op)
	t.answered++
}

// lesson answers every few seconds until the end.
func (t *Tablet) lesson(end int64) {
	t.answer()
	if next := 300 + t.w.random.Int64N(1200); t.w.now+next < end {
		t.w.schedule(next, func() { t.lesson(end) })
	}
}

// post sends the oldest of the outbox, then again after a while.
func (t *Tablet) post(end int64) {
	t.contact(t.hub())
	if t.w.now < end {
		t.w.schedule(200+t.w.random.Int64N(600), func() { t.post(end) })
	}
}

func (t *Tablet) hub() *Node {
	home := slices.IndexFunc(t.w.hubs, func(n *Node) bool { return n.id == t.stream.Writer.Hub })
	if t.w.random.Float64() < t.w.Faults.Roam {
		home = (home + 1) % worldHubs
	}
	return t.w.hubs[home]
}

// ack is what the hub's answer to POST /ops says.
type ack struct{ durable, replicated, want crdt.Ranges }

func (t *Tablet) contact(n *Node) {
	var ops []*crdt.Op
	for _, seq := range slices.Sorted(maps.Keys(t.outbox)) {
		if len(ops) == batch {
			break
		}
		ops = append(ops, t.outbox[seq])
	}
	archive := rangesOf(t.archive)
	t.w.request(n, func() (any, bool) { return n.submit(t.stream, ops, archive) }, func(answer any) { t.acknowledged(n, answer.(ack)) })
}

func rangesOf(ops map[uint64]*crdt.Op) crdt.Ranges {
	var out crdt.Ranges
	for seq := range ops {
		out = out.Add(crdt.Range{From: seq, To: seq})
	}
	return out
}

// submit is the hub's side of POST /ops.
func (n *Node) submit(stream crdt.Stream, ops []*crdt.Op, archive crdt.Ranges) (any, bool) {
	n.w.note("submit", n.number, stream.Writer.Device, len(ops))
	if _, err := n.Apply(ops); err != nil {
		n.w.fail("hub %d: %v", n.number, err)
		return nil, false
	}
	have := n.have[stream]
	return ack{durable: have, replicated: n.replicated(stream), want: archive.Subtract(have)}, true
}

// replicated returns what a second holder has of a stream.
func (n *Node) replicated(stream crdt.Stream) crdt.Ranges {
	return n.Covered(stream, func(s replication.SegmentRef) bool {
		return s.Hub != n.id || n.receipts[receiptKey{n.w.cloud.id, s.SegmentStream}].Contains(s.Number)
	})
}

func (t *Tablet) acknowledged(n *Node, a ack) {
	t.durable = t.durable.Union(a.durable)
	for seq, op := range t.outbox {
		if a.durable.Contains(seq) {
			delete(t.outbox, seq)
			t.archive[seq] = op
		}
	}
	for seq := range t.archive {
		if a.replicated.Contains(seq) {
			delete(t.archive, seq)
		}
	}
	var again []*crdt.Op
	for _, seq := range slices.SortedFunc(maps.Keys(t.archive), cmp.Compare[uint64]) {
		if a.want.Contains(seq) && len(again) < batch {
			again = append(again, t.archive[seq])
		}
	}
	if len(again) > 0 {
		t.w.request(n, func() (any, bool) { return n.submit(t.stream, again, nil) }, func(answer any) { t.acknowledged(n, answer.(ack)) })
	}
}
