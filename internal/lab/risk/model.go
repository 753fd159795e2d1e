package main

import (
	"math"

	"darasa/internal/classroom/risk"
	"darasa/internal/projection"
)

// The model that the rules have to stand beside: a logistic regression over all that
// days tell, fitted on the other families and never on the one it is scored on.
const numFeatures = 10

type features [numFeatures]float64

// describe tells the model about a child; days are the newest first.
func describe(days []projection.Day, met []int64, today int64) (x features) {
	f := risk.FactsOf(days, met, today)
	came := map[int64]bool{}
	for _, d := range days {
		came[d.Day] = true
	}
	missed := func(from, to int) (n float64) {
		for _, day := range met[min(from, len(met)):min(to, len(met))] {
			if !came[day] {
				n++
			}
		}
		return n / float64(to-from)
	}
	share := func(from, to int) float64 {
		right, all := 1.0, 1.5
		for _, d := range days[min(from, len(days)):min(to, len(days))] {
			right += float64(d.Right)
			all += float64(d.Answers)
		}
		return right / all
	}
	steady := 0.0
	for _, d := range days[:min(10, len(days))] {
		steady += float64(d.Steady)
	}
	return features{
		1, missed(0, 5), missed(5, 10), missed(10, 20), math.Log1p(float64(f.Streak)), share(0, 5), share(5, 15),
		float64(f.Still) / 10, steady / 10, float64(f.Known) / 10,
	}
}

// row is one child on one day on which a list is made, and what came of it.
type row struct {
	x       features
	outcome bool
}

// fit returns weights by gradient descent with a small penalty.
func fit(rows []row) (w features) {
	const steps, rate, penalty = 400, 2.0, 1e-3
	for range steps {
		var g features
		for i := range rows {
			y := 0.0
			if rows[i].outcome {
				y = 1
			}
			d := predict(&w, &rows[i].x) - y
			for k, v := range rows[i].x {
				g[k] += d * v
			}
		}
		for k := range w {
			w[k] -= rate * (g[k]/float64(len(rows)) + penalty*w[k])
		}
	}
	return w
}

func predict(w, x *features) float64 {
	z := 0.0
	for k, v := range x {
		z += w[k] * v
	}
	return 1 / (1 + math.Exp(-z))
}
