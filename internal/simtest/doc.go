// Package simtest runs many replicas of the real core on one event heap: schools with
// their hubs, tablets and sticks, and a cloud, in one goroutine, so that a seed replays
// exactly. A seed draws its world and a subset of faults: a network that loses,
// repeats, reorders and bends, portals, power cuts at any write, disks that fill up or
// lie, restored and cloned hubs, wiped tablets, wrong sticks, wild clocks, half a year
// apart, newer programs, children erased while work of theirs is on its way, numbers used twice. Replicas keep their stores in memory, on a
// disk whose transactions can break; what is simulated is time, network, disk and
// chance, never the rules. Invariants are checked whenever something is promised or
// lost and at short intervals; then faults are healed, and everybody must come to the
// same within three rounds of contact.
//
// It is for tests only and deliberately simulates no HTTP and no SQLite: those have
// tests of their own, and one conformance suite holds both stores to the same.
package simtest
