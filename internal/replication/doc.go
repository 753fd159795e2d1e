// Package replication is the one door through which every change, local or
// remote, enters a replica, and the conversation by which two replicas come to
// hold the same: Apply, and the exchange as a peer-symmetric state machine.
//
// It is a pure core: storage is an interface of the caller's making, transport is
// bytes in and bytes out, and time is an argument. It deliberately knows nothing
// of HTTP, SQLite or what boards and engines derive from ops.
package replication
