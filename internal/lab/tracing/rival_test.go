package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"darasa/internal/lab/answers"
)

// TestRefitFindsTheParameters draws sequences from known parameters and fits them.
func TestRefitFindsTheParameters(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	truth := hidden{first: 0.3, learn: 0.15, slip: 0.08, guess: 0.25}
	var sequences [][]bool
	for range 3000 {
		known := random.Float64() < truth.first
		var outcomes []bool
		for range 12 {
			p := truth.guess
			if known {
				p = 1 - truth.slip
			}
			outcomes = append(outcomes, random.Float64() < p)
			known = known || random.Float64() < truth.learn
		}
		sequences = append(sequences, outcomes)
	}
	h := hidden{first: 0.5, learn: 0.1, slip: 0.1, guess: 0.2}
	for range 60 {
		h = h.refit(sequences)
	}
	for name, pair := range map[string][2]float64{
		"first": {h.first, truth.first}, "learn": {h.learn, truth.learn},
		"slip": {h.slip, truth.slip}, "guess": {h.guess, truth.guess},
	} {
		if math.Abs(pair[0]-pair[1]) > 0.04 {
			t.Errorf("%s: %v, drawn with %v", name, pair[0], pair[1])
		}
	}
	if again := h.refit(nil); again != h {
		t.Errorf("fitted to nothing: %+v, want %+v", again, h)
	}
}

func TestNewRivalErrors(t *testing.T) {
	if _, err := newRival("oracle", &answers.File{}); err == nil {
		t.Error("an unknown baseline was made")
	}
}

// TestBKTAgreesWithPyBKT compares predictions on an invented sequence with those of
// pyBKT 1.4.3 (pyBKT.fit.predict_onestep) under the same parameters.
func TestBKTAgreesWithPyBKT(t *testing.T) {
	h := hidden{first: 0.3, learn: 0.15, slip: 0.1, guess: 0.2}
	outcomes := []bool{false, true, false, true, true, false, true, true, true, false, true, true}
	want := []float64{
		0.41000000000000003, 0.3352542372881356, 0.6136299292214358, 0.39599706898356535, 0.683633503922854, 0.8461958723174785,
		0.6621207741600007, 0.8389243322804613, 0.8876235995157065, 0.897629639316172, 0.8842547661819692, 0.8969729428085271,
	}
	known := h.first
	for i, right := range outcomes {
		if got := h.chance(known); math.Abs(got-want[i]) > 1e-12 {
			t.Errorf("answer %d: %v, pyBKT has %v", i, got, want[i])
		}
		known = h.seen(known, right)
		known += (1 - known) * h.learn
	}
}
