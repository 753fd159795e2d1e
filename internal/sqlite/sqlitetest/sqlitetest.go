// Package sqlitetest opens hub stores for tests and makes small lessons. It is for
// tests only.
package sqlitetest

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"testing"

	"darasa/content"
	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// HubID is the hub of Config.
var HubID = school.ID{0: 0x01, 6: 0x70, 8: 0x80, 15: 0x01}

// Built returns the starter pack, built once.
var Built = sync.OnceValue(func() *curriculum.Built {
	folder, err := content.Numeracy()
	if err != nil {
		panic(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		panic(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		panic(err)
	}
	return built
})

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

// Epoch returns a number that stands for a name, so that tests do not collide.
func Epoch(name string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return h.Sum32()
}

// Lesson returns the ops of a lesson: per learner a session and answers, one tablet
// each, interleaved in time. The same arguments give the same ops.
func Lesson(learners, answers int) []*crdt.Op {
	catalogue := Built().Catalogue
	var out []*crdt.Op
	for l := range learners {
		stream := crdt.Stream{Writer: crdt.Writer{Hub: HubID, Device: uint32(l + 1)}, Epoch: 100 + uint32(l), Audience: school.AudienceMinistry}
		learner := school.ID{0: 0x02, 15: byte(l + 1)}
		stamp := func(i int) hlc.Stamp {
			return hlc.Stamp{
				At:     hlc.Timestamp{Tick: 179_543_600_000 + int64(i*1500+l*37)},
				Moment: hlc.Moment{Boot: 7000 + uint32(l), Mono: int64(i*1500 + 20)},
			}
		}
		out = append(out, &crdt.Op{
			Dot: crdt.Dot{Stream: stream, Seq: 1}, Stamp: stamp(0), Kind: crdt.KindSession,
			Session: &crdt.Session{Learner: learner, Assurance: school.AssurancePictures},
		})
		for i := range answers {
			item := uint32((i*7 + l) % catalogue.NumItems())
			instance := uint32(i) % catalogue.Instances(item)
			op := &crdt.Op{
				Dot: crdt.Dot{Stream: stream, Seq: uint64(i + 2)}, Stamp: stamp(i + 1), Kind: crdt.KindAttempt,
				Attempt: &crdt.Attempt{
					Learner: learner, Catalogue: catalogue.Hash(), Item: item, Instance: instance,
					Response: catalogue.Key(item, instance), Correct: true, Duration: int64(300 + i%40*10), Hints: uint8(i % 9 / 8),
				},
			}
			if wrong := catalogue.Wrong(item, instance); i%4 == 3 && len(wrong) > 0 {
				op.Attempt.Response, op.Attempt.Correct = wrong[0], false
			}
			op.SetUint(crdt.ColumnSession, 1)
			out = append(out, op)
		}
	}
	slices.SortFunc(out, crdt.CompareCanonical)
	return out
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
