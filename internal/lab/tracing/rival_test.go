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
