package simtest_test

import (
	"testing"

	"darasa/internal/replication/replicationtest"
	"darasa/internal/simtest"
)

// The store that seeds run on keeps the same promises as SQLite.
func TestReplica_Conformance(t *testing.T) {
	epoch := uint32(50)
	replicationtest.Run(t, func(tb testing.TB, i byte) replicationtest.Replica {
		epoch++
		r, err := simtest.NewReplica(replicationtest.Hub(i), epoch, replicationtest.Key(i).Sign, replicationtest.Keys)
		if err != nil {
			tb.Fatal(err)
		}
		return r
	})
}
