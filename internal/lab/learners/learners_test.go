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

// TestSeeingWaitsForPrerequisites: the rule that sees the truth practises nothing
// unready, and the fixed order meets the whole course.
func TestSeeingWaitsForPrerequisites(t *testing.T) {
	l, err := newLab(3)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tuningFamilies {
		r := l.random(1, 2)
		seeing := l.teachBeside(&seeingRule{}, f.make(l, r.NormFloat64(), r), r)
		idle := seeing.onMastered()
		if seeing.unready > seeing.all()*idle {
			t.Errorf("%s: %.0f of %.0f answers unready, %.2f on mastered skills", f.name, seeing.unready, seeing.all(), idle)
		}
		r = l.random(1, 2)
		fixed := l.teachBeside(&fixedRule{}, f.make(l, r.NormFloat64(), r), r)
		if fixed.all() < days*perDay/2 || fixed.met() < skills/2 {
			t.Errorf("%s: %.0f answers on %.0f skills in fixed order", f.name, fixed.all(), fixed.met())
		}
	}
}
