package simtest_test

import (
	"testing"

	"darasa/internal/replication/replicationtest"
	"darasa/internal/simtest"
)

// The store that seeds run on keeps the same promises as SQLite.
func TestReplica_Conformance(t *testing.T) {
	replicationtest.Run(t, func(tb testing.TB, i byte) replicationtest.Replica {
		r, err := simtest.NewReplica(replicationtest.Hub(i), uint32(50+i), replicationtest.Key(i).Sign, replicationtest.Keys)
		if err != nil {
			tb.Fatal(err)
		}
		return r
	})
}
