package placement

// leastSuccess is the least chance of being answered that a question has: what settles
// much can still be far beyond a child.
const leastSuccess = 0.35

// success is the chance that a skill's question is answered.
func success(known float64) float64 {
	return float64(known*(1-slip)) + float64((1-known)*guess)
}

// NoMistake is given to Choose where the latest answer was right, or there was none.
const NoMistake = -1

// far returns whether a skill is too far above the learner: not likely enough to be
// answered, or built upon what has just gone wrong.
func (g *Graph) far(known []float64, s int) bool {
	return g.room.beyond[s] || success(known[s]) < leastSuccess
}

// step marks everything that is built upon a skill, however far up.
func (g *Graph) step(mistake int) {
	for _, s := range g.order {
		beyond := false
		for _, e := range g.edges[g.up[s][0]:g.up[s][1]] {
			beyond = beyond || int(e.parent) == mistake || g.room.beyond[e.parent]
		}
		g.room.beyond[s] = beyond
	}
}

// Easiest returns the skill most likely to be known of those that may be asked, once
// Choose has found that all are too far above her: what is built upon the latest
// mistake only if there is nothing else.
func (g *Graph) Easiest(known []float64, may func(skill uint16) bool) (best uint16, found bool) {
	most := 0.0
	for s, worth := range known {
		if !g.room.beyond[s] {
			worth++
		}
		if (!found || worth > most) && may(uint16(s)) {
			best, most, found = uint16(s), worth, true
		}
	}
	return best, found
}
