package sqlite_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/ministry"
	"darasa/internal/school"
)

// A child with two records is one child in the ministry's figures: as if all her answers
// had been given on one card. Words and answers come in any order, also an undone word
// and an erasure.
func TestCloud_SameChildOnce(t *testing.T) {
	hub := cloudtest.HubID(1)
	of := func(card byte, first uint64) []*crdt.Op { return cloudtest.Answers(hub, uint32(card), card, first, 10) }
	handle := func(card byte) school.ID { return of(card, 1)[0].Attempt.Learner }
	said := func(seq uint64, op *crdt.Op) []*crdt.Op {
		op.Dot = crdt.Dot{Stream: crdt.Stream{Writer: crdt.Writer{Hub: hub}, Epoch: 10, Audience: school.AudienceMinistry}, Seq: seq}
		op.Stamp.At = hlc.Timestamp{Tick: int64(seq)}
		return []*crdt.Op{op}
	}
	parts := func(words ...[]*crdt.Op) [][]*crdt.Op {
		return append([][]*crdt.Op{of(1, 1), of(2, 1), of(3, 1), of(2, 11)}, words...)
	}
	join := said(1, crdt.SameAs{Learner: handle(2), As: handle(1)}.Op())
	ring := said(2, crdt.SameAs{Learner: handle(1), As: handle(2)}.Op())
	undo := said(3, crdt.SameAs{Learner: handle(2)}.Op())
	away := said(4, crdt.EraseOp(handle(1)))
	for _, test := range []struct {
		name     string
		parts    [][]*crdt.Op
		learners int
	}{
		{"Two", parts(), 3},
		{"One", parts(join), 2},
		{"Ring", parts(join, ring), 2},
		{"Undone", parts(join, undo), 3},
		{"JoinedAgain", parts(join, undo, said(5, crdt.SameAs{Learner: handle(2), As: handle(3)}.Op())), 2},
		{"Chain", parts(join, said(5, crdt.SameAs{Learner: handle(1), As: handle(3)}.Op())), 1},
		{"Erased", parts(join, away), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			cutter := cloudtest.NewCutter(1, 10)
			var bodies [][]byte
			for _, part := range test.parts {
				bodies = append(bodies, cutter.MustCut(t, part).Bytes)
			}
			want := countryOf(t, bodies)
			if got := want.Schools[0].Learners; got != test.learners {
				t.Fatalf("%d children are counted, want %d", got, test.learners)
			}
			for seed := range uint64(2) { // each opens a store of its own
				drawn := slices.Clone(bodies)
				rand.New(rand.NewPCG(seed, 1)).Shuffle(len(drawn), func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
				if got := countryOf(t, drawn); !reflect.DeepEqual(got.Skills, want.Skills) || got.Schools[0].Learners != test.learners {
					t.Errorf("in order %d\n%+v\nwant\n%+v", seed, got.Skills, want.Skills)
				}
			}
		})
	}
	card := func(ops []*crdt.Op) []*crdt.Op {
		for _, op := range ops {
			if op.Attempt != nil {
				op.Attempt.Learner = handle(1)
			}
		}
		return ops
	}
	cut := func(parts ...[]*crdt.Op) (bodies [][]byte) {
		cutter := cloudtest.NewCutter(1, 10)
		for _, part := range parts {
			bodies = append(bodies, cutter.MustCut(t, part).Bytes)
		}
		return bodies
	}
	want := countryOf(t, cut(of(1, 1), card(of(2, 1)), of(3, 1), card(of(2, 11))))
	if got := countryOf(t, cut(parts(join)...)); !reflect.DeepEqual(got.Skills, want.Skills) {
		t.Errorf("joined\n%+v\nwant as on one card\n%+v", got.Skills, want.Skills)
	}
}

func countryOf(t *testing.T, bodies [][]byte) ministry.Country {
	t.Helper()
	c := cloudtest.MustOpen(t, t.TempDir(), &cloudtest.Clock{})
	hub, _ := cloudtest.MustEnroll(t, c, cloudtest.MustAddSchool(t, c, "Chak 12"), 1)
	for _, body := range bodies {
		mustReceive(t, c, hub, body)
	}
	country, err := c.Country(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return country
}
