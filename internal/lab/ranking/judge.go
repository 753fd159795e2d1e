package main

import (
	"cmp"
	"slices"
)

func count(right []bool, want bool) int {
	n := 0
	for _, r := range right {
		if r == want {
			n++
		}
	}
	return n
}

// ndpm is the normalised distance between an order and what happened (Yao 1995): the
// share of pairs of a right and a wrong answer of which the wrong one was thought
// easier, ties counting half. One student's is 1 − AUC.
func ndpm(scores []float64, right []bool) float64 {
	bad, pairs := 0.0, 0.0
	for a := range scores {
		for b := range scores {
			if !right[a] || right[b] {
				continue
			}
			pairs++
			switch cmp.Compare(scores[a], scores[b]) {
			case -1:
				bad++
			case 0:
				bad += 0.5
			}
		}
	}
	return bad / pairs
}

// averagePrecision is that of finding the wrong answers from the hardest on; equals
// stand in the order of the file.
func averagePrecision(scores []float64, right []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	found, sum := 0.0, 0.0
	for i, k := range order {
		if !right[k] {
			found++
			sum += found / float64(i+1)
		}
	}
	return sum / found
}
