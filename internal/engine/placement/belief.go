package placement

import (
	"math"

	"darasa/internal/engine/num"
)

// Seen counts a learner's unaided answers on one skill.
type Seen struct{ Right, Wrong uint32 }

// sweeps down and up the graph settle what is passed along it; on a graph without
// meshes one would do, and for a question on trial it must.
const sweeps, trialSweeps = 2, 1

// A level of the learner is left out of a trial when this little speaks for it.
const trialShare = 0.01

// farBelow is a logarithm under which a level adds nothing that a float would keep.
const farBelow = 40

// counted bounds how many answers on one skill are weighed.
const counted = 6

// Believe sets known[s] to the chance that skill s is known, given what was seen, by
// loopy belief propagation (Pearl 1988) at each level of the learner, weighed by the
// Bethe approximation of the evidence there (Yedidia, Freeman and Weiss 2005). Both
// are exact on graphs without meshes. seen and known have one entry a skill. It
// allocates nothing.
func (g *Graph) Believe(seen []Seen, known []float64) {
	r := &g.room
	if !same(r.seen, seen) {
		copy(r.seen, seen)
		g.renew()
	}
	copy(known, r.belief)
}

// renew computes what is kept of what was seen.
func (g *Graph) renew() {
	g.believe(g.room.seen, g.room.belief, sweeps, 0, &g.room.shares)
	clear(g.room.left)
}

func same(a, b []Seen) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// believe is Believe with so many sweeps at the levels for which at least so much
// spoke before; it writes what speaks for each into shares.
func (g *Graph) believe(seen []Seen, known []float64, sweeps int, least float64, shares *[levels]float64) {
	g.weigh(seen)
	clear(known)
	var logs [levels]float64
	most := math.Inf(-1)
	for level := range levels {
		logs[level] = math.Inf(-1)
		if least == 0 || g.room.shares[level] >= least {
			logs[level] = g.settle(level, sweeps)
		}
		most = max(most, logs[level])
	}
	total := 0.0
	for level := range levels {
		shares[level] = 0
		if logs[level] > most-farBelow {
			shares[level] = num.Exp(logs[level] - most)
		}
		total += shares[level]
	}
	for level := range levels {
		shares[level] /= total
		share := shares[level]
		if share < 1e-6 {
			continue
		}
		for s := range known {
			odds := g.room.odds[level*len(known)+s]
			known[s] += float64(share * (odds / (1 + odds)))
		}
	}
}

// weigh sets what each skill's own answers say.
func (g *Graph) weigh(seen []Seen) {
	for s, c := range seen {
		g.room.favour[s], g.room.plain[s] = 1, 1
		for range min(c.Right, counted) {
			g.room.favour[s] = float64(g.room.favour[s] * ((1 - slip) / guess))
			g.room.plain[s] = float64(g.room.plain[s] * guess)
		}
		for range min(c.Wrong, counted) {
			g.room.favour[s] = float64(g.room.favour[s] * (slip / (1 - guess)))
			g.room.plain[s] = float64(g.room.plain[s] * (1 - guess))
		}
	}
}

// settle passes messages at one level of the learner until they rest, sets the odds
// of every skill there, and returns the logarithm of the evidence.
func (g *Graph) settle(level, sweeps int) float64 {
	for e := range g.edges {
		g.room.toParent[e] = 1
	}
	for _, s := range g.order {
		g.lend(s)
	}
	for range sweeps {
		for _, s := range g.order {
			g.lower(s, level)
		}
		for i := len(g.order) - 1; i >= 0; i-- {
			g.lend(g.order[i])
			g.raise(g.order[i])
		}
	}
	evidence := logOfProduct{product: 1}
	for _, s := range g.order {
		g.lower(s, level)
		g.evidence(s, level, &evidence)
	}
	return evidence.sum + num.Log(evidence.product)
}

// logOfProduct is the logarithm of many factors, of which few have to be taken.
type logOfProduct struct{ sum, product float64 }

func (l *logOfProduct) times(factor float64) {
	const least, most = 1e-100, 1e100
	if l.product = float64(l.product * factor); l.product < least || l.product > most {
		l.sum, l.product = l.sum+num.Log(l.product), 1
	}
}

// lend sets the odds that a skill's own answers and what builds upon it lend it.
func (g *Graph) lend(s uint16) {
	r := &g.room
	lent := r.favour[s]
	for _, e := range g.down[s] {
		lent = bounded(float64(lent * r.toParent[e]))
	}
	r.lent[s] = lent
}

// lower takes what the prerequisites say of a skill and passes its chance on to the
// skills that build upon it.
func (g *Graph) lower(s uint16, level int) {
	r := &g.room
	above := g.given[s][level]
	for e := g.up[s][0]; e < g.up[s][1]; e++ {
		above = float64(above * r.passes[e])
	}
	r.above[s] = above
	odds := float64(above / (1 - above) * r.lent[s])
	r.odds[level*len(g.up)+int(s)] = odds
	for _, e := range g.down[s] {
		rest := odds / r.toParent[e]
		p := rest / (1 + rest)
		r.toChild[e] = p
		r.passes[e] = p + float64(leak*(1-p))
	}
}

// evidence adds a skill's share of the evidence, after lower.
func (g *Graph) evidence(s uint16, level int, to *logOfProduct) {
	r := &g.room
	odds := r.odds[level*len(g.up)+int(s)]
	to.times(float64((1 - r.above[s]) * (1 + odds) * r.plain[s]))
	for _, e := range g.down[s] {
		p := r.toChild[e]
		to.times(1 / (float64(p*r.toParent[e]) + (1 - p)))
	}
}

// raise passes what is known of a skill, apart from its prerequisites, up to them,
// after lower and lend.
func (g *Graph) raise(s uint16) {
	r := &g.room
	lent, above := r.lent[s], r.above[s]
	for e := g.up[s][0]; e < g.up[s][1]; e++ {
		others := above / r.passes[e]
		without := float64(others * leak)
		r.toParent[e] = (float64(lent*others) + (1 - others)) / (float64(lent*without) + (1 - without))
	}
}

// bounded keeps odds of very many answers within what a float can divide.
func bounded(odds float64) float64 {
	const least, most = 1e-100, 1e100
	switch {
	case odds < least:
		return least
	case odds > most:
		return most
	}
	return odds
}
