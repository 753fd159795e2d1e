package main

import (
	"fmt"
	"math"

	"darasa/internal/lab/answers"
)

// rival is a baseline. learn predicts an answer of a student, who is named by any
// number, and then learns from it; frozen leaves alone what students share. train
// learns what students share from whole histories, after which no student is known.
type rival interface {
	train(students []answers.Student)
	learn(student int, r answers.Row, frozen bool) float64
}

// newRival returns a baseline by its name.
func newRival(name string, d *answers.File) (rival, error) {
	switch name {
	case "elo":
		return newElo(d), nil
	case "bkt":
		return newBKT(d), nil
	case "pfa":
		return newRegression(d, false), nil
	case "bestlr":
		return newRegression(d, true), nil
	}
	return nil, fmt.Errorf("baseline %q is not elo, bkt, pfa or bestlr", name)
}

// rivalCalibrated trains on folds 1 to 4 and streams fold 0.
func (m *meter) rivalCalibrated(d *answers.File, name string) error {
	b, err := newRival(name, d)
	if err != nil {
		return err
	}
	var known []answers.Student
	for _, s := range d.Students {
		if s.Fold != 0 {
			known = append(known, s)
		}
	}
	b.train(known)
	for n, s := range d.OnlyFold(0) {
		for _, r := range s.Rows {
			m.score.Add(b.learn(n, r, true), r.Correct)
		}
	}
	return nil
}

// rivalClass runs one empty hub, answers interleaved.
func (m *meter) rivalClass(d *answers.File, name string, class []answers.Student) error {
	b, err := newRival(name, d)
	if err != nil {
		return err
	}
	for step, left := 0, len(class); left > 0; step++ {
		left = 0
		for n, s := range class {
			if step < len(s.Rows) {
				left++
				m.score.Add(b.learn(n, s.Rows[step], false), s.Rows[step].Correct)
			}
		}
	}
	return nil
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func number(right bool) float64 {
	if right {
		return 1
	}
	return 0
}
