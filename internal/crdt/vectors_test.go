package crdt_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"

	"darasa/internal/crdt"
)

// The vectors are shared with the web app, so that tablet and hub mean the same by
// an acknowledgement.
func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	type ranges = [][2]uint64
	var vectors struct {
		Add []struct {
			To, Want      ranges
			From, Through uint64
		}
		Union    []struct{ A, B, Want ranges }
		Contains []struct {
			Ranges  ranges
			In, Out []uint64
		}
		Varints []struct {
			Value  uint64
			Column string
		}
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Add) == 0 || len(vectors.Union) == 0 || len(vectors.Contains) == 0 || len(vectors.Varints) == 0 {
		t.Fatal("there are no vectors")
	}
	set := func(rs ranges) (out crdt.Ranges) {
		for _, r := range rs {
			out = append(out, crdt.Range{From: r[0], To: r[1]})
		}
		return out
	}
	for _, v := range vectors.Add {
		if got := set(v.To).Add(crdt.Range{From: v.From, To: v.Through}); got.String() != set(v.Want).String() {
			t.Errorf("%v with %d–%d = %s, want %v", v.To, v.From, v.Through, got, v.Want)
		}
	}
	for _, v := range vectors.Union {
		if got := set(v.A).Union(set(v.B)); got.String() != set(v.Want).String() {
			t.Errorf("%v ∪ %v = %s, want %v", v.A, v.B, got, v.Want)
		}
	}
	for _, v := range vectors.Contains {
		for _, n := range v.In {
			if !set(v.Ranges).Contains(n) {
				t.Errorf("%v lacks %d", v.Ranges, n)
			}
		}
		for _, n := range v.Out {
			if set(v.Ranges).Contains(n) {
				t.Errorf("%v holds %d", v.Ranges, n)
			}
		}
	}
	for _, v := range vectors.Varints {
		var op crdt.Op
		op.SetUint(crdt.ColumnPlan, v.Value)
		value, _ := op.Column(crdt.ColumnPlan)
		if got := base64.RawURLEncoding.EncodeToString(value); got != v.Column {
			t.Errorf("column of %d = %s, want %s", v.Value, got, v.Column)
		}
	}
}
