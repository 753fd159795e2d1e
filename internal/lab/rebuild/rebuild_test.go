package main

import (
	"context"
	"path/filepath"
	"testing"
)

func TestMeasure(t *testing.T) {
	res, err := measure(context.Background(), filepath.Join(t.TempDir(), "hub.db"), 3, 70)
	if err != nil {
		t.Fatal(err)
	}
	if res.Learners != 3 || res.Answers != 210 || res.FoldPerSec <= 0 || res.RebuildPerSec <= 0 || res.RebuildPerClockSec <= 0 {
		t.Errorf("%+v", res)
	}
}

func TestRun_Refuses(t *testing.T) {
	for _, args := range [][]string{{"-learners", "0"}, {"-answers", "-1"}, {"-people", "3"}} {
		if err := run(args); err == nil {
			t.Errorf("%v was taken", args)
		}
	}
}
