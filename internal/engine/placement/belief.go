package placement

import (
	"math"
	"slices"

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
	g.room.at = g.room.at[:0]
	for level := range levels {
		if least == 0 || g.room.shares[level] >= least {
			g.room.at = append(g.room.at, level)
		}
	}
	var logs row
	g.settle(sweeps, &logs)
	most := math.Inf(-1)
	for i := range g.room.at {
		most = max(most, logs[i])
	}
	*shares = [levels]float64{}
	total := 0.0
	for i, level := range g.room.at {
		if logs[i] > most-farBelow {
			shares[level] = num.Exp(logs[i] - most)
		}
		total += shares[level]
	}
	for level := range levels {
		shares[level] /= total
	}
	for s := range known {
		known[s] = 0
		for i, level := range g.room.at {
			if share := shares[level]; share >= 1e-6 {
				odds := g.room.odds[s][i]
				known[s] += float64(share * (odds / (1 + odds)))
			}
		}
	}
}

// weigh sets what each skill's own answers say, and which skills say nothing: they
// lend odds of exactly 1 all along, so that nothing has to be passed up from them.
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
	for _, s := range slices.Backward(g.order) {
		g.room.quiet[s] = g.room.favour[s] == 1
		for _, e := range g.down[s] {
			g.room.quiet[s] = g.room.quiet[s] && g.room.quiet[g.edges[e].child]
		}
	}
}
