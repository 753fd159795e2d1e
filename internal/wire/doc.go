// Package wire turns ops of one audience into segments and back: immutable files
// that a hub cuts from its log, signs, names by their SHA-256 and resends for
// ever. A segment keeps every byte of every op; what a shared catalogue, a shared
// directory of ids, or the ops before it predict costs next to nothing.
//
// It is pure: no clock, no disk, no randomness, and the signature is a function
// it is given. It deliberately does not decide which ops go into a segment, where
// segments go, nor who may read them (package replication); it never re-encodes
// a segment.
package wire
