package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/lab/answers"
)

func invented(t *testing.T, step int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprintln(w, "student,item,skill,correct,t,fold")
	for s := range 20 {
		for i := range 30 {
			correct := 1
			if (i*7+s*5)%11 < 3 {
				correct = 0
			}
			fmt.Fprintf(w, "%d,%d,%d,%d,%d,0\n", s, i%4, i%2, correct, i*step)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestMeasure(t *testing.T) {
	f, err := answers.Read(bytes.NewReader(invented(t, 40_000)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := measure(f)
	if err != nil {
		t.Fatal(err)
	}
	// An answer every 11 hours, two skills by turns: one each lasts 22 hours, so now and
	// then two fall on one day.
	if r.Reviews < 20*22 || r.Reviews > 20*28 {
		t.Errorf("%d reviews", r.Reviews)
	}
	for _, v := range []float64{r.LogLoss, r.LogLossLeitner, r.LogLossPercent, r.AUC, r.AUCLeitner, r.AUCPercent, r.LogLossShare, r.AUCShare} {
		if math.IsNaN(v) || v <= 0 {
			t.Errorf("%+v", r)
		}
	}
	if r.LogLossPercent > 0.7 {
		t.Errorf("the share so far has a log-loss of %v", r.LogLossPercent)
	}
}

func TestMeasureNeedsAClock(t *testing.T) {
	f, err := answers.Read(bytes.NewReader(invented(t, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := measure(f); !errors.Is(err, errNoClock) {
		t.Errorf("got %v, want errNoClock", err)
	}
}

func TestWithShare(t *testing.T) {
	half := &trace{right: 4, seen: 8}
	if p := withShare(retention, half); math.Abs(p-0.5) > 1e-12 {
		t.Errorf("at the retention that is scheduled for %v, want her share", p)
	}
	if low, high := withShare(0.3, half), withShare(1, half); !(low < 0.5 && high > 0.5 && high < 1) {
		t.Errorf("long ago %v, just now %v", low, high)
	}
}

func TestLeitner(t *testing.T) {
	if box := move(move(move(0, true), true), false); box != 0 {
		t.Errorf("a wrong answer left the card in box %d", box)
	}
	if move(boxes-1, true) != boxes-1 {
		t.Error("there is a box beyond the last")
	}
	if p := leitner(2, 4); p != 0.5 {
		t.Errorf("after its half-life %v", p)
	}
}

func TestRunErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.csv.gz")
	if err := os.WriteFile(path, []byte("not gzip"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-data", "nowhere"}, {"-data", path}, {"-data", filepath.Dir(path)}} {
		if err := run(args); err == nil {
			t.Errorf("%s ran", strings.Join(args, " "))
		}
	}
}
