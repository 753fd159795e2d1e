// Package sqlitetest opens hub stores for tests. It is for tests only.
package sqlitetest

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"
	"testing"

	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/replication/replicationtest"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// Words of package replicationtest that store tests use too.
var (
	HubID  = replicationtest.HubID
	Built  = replicationtest.Built
	Lesson = replicationtest.Lesson
	Epoch  = replicationtest.Epoch
	Key    = replicationtest.Key
)

// SigningKey is a fixed Ed25519 key for tests.
type SigningKey = replicationtest.SigningKey

// Config returns a configuration with a clock that counts up from a fixed date.
func Config(tb testing.TB, path string, epoch uint32) sqlite.Config {
	tb.Helper()
	lib, err := library.New(Built().Catalogue)
	if err != nil {
		tb.Fatal(err)
	}
	tick := int64(179_543_520_000)
	return sqlite.Config{
		Path: path, Hub: HubID, Epoch: epoch, Library: lib, Mono: func() int64 { return tick - 179_543_520_000 },
		Sign: Key(1).Sign, Keys: func(school.ID) ed25519.PublicKey { return Key(1).Public() },
		Clock: func(last hlc.Timestamp) *hlc.Clock {
			return hlc.NewClock(func() int64 { tick++; return tick }, last)
		},
	}
}

// MustOpenHub opens a hub's store and closes it when the test ends.
func MustOpenHub(tb testing.TB, path string, epoch uint32) *sqlite.Hub {
	tb.Helper()
	h, err := sqlite.OpenHub(context.Background(), Config(tb, path, epoch))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = h.Close() })
	return h
}

// States returns one line per learner with answers: id, answers, digest of the
// engine's state.
func States(tb testing.TB, h *sqlite.Hub) []string {
	tb.Helper()
	learners, err := h.Learners(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, l := range learners {
		out = append(out, fmt.Sprintf("%s %d %d %016x", l.ID, l.Answers, l.Correct, l.Digest))
	}
	slices.Sort(out)
	return out
}
