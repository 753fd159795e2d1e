package main

import (
	"fmt"
	"time"

	"darasa/internal/engine"
	"darasa/internal/engine/tracing"
	"darasa/internal/lab/answers"
	"darasa/internal/lab/score"
)

// classSize is a class hub; a last block under half of it joins the one before.
const classSize = 30

// snapshotEvery is how many answers the product waits before it makes the next
// snapshot.
const snapshotEvery = 200

// meter sums what a run costs.
type meter struct {
	score, snapshots score.Score
	updates          int
	spent            time.Duration
	bytes, learners  int
}

func measure(d *answers.File, mode, baseline string, tune bool) (*result, error) {
	m := &meter{}
	if tune {
		d.HideTest()
	}
	var err error
	switch {
	case baseline != "" && mode == "calibrated":
		err = m.rivalCalibrated(d, baseline)
	case mode == "calibrated":
		err = m.calibrated(d)
	case mode == "cold", mode == "labels":
		students := d.Students
		if mode == "labels" {
			d.Label()
			students = d.OnlyFold(0)
		}
		for _, class := range classes(students) {
			if baseline != "" {
				err = m.rivalClass(d, baseline, class)
			} else {
				err = m.class(d, class)
			}
			if err != nil {
				break
			}
		}
	default:
		return nil, fmt.Errorf("mode %q is not calibrated, cold or labels", mode)
	}
	if err != nil {
		return nil, err
	}
	return m.result(), nil
}

func (m *meter) result() *result {
	r := &result{Rows: len(m.score.P), AUC: m.score.AUC()}
	r.LogLoss, r.RMSE, r.ECE = m.score.Errors()
	if len(m.snapshots.P) > 0 {
		auc := m.snapshots.AUC()
		r.AUCSnapshots = &auc
	}
	if m.spent > 0 {
		r.UpdatesPerSec = float64(m.updates) / m.spent.Seconds()
	}
	if m.learners > 0 {
		r.BytesPerStudent = float64(m.bytes) / float64(m.learners)
	}
	return r
}

func classes(students []answers.Student) [][]answers.Student {
	var all [][]answers.Student
	for len(students) > 0 {
		n := min(classSize, len(students))
		if rest := len(students) - n; rest < classSize/2 {
			n = len(students)
		}
		all, students = append(all, students[:n]), students[n:]
	}
	return all
}

func evidence(r answers.Row, i int) engine.Evidence {
	// The instance only has to differ from the one before.
	return engine.Evidence{Item: r.Item, Instance: uint32(i), Correct: r.Correct, At: r.At}
}

// calibrated learns the shared weights on folds 1 to 4, in two passes, and freezes
// them for fold 0.
func (m *meter) calibrated(d *answers.File) error {
	c, err := tracing.NewCalibration(d.Course, tracing.Generic(d.Course))
	if err != nil {
		return err
	}
	for pass := range 2 {
		if pass > 0 {
			c.Again()
		}
		for n, s := range d.Students {
			if s.Fold == 0 {
				continue
			}
			for i, r := range s.Rows {
				c.Learn(uint32(n), evidence(r, i))
			}
			c.Release(uint32(n))
		}
	}
	model, err := tracing.NewModel(d.Course, c.Next(1))
	if err != nil {
		return err
	}
	for _, s := range d.OnlyFold(0) {
		l := tracing.NewLearner(d.Course)
		begin := time.Now()
		for i, r := range s.Rows {
			m.score.Add(model.Predict(l, r.Item, r.At), r.Correct)
			model.Update(l, evidence(r, i))
		}
		m.spent += time.Since(begin)
		m.count(l, len(s.Rows))
	}
	return nil
}

func (m *meter) count(l *tracing.Learner, updates int) {
	m.updates += updates
	m.bytes += len(l.AppendBinary(nil))
	m.learners++
}

// class runs one empty hub: shared weights online, and beside it as the product
// does, by snapshots.
func (m *meter) class(d *answers.File, class []answers.Student) error {
	generic := tracing.Generic(d.Course)
	online, err := tracing.NewCalibration(d.Course, generic)
	if err != nil {
		return err
	}
	model, err := tracing.NewModel(d.Course, generic)
	if err != nil {
		return err
	}
	learners := make([]*tracing.Learner, len(class))
	for i := range learners {
		learners[i] = tracing.NewLearner(d.Course)
	}
	answers := 0
	for step, left := 0, len(class); left > 0; step++ {
		left = 0
		for n, s := range class {
			if step >= len(s.Rows) {
				continue
			}
			left++
			e := evidence(s.Rows[step], step)
			m.score.Add(online.Learn(uint32(n), e), e.Correct)

			begin := time.Now()
			p := model.Predict(learners[n], e.Item, e.At)
			model.Update(learners[n], e)
			m.spent += time.Since(begin)
			m.snapshots.Add(p, e.Correct)
			if answers++; answers%snapshotEvery == 0 {
				if model, err = tracing.NewModel(d.Course, online.Next(uint32(answers/snapshotEvery))); err != nil {
					return err
				}
			}
		}
	}
	for n, l := range learners {
		m.count(l, len(class[n].Rows))
	}
	return nil
}
