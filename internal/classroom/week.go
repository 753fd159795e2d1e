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
	Scarce []Learner // for whom good matches have run out
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
	children := daysOf(roster, rows)
	w := Week{Now: c.Time.Stamp().At.Tick}
	today := engine.Day(w.Now)
	w.Met = len(risk.Met(children, today))
	found, more := risk.Look(children, today)
	w.More = more
	for _, concern := range found {
		w.Listed = append(w.Listed, Concern{Learner: roster.Learners[concern.Child], Reasons: concern.Reasons})
	}
	w.Scarce, err = c.scarce(ctx, roster, rows, w.Now)
	return w, err
}

// scarce returns the children for whom good matches have run out, at most
// risk.MostListed.
func (c *Class) scarce(ctx context.Context, roster *Roster, rows []projection.Learner, now int64) (found []Learner, err error) {
	shelves, err := c.shelves(ctx, roster, rows, now)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		child, ok := roster.Find(rows[i].ID)
		if !ok || child.ID != rows[i].ID || len(found) == risk.MostListed {
			continue
		}
		shelf, err := shelves.of(ctx, child, &rows[i])
		if err != nil {
			return nil, err
		}
		if shelf.Scarce {
			found = append(found, *child)
		}
	}
	return found, nil
}

// daysOf returns the days of every child of the class list, in its order.
func daysOf(roster *Roster, rows []projection.Learner) [][]projection.Day {
	byID := make(map[school.ID][]projection.Day, len(rows))
	for i := range rows {
		byID[rows[i].ID] = rows[i].Board.Days
	}
	children := make([][]projection.Day, len(roster.Learners))
	for i := range roster.Learners {
		children[i] = byID[roster.Learners[i].ID]
	}
	return children
}

// Lately is a child's pace and how she comes: of the last days the class met, at most
// ten, on how many she came; on her last days, at most five, her answers and the right
// ones; on her last ten, how many skills became steady.
type Lately struct {
	Met, Came      int
	Answers, Right int
	Steady         int
}

// lately counts as of the days before today.
func lately(roster *Roster, rows []projection.Learner, row *projection.Learner, now int64) Lately {
	today := engine.Day(now)
	f := risk.FactsOf(row.Board.Days, risk.Met(daysOf(roster, rows), today), today)
	return Lately{Met: f.Known, Came: f.Known - f.Missed, Answers: f.Answers, Right: f.Right, Steady: f.Steady}
}
