package main

import (
	"fmt"
	"math"
)

// rival is a baseline. learn predicts an answer of a student, who is named by any
// number, and then learns from it; frozen leaves alone what students share. train
// learns what students share from whole histories, after which no student is known.
type rival interface {
	train(students []student)
	learn(student int, r row, frozen bool) float64
}

// newRival returns a baseline by its name.
func newRival(name string, d *data) (rival, error) {
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
func (m *meter) rivalCalibrated(d *data, name string) error {
	b, err := newRival(name, d)
	if err != nil {
		return err
	}
	var known []student
	for _, s := range d.students {
		if s.fold != 0 {
			known = append(known, s)
		}
	}
	b.train(known)
	for n, s := range onlyFold(d.students, 0) {
		for _, r := range s.rows {
			m.score.add(b.learn(n, r, true), r.correct)
		}
	}
	return nil
}

// rivalClass runs one empty hub, answers interleaved.
func (m *meter) rivalClass(d *data, name string, class []student) error {
	b, err := newRival(name, d)
	if err != nil {
		return err
	}
	for step, left := 0, len(class); left > 0; step++ {
		left = 0
		for n, s := range class {
			if step < len(s.rows) {
				left++
				m.score.add(b.learn(n, s.rows[step], false), s.rows[step].correct)
			}
		}
	}
	return nil
}

// asked returns the skills of an item.
func (d *data) asked(item uint32) []uint16 {
	it := &d.course.Items[item]
	return append([]uint16{it.Skill}, it.More...)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func number(right bool) float64 {
	if right {
		return 1
	}
	return 0
}
