package main

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestSameSeedSameFigures(t *testing.T) {
	var out [2]bytes.Buffer
	for i := range out {
		if err := run([]string{"-n", "3", "-seed", "5"}, &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(out[0].Bytes(), out[1].Bytes()) {
		t.Error("the same seed gave other figures")
	}
	var r result
	if err := json.Unmarshal(out[0].Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Families) != len(families) || len(r.Placement) != len(stateFamilies) {
		t.Errorf("%d families, %d of states", len(r.Families), len(r.Placement))
	}
}

func TestNoLearners(t *testing.T) {
	if run([]string{"-n", "0"}, &bytes.Buffer{}) == nil {
		t.Error("no learners were measured")
	}
}
