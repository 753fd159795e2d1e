package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"darasa/internal/lab/answers"
)

// invented writes a file of two kinds of students, each of whom finds another half of
// the items hard.
func invented(t *testing.T, students int) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 5))
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprintln(w, "student,item,skill,correct,t,fold")
	for s := range students {
		for i, item := range rng.Perm(40) {
			odds := 1.5 * float64(1-2*((item+s)%2))
			correct := 0
			if rng.Float64() < 1/(1+math.Exp(-odds)) {
				correct = 1
			}
			fmt.Fprintf(w, "%d,%d,%d,%d,%d,%d\n", s, item, item/10, correct, i, s%5)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMeasure(t *testing.T) {
	data := invented(t, 100)
	figures := map[string]*result{}
	for _, part := range []string{"blend", "votes", "population", "tracing"} {
		d, err := answers.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if figures[part], err = measure(d, part); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s %+v", part, *figures[part])
	}
	blend := figures["blend"]
	if blend.Students != 20 {
		t.Errorf("%d students judged, want fold 0", blend.Students)
	}
	if blend.NDPM > blend.NDPMItemMean-0.1 || figures["votes"].NDPM > 0.4 {
		t.Errorf("votes of one's own kind are not heard: %+v", *blend)
	}
	if blend.NDPMItemMean < 0.4 || math.Abs(figures["population"].NDPM-blend.NDPMItemMean) > 0.05 {
		t.Errorf("one order for two kinds should be worth little: %+v", *blend)
	}
	if blend.AP < blend.APItemMean {
		t.Errorf("%+v", *blend)
	}
}

func TestMeasureRefuses(t *testing.T) {
	d, err := answers.Read(bytes.NewReader(invented(t, 4)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := measure(d, "best"); err == nil {
		t.Error("an order that is none was measured")
	}
	for i := range d.Students {
		d.Students[i].Rows = d.Students[i].Rows[:4]
	}
	if _, err := measure(d, "blend"); !errors.Is(err, errNobody) {
		t.Errorf("got %v", err)
	}
	if err := run([]string{"-data", filepath.Join(t.TempDir(), "none")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestJudges(t *testing.T) {
	scores, right := []float64{3, 2, 2, 1}, []bool{true, false, true, false}
	// Pairs: (3,2) and (3,1) right, (2,2) a tie, (2,1) right.
	if got := ndpm(scores, right); got != 0.125 {
		t.Errorf("ndpm %v", got)
	}
	// From the hardest: wrong at 1, wrong at 2.
	if got := averagePrecision(scores, right); got != 1 {
		t.Errorf("average precision %v", got)
	}
	if got := averagePrecision([]float64{1, 2, 3}, []bool{true, true, false}); got != 1.0/3 {
		t.Errorf("average precision %v", got)
	}
}
