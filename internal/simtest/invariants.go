package simtest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication"
)

// promised is checked whenever a tablet is told something: what is durable lies on
// this hub's disk unchanged, what is replicated on another disk too.
func (w *World) promised(n *Node, stream crdt.Stream, a ack) {
	for _, r := range a.durable {
		for seq := r.From; seq <= r.To; seq++ {
			dot := crdt.Dot{Stream: stream, Seq: seq}
			if raw, ok := n.ops[dot]; !ok || !w.asWritten(dot, raw) {
				w.fail("durable", "hub %d acknowledges %s and does not hold it", n.number, dot)
			}
		}
	}
	for _, r := range a.replicated {
		for seq := r.From; seq <= r.To; seq++ {
			dot := crdt.Dot{Stream: stream, Seq: seq}
			if w.rolled[n.school] { // the second holder may be the one that was restored
				break
			}
			if !slices.ContainsFunc(w.nodes(), func(other *Node) bool { return other.id != n.id && other.keeps(dot) }) {
				w.fail("replicated", "hub %d calls %s replicated and nobody else holds it", n.number, dot)
			}
		}
	}
}

// shrunk is called when a disk lost something: an op that is nowhere any more is
// excused only when the tablet that would have it was wiped too, or when a restored
// hub had told nobody of its own decision.
func (w *World) shrunk() {
	for dot := range w.written {
		if w.excused[dot] || w.exists(dot) {
			continue
		}
		if dot.Writer.Device > 0 && !w.wiped[dot.Stream] {
			w.fail("loss", "%s is on no disk and no tablet", dot)
		}
		w.excused[dot] = true
	}
}

// watch checks, while faults rage, what must hold at every moment.
func (w *World) watch(end int64) {
	w.moment()
	if w.now < end {
		w.schedule(3000, func() { w.watch(end) })
	}
}

func (w *World) moment() {
	for dot := range w.written {
		if !w.excused[dot] && !w.exists(dot) {
			w.fail("loss", "%s is on no disk and no tablet", dot)
		}
	}
	for _, n := range w.nodes() {
		n.moment()
	}
}

func (n *Node) moment() {
	w := n.w
	for dot, raw := range n.ops {
		if !w.asWritten(dot, raw) {
			w.fail("unchanged", "node %d holds %s, which nobody wrote so", n.number, dot)
		}
		if n.school >= 0 && w.schoolOf[dot.Writer.Hub] != n.school {
			w.fail("private", "hub %d holds %s of another school", n.number, dot)
		}
	}
	for stream, ranges := range n.have {
		if int(ranges.Count()) != n.count(stream) {
			w.fail("held", "node %d says it holds %s of %s", n.number, ranges, stream)
		}
	}
	for dot := range n.alarms {
		if !w.forged[dot] {
			w.fail("alarm", "node %d raises a false one about %s", n.number, dot)
		}
	}
	for _, s := range n.segments {
		if w.inSegment[s.ref.Hash] == nil {
			w.fail("segment", "node %d holds one that no hub cut", n.number)
		}
	}
	n.heldRightly()
	n.erasedStays()
	if n.clock.Trusted() && n.honest && n.last[lastTick].Tick > w.now+hlc.MaxAhead {
		w.fail("clock", "hub %d stamps %d ticks ahead, dragged by somebody else", n.number, n.last[lastTick].Tick-w.now)
	}
}

// asWritten reports whether raw is what somebody wrote under this name, or the blank that
// an erasure left of it.
func (w *World) asWritten(dot crdt.Dot, raw []byte) bool {
	want, ok := w.written[dot]
	if !ok || bytes.Equal(raw, want) {
		return ok
	}
	op, _, err := crdt.DecodeOp(want)
	if err != nil {
		return false
	}
	child, about := op.Concerns()
	return about && w.gone[child] && bytes.Equal(raw, op.Without().AppendBinary(nil))
}

// erasedStays: who knows that a child was erased holds nothing of hers, however late it came.
func (n *Node) erasedStays() {
	if len(n.erased) == 0 {
		return
	}
	for _, dot := range sortedDots(n.ops) {
		op, _, err := n.Find(dot)
		if gone, _ := n.Erased(op); err == nil && gone && !bytes.Equal(n.ops[dot], op.Without().AppendBinary(nil)) {
			n.w.fail("erased", "node %d holds %s of a child who was erased", n.number, dot)
		}
	}
}

func (n *Node) count(stream crdt.Stream) (count int) {
	for dot := range n.ops {
		if dot.Stream == stream {
			count++
		}
	}
	return count
}

// heldRightly: only edits wait for time, and only kinds of newer programs for a newer
// program.
func (n *Node) heldRightly() {
	for dot, reason := range n.held {
		op, ok, err := n.Find(dot)
		if err != nil || !ok {
			n.w.fail("held", "node %d lists %s as waiting and does not hold it", n.number, dot)
			continue
		}
		edit := op.Kind == crdt.KindSet || op.Kind == crdt.KindAdd || op.Kind == crdt.KindRemove || op.Kind == crdt.KindSameAs
		if !(edit && reason == replication.ReasonAhead || op.Kind == newKind && reason == replication.ReasonKind) {
			n.w.fail("held", "node %d lets %s of kind %d wait: %s", n.number, dot, op.Kind, reason)
		}
	}
}

