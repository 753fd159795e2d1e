// Package score says how good predictions of right and wrong answers were. It knows
// nothing of who predicted what.
package score

import (
	"cmp"
	"math"
	"slices"
)

// Score collects predictions and what came of them.
type Score struct {
	P     []float64
	Right []bool
}

// Add takes one prediction and its outcome.
func (s *Score) Add(p float64, right bool) {
	s.P, s.Right = append(s.P, p), append(s.Right, right)
}

// AUC is the chance that a right answer was given a higher prediction than a wrong
// one, ties counting half.
func (s *Score) AUC() float64 {
	order := make([]int, len(s.P))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.P[a], s.P[b]) })
	ranks, rights := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && s.P[order[j]] == s.P[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if s.Right[k] {
				ranks += float64(i+j+1) / 2
				rights++
			}
		}
		i = j
	}
	wrongs := float64(len(order)) - rights
	return (ranks - rights*(rights+1)/2) / (rights * wrongs)
}

// Errors returns log-loss, root mean square error and the expected calibration error
// in ten bins of equal width.
func (s *Score) Errors() (logloss, rmse, ece float64) {
	var sum, hits, count [10]float64
	for i, p := range s.P {
		y := 0.0
		if s.Right[i] {
			y = 1
		}
		q := min(max(p, 1e-9), 1-1e-9)
		logloss -= y*math.Log(q) + (1-y)*math.Log(1-q)
		rmse += (p - y) * (p - y)
		bin := min(int(p*10), 9)
		sum[bin] += p
		hits[bin] += y
		count[bin]++
	}
	n := float64(len(s.P))
	for i := range sum {
		ece += math.Abs(sum[i]-hits[i]) / n
	}
	return logloss / n, math.Sqrt(rmse / n), ece
}
