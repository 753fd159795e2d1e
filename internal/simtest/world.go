package simtest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
)

// Sizes of the spine's world.
const (
	worldHubs    = 2
	worldTablets = 10
	lessonTicks  = 12 * 60 * 100 // twelve minutes
	cloudNumber  = 9             // of Hub and Key
)

// Faults is which troubles a seed turned on, and how bad they are.
type Faults struct {
	Loss      float64 // chance that a message never arrives
	Duplicate float64 // chance that it arrives twice
	Delay     int64   // longest delay in ticks; more than a round trip reorders
	Restart   int64   // mean ticks between restarts of each hub and cloud, 0 for never
	Roam      float64 // chance that a tablet's next contact is with the other hub
	WildClock bool    // hubs boot in 1970 or 2036
}

// World is one simulated school: two hubs, a cloud and ten tablets.
type World struct {
	Faults  Faults
	course  *curriculum.Catalogue
	random  *rand.Rand
	queue   events
	ordered uint64
	steps   int
	now     int64
	hubs    []*Node
	cloud   *Node
	tablets []*Tablet
	written map[crdt.Dot][]byte // every op a tablet ever wrote
	trace   interface{ Write([]byte) (int, error) }
	sum     func() uint64
	failure string
}

// Node is a hub or the cloud with its process.
type Node struct {
	*Replica
	w        *World
	number   byte
	offset   int64 // what its calendar adds to true time
	life     int   // counts restarts; answers to an earlier life are lost
	restarts int
}

// NewWorld draws a world from a seed.
func NewWorld(seed uint64) (*World, error) {
	h := fnv.New64a()
	w := &World{
		course: courseOf(seed), random: rand.New(rand.NewPCG(seed, 0xda7a5a)), written: map[crdt.Dot][]byte{}, trace: h, sum: h.Sum64,
		now: 179_543_520_000,
	}
	w.draw()
	for i := byte(1); i <= worldHubs; i++ {
		n, err := w.node(i)
		if err != nil {
			return nil, err
		}
		w.hubs = append(w.hubs, n)
	}
	var err error
	if w.cloud, err = w.node(cloudNumber); err != nil {
		return nil, err
	}
	for i := range worldTablets {
		w.tablets = append(w.tablets, w.tablet(i))
	}
	return w, nil
}

// draw turns on a random subset of faults.
func (w *World) draw() {
	if w.random.IntN(4) > 0 {
		w.Faults.Loss = w.random.Float64() * 0.5
	}
	if w.random.IntN(4) > 0 {
		w.Faults.Duplicate = w.random.Float64() * 0.4
	}
	w.Faults.Delay = 2 + w.random.Int64N(3000)
	if w.random.IntN(3) > 0 {
		w.Faults.Restart = 3000 + w.random.Int64N(60_000)
	}
	if w.random.IntN(2) > 0 {
		w.Faults.Roam = w.random.Float64() * 0.5
	}
	w.Faults.WildClock = w.random.IntN(2) > 0
}

func (w *World) node(number byte) (*Node, error) {
	r, err := newReplica(w.course, replicationtest.Hub(number), w.random.Uint32(), replicationtest.Key(number).Sign, replicationtest.Keys)
	if err != nil {
		return nil, err
	}
	n := &Node{Replica: r, w: w, number: number}
	r.cutSize = 20 + w.random.IntN(60)
	n.start(hlc.Timestamp{})
	return n, nil
}

// start gives a node a new life: new epoch, new boot, a calendar that may lie.
func (n *Node) start(last hlc.Timestamp) {
	w := n.w
	n.life++
	n.epoch = w.random.Uint32()
	n.boot++
	n.offset = 0
	if w.Faults.WildClock && n.number != cloudNumber {
		n.offset = []int64{0, -w.now, 10 * 365 * school.TicksPerDay}[w.random.IntN(3)]
	}
	begun := w.now
	n.clock = hlc.NewClock(func() int64 { return w.now + n.offset }, last)
	n.mono = func() int64 { return w.now - begun }
}

// restart kills a node at once: what is in its store stays, the rest is gone.
func (n *Node) restart() {
	n.restarts++
	n.start(n.clock.Now())
	n.w.note("restart", n.number, n.restarts)
}

// note adds a line to the trace, whose hash tells two runs apart.
func (w *World) note(what string, args ...any) {
	_, _ = fmt.Fprintln(w.trace, w.now, what, args)
}

func (w *World) fail(format string, args ...any) {
	if w.failure == "" {
		w.failure = fmt.Sprintf(format, args...)
	}
}

// send delivers a message through the bad network: lost, late or twice. It goes to
// one life of a node; a later one never saw the connection.
func (w *World) send(deliver func()) {
	if w.random.Float64() < w.Faults.Loss {
		return
	}
	w.schedule(1+w.random.Int64N(w.Faults.Delay), deliver)
	if w.random.Float64() < w.Faults.Duplicate {
		w.schedule(1+w.random.Int64N(2*w.Faults.Delay), deliver)
	}
}

// request sends to a node and its reply back, if both lives last that long.
func (w *World) request(n *Node, serve func() (any, bool), reply func(any)) {
	w.send(func() {
		answer, ok := serve()
		if !ok {
			return
		}
		life := n.life
		w.send(func() {
			if n.life == life {
				reply(answer)
			}
		})
	})
}