// check demands, after healing, that everybody in a school holds everything, the
// cloud too, and that each derives from it what a replica does that saw every op once,
// in order.
func (w *World) check() {
	w.moment()
	for _, t := range w.tablets {
		if len(t.outbox) > 0 {
			w.fail("stuck", "tablet %d still has %d unsent ops", t.stream.Writer.Device, len(t.outbox))
		}
		if len(t.archive) > 0 {
			w.fail("stuck", "tablet %d still keeps %d ops nobody else signed for", t.stream.Writer.Device, len(t.archive))
		}
	}
	known := map[string]*Node{}
	for _, n := range w.nodes() {
		for dot := range w.written {
			if _, ok := n.ops[dot]; !ok && !w.excused[dot] && (n.school < 0 || w.schoolOf[dot.Writer.Hub] == n.school) {
				w.fail("convergence", "node %d lacks %s after three rounds", n.number, dot)
			}
		}
		w.derived(n, known)
	}
}

// derived compares what a node made of its log with what a fresh one makes of it.
func (w *World) derived(n *Node, known map[string]*Node) {
	name := n.contents()
	fresh := known[name]
	if fresh == nil {
		fresh = w.reference(n)
		known[name] = fresh
	}
	if fresh == nil {
		return
	}
	for id, want := range fresh.learners {
		got := n.learners[id]
		if got.Last == want.Last && want.LastDot == (crdt.Dot{}) && got.LastDot == want.LastDot {
			continue // nothing counts for her: a row of nothing is as good as none
		}
		if got.Digest != want.Digest || got.Answers != want.Answers {
			w.fail("state", "node %d: learner %d has %d answers and state %x, want %d and %x", n.number, id[15], got.Answers, got.Digest, want.Answers, want.Digest)
		}
	}
	same := func(a, b crdt.Version) bool { return a.Dot == b.Dot }
	for id, want := range fresh.versions {
		if !slices.EqualFunc(n.versions[id], want, same) {
			w.fail("register", "node %d: %v is not what its log says", n.number, id)
		}
	}
	alike, err := n.Alike()
	if err != nil {
		w.fail("error", "node %d: %v", n.number, err)
	}
	for id := range alike {
		if one := alike.Of(id); one != id && n.learners[id].Answers > 0 {
			w.fail("one child", "node %d: %d answers count under record %d, which is record %d's child", n.number, n.learners[id].Answers, id[15], one[15])
		}
	}
	if got, want := n.members(), fresh.members(); got != want {
		w.fail("register", "node %d: members of sets are %s, want %s", n.number, got, want)
	}
	if len(n.versions) != len(fresh.versions) || len(n.sessions) != len(fresh.sessions) || len(n.observed) != len(fresh.observed) {
		w.fail("register", "node %d: registers, sessions or clocks are not what its log says", n.number)
	}
}

// members writes the elements that are in sets.
func (r *Replica) members() string {
	sets := map[crdt.RegisterID]*crdt.Set{}
	for dot, e := range r.elements {
		if sets[e.of] == nil {
			sets[e.of] = &crdt.Set{}
			sets[e.of].Remove(slices.Collect(maps.Keys(r.removed)))
		}
		sets[e.of].Add(dot, []byte(e.value))
	}
	var out []string
	for id, set := range sets {
		if elements := set.Elements(); len(elements) > 0 {
			out = append(out, fmt.Sprintf("%v %q", id, elements))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// contents names what is on a disk and has effect.
func (n *Node) contents() string {
	var b strings.Builder
	for _, stream := range n.have.Streams() {
		fmt.Fprint(&b, stream, n.have[stream], " ")
	}
	for _, dot := range slices.SortedFunc(maps.Keys(n.held), crdt.Dot.Compare) {
		fmt.Fprint(&b, dot, " ")
	}
	return b.String()
}

// reference folds every op a node holds and does not let wait, once, in canonical
// order.
func (w *World) reference(n *Node) *Node {
	r, err := newReplica(w.course, n.id, 1, n.sign, n.keys)
	if err != nil {
		w.fail("world", "reference: %v", err)
		return nil
	}
	var ops []*crdt.Op
	for dot, raw := range n.ops {
		op, _, err := crdt.DecodeOp(raw)
		if err != nil {
			w.fail("unchanged", "%v", err)
			return nil
		}
		if _, waits := n.held[dot]; !waits {
			ops = append(ops, op)
		}
	}
	slices.SortFunc(ops, crdt.CompareCanonical)
	if _, err := r.Apply(ops); err != nil {
		w.fail("world", "reference: %v", err)
	}
	return &Node{Replica: r, w: w}
}
