// Package simtest runs many replicas of the real core on one event heap: hubs, a
// cloud and tablets, with loss, duplication, reordering and restarts drawn from
// one seed, in one goroutine, so that a seed replays exactly. The replicas keep
// their stores in memory; what is simulated is time, network, disk and chance,
// never the rules.
//
// It is for tests only and deliberately simulates no HTTP and no SQLite: those
// have tests of their own.
package simtest
