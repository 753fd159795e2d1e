package simtest

import (
	"slices"

	"darasa/internal/school"
)

// Outcome is what a seed came to.
type Outcome struct {
	Hash      uint64 // of everything that happened and of the end state
	Steps     int
	Attempts  int
	Restarts  int
	Excused   int    // ops that no promise covered and that are gone
	Invariant string // name of the broken one, empty when all held
	Failure   string // what broke it
}

// Run simulates one lesson or two with faults in a small world, then heals all of
// them and demands that everybody comes to the same within three rounds.
func Run(seed uint64) (Outcome, error) { return RunIn(Small, seed) }

// RunIn is Run in a world of another size.
func RunIn(size Size, seed uint64) (Outcome, error) {
	w, err := NewWorld(seed, size)
	if err != nil {
		return Outcome{}, err
	}
	w.lesson()
	if w.Faults.Gap {
		w.now += 180 * school.TicksPerDay
		w.lesson()
	}
	w.heal()
	w.check()
	return w.outcome(), nil
}

func (w *World) lesson() {
	end := w.now + lessonTicks
	for _, t := range w.tablets {
		t.left = t.answers
		w.schedule(w.random.Int64N(3000), func() { t.lesson(end) })
		w.schedule(w.random.Int64N(3000), func() { t.post(end) })
	}
	for _, n := range slices.Clone(w.hubs) {
		n.work(end)
	}
	w.begin(end)
	w.watch(end)
	w.run(end)
}

// healRounds is how many rounds of contact everybody gets once faults are gone.
const healRounds = 3

// heal removes every fault and lets tablets and hubs finish.
func (w *World) heal() {
	w.run(w.now + 5*answerTimeout) // what is under way arrives or times out
	w.Faults = Faults{Delay: 2, Paired: w.Faults.Paired}
	for _, n := range w.nodes() {
		n.full, n.away, n.fault, n.backup = false, false, nil, nil
		if n.down {
			n.restart()
			n.fault = nil
		}
	}
	for range healRounds {
		w.contacts()
		for _, n := range w.hubs {
			w.round(n)
		}
	}
	w.contacts()
	for _, n := range w.nodes() {
		n.release()
	}
}

// round lets a hub talk to everybody it knows: what only a sister has of a restored
// hub comes back from that sister.
func (w *World) round(n *Node) {
	peers := []*Node{w.cloud}
	if w.Faults.Paired {
		peers = append(w.sisters(n), w.cloud)
	}
	for _, peer := range peers {
		if n.cut() && n.release() {
			n.call(peer)
		}
		w.run(w.now + 4*answerTimeout)
	}
}

func (w *World) contacts() {
	for _, t := range w.tablets {
		for i := 0; i <= len(t.outbox)/batch; i++ {
			w.schedule(int64(i*20), func() { t.contact(t.hub()) })
		}
	}
	w.run(w.now + 4000)
}

func (w *World) outcome() Outcome {
	o := Outcome{Steps: w.steps, Failure: w.failure, Invariant: w.broken, Excused: len(w.excused)}
	for _, n := range w.nodes() {
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
