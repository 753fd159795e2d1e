package crdt_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/crdt/crdttest"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

func drawVersions(t *rapid.T) []crdt.Version {
	n := rapid.IntRange(1, 8).Draw(t, "versions")
	out := make([]crdt.Version, n)
	for i := range out {
		out[i] = crdt.Version{
			At:    hlc.Timestamp{Tick: rapid.Int64Range(0, 2).Draw(t, "tick"), Count: rapid.Uint32Range(0, 1).Draw(t, "count")},
			Dot:   crdt.Dot{Stream: crdttest.Stream(t), Seq: rapid.Uint64Range(1, 3).Draw(t, "seq")},
			Value: []byte{byte(i)},
		}
	}
	slices.SortFunc(out, func(a, b crdt.Version) int { return a.Dot.Compare(b.Dot) })
	return slices.CompactFunc(out, func(a, b crdt.Version) bool { return a.Dot == b.Dot })
}

// Replicas see versions in any order, some twice; the winner and the losers' order agree.
func TestSortVersions_AnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions := drawVersions(t)
		want := crdt.SortVersions(versions)
		shuffled := rapid.Permutation(append(slices.Clone(versions), versions[0])).Draw(t, "order")
		got := crdt.SortVersions(shuffled)
		if len(got) != len(want) {
			t.Fatalf("kept %d versions, want %d", len(got), len(want))
		}
		for i := range got {
			if got[i].Dot != want[i].Dot || !bytes.Equal(got[i].Value, want[i].Value) {
				t.Fatalf("place %d differs", i)
			}
			if i > 0 && !got[i-1].Wins(got[i]) {
				t.Fatalf("place %d does not lose to place %d", i, i-1)
			}
		}
	})
}

func TestVersion_WinsIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions := drawVersions(t)
		for _, a := range versions {
			for _, b := range versions {
				if a.Dot != b.Dot && a.Wins(b) == b.Wins(a) {
					t.Fatalf("no winner between %v and %v", a, b)
				}
			}
		}
	})
}

type setOp struct {
	add     bool
	dot     crdt.Dot
	element string
	dots    []crdt.Dot
}

func replay(ops []setOp) []string {
	var s crdt.Set
	for _, op := range ops {
		if op.add {
			s.Add(op.dot, []byte(op.element))
		} else {
			s.Remove(op.dots)
		}
	}
	return s.Elements()
}

func TestSet_AnyOrderAnyNumberOfTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ops []setOp
		var dots []crdt.Dot
		for i := range rapid.IntRange(1, 10).Draw(t, "ops") {
			if len(dots) > 0 && rapid.Bool().Draw(t, "remove") {
				ops = append(ops, setOp{dots: []crdt.Dot{rapid.SampledFrom(dots).Draw(t, "dot")}})
				continue
			}
			dot := crdt.Dot{Stream: crdttest.Stream(t), Seq: uint64(i + 1)}
			dots = append(dots, dot)
			ops = append(ops, setOp{add: true, dot: dot, element: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "element")})
		}
		want := replay(ops)
		twice := rapid.Permutation(append(slices.Clone(ops), ops...)).Draw(t, "order")
		if got := replay(twice); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// An add made without having seen a remove survives it.
func TestSet_AddWins(t *testing.T) {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: school.ID{1}}, Epoch: 1, Audience: school.AudienceSchool}
	var s crdt.Set
	s.Add(crdt.Dot{Stream: stream, Seq: 1}, []byte("sana"))
	seen := s.Dots([]byte("sana"))
	s.Add(crdt.Dot{Stream: stream, Seq: 2}, []byte("sana")) // elsewhere, at the same time
	s.Remove(seen)
	if got := s.Elements(); !slices.Equal(got, []string{"sana"}) {
		t.Errorf("members = %v, want sana to stay", got)
	}
	s.Remove(s.Dots([]byte("sana")))
	if got := s.Elements(); len(got) != 0 {
		t.Errorf("members = %v, want none", got)
	}
}

func TestCompareCanonical_TotalAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := crdttest.Op(t), crdttest.Op(t)
		if got, back := crdt.CompareCanonical(a, b), crdt.CompareCanonical(b, a); got != -back {
			t.Fatalf("compare = %d and %d", got, back)
		}
		if a.Dot != b.Dot && crdt.CompareCanonical(a, b) == 0 {
			t.Fatal("two ops share a place")
		}
	})
}

func TestStream_String(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := crdttest.Stream(t)
		got, err := crdt.ParseStream(want.String())
		if err != nil || got != want {
			t.Fatalf("parse %q = %v, %v", want, got, err)
		}
	})
	for _, bad := range []string{"", "a/b/c/d", "00000000-0000-7000-8000-000000000001/1/2/nobody", "00000000-0000-7000-8000-000000000001/-1/2/hub"} {
		if _, err := crdt.ParseStream(bad); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("parse %q: %v, want invalid", bad, err)
		}
	}
}

func TestOp_Columns(t *testing.T) {
	var op crdt.Op
	op.Stream = crdt.Stream{Epoch: 4}
	if _, ok := op.SessionDot(); ok {
		t.Error("an op without columns names a session")
	}
	op.SetUint(crdt.ColumnSession, 300)
	op.SetUint(crdt.ColumnPlan, 1)
	op.SetUint(crdt.ColumnPlan, 2)
	if v, ok := op.Uint(crdt.ColumnPlan); !ok || v != 2 {
		t.Errorf("plan = %d, %t", v, ok)
	}
	if dot, ok := op.SessionDot(); !ok || dot.Seq != 300 || dot.Stream != op.Stream {
		t.Errorf("session = %v, %t", dot, ok)
	}
	if len(op.Columns) != 2 || op.Columns[0].Number != crdt.ColumnPlan {
		t.Errorf("columns = %v, want sorted and single", op.Columns)
	}
	op.SetColumn(crdt.ColumnSession, []byte{0x80})
	if _, ok := op.SessionDot(); ok {
		t.Error("a damaged column names a session")
	}
}
