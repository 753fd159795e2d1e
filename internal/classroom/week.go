package classroom

import (
	"context"
	"fmt"

	"darasa/internal/classroom/risk"
	"darasa/internal/engine"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Week is the list of children to look after: who stays away, and who comes and gets
// no further. Met is on how many of the days it looks at the class met, More how many
// children crossed a line and are not among those listed.
type Week struct {
	Now    int64
	Met    int
	Listed []Concern
	More   int
}

// Concern is one child of a week's list, with the lines she crossed; package risk has
// their codes.
type Concern struct {
	Learner Learner
	Reasons []risk.Reason
}

// Week returns the list as of the days before today.
func (c *Class) Week(ctx context.Context) (Week, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Week{}, err
	}
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return Week{}, fmt.Errorf("read days: %w", err)
	}
	byID := make(map[school.ID][]projection.Day, len(rows))
	for i := range rows {
		byID[rows[i].ID] = rows[i].Board.Days
	}
	children := make([][]projection.Day, len(roster.Learners))
	for i := range roster.Learners {
		children[i] = byID[roster.Learners[i].ID]
	}
	w := Week{Now: c.Time.Stamp().At.Tick}
	today := engine.Day(w.Now)
	w.Met = len(risk.Met(children, today))
	found, more := risk.Look(children, today)
	w.More = more
	for _, concern := range found {
		w.Listed = append(w.Listed, Concern{Learner: roster.Learners[concern.Child], Reasons: concern.Reasons})
	}
	return w, nil
}
