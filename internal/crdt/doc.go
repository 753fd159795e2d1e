// Package crdt defines the op, the one unit in which anything changes, and the
// rules by which ops from any number of writers, in any order and any number of
// times, come to one state: grow-only attempts, per-field last-writer-wins
// registers with their losers kept, add-wins sets, and version vectors with
// ranges.
//
// It is pure: no storage, no clock, no randomness. It deliberately does not
// encode ops for the wire (package wire) nor decide where they may go (package
// replication).
package crdt
