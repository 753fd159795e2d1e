package simtest

import (
	"crypto/ed25519"
	"fmt"
	"hash/fnv"
	"math/rand/v2"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
)

// Size bounds the worlds that seeds draw.
type Size struct {
	Schools, Hubs, Tablets int // at most
	Attempts               int // about, of all tablets together
}

// Small is the world of every test run, Whole the one of long runs.
var (
	Small = Size{Schools: 2, Hubs: 4, Tablets: 40, Attempts: 240}
	Whole = Size{Schools: 5, Hubs: 10, Tablets: 400, Attempts: 8000}
)

const (
	lessonTicks = 12 * 60 * 100 // twelve minutes
	cloudNumber = 99            // of Hub and Key
	year        = 365 * school.TicksPerDay
)

// World is some schools with their hubs and tablets, and one cloud.
type World struct {
	Faults  Faults
	course  *curriculum.Catalogue
	random  *rand.Rand
	chance  *rand.Rand // of faults that came later, so that older seeds stay what they were
	pairing *rand.Rand // of children enrolled twice, which came later still
	queue   events
	ordered uint64
	steps   int
	now     int64

	schools   int
	hubs      []*Node // of every school; a cloned hub is there twice
	cloud     *Node
	tablets   []*Tablet
	devices   uint32                  // numbers given
	written   map[crdt.Dot][]byte     // every op anybody ever wrote
	excused   map[crdt.Dot]bool       // lost with a wiped tablet or a restored hub, before anybody else had them
	wiped     map[crdt.Stream]bool    // streams whose tablet is gone
	inSegment map[[32]byte][]crdt.Dot // of every segment a hub cut
	forged    map[crdt.Dot]bool       // dots that somebody used twice
	schoolOf  map[school.ID]int       // of hubs
	gone      map[school.ID]bool      // children who were erased
	rolled    map[int]bool            // schools one of whose hubs lost what it had confirmed
	failure   string
	broken    string // name of the invariant that failure is about
	trace     interface{ Write([]byte) (int, error) }
	sum       func() uint64
}

// NewWorld draws a world from a seed.
func NewWorld(seed uint64, size Size) (*World, error) {
	h := fnv.New64a()
	w := &World{
		course: courseOf(seed), random: rand.New(rand.NewPCG(seed, 0xda7a5a)), chance: rand.New(rand.NewPCG(seed, 0xe2a5ed)), pairing: rand.New(rand.NewPCG(seed, 0x5a3ea5)), trace: h, sum: h.Sum64, now: 179_543_520_000,
		written: map[crdt.Dot][]byte{}, excused: map[crdt.Dot]bool{}, wiped: map[crdt.Stream]bool{}, inSegment: map[[32]byte][]crdt.Dot{},
		forged: map[crdt.Dot]bool{}, schoolOf: map[school.ID]int{}, rolled: map[int]bool{}, gone: map[school.ID]bool{},
	}
	w.draw()
	w.Faults.Erased = w.chance.IntN(4) == 0
	w.Faults.Twice = w.pairing.IntN(4) == 0
	w.schools = 1 + w.random.IntN(size.Schools)
	hubs := w.schools + w.random.IntN(size.Hubs-w.schools+1)
	var err error
	if w.cloud, err = w.node(cloudNumber, -1); err != nil {
		return nil, err
	}
	for i := range hubs {
		n, err := w.node(byte(i+1), i%w.schools)
		if err != nil {
			return nil, err
		}
		w.hubs = append(w.hubs, n)
		w.schoolOf[n.id] = n.school
	}
	tablets := 2 + w.random.IntN(size.Tablets-1)
	for i := range tablets {
		w.tablets = append(w.tablets, w.tablet(i%w.schools, max(size.Attempts/tablets, 4)))
	}
	return w, nil
}

// Node is a hub or the cloud with its process.
type Node struct {
	*Replica
	w        *World
	number   byte
	school   int   // −1 for the cloud
	offset   int64 // what its calendar adds to true time
	life     int   // counts starts; answers to an earlier life are lost
	restarts int
	down     bool         // without power
	powerIn  int          // writes until the power goes, 0 for never
	full     bool         // its disk takes nothing
	away     bool         // from the cloud
	honest   bool         // its calendar never lied
	lastEdit crdt.Version // newest of its own still on its disk
	backup   *store
}

func (w *World) node(number byte, of int) (*Node, error) {
	n := &Node{w: w, number: number, school: of, honest: true}
	r, err := newReplica(w.course, replicationtest.Hub(number), w.random.Uint32(), replicationtest.Key(number).Sign, n.pinned)
	if err != nil {
		return nil, err
	}
	n.Replica = r
	if of < 0 {
		r.sees = func(peer, hub school.ID) bool { return w.schoolOf[peer] == w.schoolOf[hub] }
		r.keys = replicationtest.Keys
	}
	r.cutSize = 20 + w.random.IntN(60)
	n.start()
	return n, nil
}

// pinned are the keys a hub starts with: its own, the cloud's, and those of hubs it
// was paired with. The others' it learns of the cloud.
func (n *Node) pinned(hub school.ID) ed25519.PublicKey {
	if hub == n.id || hub == n.w.cloud.id || n.w.Faults.Paired && n.w.schoolOf[hub] == n.school {
		return replicationtest.Keys(hub)
	}
	return nil
}

// start gives a node a new life: new epoch, new boot, a calendar that may lie.
func (n *Node) start() {
	w := n.w
	n.life++
	n.epoch = w.random.Uint32()
	n.boot++
	n.offset, n.down, n.powerIn = 0, false, 0
	if w.Faults.WildClock && n.school >= 0 {
		n.offset = []int64{0, -w.now, 10 * year, -10 * year}[w.random.IntN(4)]
		n.honest = n.honest && n.offset <= 0
	}
	begun := w.now
	n.clock = hlc.NewClock(func() int64 { return w.now + n.offset }, n.last[lastTick])
	n.mono = func() int64 { return w.now - begun }
	n.fault = n.diskFault
	if n.school < 0 {
		n.clock.Trust()
	}
}

// told: somebody who is believed said what time it is.
func (n *Node) told() {
	n.offset = 0
	n.clock.Trust()
}

// note adds a line to the trace, whose hash tells two runs apart.
func (w *World) note(what string, args ...any) {
	_, _ = fmt.Fprintln(w.trace, w.now, what, args)
}

// fail remembers the first invariant that did not hold.
func (w *World) fail(invariant, format string, args ...any) {
	if w.failure == "" {
		w.broken, w.failure = invariant, invariant+": "+fmt.Sprintf(format, args...)
	}
}

// nodes are all that have a disk.
func (w *World) nodes() []*Node { return append(w.hubs[:len(w.hubs):len(w.hubs)], w.cloud) }
