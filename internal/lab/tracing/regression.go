package main

import (
	"math"

	"darasa/internal/lab/answers"
)

// Epochs over the training histories and Adagrad's rate.
const (
	regressionEpochs = 6
	regressionRate   = 0.1
)

// regression is logistic regression on counts, fitted by Adagrad. PFA has a constant
// and slopes of right and wrong answers for each skill, Best-LR the item and the
// student's counts over everything besides. Both take logarithms of counts, which does
// the published PFA a favour.
type regression struct {
	data  *answers.File
	best  bool
	w     []slope
	skill map[int]tally // student<<16 | skill
	all   map[int]tally
}

type slope struct {
	value, squares float64
}

type tally struct {
	right, wrong float64
}

func newRegression(d *answers.File, best bool) *regression {
	return &regression{
		data: d, best: best, w: make([]slope, 3+3*len(d.Course.Skills)+len(d.Course.Items)),
		skill: map[int]tally{}, all: map[int]tally{},
	}
}

// term is one input: a weight's place and its value.
type term struct {
	at int
	x  float64
}

func (g *regression) terms(student int, r answers.Row) []term {
	terms := []term{{0, 1}}
	skills := len(g.data.Course.Skills)
	asked := g.data.Asked(r.Item)
	share := 1 / float64(len(asked))
	for _, s := range asked {
		n := g.skill[student<<16|int(s)]
		at := 3 + 3*int(s)
		terms = append(terms, term{at, share}, term{at + 1, share * math.Log(1+n.right)}, term{at + 2, share * math.Log(1+n.wrong)})
	}
	if g.best {
		n := g.all[student]
		terms = append(terms, term{1, math.Log(1 + n.right)}, term{2, math.Log(1 + n.wrong)}, term{3 + 3*skills + int(r.Item), 1})
	}
	return terms
}

func (g *regression) train(students []answers.Student) {
	for range regressionEpochs {
		for n, s := range students {
			for _, r := range s.Rows {
				g.learn(n, r, false)
			}
		}
		clear(g.skill)
		clear(g.all)
	}
}

func (g *regression) learn(student int, r answers.Row, frozen bool) float64 {
	terms := g.terms(student, r)
	logit := 0.0
	for _, t := range terms {
		logit += g.w[t.at].value * t.x
	}
	p := sigmoid(logit)
	if !frozen {
		for _, t := range terms {
			g.w[t.at].move((number(r.Correct) - p) * t.x)
		}
	}
	g.all[student] = g.all[student].with(r.Correct)
	for _, s := range g.data.Asked(r.Item) {
		key := student<<16 | int(s)
		g.skill[key] = g.skill[key].with(r.Correct)
	}
	return p
}

func (w *slope) move(gradient float64) {
	if gradient == 0 {
		return
	}
	w.squares += gradient * gradient
	w.value += regressionRate * gradient / math.Sqrt(w.squares)
}

func (n tally) with(right bool) tally {
	if right {
		n.right++
	} else {
		n.wrong++
	}
	return n
}
