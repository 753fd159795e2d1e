package classroom

import (
	"context"
	"fmt"
	"math"

	"darasa/internal/engine/selection"
	"darasa/internal/projection"
	"darasa/internal/tutor"
)

// Shelf are a few skills to choose from beside a child's path. Scarce tells that good
// matches have run out: she needs other exercises, or a person.
type Shelf struct {
	Picks  []Pick
	Scarce bool
}

// Pick is one skill on the shelf, with the chance of success on the exercise that fits
// best. Code says why it lies there and is one of selection.Picks; Before names the
// known skill it builds on, Values are the code's numbers in whole percent and days.
type Pick struct {
	Skill  string
	P      float64
	Code   string
	Before string
	Values []int64
}

// shelf fills a child's shelf. What other children did is heard only where there are
// as many as tutor.ShelfLearners.
func (c *Class) shelf(ctx context.Context, row *projection.Learner, rows []projection.Learner, now int64) (Shelf, error) {
	decisions, err := c.decisions(ctx, row.ID)
	if err != nil {
		return Shelf{}, err
	}
	void, err := c.voidItems(ctx)
	if err != nil {
		return Shelf{}, err
	}
	catalogue := c.Content.Current()
	state := row.State
	if row.Catalogue != catalogue {
		state = nil // the fold over another catalogue is being made anew
	}
	var others [][]byte
	for i := range rows {
		if rows[i].ID != row.ID && rows[i].Catalogue == catalogue && len(rows[i].State) > 0 {
			others = append(others, rows[i].State)
		}
	}
	plan, err := c.make(row.ID, state, c.Content.Newest(), decisions, void, 1)
	if err != nil {
		return Shelf{}, err
	}
	c.tutoring.Lock()
	defer c.tutoring.Unlock()
	picks, scarce, err := c.tutor.Shelf(plan, others, now)
	if err != nil {
		return Shelf{}, fmt.Errorf("fill shelf: %w", err)
	}
	shelf := Shelf{Scarce: scarce && row.Answers > 0}
	for _, p := range picks {
		shelf.Picks = append(shelf.Picks, c.pick(p))
	}
	return shelf, nil
}

func (c *Class) pick(p tutor.Pick) Pick {
	out := Pick{Skill: c.Content.SkillID(p.Skill), P: p.P, Code: p.Reason.Code, Values: []int64{}}
	values := p.Reason.Values[1:]
	percent := func(share float64) int64 { return int64(math.Round(100 * share)) }
	switch p.Reason.Code {
	case selection.PickReview:
		out.Values = []int64{percent(values[0]), int64(values[1])}
	case selection.PickFollowed:
		out.Values = []int64{percent(values[0])}
	case selection.PickNeighbour:
		out.Before = c.Content.SkillID(uint16(values[0]))
	}
	return out
}
