package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"testing"
)

// uneven makes a file of students each of whom can do half of six skills, and of items
// that ask one of them or two, "a;b", of which two can be done only by who can do both
// halves. How a pair is written is the caller's.
func uneven(t *testing.T, pair func(a, b int) string) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	fmt.Fprintln(w, "student,item,skill,correct,t,fold")
	seed := uint64(5)
	random := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed >> 33 % uint64(n))
	}
	const skills = 6
	for s := range 90 {
		can := [skills]float64{}
		for i := range can {
			can[i] = 2*float64(2*random(2)-1) + 0.3
		}
		for i := range 80 {
			a, b := random(skills), random(skills)
			tag, z := fmt.Sprint(a), can[a]
			item := fmt.Sprintf("%d-%d", a, random(3))
			if i%2 == 1 && a != b {
				tag, z = pair(a, b), (can[a]+can[b])/2
				item = fmt.Sprintf("%d+%d-%d", a, b, random(3))
			}
			correct := 0
			if float64(random(1000))/1000 < 1/(1+math.Exp(-z)) {
				correct = 1
			}
			fmt.Fprintf(w, "%d,%s,%s,%d,%d,%d\n", s, item, tag, correct, i, s%5)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

// TestSeveralSkillsTellMoreThanTheFirst: where items ask for two skills, a file that
// names both is predicted better than one that names the first alone, in every mode and
// by the engine and the baselines that know of skills; in which order does not matter.
func TestSeveralSkillsTellMoreThanTheFirst(t *testing.T) {
	both := uneven(t, func(a, b int) string { return fmt.Sprintf("%d;%d", a, b) })
	turned := uneven(t, func(a, b int) string { return fmt.Sprintf("%d;%d", b, a) })
	first := uneven(t, func(a, _ int) string { return fmt.Sprint(a) })
	auc := func(file *bytes.Buffer, mode, baseline string) float64 {
		t.Helper()
		r, err := measure(mustRead(t, file.Bytes()), mode, baseline, false)
		if err != nil {
			t.Fatal(err)
		}
		return r.AUC
	}
	for _, mode := range []string{"calibrated", "cold", "labels"} {
		b, f, o := auc(both, mode, ""), auc(first, mode, ""), auc(turned, mode, "")
		if b < f+0.01 || math.Abs(b-o) > 0.02 {
			t.Errorf("%s: %.3f with both skills, %.3f with the first, %.3f in the other order", mode, b, f, o)
		}
	}
	for _, baseline := range []string{"bkt", "pfa", "bestlr"} {
		if b, f := auc(both, "calibrated", baseline), auc(first, "calibrated", baseline); b < f {
			t.Errorf("%s: %.3f with both skills, %.3f with the first", baseline, b, f)
		}
	}
}
