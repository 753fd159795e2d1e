package ranking

import (
	"darasa/internal/engine"
	"darasa/internal/engine/num"
)

// How many answers at the average each count begins with: an item at that of its
// skills, a skill at that of everything.
const (
	itemPrior  = 4
	skillPrior = 5
)

// Population is how everybody came through the items: the order for a newcomer.
// The zero value is not usable; NewPopulation makes one.
type Population struct {
	course        *engine.Course
	items, skills []tally
	all           tally
}

type tally struct{ right, met uint32 }

func (t *tally) add(right bool) {
	t.met++
	if right {
		t.right++
	}
}

// shrunk returns the share of right ones, drawn towards another share as if it had
// been seen prior times.
func (t tally) shrunk(to, prior float64) float64 {
	return (float64(t.right) + float64(to*prior)) / (float64(t.met) + prior)
}

// NewPopulation returns a population that has met nothing.
func NewPopulation(course *engine.Course) *Population {
	return &Population{course: course, items: make([]tally, len(course.Items)), skills: make([]tally, len(course.Skills))}
}

// Add counts a learner's outcomes, or returns ErrHistory and counts none.
func (p *Population) Add(h History) error {
	if !h.fits(p.course) {
		return ErrHistory
	}
	for _, o := range h {
		right := o.Grade >= Helped
		p.items[o.Item].add(right)
		p.all.add(right)
		item := &p.course.Items[o.Item]
		p.skills[item.Skill].add(right)
		for _, more := range item.More {
			p.skills[more].add(right)
		}
	}
	return nil
}

// Met returns how many learners met an item; 0 for one that is not there.
func (p *Population) Met(item uint32) int {
	if int(item) >= len(p.items) {
		return 0
	}
	return int(p.items[item].met)
}

// odds returns the log-odds that somebody comes through an item of the course.
func (p *Population) odds(item uint32) float64 {
	all := p.all.shrunk(0.5, 2)
	it := &p.course.Items[item]
	share := p.skills[it.Skill].shrunk(all, skillPrior)
	for _, more := range it.More {
		share += p.skills[more].shrunk(all, skillPrior)
	}
	share = p.items[item].shrunk(share/float64(1+len(it.More)), itemPrior)
	return num.Log(share / (1 - share))
}
