// Package sqlite keeps a hub's log and projections, and the cloud's embedded
// default, in one SQLite file: WAL, synchronous=FULL, one writer that commits in
// groups without waiting, four readers.
//
// The log is tail rows plus immutable segments: rows fold into a segment once it
// is cut. What a projection wrote can be deleted and rebuilt from the log. This
// package decides nothing: rules live in replication and projection, whose
// interfaces it implements.
package sqlite
