package placement

import (
	"slices"

	"darasa/internal/engine/num"
)

// settle passes messages at the levels of the learner that are looked at until they
// rest, sets the odds of every skill there, and the logarithms of the evidence. Levels
// have nothing to do with each other; side by side a processor works on several.
func (g *Graph) settle(sweeps int, logs *row) {
	for e := range g.edges {
		for i := range g.room.toParent[e] {
			g.room.toParent[e][i] = 1
		}
	}
	for _, s := range g.order {
		g.lend(s)
	}
	for range sweeps {
		for _, s := range g.order {
			g.lower(s)
		}
		for _, s := range slices.Backward(g.order) {
			if !g.room.quiet[s] {
				g.lend(s)
				g.raise(s)
			}
		}
	}
	var evidence [levels]logOfProduct
	for i := range evidence {
		evidence[i].product = 1
	}
	for _, s := range g.order {
		g.lower(s)
		g.evidence(s, &evidence)
	}
	for i := range g.room.at {
		logs[i] = evidence[i].sum + num.Log(evidence[i].product)
	}
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
	lent := r.lent[s][:len(r.at)]
	for i := range lent {
		lent[i] = r.favour[s]
	}
	for _, e := range g.down[s] {
		toParent := r.toParent[e][:len(lent)]
		for i := range lent {
			lent[i] = bounded(float64(lent[i] * toParent[i]))
		}
	}
}

// lower takes what the prerequisites say of a skill and passes its chance on to the
// skills that build upon it.
func (g *Graph) lower(s uint16) {
	r := &g.room
	above, odds, lent := r.above[s][:len(r.at)], r.odds[s][:len(r.at)], r.lent[s][:len(r.at)]
	for i, level := range r.at {
		above[i] = g.given[s][level]
	}
	for e := g.up[s][0]; e < g.up[s][1]; e++ {
		passes := r.passes[e][:len(above)]
		for i := range above {
			above[i] = float64(above[i] * passes[i])
		}
	}
	for i, a := range above {
		odds[i] = float64(a / (1 - a) * lent[i])
	}
	same := -1
	for _, e := range g.down[s] {
		quiet := r.quiet[g.edges[e].child]
		if quiet && same >= 0 {
			r.passes[e] = r.passes[same]
			continue
		}
		if quiet {
			same = e
		}
		toParent, toChild, passes := r.toParent[e][:len(odds)], r.toChild[e][:len(odds)], r.passes[e][:len(odds)]
		for i := range odds {
			rest := odds[i] / toParent[i]
			p := rest / (1 + rest)
			toChild[i] = p
			passes[i] = p + float64(leak*(1-p))
		}
	}
}

// evidence adds a skill's share of the evidence, after lower.
func (g *Graph) evidence(s uint16, to *[levels]logOfProduct) {
	r := &g.room
	for i := range r.at {
		to[i].times(float64((1 - r.above[s][i]) * (1 + r.odds[s][i]) * r.plain[s]))
	}
	for _, e := range g.down[s] {
		if r.quiet[g.edges[e].child] {
			continue
		}
		for i := range r.at {
			p := r.toChild[e][i]
			to[i].times(1 / (float64(p*r.toParent[e][i]) + (1 - p)))
		}
	}
}

// raise passes what is known of a skill, apart from its prerequisites, up to them,
// after lower and lend.
func (g *Graph) raise(s uint16) {
	r := &g.room
	lent, above := r.lent[s][:len(r.at)], r.above[s][:len(r.at)]
	for e := g.up[s][0]; e < g.up[s][1]; e++ {
		passes, toParent := r.passes[e][:len(lent)], r.toParent[e][:len(lent)]
		for i, l := range lent {
			others := above[i] / passes[i]
			without := float64(others * leak)
			toParent[i] = (float64(l*others) + (1 - others)) / (float64(l*without) + (1 - without))
		}
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
