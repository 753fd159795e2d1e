package simtest

import (
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Faults is which troubles a seed turned on, and how bad they are.
type Faults struct {
	Loss      float64 // chance that a message never arrives
	Duplicate float64 // chance that it arrives twice
	Delay     int64   // longest delay in ticks; more than a round trip reorders
	Corrupt   float64 // chance that a message of an exchange, or a part on a stick, has a bent byte
	Portal    float64 // chance that somebody else answers in the cloud's name
	Restart   int64   // mean ticks between restarts of each hub and cloud, 0 for never
	Power     int64   // mean ticks between power cuts at any write, 0 for never
	Roam      float64 // chance that a tablet's next contact is with another hub of its school
	WildClock bool    // hubs boot in 1970, or ten years off
	Away      bool    // some hubs reach the cloud by stick only
	Gap       bool    // a second lesson half a year later
	Full      bool    // disks fill up for a while
	Lying     bool    // one hub's disk forgets commits it confirmed when the power goes
	Restored  bool    // one hub goes on from an older copy
	Cloned    bool    // one hub's card is copied and runs twice
	Wiped     bool    // tablets lose what they keep
	Sticks    bool    // bundles are carried, also half copied, twice, and to the wrong hub
	Paired    bool    // hubs of a school exchange with each other
	Newer     bool    // some tablets and hubs are a version ahead
	Erased    bool    // a child is erased while work of hers is still on its way
	Twice     bool    // children are enrolled twice, and joined and told apart by several people
	Forged    bool    // numbers are used twice, and nonsense comes beside good work
}

// draw turns on a random subset of faults.
func (w *World) draw() {
	some := func() bool { return w.random.IntN(3) == 0 }
	f := &w.Faults
	if w.random.IntN(4) > 0 {
		f.Loss = w.random.Float64() * 0.5
	}
	if w.random.IntN(4) > 0 {
		f.Duplicate = w.random.Float64() * 0.4
	}
	f.Delay = 2 + w.random.Int64N(3000)
	if some() {
		f.Corrupt = w.random.Float64() * 0.3
	}
	if some() {
		f.Portal = w.random.Float64() * 0.3
	}
	if some() {
		f.Restart = 3000 + w.random.Int64N(60_000)
	}
	if some() {
		f.Power = 3000 + w.random.Int64N(30_000)
	}
	if !some() {
		f.Roam = w.random.Float64() * 0.5
	}
	for _, on := range []*bool{
		&f.WildClock, &f.Away, &f.Gap, &f.Full, &f.Lying, &f.Restored, &f.Cloned, &f.Wiped, &f.Sticks, &f.Paired, &f.Newer, &f.Forged,
	} {
		*on = some()
	}
}

// begin lets a lesson's troubles loose.
func (w *World) begin(end int64) {
	for _, n := range w.nodes() {
		w.repeat(w.Faults.Restart, end, n.restart)
		w.repeat(w.Faults.Power, end, func() { n.powerIn = 1 + w.random.IntN(80) })
		n.away = n.school >= 0 && w.Faults.Away && w.random.IntN(2) == 0
		if w.Faults.Full && w.random.IntN(3) == 0 {
			w.during(end, func() { n.full = true }, func() { n.full = false })
		}
	}
	for of := range w.schools {
		victim := w.someHub(of)
		if w.Faults.Restored {
			w.during(end, func() { victim.backup = victim.copy() }, victim.restore)
		}
		if w.Faults.Cloned && len(w.hubs) < maxNodes {
			w.schedule(w.random.Int64N(lessonTicks), func() { w.clone(victim, end) })
		}
		if w.Faults.Lying {
			w.schedule(w.random.Int64N(lessonTicks), victim.lie)
		}
	}
	if w.Faults.Wiped {
		for _, t := range w.tablets {
			if w.random.IntN(6) == 0 {
				w.schedule(w.random.Int64N(lessonTicks), t.wipe)
			}
		}
	}
	if w.Faults.Forged {
		w.repeat(8000, end, w.forge)
	}
	if w.Faults.Twice {
		for of := range w.schools {
			for range 2 + w.pairing.IntN(5) {
				w.schedule(w.pairing.Int64N(lessonTicks), func() { w.join(of) })
			}
		}
	}
	if w.Faults.Erased {
		for of := range w.schools {
			child := school.ID{0: 0x02, 14: byte(of), 15: byte(1 + w.chance.IntN(children))}
			w.schedule(w.chance.Int64N(lessonTicks), func() { w.erase(of, child) })
		}
	}
}

// maxNodes bounds how many disks clones may make.
const maxNodes = 24

// someHub picks one of a school's hubs that runs once.
func (w *World) someHub(of int) *Node {
	var own []*Node
	for _, n := range w.hubs {
		if n.school == of {
			own = append(own, n)
		}
	}
	return own[w.random.IntN(len(own))]
}

// repeat runs fn at random times, mean ticks apart, until end; never for 0.
func (w *World) repeat(mean, end int64, fn func()) {
	if mean == 0 {
		return
	}
	w.schedule(1+w.random.Int64N(2*mean), func() {
		if w.now < end {
			fn()
			w.repeat(mean, end, fn)
		}
	})
}

// during runs on at some time of the lesson and off at a later one.
func (w *World) during(end int64, on, off func()) {
	from := w.random.Int64N(lessonTicks)
	w.schedule(from, on)
	w.schedule(from+w.random.Int64N(max(end-w.now-from, 1)), off)
}

// diskFault is asked before every write.
func (n *Node) diskFault() error {
	if n.full {
		return errFull
	}
	if n.powerIn > 0 {
		if n.powerIn--; n.powerIn == 0 {
			n.lose()
			return errPower
		}
	}
	return nil
}

// lose takes a node's power; it comes back after a while.
func (n *Node) lose() {
	n.down = true
	n.life++
	n.w.note("power", n.number)
	n.w.schedule(1+n.w.random.Int64N(4000), n.restart)
}

// restart kills a node at once: what is in its store stays, the rest is gone.
func (n *Node) restart() {
	n.restarts++
	n.start()
	n.w.note("restart", n.number, n.restarts)
}

// lie cuts the power of a hub whose disk confirmed what it had not written.
func (n *Node) lie() {
	n.forget(1 + n.w.random.IntN(remembered))
	n.readLists()
	n.rolledBack()
}

// restore goes on from the copy that was made before.
func (n *Node) restore() {
	if n.backup != nil {
		n.store, n.backup = n.backup, nil
		n.readLists()
		n.rolledBack()
	}
}

func (n *Node) rolledBack() {
	n.lastEdit = crdt.Version{}
	n.w.rolled[n.school] = true
	n.restart()
	n.w.note("rolled back", n.number, len(n.ops))
	n.w.shrunk()
}

// clone starts a second program in a hub's name, on a copy of its disk.
func (w *World) clone(of *Node, end int64) {
	n, err := w.node(of.number, of.school)
	if err != nil {
		w.fail("world", "clone: %v", err)
		return
	}
	n.store, n.boot, n.away, n.honest = of.copy(), of.boot, of.away, of.honest
	n.readLists()
	n.start()
	w.hubs = append(w.hubs, n)
	w.note("clone", n.number)
	n.work(end)
}

// wipe clears a tablet: it enrols again, as a new device.
func (t *Tablet) wipe() {
	old := *t
	*t = *t.w.tablet(t.school, t.answers)
	t.answered, t.left = old.answered, old.left
	t.w.wiped[old.stream] = true
	t.w.note("wipe", old.stream.Writer.Device)
	t.w.shrunk()
}

// erase takes a child out of one hub of her school; work of hers is still on tablets,
// in other hubs, on sticks and in old copies.
func (w *World) erase(of int, child school.ID) {
	for _, n := range w.hubs {
		if n.school != of || n.down || n.full {
			continue
		}
		op := crdt.EraseOp(child)
		if err := n.Write(op); !n.survived(err) || n.down {
			return
		}
		w.written[op.Dot] = op.AppendBinary(nil)
		w.gone[child] = true
		w.note("erase", n.number, child[15])
		return
	}
}

// join lets somebody at one of a school's hubs say that two of its children are one, or
// that one stands alone. Whoever speaks knows nothing of the others' words: chains and
// rings come about.
func (w *World) join(of int) {
	child := func() school.ID { return school.ID{0: 0x02, 14: byte(of), 15: byte(1 + w.pairing.IntN(children))} }
	same := crdt.SameAs{Learner: child(), As: child()}
	if w.pairing.IntN(5) == 0 {
		same.As = school.ID{}
	}
	var up []*Node
	for _, n := range w.hubs {
		if n.school == of && !n.down && !n.full {
			up = append(up, n)
		}
	}
	if len(up) == 0 {
		return
	}
	n, op := up[w.pairing.IntN(len(up))], same.Op()
	if err := n.Write(op); !n.survived(err) || n.down {
		return
	}
	w.written[op.Dot] = op.AppendBinary(nil)
	w.note("join", n.number, same.Learner[15], same.As[15])
}

// forge uses a number a second time, at a hub that knows it.
func (w *World) forge() {
	n := w.hubs[w.random.IntN(len(w.hubs))]
	if n.down || n.full || len(n.order) == 0 {
		return
	}
	op, _, err := n.Find(n.order[w.random.IntN(len(n.order))])
	if err != nil || op.Attempt == nil {
		return
	}
	op.Attempt.Response += "?"
	w.forged[op.Dot] = true
	result, err := n.apply(op)
	if err == nil && !slices.Contains(result.Alarms, op.Dot) {
		w.fail("alarm", "hub %d says nothing of %s with two contents", n.number, op.Dot)
	}
}
