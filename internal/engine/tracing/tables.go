package tracing

import (
	"slices"

	"darasa/internal/engine"
	"darasa/internal/engine/digest"
)

// Sizes of the tables of weights, of which one entry each enters a prediction. They
// know what just happened, not what is known: a View leaves them out, so their
// weights may point either way.
const (
	// NumPatterns is by her last four outcomes, how long she has been at the skill,
	// and whether the item is the one she answered just before.
	NumPatterns = historyStates * runStates * 2
	// NumSkillPatterns is by the last three outcomes on a skill.
	NumSkillPatterns = 16
	// NumWindows is by how long ago the last answer on a skill was.
	NumWindows = 8
)

const (
	learnerHistory, skillHistory = 4, 3
	historyStates, runStates     = 32, 3
)

// windowEnds are where one forgetting window ends and the next begins, in minutes.
var windowEnds = [NumWindows - 2]int64{10, 60, 8 * 60, 2 * 24 * 60, 8 * 24 * 60, 30 * 24 * 60}

// window returns the forgetting window of a skill at a tick; 0 is that of a skill
// never answered.
func window(at int64, s *Skill) int {
	if s.Seen == 0 {
		return 0
	}
	n := 1
	for _, end := range windowEnds {
		if at-s.Last >= end*ticksPerMinute {
			n++
		}
	}
	return n
}

// push adds an outcome to a history: the last n outcomes as bits, the newest lowest,
// under a leading 1; 0 is the history of one who has none.
func push(history uint8, correct bool, n int) uint8 {
	h := max(history, 1) << 1
	if correct {
		h |= 1
	}
	if h >= 2<<n {
		h = h&(1<<n-1) | 1<<n
	}
	return h
}

// Runs of answers on one skill are short, middling or long.
const (
	middlingRun = 2
	longRun     = 4
)

func runState(run uint8) int {
	switch {
	case run >= longRun:
		return 2
	case run >= middlingRun:
		return 1
	}
	return 0
}

// Link is the weight of a transition: what an outcome on one exercise says about the
// very next one. There are many, so each is held in the form in which it travels.
type Link struct {
	Mean, Var float32
}

func (k *Link) move(g gain) {
	w := Weight{float64(k.Mean), float64(k.Var)}
	w.move(1, g, sharedVarFloor)
	k.Mean, k.Var = float32(w.Mean), float32(w.Var)
}

// Bounds of a table of links, which is a power of two. Links that fall on the same
// place share a weight.
const (
	minLinks, maxLinks          = 1 << 6, 1 << 18
	linksPerItem, linksPerSet   = 16, 64
	maxSkillLinks               = 1 << 16
	itemLinkSalt, skillLinkSalt = 1, 2
)

func tableSize(want, limit int) int {
	size := minLinks
	for size < limit && size < want {
		size *= 2
	}
	return size
}

// link returns the place in a table for coming from one thing with this outcome to
// another.
func link(size int, salt, from, to uint64, correct bool) int {
	from = digest.Mix(from<<2 + salt)
	if correct {
		from++
	}
	return int(digest.Mix(digest.Mix(from)+to) & uint64(size-1))
}

// skillSets returns a hash of the skills that each item asks for.
func skillSets(course *engine.Course) []uint64 {
	sets := make([]uint64, len(course.Items))
	for i := range course.Items {
		item := &course.Items[i]
		h := digest.Mix(uint64(item.Skill))
		for _, s := range item.More {
			h = digest.Mix(h + uint64(s))
		}
		sets[i] = h
	}
	return sets
}

// countSets returns how many different sets of skills items ask for.
func countSets(course *engine.Course) int {
	sets := skillSets(course)
	slices.Sort(sets)
	return len(slices.Compact(sets))
}
