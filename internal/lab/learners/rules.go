package main

// pair is one learner and skill: what the rules beside the engine's have seen, and
// when each declared.
type pair struct {
	answers      int
	declared     int // answers at which the engine declared; 0 not yet
	falsely      bool
	average      float64 // exponential, of .8 (Pelánek and Řihák 2018)
	averageAt    int
	averageFalse bool
	last         uint8 // seven outcomes, newest lowest
	fiveAt       int
	fiveFalse    bool
	trueFor      int // answers given while truly mastered and not declared
	missed       bool
	trueAtLimit  bool
}

// The published rules beside ours, and the answers after which nobody waits longer.
const (
	averageKeep, averageBar = 0.8, 0.9
	fiveOf                  = 5
	answerCap               = 40
)

// see takes one unaided answer; truth tells whether the skill is mastered now.
func (p *pair) see(correct, truth bool) {
	p.answers++
	outcome, bit := 0.0, uint8(0)
	if correct {
		outcome, bit = 1, 1
	}
	p.average = averageKeep*p.average + (1-averageKeep)*outcome
	if p.average > averageBar && p.averageAt == 0 {
		p.averageAt, p.averageFalse = p.answers, !truth
	}
	p.last = (p.last<<1 | bit) & 0x7f
	if ones(p.last) >= fiveOf && p.fiveAt == 0 {
		p.fiveAt, p.fiveFalse = p.answers, !truth
	}
}

// judge takes what the engine says after the answer.
func (p *pair) judge(declared, truth bool) {
	switch {
	case p.declared > 0:
	case declared:
		p.declared, p.falsely = p.answers, !truth
	case truth:
		p.trueFor++
		p.missed = p.missed || p.trueFor >= answerCap
	}
	if p.answers == answerCap {
		p.trueAtLimit = truth && p.declared == 0
	}
}

func ones(b uint8) int {
	n := 0
	for ; b > 0; b &= b - 1 {
		n++
	}
	return n
}

// used returns the answers a rule took that declared at an answer or never.
func used(at int) float64 {
	if at == 0 || at > answerCap {
		return answerCap
	}
	return float64(at)
}

// tally sums pairs.
type tally struct {
	declared, falsely, missed, answers, average, counted float64
	five, fiveFalse, averaged, averageFalse              float64
}

// add takes a pair that was declared or that reached the cap; others were cut off by
// the end of the school days and say nothing.
func (t *tally) add(p *pair) {
	if p.fiveAt > 0 {
		t.five++
		if p.fiveFalse {
			t.fiveFalse++
		}
	}
	if p.averageAt > 0 {
		t.averaged++
		if p.averageFalse {
			t.averageFalse++
		}
	}
	if p.declared > 0 {
		t.declared++
		if p.falsely {
			t.falsely++
		}
	}
	late := p.missed || p.trueAtLimit
	if late {
		t.missed++
	}
	if p.declared > 0 || p.answers >= answerCap {
		t.counted++
		t.answers += used(p.declared)
		t.average += used(p.averageAt)
	}
}
