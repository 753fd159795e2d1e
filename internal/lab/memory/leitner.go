package main

import "math"

// boxes is how many boxes there are; each waits twice as long as the one before.
const boxes = 5

// move puts a card a box further, or back into the first.
func move(box int, correct bool) int {
	if !correct {
		return 0
	}
	return min(box+1, boxes-1)
}

// leitner reads a box as a half-life: a card is known with chance 2^(−days/h), h the
// time its box waits.
func leitner(box int, days int64) float64 {
	p := math.Exp2(-float64(days) / math.Exp2(float64(box)))
	return min(max(p, 0.01), 0.99)
}
