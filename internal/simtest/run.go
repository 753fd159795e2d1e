package simtest

import (
	"bytes"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Outcome is what a seed came to.
type Outcome struct {
	Hash     uint64 // of everything that happened and of the end state
	Steps    int
	Attempts int
	Restarts int
	Failure  string // empty when every invariant held
}

// Run simulates one lesson with faults, then heals all of them and demands that
// everybody comes to the same within a few rounds.
func Run(seed uint64) (Outcome, error) {
	w, err := NewWorld(seed)
	if err != nil {
		return Outcome{}, err
	}
	end := w.now + lessonTicks
	for _, t := range w.tablets {
		w.schedule(w.random.Int64N(3000), func() { t.lesson(end) })
		w.schedule(w.random.Int64N(3000), func() { t.post(end) })
	}
	for _, n := range w.hubs {
		w.schedule(w.random.Int64N(6000), func() { n.sync(end) })
		w.restarts(n, end)
	}
	w.restarts(w.cloud, end)
	w.watch(end)
	w.run(end)
	w.heal()
	w.check()
	return w.outcome(), nil
}

func (w *World) restarts(n *Node, end int64) {
	if w.Faults.Restart == 0 {
		return
	}
	w.schedule(1+w.random.Int64N(2*w.Faults.Restart), func() {
		n.restart()
		if w.now < end {
			w.restarts(n, end)
		}
	})
}

// healRounds is how many rounds of contact everybody gets once faults are gone.
const healRounds = 6

// heal removes every fault and lets tablets and hubs finish.
func (w *World) heal() {
	w.run(w.now + 4*answerTimeout) // what is under way arrives or times out
	w.Faults = Faults{Delay: 2}
	for range healRounds {
		for _, t := range w.tablets {
			for i := 0; i <= len(t.outbox)/batch; i++ {
				w.schedule(int64(i*20), func() { t.contact(t.hub()) })
			}
		}
		w.run(w.now + 4000)
		for _, n := range w.hubs {
			w.schedule(1, func() { n.sync(0) })
		}
		w.run(w.now + 4*answerTimeout)
	}
}

// watch checks, while faults rage, what must hold at every moment.
func (w *World) watch(end int64) {
	w.promises()
	if w.now < end {
		w.schedule(2000, func() { w.watch(end) })
	}
}

// promises: what a tablet was told is durable is on some hub's disk, unchanged.
func (w *World) promises() {
	for _, t := range w.tablets {
		for _, r := range t.durable {
			for seq := r.From; seq <= r.To; seq++ {
				if !w.somebodyHolds(crdt.Dot{Stream: t.stream, Seq: seq}) {
					w.fail("acknowledged op %d/%d is on no disk", t.stream.Writer.Device, seq)
				}
			}
		}
	}
	for _, n := range append(slices.Clone(w.hubs), w.cloud) {
		if len(n.alarms) > 0 {
			w.fail("node %d raised %d false alarms", n.number, len(n.alarms))
		}
	}
}

func (w *World) somebodyHolds(dot crdt.Dot) bool {
	for _, n := range w.hubs {
		if raw, ok := n.ops[dot]; ok {
			return bytes.Equal(raw, w.written[dot])
		}
	}
	return false
}

// check demands, after healing, that everybody holds everything and derives the
// same from it as a replica that saw every op once, in order.
func (w *World) check() {
	w.promises()
	for _, t := range w.tablets {
		if len(t.outbox) > 0 {
			w.fail("tablet %d still has %d unsent ops", t.stream.Writer.Device, len(t.outbox))
		}
		if len(t.archive) > 0 {
			w.fail("tablet %d still keeps %d ops nobody else signed for", t.stream.Writer.Device, len(t.archive))
		}
	}
	want, attempts := w.reference()
	for _, n := range append(slices.Clone(w.hubs), w.cloud) {
		if got := len(n.ops); got != len(w.written) {
			w.fail("node %d holds %d ops, want %d", n.number, got, len(w.written))
		}
		total := 0
		for id, l := range n.learners {
			total += l.Answers
			if want[id].Digest != l.Digest || want[id].Answers != l.Answers {
				w.fail("node %d: learner %d has %d answers and state %x, want %d and %x", n.number, id[15], l.Answers, l.Digest, want[id].Answers, want[id].Digest)
			}
		}
		if total != attempts {
			w.fail("node %d counts %d attempts, want %d", n.number, total, attempts)
		}
	}
}

// reference folds every op that was ever written, once, in canonical order.
func (w *World) reference() (map[school.ID]projection.Learner, int) {
	fresh, err := w.node(worldHubs + 1)
	if err != nil {
		w.fail("reference: %v", err)
		return nil, 0
	}
	var ops []*crdt.Op
	attempts := 0
	for _, raw := range w.written {
		op, _, err := crdt.DecodeOp(raw)
		if err != nil {
			w.fail("reference: %v", err)
			return nil, 0
		}
		if op.Attempt != nil {
			attempts++
		}
		ops = append(ops, op)
	}
	slices.SortFunc(ops, crdt.CompareCanonical)
	if _, err := fresh.Apply(ops); err != nil {
		w.fail("reference: %v", err)
	}
	return fresh.learners, attempts
}

func (w *World) outcome() Outcome {
	o := Outcome{Steps: w.steps, Attempts: 0, Failure: w.failure}
	for _, n := range append(slices.Clone(w.hubs), w.cloud) {
		o.Restarts += n.restarts
		ids := make([]school.ID, 0, len(n.learners))
		for id := range n.learners {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, school.ID.Compare)
		for _, id := range ids {
			w.note("end", n.number, id[15], n.learners[id].Digest)
		}
		for _, s := range n.segments {
			w.note("segment", n.number, s.ref.Hash[:8])
		}
	}
	for _, t := range w.tablets {
		o.Attempts += t.answered
	}
	o.Hash = w.sum()
	return o
}
