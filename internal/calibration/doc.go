// Package calibration turns a hub's log into the next numbered snapshot of what all
// learners share, and reads and writes signed parameter packs, by which one replica
// learns from another's answers.
//
// It deliberately reads no store and no clock: answers come in, in any order, and a
// snapshot comes out, the same for the same answers. When to calibrate, and where
// snapshots are kept, is its callers' business.
package calibration
