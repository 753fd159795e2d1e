package placement

// Limit is the most questions a placement asks.
const Limit = 15

// A placement is done when of a hundred skills so many are expected to be judged
// wrongly, and never before it has asked a few questions.
const (
	settled = 0.02
	fewest  = 3
)

// Done reports whether a placement that has asked so many questions should end, by
// the belief it has reached.
func Done(asked int, known []float64) bool {
	return asked >= Limit || asked >= fewest && doubt(known) <= float64(settled*float64(len(known)))
}

// doubt is the number of skills expected to be judged wrongly.
func doubt(known []float64) float64 {
	sum := 0.0
	for _, p := range known {
		sum += min(p, 1-p)
	}
	return sum
}

// tried is how many skills are looked at closely for each question.
const tried = 8

// Choose returns the skill whose answer is expected to leave the least doubt among
// those that may be asked and are not too far above her, and false when there is none.
// known is what Believe has just made of seen, mistake the skill of the latest answer if
// it was wrong, else NoMistake; skills that may not be, because they have no
// item, give false in may.
func (g *Graph) Choose(seen []Seen, known []float64, mistake int, may func(skill uint16) bool) (uint16, bool) {
	r := &g.room
	best, least, found := uint16(0), 0.0, false
	var short [tried]uint16
	g.step(mistake)
	for _, s := range short[:g.shortlist(seen, known, may, &short)] {
		if r.left[s] == 0 {
			r.left[s] = g.try(seen, known, s)
		}
		if !found || r.left[s] < least {
			best, least, found = s, r.left[s], true
		}
	}
	return best, found
}

// try returns the doubt that a question on a skill is expected to leave.
func (g *Graph) try(seen []Seen, known []float64, s uint16) float64 {
	r := &g.room
	var shares [levels]float64
	copy(r.trial, seen)
	right := success(known[s])
	r.trial[s].Right++
	g.believe(r.trial, r.outcome, trialSweeps, trialShare, &shares)
	left := float64(right * doubt(r.outcome))
	r.trial[s].Right--
	r.trial[s].Wrong++
	g.believe(r.trial, r.outcome, trialSweeps, trialShare, &shares)
	return left + float64((1-right)*doubt(r.outcome))
}

// shortlist sets the skills most in doubt themselves and beside many others in doubt,
// the first the most, and returns how many there are.
func (g *Graph) shortlist(seen []Seen, known []float64, may func(skill uint16) bool, short *[tried]uint16) int {
	var worth [tried]float64
	n := 0
	for s := range known {
		if g.far(known, s) || seen[s].Right+seen[s].Wrong >= counted || !may(uint16(s)) {
			continue
		}
		p := known[s]
		w := float64(p*(1-p)) + float64(0.3*g.around(uint16(s), known))
		if n == tried && w <= worth[n-1] {
			continue
		}
		at := min(n, tried-1)
		for ; at > 0 && w > worth[at-1]; at-- {
			short[at], worth[at] = short[at-1], worth[at-1]
		}
		short[at], worth[at] = uint16(s), w
		n = min(n+1, tried)
	}
	return n
}

// around sums the doubt about a skill's neighbours, weighed by its own.
func (g *Graph) around(s uint16, known []float64) float64 {
	sum := 0.0
	for _, e := range g.edges[g.up[s][0]:g.up[s][1]] {
		sum += float64(known[e.parent] * (1 - known[e.parent]))
	}
	for _, e := range g.down[s] {
		child := g.edges[e].child
		sum += float64(known[child] * (1 - known[child]))
	}
	return float64(sum * known[s] * (1 - known[s]))
}
