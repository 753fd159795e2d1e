// Package placement finds out what a new learner knows with few questions: a belief
// over which skills of the prerequisite graph are known, moved by every answer also
// for the skills not asked, and the question that settles most.
//
// It is a pure function of how often each skill was answered right and wrong, so
// placement can be broken off and resumed anywhere. It deliberately keeps nothing,
// never offers practice, and its word is a beginning that later evidence overrules.
package placement

import (
	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// The shape of what is believed before the first answer. A learner stands somewhere
// along the course (one of so many levels, from before its beginning to after its
// end); what lies below her level she knows the more likely the farther below. Gaps
// are allowed for: a skill may be unknown though all before it are known, and known,
// though seldom, when one before it is not.
const (
	levels       = 9
	lowest, step = -0.4, 0.225
	width        = 0.18
	surest       = 0.96
	leak         = 0.08
)

// How often a learner who knows a skill slips, and one who does not guesses right.
const slip, guess = 0.1, 0.15

// edge is one prerequisite of one skill. What passes along it is kept in scratch.
type edge struct{ parent, child uint16 }

// Graph is a course made ready for placement. It holds room for one computation at a
// time, so it is not safe for use by several goroutines at once.
type Graph struct {
	order []uint16 // prerequisites first
	edges []edge   // grouped by child, in the order of skills
	up    [][2]int // of each skill: its edges to prerequisites
	down  [][]int  // of each skill: its edges to what builds upon it
	given []row
	room  scratch
}

// row is one number at each of some levels of the learner.
type row [levels]float64

// scratch is what one computation writes. Rows count the levels that are looked at.
type scratch struct {
	at       []int     // the levels that are looked at
	toChild  []row     // on each edge: chance that the parent is known, apart from the child
	passes   []row     // on each edge: what the parent leaves of the child's chance
	toParent []row     // on each edge: odds that the child lends the parent
	lent     []row     // of each skill: odds lent by its answers and what builds upon it
	above    []row     // of each skill: chance from its prerequisites alone
	odds     []row     // of each skill
	favour   []float64 // of each skill: odds lent by its own answers
	plain    []float64 // of each skill: chance of its answers if it is not known
	quiet    []bool    // of each skill: neither it nor what builds upon it was answered
	trial    []Seen
	outcome  []float64
	beyond   []bool // of each skill: built upon what has just gone wrong
	seen     []Seen // what Believe was asked last, once kept, and its answer
	belief   []float64
	left     []float64       // doubt expected after a question on each skill, 0 if untried
	shares   [levels]float64 // what spoke for each level when Believe was asked last
}

// NewGraph returns the graph of a valid course.
func NewGraph(course *engine.Course) *Graph {
	n := len(course.Skills)
	g := &Graph{up: make([][2]int, n), down: make([][]int, n), given: make([]row, n)}
	for s, skill := range course.Skills {
		g.up[s][0] = len(g.edges)
		for _, p := range skill.Prereqs {
			g.down[p] = append(g.down[p], len(g.edges))
			g.edges = append(g.edges, edge{p, uint16(s)})
		}
		g.up[s][1] = len(g.edges)
	}
	depth := g.sort(n)
	deepest := uint16(1)
	for _, d := range depth {
		deepest = max(deepest, d)
	}
	for _, s := range g.order {
		g.expect(s, depth, float64(deepest))
	}
	rows, numbers := func(n int) []row { return make([]row, n) }, func() []float64 { return make([]float64, n) }
	e := len(g.edges)
	g.room = scratch{
		at: make([]int, 0, levels), toChild: rows(e), passes: rows(e), toParent: rows(e), lent: rows(n), above: rows(n), odds: rows(n),
		favour: numbers(), plain: numbers(), quiet: make([]bool, n), trial: make([]Seen, n), outcome: numbers(), beyond: make([]bool, n),
		seen: make([]Seen, n), belief: numbers(), left: numbers(),
	}
	g.renew()
	return g
}

// sort sets the order and returns the length of the longest way to each skill.
func (g *Graph) sort(n int) []uint16 {
	waiting, depth := make([]int, n), make([]uint16, n)
	for s := range n {
		if waiting[s] = g.up[s][1] - g.up[s][0]; waiting[s] == 0 {
			g.order = append(g.order, uint16(s))
		}
	}
	for i := 0; i < len(g.order); i++ {
		for _, e := range g.down[g.order[i]] {
			child := g.edges[e].child
			depth[child] = max(depth[child], depth[g.order[i]]+1)
			if waiting[child]--; waiting[child] == 0 {
				g.order = append(g.order, child)
			}
		}
	}
	return depth
}

// expect sets the chance that a skill is known at each level of a learner when all
// its prerequisites are.
func (g *Graph) expect(s uint16, depth []uint16, deepest float64) {
	at := func(skill uint16, level int) float64 {
		standing := lowest + float64(step*float64(level))
		return num.Sigmoid((standing - float64(depth[skill])/deepest) / width)
	}
	for level := range levels {
		least := 1.0
		for _, e := range g.edges[g.up[s][0]:g.up[s][1]] {
			least = min(least, at(e.parent, level))
		}
		g.given[s][level] = min(surest, at(s, level)/least)
	}
}
