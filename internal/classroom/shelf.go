package classroom

import (
	"context"
	"fmt"
	"math"

	"darasa/internal/engine/selection"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
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

// Beside is what a tablet shows a child beside her path: her shelf, and what she likes.
type Beside struct {
	Shelf
	Interests []string // names of pictures
}

// Beside fills a child's shelf as she herself sees it; school.CodeNotFound for one who
// is not on the class list.
func (c *Class) Beside(ctx context.Context, learner school.ID) (Beside, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Beside{}, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return Beside{}, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return Beside{}, fmt.Errorf("read learners: %w", err)
	}
	row, _, err := c.Facts.Learner(ctx, child.ID)
	if err != nil {
		return Beside{}, fmt.Errorf("read learner: %w", err)
	}
	row.ID = child.ID // of a child without answers, too
	shelves, err := c.shelves(ctx, roster, rows, c.Time.Stamp().At.Tick)
	if err != nil {
		return Beside{}, err
	}
	shelf, err := shelves.of(ctx, child, &row)
	return Beside{Shelf: shelf, Interests: child.Interests}, err
}

// shelves fills shelves for children of the class list. What other children did is
// heard only where there are as many as tutor.ShelfLearners.
type shelves struct {
	class     *Class
	roster    *Roster
	catalogue [32]byte
	snapshot  *tutor.Snapshot
	void      []uint32
	rows      []projection.Learner
	now       int64
}

func (c *Class) shelves(ctx context.Context, roster *Roster, rows []projection.Learner, now int64) (*shelves, error) {
	void, err := c.voidItems(ctx)
	if err != nil {
		return nil, err
	}
	return &shelves{class: c, roster: roster, catalogue: c.Content.Current(), snapshot: c.Content.Newest(), void: void, rows: rows, now: now}, nil
}

// of fills one child's shelf. A fold over another catalogue, which is being made anew,
// counts as none.
func (s *shelves) of(ctx context.Context, child *Learner, row *projection.Learner) (Shelf, error) {
	decisions, err := s.class.heard(ctx, s.roster, child)
	if err != nil {
		return Shelf{}, err
	}
	plan := &tutor.Plan{
		Engine: tutor.Version, Snapshot: s.snapshot.Number, SnapshotHash: s.class.hashOf(s.snapshot), Seed: wire.Seed(row.ID),
		Target: tutor.DefaultTarget, Decisions: decisions, Void: s.void,
	}
	if row.Catalogue == s.catalogue {
		plan.State = row.State
	}
	var others [][]byte
	for i := range s.rows {
		if other := &s.rows[i]; other.ID != row.ID && other.Catalogue == s.catalogue && len(other.State) > 0 {
			others = append(others, other.State)
		}
	}
	s.class.tutoring.Lock()
	defer s.class.tutoring.Unlock()
	picks, scarce, err := s.class.tutor.Shelf(plan, others, s.now)
	if err != nil {
		return Shelf{}, fmt.Errorf("fill shelf: %w", err)
	}
	shelf := Shelf{Scarce: scarce && row.Answers > 0}
	for _, p := range picks {
		shelf.Picks = append(shelf.Picks, s.class.pick(p))
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
