package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/lab/answers"
)

// invented makes a file of students who differ in ability and items in difficulty.
func invented(t *testing.T, students, rows int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	fmt.Fprintln(w, "student,item,skill,correct,t,fold")
	seed := uint64(1)
	random := func() float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(seed>>11) / (1 << 53)
	}
	for s := range students {
		ability := random()*3 - 1
		for i := range rows {
			item := int(random() * 40)
			correct := 0
			if random() < 1/(1+math.Exp(float64(item%9)/2-2-ability)) {
				correct = 1
			}
			skills := fmt.Sprint(item % 5)
			if item%7 == 0 {
				skills += ";9"
			}
			fmt.Fprintf(w, "%d,%d,%s,%d,%d,%d\n", s, item, skills, correct, i, s%5)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func mustRead(t *testing.T, b []byte) *answers.File {
	t.Helper()
	d, err := answers.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRead(t *testing.T) {
	d := mustRead(t, invented(t, 20, 30))
	if len(d.Students) != 20 || len(d.Course.Skills) != 6 || len(d.Students[3].Rows) != 30 {
		t.Errorf("%d students, %d skills, %d rows of student 3", len(d.Students), len(d.Course.Skills), len(d.Students[3].Rows))
	}
	if d.Students[3].Fold != 3 || d.Students[3].Rows[2].At != 2*answers.TicksPerStep {
		t.Errorf("student 3: fold %d, third answer at %d", d.Students[3].Fold, d.Students[3].Rows[2].At)
	}
	for _, bad := range []string{"a,b\n1,2\n", "student,item,skill,correct,t,fold\nx,1,1,1,0,0\n", "student,item,skill,correct,t,fold\n1,1,1,1,never,0\n"} {
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		fmt.Fprint(w, bad)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := answers.Read(&zipped); err == nil {
			t.Errorf("read %q", bad)
		}
	}
	if _, err := answers.Read(strings.NewReader("not gzip")); err == nil {
		t.Error("read what is not gzip")
	}
}

func TestModes(t *testing.T) {
	for _, mode := range []string{"calibrated", "cold", "labels"} {
		t.Run(mode, func(t *testing.T) {
			b := invented(t, 75, 60)
			r, err := measure(mustRead(t, b), mode, "", false)
			if err != nil {
				t.Fatal(err)
			}
			want := 75 * 60
			if mode != "cold" {
				want = 15 * 60
			}
			if r.Rows != want || r.AUC < 0.68 || r.AUC > 0.95 || r.ECE > 0.06 || r.BytesPerStudent <= 0 || r.UpdatesPerSec <= 0 {
				t.Errorf("%+v, want %d rows", r, want)
			}
			if (r.AUCSnapshots == nil) != (mode == "calibrated") {
				t.Errorf("auc_snapshots %v", r.AUCSnapshots)
			}
			for _, name := range []string{"elo", "bkt", "pfa", "bestlr"} {
				e, err := measure(mustRead(t, b), mode, name, false)
				if err != nil {
					t.Fatal(err)
				}
				least := 0.5
				if name == "elo" || name == "bestlr" {
					least = 0.6
				}
				if e.Rows != want || e.AUC < least {
					t.Errorf("%s: %+v", name, e)
				}
			}
		})
	}
	tuned, err := measure(mustRead(t, invented(t, 75, 60)), "cold", "", true)
	if err != nil || tuned.Rows != 60*60 {
		t.Errorf("without the test fold: %+v, %v; want 3600 rows", tuned, err)
	}
	if _, err := measure(mustRead(t, invented(t, 5, 5)), "warm", "", false); err == nil {
		t.Error("mode warm was measured")
	}
}

func TestClasses(t *testing.T) {
	for n, want := range map[int][]int{30: {30}, 31: {31}, 44: {44}, 45: {30, 15}, 60: {30, 30}, 74: {30, 44}, 7: {7}} {
		got := classes(make([]answers.Student, n))
		if len(got) != len(want) {
			t.Errorf("%d students: %d classes, want %v", n, len(got), want)
			continue
		}
		for i := range got {
			if len(got[i]) != want[i] {
				t.Errorf("%d students: class %d has %d, want %d", n, i, len(got[i]), want[i])
			}
		}
	}
}

func TestLabels(t *testing.T) {
	d := mustRead(t, invented(t, 100, 60))
	d.Label()
	counts := [3]int{}
	for i := range d.Course.Items {
		counts[d.Course.Items[i].Level]++
	}
	if counts[engine.Easy] < 5 || counts[engine.Medium] < 5 || counts[engine.Hard] < 5 {
		t.Errorf("labels %v", counts)
	}
}

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.csv.gz")
	if err := os.WriteFile(path, invented(t, 40, 20), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-data", path, "-mode", "cold"}); err != nil {
		t.Error(err)
	}
	for _, bad := range [][]string{{"-data", "nowhere"}, {"-data", path, "-mode", "x"}, {"-data", path, "-baseline", "x"}, {"-x"}} {
		if err := run(bad); err == nil {
			t.Errorf("%v ran", bad)
		}
	}
}
