package crdt_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

func child(n byte) school.ID { return school.ID{0: 2, 15: n} }

func TestSameAs(t *testing.T) {
	for _, want := range []crdt.SameAs{{child(1), child(2)}, {child(1), school.ID{}}} {
		op := want.Op()
		got, ok := op.SameAs()
		about, concerns := op.Concerns()
		if !ok || got != want || !concerns || about != want.Learner || crdt.SameAsOf(want.Learner, want.Value()) != want {
			t.Errorf("got %+v, %v, concerns %s; want %+v", got, ok, about, want)
		}
	}
	if v := (crdt.SameAs{Learner: child(1), As: child(1)}).Value(); v != nil {
		t.Errorf("the same as herself is kept as %x", v)
	}
	for _, bad := range [][]byte{nil, {1}, make([]byte, 17), append([]byte{1}, make([]byte, 16)...), append([]byte{2}, make([]byte, 32)...), append([]byte{1}, make([]byte, 33)...)} {
		if s, ok := (&crdt.Op{Kind: crdt.KindSameAs, Body: bad}).SameAs(); ok {
			t.Errorf("%x read as %+v", bad, s)
		}
	}
}

func TestAlike(t *testing.T) {
	type words map[byte]byte
	for _, test := range []struct {
		name  string
		words words
		of    byte
		want  byte
		group []byte
	}{
		{"Nobody", nil, 5, 5, []byte{5}},
		{"One", words{5: 3}, 5, 3, []byte{3, 5}},
		{"TheOther", words{5: 3}, 3, 3, []byte{3, 5}},
		{"GreaterCanBeKept", words{3: 5}, 3, 5, []byte{3, 5}},
		{"Chain", words{7: 5, 5: 3}, 7, 3, []byte{3, 5, 7}},
		{"Two", words{7: 3, 5: 3}, 7, 3, []byte{3, 5, 7}},
		{"Ring", words{5: 3, 3: 5}, 5, 3, []byte{3, 5}},
		{"RingOfThree", words{5: 7, 7: 3, 3: 5}, 7, 3, []byte{3, 5, 7}},
		{"TailOfARing", words{9: 7, 7: 5, 5: 7}, 9, 5, []byte{5, 7, 9}},
		{"Herself", words{5: 5}, 5, 5, []byte{5}},
	} {
		t.Run(test.name, func(t *testing.T) {
			alike := crdt.Alike{}
			for from, to := range test.words {
				alike[child(from)] = child(to)
			}
			var group []school.ID
			for _, n := range test.group {
				group = append(group, child(n))
			}
			if got := alike.Of(child(test.of)); got != child(test.want) {
				t.Errorf("counts under %s, want %d", got, test.want)
			}
			if got := alike.Group(child(test.of)); !slices.Equal(got, group) {
				t.Errorf("group %v, want %v", got, group)
			}
		})
	}
}

// Whatever people joined: all of a group count under one of them, and after the words
// that set a record apart it no longer counts with what it was the same as.
func TestAlike_Apart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alike := crdt.Alike{}
		for range rapid.IntRange(1, 12).Draw(t, "words") {
			alike[child(rapid.ByteRange(1, 8).Draw(t, "learner"))] = child(rapid.ByteRange(1, 8).Draw(t, "as"))
		}
		learner := child(rapid.ByteRange(1, 8).Draw(t, "apart"))
		one := alike.Of(learner)
		for _, id := range alike.Group(learner) {
			if alike.Of(id) != one || alike.Of(one) != one {
				t.Fatalf("%s counts under %s, %s under %s", id, alike.Of(id), learner, one)
			}
		}
		other, joined := alike[learner]
		for _, word := range alike.Apart(learner) {
			delete(alike, word.Learner)
		}
		if alike.Of(learner) != learner || joined && other != learner && alike.Of(other) == learner {
			t.Fatalf("after it %s counts under %s and %s under %s", learner, alike.Of(learner), other, alike.Of(other))
		}
	})
}

func FuzzSameAs(f *testing.F) {
	f.Add(crdt.SameAs{Learner: child(1), As: child(2)}.Op().Body)
	f.Fuzz(func(t *testing.T, body []byte) {
		op := &crdt.Op{Kind: crdt.KindSameAs, Body: body}
		if s, ok := op.SameAs(); ok && len(s.Value()) > 0 && string(s.Op().Body) != string(body) {
			t.Fatalf("%+v has other bytes", s)
		}
	})
}
