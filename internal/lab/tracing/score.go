package main

import (
	"cmp"
	"math"
	"slices"
)

// score collects predictions and what came of them.
type score struct {
	p     []float64
	right []bool
}

func (s *score) add(p float64, right bool) {
	s.p, s.right = append(s.p, p), append(s.right, right)
}

// auc is the chance that a right answer was given a higher prediction than a wrong
// one, ties counting half.
func (s *score) auc() float64 {
	order := make([]int, len(s.p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s.p[a], s.p[b]) })
	ranks, rights := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && s.p[order[j]] == s.p[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if s.right[k] {
				ranks += float64(i+j+1) / 2
				rights++
			}
		}
		i = j
	}
	wrongs := float64(len(order)) - rights
	return (ranks - rights*(rights+1)/2) / (rights * wrongs)
}

// errors returns log-loss, root mean square error and the expected calibration error
// in ten bins of equal width.
func (s *score) errors() (logloss, rmse, ece float64) {
	var sum, hits, count [10]float64
	for i, p := range s.p {
		y := 0.0
		if s.right[i] {
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
	n := float64(len(s.p))
	for i := range sum {
		ece += math.Abs(sum[i]-hits[i]) / n
	}
	return logloss / n, math.Sqrt(rmse / n), ece
}
