package ranking

import (
	"cmp"
	"errors"
	"slices"

	"darasa/internal/engine"
)

// How a learner came through an item at her first encounter with it, the harder for
// her the lower.
const (
	Wrong   = iota // wrong, and not put right
	Retried        // right at a later try
	Helped         // right after a hint
	Right          // right at once, alone
	grades
)

// MaxHistory bounds the outcomes of one learner that are looked at.
const MaxHistory = engine.MaxItems

// The reasons for which this package refuses.
var (
	ErrHistory = errors.New("ranking: an outcome does not fit the course")
	ErrItems   = errors.New("ranking: candidates do not fit the course")
	ErrOdds    = errors.New("ranking: odds are missing or no numbers")
)

// Outcome is how one item went.
type Outcome struct {
	Item  uint32
	Grade uint8
}

// History is a learner's outcomes, one for each item, ascending by item; NewHistory
// makes one.
type History []Outcome

// NewHistory returns the history of outcomes in the order they happened: of an item
// met more than once the first counts. It returns ErrHistory for an item the course
// does not have or a grade that is none.
func NewHistory(course *engine.Course, outcomes []Outcome) (History, error) {
	h := slices.Clone(outcomes)
	for _, o := range h {
		if int(o.Item) >= len(course.Items) || o.Grade >= grades {
			return nil, ErrHistory
		}
	}
	slices.SortStableFunc(h, func(a, b Outcome) int { return cmp.Compare(a.Item, b.Item) })
	return slices.CompactFunc(h, func(a, b Outcome) bool { return a.Item == b.Item }), nil
}

// grade returns how an item went.
func (h History) grade(item uint32) (uint8, bool) {
	i, ok := slices.BinarySearchFunc(h, item, func(o Outcome, item uint32) int { return cmp.Compare(o.Item, item) })
	if !ok {
		return 0, false
	}
	return h[i].Grade, true
}

// fits reports whether a history was made by NewHistory for this course.
func (h History) fits(course *engine.Course) bool {
	for i, o := range h {
		if int(o.Item) >= len(course.Items) || o.Grade >= grades || i > 0 && h[i-1].Item >= o.Item {
			return false
		}
	}
	return true
}

// weightOne is a weight of one; weights are whole parts of it.
const weightOne = 1024

// doubt is how many pairs in nobody's favour every comparison of two learners begins
// with, and minWeight the least agreement that makes a neighbour: a handful of pairs
// that agree by luck are none.
const (
	doubt     = 10
	minWeight = weightOne / 20
)

// agreement compares two learners by the pairs of items that both met and neither
// found equal: (pairs in the same order − pairs in the other) / (all of them + doubt),
// in parts of weightOne.
func agreement(a, b History) int64 {
	var n [grades][grades]int64
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Item < b[j].Item:
			i++
		case a[i].Item > b[j].Item:
			j++
		default:
			n[a[i].Grade][b[j].Grade]++
			i++
			j++
		}
	}
	same, other := pairs(&n)
	return (same - other) * weightOne / (same + other + doubt)
}

// pairs counts the pairs in which two learners agree and disagree, from how many
// items each pair of grades was given to.
func pairs(n *[grades][grades]int64) (same, other int64) {
	for low := range grades {
		for high := low + 1; high < grades; high++ {
			for x := range grades {
				for y := range grades {
					switch {
					case x < y:
						same += n[low][x] * n[high][y]
					case x > y:
						other += n[low][x] * n[high][y]
					}
				}
			}
		}
	}
	return same, other
}
