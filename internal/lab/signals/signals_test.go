package main

import (
	"bytes"
	"errors"
	"testing"
)

// TestSignalsFindThem holds the rules to what they are for.
func TestSignalsFindThem(t *testing.T) {
	r := measure(400, 3)
	if r.GuessingRecall < 0.85 || r.GuessingFalse > 0.1 {
		t.Errorf("guessing: found %.2f, called in vain %.2f", r.GuessingRecall, r.GuessingFalse)
	}
	if r.SpinningRecall < 0.65 || r.SpinningFalse > 0.25 {
		t.Errorf("spinning: found %.2f, called in vain %.2f", r.SpinningRecall, r.SpinningFalse)
	}
}

func TestSameSeedSameFigures(t *testing.T) {
	var a, b bytes.Buffer
	if err := errors.Join(run([]string{"-n", "50"}, &a), run([]string{"-n", "50"}, &b)); err != nil || a.String() != b.String() {
		t.Errorf("%v: %s%s", err, &a, &b)
	}
	if err := run([]string{"-n", "0"}, &a); !errors.Is(err, errAmount) {
		t.Errorf("no learners: %v", err)
	}
}
