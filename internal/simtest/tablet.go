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
	school   int
	stream   crdt.Stream
	seq      uint64
	last     hlc.Timestamp
	offset   int64 // of its calendar
	learner  school.ID
	session  uint64
	outbox   map[uint64]*crdt.Op
	archive  map[uint64]*crdt.Op
	answers  int // to give in a lesson
	left     int // of this lesson
	answered int
}

const (
	batch    = 8   // ops of one post
	newKind  = 200 // of an op that a newer program writes
	children = 10  // of a school
)

func (w *World) tablet(of, answers int) *Tablet {
	w.devices++
	home := w.someHub(of)
	t := &Tablet{
		w: w, school: of, outbox: map[uint64]*crdt.Op{}, archive: map[uint64]*crdt.Op{}, answers: answers,
		stream: crdt.Stream{Writer: crdt.Writer{Hub: home.id, Device: w.devices}, Epoch: w.random.Uint32(), Audience: school.AudienceMinistry},
	}
	if w.random.IntN(3) == 0 {
		t.offset = (w.random.Int64N(20) - 10) * year
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
	t.learner = t.w.child(t.school)
	t.write(&crdt.Op{Kind: crdt.KindSession, Session: &crdt.Session{Learner: t.learner, Assurance: school.AssuranceOffline}})
	t.session = t.seq
}

func (w *World) child(of int) school.ID {
	return school.ID{0: 0x02, 14: byte(of), 15: byte(1 + w.random.IntN(children))}
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
		Response: catalogue.Key(item, instance), Correct: true, Duration: 200 + t.w.random.Int64N(3000), Hints: uint8(t.w.random.IntN(3)),
	}
	if t.w.random.IntN(4) == 0 {
		attempt.Response, attempt.Correct = "no idea", false
	}
	op := &crdt.Op{Kind: crdt.KindAttempt, Attempt: attempt}
	op.SetUint(crdt.ColumnSession, t.session)
	if t.w.Faults.Newer && t.w.random.IntN(5) == 0 {
		op.SetColumn(900, []byte("of a newer program"))
		t.write(&crdt.Op{Kind: newKind, Body: []byte("v+1")})
	}
	t.write(op)
	t.answered++
}

// lesson answers until the end, or all that was to be answered.
func (t *Tablet) lesson(end int64) {
	t.answer()
	t.left--
	mean := int64(lessonTicks / t.answers)
	if next := mean/2 + t.w.random.Int64N(mean); t.left > 0 && t.w.now+next < end {
		t.w.schedule(next, func() { t.lesson(end) })
	}
}

// post sends the oldest of the outbox, then again after a while.
func (t *Tablet) post(end int64) {
	t.contact(t.hub())
	if t.w.now < end {
		t.w.schedule(1500+t.w.random.Int64N(4500), func() { t.post(end) })
	}
}

// hub is where the tablet's next contact goes: a hub of its school, mostly its own.
func (t *Tablet) hub() *Node {
	var own, all []*Node
	for _, n := range t.w.hubs {
		if n.school == t.school {
			all = append(all, n)
			if n.id == t.stream.Writer.Hub {
				own = append(own, n)
			}
		}
	}
	if t.w.random.Float64() < t.w.Faults.Roam {
		return all[t.w.random.IntN(len(all))]
	}
	return own[t.w.random.IntN(len(own))]
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
	t.submit(n, ops)
}

func (t *Tablet) submit(n *Node, ops []*crdt.Op) {
	stream, archive := t.stream, rangesOf(t.archive)
	if t.w.Faults.Forged && t.w.random.IntN(4) == 0 {
		ops = append([]*crdt.Op{{Dot: crdt.Dot{Stream: stream, Seq: 1 << 40}, Kind: crdt.KindAttempt}}, ops...)
	}
	t.w.request(n, func() (any, bool) { return n.submit(stream, ops, archive) }, func(answer any) {
		if t.stream == stream { // else it was wiped meanwhile
			t.acknowledged(n, answer.(ack))
		}
	})
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
	if _, err := n.apply(ops...); err != nil {
		return nil, false
	}
	have := n.have[stream]
	a := ack{durable: have, replicated: n.replicated(stream), want: archive.Subtract(have)}
	n.w.promised(n, stream, a)
	return a, true
}

// replicated returns what a second holder has of a stream.
func (n *Node) replicated(stream crdt.Stream) crdt.Ranges {
	return n.Covered(stream, func(s replication.SegmentRef) bool {
		return s.Hub != n.id || n.receipts[receiptKey{n.w.cloud.id, s.SegmentStream}].Contains(s.Number)
	})
}

func (t *Tablet) acknowledged(n *Node, a ack) {
	for _, seq := range slices.Sorted(maps.Keys(t.outbox)) {
		if a.durable.Contains(seq) {
			t.archive[seq] = t.outbox[seq]
			delete(t.outbox, seq)
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
		t.submit(n, again)
	}
}
