package main

import "darasa/internal/lab/answers"

// bktRounds of expectation and maximisation fit a skill.
const bktRounds = 15

// bkt is Bayesian knowledge tracing: for each skill a chance to know it at first, to
// learn it at an answer, to slip and to guess, fitted by Baum and Welch's algorithm.
// An item of several skills is predicted by their mean. Without training the
// parameters are customary ones.
type bkt struct {
	data  *answers.File
	skill []hidden
	known map[int]float64 // student<<16 | skill
}

type hidden struct {
	first, learn, slip, guess float64
}

func newBKT(d *answers.File) *bkt {
	b := &bkt{data: d, skill: make([]hidden, len(d.Course.Skills)), known: map[int]float64{}}
	for i := range b.skill {
		b.skill[i] = hidden{first: 0.5, learn: 0.1, slip: 0.1, guess: 0.2}
	}
	return b
}

func (b *bkt) train(students []answers.Student) {
	sequences := make([][][]bool, len(b.skill))
	for _, s := range students {
		own := map[uint16][]bool{}
		for _, r := range s.Rows {
			for _, skill := range b.data.Asked(r.Item) {
				own[skill] = append(own[skill], r.Correct)
			}
		}
		for skill := range b.skill {
			if outcomes := own[uint16(skill)]; len(outcomes) > 0 {
				sequences[skill] = append(sequences[skill], outcomes)
			}
		}
	}
	for skill := range b.skill {
		for range bktRounds {
			b.skill[skill] = b.skill[skill].refit(sequences[skill])
		}
	}
}

func (h hidden) chance(known float64) float64 { return known*(1-h.slip) + (1-known)*h.guess }

// seen returns the belief after an outcome, before anything is learned by it.
func (h hidden) seen(known float64, right bool) float64 {
	if right {
		return known * (1 - h.slip) / h.chance(known)
	}
	return known * h.slip / (1 - h.chance(known))
}

// expected sums what one round expects of the hidden states.
type expected struct {
	sequences, first     float64
	unknown, learned     float64
	knownAll, slips      float64
	unknownAll, guessing float64
}

func (h hidden) refit(sequences [][]bool) hidden {
	var e expected
	for _, outcomes := range sequences {
		h.expect(outcomes, &e)
	}
	bounded := func(part, all, low, high, old float64) float64 {
		if all <= 0 {
			return old
		}
		return min(max(part/all, low), high)
	}
	return hidden{
		first: bounded(e.first, e.sequences, 0.01, 0.99, h.first),
		learn: bounded(e.learned, e.unknown, 0.001, 0.5, h.learn),
		slip:  bounded(e.slips, e.knownAll, 0.01, 0.4, h.slip),
		guess: bounded(e.guessing, e.unknownAll, 0.01, 0.5, h.guess),
	}
}

// expect runs forward over one sequence and back again (smoothing).
func (h hidden) expect(outcomes []bool, e *expected) {
	n := len(outcomes)
	filtered, ahead := make([]float64, n), make([]float64, n)
	known := h.first
	for i, right := range outcomes {
		ahead[i] = known
		filtered[i] = h.seen(known, right)
		known = filtered[i] + (1-filtered[i])*h.learn
	}
	smooth := filtered[n-1]
	for i := n - 1; i >= 0; i-- {
		if i < n-1 {
			// Known now and later, or learned in between; nobody forgets.
			next := smooth
			stay, learn := filtered[i]/ahead[i+1], (1-filtered[i])*h.learn/ahead[i+1]
			e.unknown += 1 - next*stay
			e.learned += next * learn
			smooth = next * stay
		}
		e.knownAll += smooth
		e.unknownAll += 1 - smooth
		if outcomes[i] {
			e.guessing += 1 - smooth
		} else {
			e.slips += smooth
		}
	}
	e.sequences++
	e.first += smooth
}

func (b *bkt) learn(student int, r answers.Row, _ bool) float64 {
	asked := b.data.Asked(r.Item)
	p := 0.0
	for _, s := range asked {
		h, key := b.skill[s], student<<16|int(s)
		known, met := b.known[key]
		if !met {
			known = h.first
		}
		p += h.chance(known) / float64(len(asked))
		known = h.seen(known, r.Correct)
		b.known[key] = known + (1-known)*h.learn
	}
	return p
}
