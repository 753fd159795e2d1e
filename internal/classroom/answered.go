package classroom

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// maxAnswers is how many answers of one child are listed.
const maxAnswers = 20

// Answered is one answer of a child. Item counts in the current catalogue; Located is
// false for one that it does not have any more. Misconception names a known mistake.
type Answered struct {
	At             int64
	Item, Instance uint32
	Located        bool
	Skill          string
	Response       string
	Correct        bool
	Hints          uint8
	Misconception  string
	Explanation    string // which second explanation she saw, as the tablet wrote it
	Strategy       string // tool and way of working, such as frame/make-ten; "" where none was seen
	Steps          string // written work cell by cell, see docs/protocol.md; "" for other exercises
}

// Answers returns the newest answers that count for a child, the newest first;
// school.CodeNotFound for one who is not on the class list.
func (c *Class) Answers(ctx context.Context, id school.ID) ([]Answered, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return nil, err
	}
	child, ok := roster.Find(id)
	if !ok {
		return nil, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	evidence, err := c.evidenceOf(ctx, child.records())
	if err != nil {
		return nil, err
	}
	owners := map[crdt.Dot]school.ID{}
	if _, err := c.sittings(ctx, roster, evidence, owners); err != nil {
		return nil, err
	}
	course, ok := c.Content.Course(c.Content.Current())
	if !ok {
		return nil, fmt.Errorf("the current course is missing")
	}
	var out []Answered
	for _, op := range slices.Backward(roster.counted(evidence, owners, child.ID)) {
		if op.Attempt == nil {
			continue
		}
		if len(out) == maxAnswers {
			break
		}
		a := op.Attempt
		answer := Answered{At: op.Stamp.At.Tick, Instance: a.Instance, Response: a.Response, Correct: a.Correct, Hints: a.Hints}
		if shown, ok := op.Column(crdt.ColumnExplanation); ok {
			answer.Explanation = string(shown)
		}
		answer.Strategy, answer.Steps = named(op, crdt.ColumnStrategy, isStrategy), named(op, crdt.ColumnSteps, isSteps)
		if item, reason := c.Content.Locate(a.Catalogue, a.Item, a.Instance); reason == "" {
			answer.Item, answer.Located, answer.Skill = item, true, c.Content.SkillID(course.Items[item].Skill)
			if !a.Correct {
				answer.Misconception = c.Content.Misconception(item, a.Instance, a.Response)
			}
		}
		out = append(out, answer)
	}
	return out, nil
}

// Bounds of what a tablet may log about the way of working, in bytes.
const (
	maxStrategy = 64
	maxSteps    = 128
)

// named reads a text column that has the form it should; "" for any other, for a
// column comes from a tablet and is never refused.
func named(op *crdt.Op, column uint16, good func(string) bool) string {
	value, ok := op.Column(column)
	if !ok || !good(string(value)) {
		return ""
	}
	return string(value)
}

func isStrategy(text string) bool {
	tool, way, ok := strings.Cut(text, "/")
	word := func(s string) bool {
		return s != "" && strings.IndexFunc(s, func(c rune) bool { return (c < 'a' || c > 'z') && c != '-' }) < 0
	}
	return ok && len(text) <= maxStrategy && word(tool) && word(way)
}

func isSteps(text string) bool {
	return text != "" && len(text) <= maxSteps && strings.Trim(text, "012.-") == ""
}
