package main

import (
	"errors"
	"fmt"
	"math"

	"darasa/internal/engine"
	"darasa/internal/engine/ranking"
	"darasa/internal/engine/tracing"
	"darasa/internal/lab/answers"
)

// minEach is how many right and how many wrong answers a student must have among the
// ranked for an order of them to be judged.
const minEach = 3

// errNobody is returned for a file none of whose students can be judged.
var errNobody = errors.New("no student of fold 0 has 3 right and 3 wrong answers to rank")

// school is what is known before the test fold is looked at.
type school struct {
	file       *answers.File
	model      *tracing.Model
	population *ranking.Population
	others     []ranking.History
	mean       []float64 // of each item's first answers
}

func measure(d *answers.File, part string) (*result, error) {
	if part != "blend" && part != "votes" && part != "population" && part != "tracing" {
		return nil, fmt.Errorf("order %q is not blend, votes, population or tracing", part)
	}
	s, err := learn(d)
	if err != nil {
		return nil, err
	}
	r := &result{}
	for _, student := range d.OnlyFold(0) {
		q, right, err := s.freeze(student.Rows)
		if err != nil {
			return nil, err
		}
		if count(right, true) < minEach || count(right, false) < minEach {
			continue
		}
		scores, err := s.scores(q, part)
		if err != nil {
			return nil, err
		}
		means := make([]float64, len(q.Items))
		for i, item := range q.Items {
			means[i] = s.mean[item]
		}
		r.Students++
		r.NDPM += ndpm(scores, right)
		r.AP += averagePrecision(scores, right)
		r.NDPMItemMean += ndpm(means, right)
		r.APItemMean += averagePrecision(means, right)
	}
	if r.Students == 0 {
		return nil, errNobody
	}
	for _, sum := range []*float64{&r.NDPM, &r.AP, &r.NDPMItemMean, &r.APItemMean} {
		*sum /= float64(r.Students)
	}
	r.NDPMGain = r.NDPMItemMean - r.NDPM
	return r, nil
}

// learn reads folds 1 to 4: shared weights in two passes, everybody's order, and the
// students who may vote.
func learn(d *answers.File) (*school, error) {
	c, err := tracing.NewCalibration(d.Course, tracing.Generic(d.Course))
	if err != nil {
		return nil, err
	}
	s := &school{file: d, population: ranking.NewPopulation(d.Course)}
	right, met := make([]float64, len(d.Course.Items)), make([]float64, len(d.Course.Items))
	rights, mets := 0.0, 0.0
	for pass := range 2 {
		if pass > 0 {
			c.Again()
		}
		for n, student := range d.Students {
			if student.Fold == 0 {
				continue
			}
			for i, row := range student.Rows {
				c.Learn(uint32(n), evidence(row, i))
			}
			c.Release(uint32(n))
			if pass > 0 {
				continue
			}
			h, err := history(d, student.Rows)
			if err != nil {
				return nil, err
			}
			if err := s.population.Add(h); err != nil {
				return nil, err
			}
			s.others = append(s.others, h)
			for _, o := range h {
				met[o.Item]++
				mets++
				if o.Grade == ranking.Right {
					right[o.Item]++
					rights++
				}
			}
		}
	}
	s.mean = make([]float64, len(met))
	for i := range met {
		s.mean[i] = rights / mets
		if met[i] > 0 {
			s.mean[i] = right[i] / met[i]
		}
	}
	s.model, err = tracing.NewModel(d.Course, c.Next(1))
	return s, err
}

func evidence(r answers.Row, i int) engine.Evidence {
	// The instance only has to differ from the one before.
	return engine.Evidence{Item: r.Item, Instance: uint32(i), Correct: r.Correct, At: r.At}
}

func history(d *answers.File, rows []answers.Row) (ranking.History, error) {
	outcomes := make([]ranking.Outcome, len(rows))
	for i, r := range rows {
		outcomes[i] = ranking.Outcome{Item: r.Item, Grade: ranking.Wrong}
		if r.Correct {
			outcomes[i].Grade = ranking.Right
		}
	}
	return ranking.NewHistory(d.Course, outcomes)
}

// freeze asks for the order of what a student met first in the second half of her
// history, with what is known at the end of the first; right is how it went.
func (s *school) freeze(rows []answers.Row) (*ranking.Query, []bool, error) {
	half := len(rows) / 2
	own, err := history(s.file, rows[:half])
	if err != nil {
		return nil, nil, err
	}
	l := tracing.NewLearner(s.file.Course)
	seen := map[uint32]bool{}
	at := int64(0)
	for i, r := range rows[:half] {
		s.model.Update(l, evidence(r, i))
		seen[r.Item], at = true, r.At
	}
	q := &ranking.Query{Own: own, Others: s.others, Odds: []float64{}}
	var right []bool
	for _, r := range rows[half:] {
		if seen[r.Item] {
			continue
		}
		seen[r.Item] = true
		q.Items = append(q.Items, r.Item)
		p := min(max(s.model.Predict(l, r.Item, at), 1e-9), 1-1e-9)
		q.Odds = append(q.Odds, math.Log(p/(1-p)))
		right = append(right, r.Correct)
	}
	return q, right, nil
}

// scores returns the easiness of every candidate, by the blend or by a part of it.
func (s *school) scores(q *ranking.Query, part string) ([]float64, error) {
	asked := *q
	switch part {
	case "tracing":
		return q.Odds, nil
	case "population":
		asked.Odds, asked.Others = nil, nil
	case "votes":
		return s.population.Votes(q)
	}
	places, err := s.population.Rank(&asked)
	if err != nil {
		return nil, err
	}
	by := make(map[uint32]float64, len(places))
	for _, p := range places {
		by[p.Item] = p.Score
	}
	scores := make([]float64, len(q.Items))
	for i, item := range q.Items {
		scores[i] = by[item]
	}
	return scores, nil
}
