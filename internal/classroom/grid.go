package classroom

import (
	"context"
	"fmt"

	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Cells of a grid beside the engine's levels: too few answers to tell anybody a
// belief. A person's "known" and "not-known" stand in their own words.
const cellUnsure = "unsure"

// Grid is what is believed of the whole class, skill by skill.
type Grid struct {
	Now      int64
	Skills   []string // of the current course, in its order
	Learners []GridRow
}

// GridRow is one child's cells, one for each skill of the grid: a level, unsure, or
// a person's word.
type GridRow struct {
	Learner Learner
	Cells   []string
}

// Grid returns the class by skills, in the order of the class list.
func (c *Class) Grid(ctx context.Context) (Grid, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Grid{}, err
	}
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return Grid{}, fmt.Errorf("read learners: %w", err)
	}
	said, err := c.wordsOfPeople(ctx)
	if err != nil {
		return Grid{}, err
	}
	course, ok := c.Content.Course(c.Content.Current())
	if !ok {
		return Grid{}, fmt.Errorf("the current course is missing")
	}
	grid := Grid{Now: c.Time.Stamp().At.Tick}
	for i := range course.Skills {
		grid.Skills = append(grid.Skills, c.Content.SkillID(uint16(i)))
	}
	byID := make(map[school.ID]*projection.Learner, len(rows))
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
	}
	for i := range roster.Learners {
		cells, err := c.cells(byID[roster.Learners[i].ID], len(course.Skills), grid.Now)
		if err != nil {
			return Grid{}, err
		}
		for skill, word := range said[roster.Learners[i].ID] {
			cells[skill] = word
		}
		grid.Learners = append(grid.Learners, GridRow{Learner: roster.Learners[i], Cells: cells})
	}
	return grid, nil
}

// cells holds the tutor for one child only, so that a plan never waits for a class.
func (c *Class) cells(row *projection.Learner, skills int, now int64) ([]string, error) {
	cells := make([]string, skills)
	var views []tutor.SkillView
	if row != nil && row.Catalogue == c.Content.Current() {
		var err error
		c.tutoring.Lock()
		views, err = c.tutor.Skills(c.Content.Newest().Number, row.State, nil, now)
		c.tutoring.Unlock()
		if err != nil {
			return nil, fmt.Errorf("read learner's skills: %w", err)
		}
	}
	for i := range cells {
		cells[i] = "new"
		if i < len(views) && views[i].Answers > 0 {
			cells[i] = cellUnsure
			if views[i].Answers >= sureAnswers {
				cells[i] = views[i].Level.String()
			}
		}
	}
	return cells, nil
}

// wordsOfPeople returns who said of whom that a skill is known or not.
func (c *Class) wordsOfPeople(ctx context.Context) (map[school.ID]map[uint16]string, error) {
	entries, err := c.Facts.Registers(ctx, school.NounDecision, school.DecisionKind, school.ID{})
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	out := map[school.ID]map[uint16]string{}
	for _, e := range entries {
		skill, ok := c.Content.Skill(e.Key)
		kind := oneByte(e.Value)
		if !ok || kind != school.DecisionKnown && kind != school.DecisionNotKnown {
			continue
		}
		if out[e.Entity] == nil {
			out[e.Entity] = map[uint16]string{}
		}
		out[e.Entity][skill] = decisionName(kind)
	}
	return out, nil
}
