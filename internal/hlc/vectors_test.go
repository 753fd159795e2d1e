package hlc_test

import (
	"encoding/json"
	"os"
	"testing"

	"darasa/internal/hlc"
)

type pair [2]int64

func (p pair) timestamp() hlc.Timestamp { return hlc.Timestamp{Tick: p[0], Count: uint32(p[1])} }

// The vectors are shared with the web app, so that a tablet's stamps and a hub's are
// of one kind.
func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/stamps.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Next []struct {
			Name       string
			Last, Want pair
			Now        int64
		}
		Compare []struct {
			A, B pair
			Want int
		}
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Next) == 0 || len(vectors.Compare) == 0 {
		t.Fatal("there are no vectors")
	}
	for _, v := range vectors.Next {
		c := hlc.NewClock(func() int64 { return v.Now }, v.Last.timestamp())
		if got := c.Now(); got != v.Want.timestamp() {
			t.Errorf("%s: %v, want %v", v.Name, got, v.Want)
		}
	}
	for _, v := range vectors.Compare {
		if got := v.A.timestamp().Compare(v.B.timestamp()); got != v.Want {
			t.Errorf("compare %v with %v = %d, want %d", v.A, v.B, got, v.Want)
		}
	}
}
