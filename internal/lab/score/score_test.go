package score_test

import (
	"math"
	"testing"

	"darasa/internal/lab/score"
)

func TestScore(t *testing.T) {
	s := &score.Score{}
	for _, c := range []struct {
		p     float64
		right bool
	}{{.1, false}, {.4, true}, {.35, false}, {.8, true}, {.4, false}} {
		s.Add(c.p, c.right)
	}
	// Of six pairs, five are in order and one is a tie.
	if got, want := s.AUC(), 5.5/6; math.Abs(got-want) > 1e-12 {
		t.Errorf("auc %v, want %v", got, want)
	}
	logloss, rmse, ece := s.Errors()
	wantLoss := -(math.Log(.9) + math.Log(.4) + math.Log(.65) + math.Log(.8) + math.Log(.6)) / 5
	wantRMSE := math.Sqrt((.01 + .36 + .1225 + .04 + .16) / 5)
	// Bins: .1 → {.1}, .3 → {.35}, .4 → {.4, .4}, .8 → {.8}.
	wantECE := (.1 + .35 + math.Abs(.8-1) + .2) / 5
	if math.Abs(logloss-wantLoss) > 1e-12 || math.Abs(rmse-wantRMSE) > 1e-12 || math.Abs(ece-wantECE) > 1e-12 {
		t.Errorf("logloss %v, rmse %v, ece %v; want %v, %v, %v", logloss, rmse, ece, wantLoss, wantRMSE, wantECE)
	}
}
