package crdt_test

import (
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// drawRanges draws a set and, beside it, the same set the slow way.
func drawRanges(t *rapid.T, label string) (crdt.Ranges, map[uint64]bool) {
	var rs crdt.Ranges
	slow := map[uint64]bool{}
	for range rapid.IntRange(0, 6).Draw(t, label) {
		from := rapid.Uint64Range(1, 40).Draw(t, "from")
		to := from + rapid.Uint64Range(0, 8).Draw(t, "length")
		rs = rs.Add(crdt.Range{From: from, To: to})
		for n := from; n <= to; n++ {
			slow[n] = true
		}
	}
	return rs, slow
}

func checkShape(t *rapid.T, rs crdt.Ranges) {
	for i, r := range rs {
		if r.From > r.To {
			t.Fatalf("inverted range in %s", rs)
		}
		if i > 0 && rs[i-1].To+1 >= r.From {
			t.Fatalf("ranges touch or overlap in %s", rs)
		}
	}
}

func TestRanges_Property(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, slowA := drawRanges(t, "a")
		b, slowB := drawRanges(t, "b")
		union, minus := a.Union(b), a.Subtract(b)
		checkShape(t, a)
		checkShape(t, union)
		checkShape(t, minus)
		for n := uint64(1); n < 60; n++ {
			if got, want := a.Contains(n), slowA[n]; got != want {
				t.Fatalf("%s contains %d = %t, want %t", a, n, got, want)
			}
			if got, want := union.Contains(n), slowA[n] || slowB[n]; got != want {
				t.Fatalf("%s ∪ %s contains %d = %t", a, b, n, got)
			}
			if got, want := minus.Contains(n), slowA[n] && !slowB[n]; got != want {
				t.Fatalf("%s − %s = %s contains %d = %t", a, b, minus, n, got)
			}
		}
		if got, want := a.Count(), uint64(len(slowA)); got != want {
			t.Fatalf("count of %s = %d, want %d", a, got, want)
		}
		if got := a.Union(a.Missing()); len(a) > 0 && (len(got) != 1 || got.Contiguous() != a.Max()) {
			t.Fatalf("%s with its missing %s is %s", a, a.Missing(), got)
		}
	})
}

func TestRanges_AddDoesNotChangeReceiver(t *testing.T) {
	a := crdt.Ranges{}.Add(crdt.Range{From: 1, To: 3}).Add(crdt.Range{From: 7, To: 9})
	before := a.String()
	_ = a.Add(crdt.Range{From: 4, To: 6})
	_ = a.Subtract(crdt.Ranges{{From: 2, To: 8}})
	if got := a.String(); got != before {
		t.Errorf("receiver became %s, want %s", got, before)
	}
}

func TestRanges_Edges(t *testing.T) {
	top := ^uint64(0)
	for _, test := range []struct {
		name string
		got  crdt.Ranges
		want string
	}{
		{"Adjacent", crdt.Ranges{}.Add(crdt.Range{From: 1, To: 2}).Add(crdt.Range{From: 3, To: 4}), "1-4"},
		{"Gap", crdt.Ranges{}.Add(crdt.Range{From: 4, To: 4}).Add(crdt.Range{From: 1, To: 2}), "1-2,4"},
		{"Inverted", crdt.Ranges{}.Add(crdt.Range{From: 5, To: 4}), ""},
		{"Top", crdt.Ranges{}.Add(crdt.Range{From: top, To: top}).Add(crdt.Range{From: 1, To: 1}), "1,18446744073709551615"},
		{"TopSwallows", crdt.Ranges{}.Add(crdt.Range{From: 1, To: top}).Add(crdt.Range{From: top, To: top}), "1-18446744073709551615"},
		{"Missing", crdt.Ranges{{From: 3, To: 4}, {From: 8, To: 8}}.Missing(), "1-2,5-7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.got.String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestParseRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := drawRanges(t, "a")
		got, err := crdt.ParseRanges(a.String())
		if err != nil || got.String() != a.String() {
			t.Fatalf("parse %q = %s, %v", a, got, err)
		}
	})
	for _, bad := range []string{"0", "a", "3-1", "1-", "-4", "1,,2"} {
		if _, err := crdt.ParseRanges(bad); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("parse %q: error %v, want invalid", bad, err)
		}
	}
}

func TestVector_Property(t *testing.T) {
	draw := func(t *rapid.T) crdt.Vector {
		v := crdt.Vector{}
		for _, device := range []uint32{1, 2} {
			if rs, _ := drawRanges(t, "stream"); len(rs) > 0 {
				v[crdt.Stream{Writer: crdt.Writer{Device: device}}] = rs
			}
		}
		return v
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t), draw(t)
		ab, ba := a.Merge(b), b.Merge(a)
		if ab.Compare(ba) != crdt.Equal {
			t.Fatal("merge does not commute")
		}
		if got := ab.Compare(a); got != crdt.Equal && got != crdt.Greater {
			t.Fatalf("a merge lost something: %v", got)
		}
		if len(a.Subtract(ab)) != 0 || len(b.Subtract(ab)) != 0 {
			t.Fatal("a merge lacks what went in")
		}
		forward, backward := a.Compare(b), b.Compare(a)
		mirror := map[crdt.Ordering]crdt.Ordering{
			crdt.Equal: crdt.Equal, crdt.Greater: crdt.Lesser, crdt.Lesser: crdt.Greater, crdt.Concurrent: crdt.Concurrent,
		}
		if backward != mirror[forward] {
			t.Fatalf("compare is not antisymmetric: %v and %v", forward, backward)
		}
	})
}
