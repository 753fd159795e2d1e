package classroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"darasa/internal/classlist"
	"darasa/internal/engine"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Bounds of a week's unit.
const (
	UnitSkills = 40 // most skills
	UnitMost   = 4  // quarters: the whole of the practice
)

// Unit is what the children of one grade work on this week, beside their gaps. Share
// is how many quarters of the practice it has, 0 to UnitMost; Grade 0 is that of
// children without one.
type Unit struct {
	Grade  uint8
	Share  uint8
	Skills []string // ids, in the order they were named
}

// unitKinds are the decisions that a share in quarters is told to the tutor as.
var unitKinds = [UnitMost + 1]uint8{0, engine.UnitQuarter, engine.Unit, engine.UnitMost, engine.UnitAll}

// SetUnit says what a grade works on this week; no skills or no share: nothing in
// particular. Every child of the grade who sits at a tablet gets a new plan.
func (c *Class) SetUnit(ctx context.Context, u Unit) error {
	if u.Share > UnitMost || u.Grade > classlist.MaxGrade {
		return school.Errorf(school.CodeInvalid, "a share is 0 to %d quarters, a grade 0 to %d", UnitMost, classlist.MaxGrade)
	}
	if len(u.Skills) > UnitSkills {
		return school.Errorf(school.CodeLimit, "a unit has at most %d skills", UnitSkills)
	}
	for i, id := range u.Skills {
		if _, ok := c.Content.Skill(id); !ok || slices.Contains(u.Skills[:i], id) {
			return school.Errorf(school.CodeInvalid, "%q is no skill of this pack, or is named twice", id)
		}
	}
	roster, err := c.Roster(ctx)
	if err != nil {
		return err
	}
	if roster.Classroom.IsZero() {
		return school.Errorf(school.CodeNotFound, "there is no class yet")
	}
	value := append([]byte{u.Share}, strings.Join(u.Skills, "\n")...)
	op := set(school.NounClassroom, roster.Classroom, school.ClassroomUnit, strconv.Itoa(int(u.Grade)), value)
	if err := c.Log.Write(ctx, school.AudienceSchool, op); err != nil {
		return fmt.Errorf("write unit: %w", err)
	}
	c.rosterChanged()
	for i := range roster.Learners {
		if l := &roster.Learners[i]; l.Grade == u.Grade {
			c.newPlan(l.ID)
		}
	}
	return nil
}

// newPlan has the tablet at which a child sits fetch her plan anew.
func (c *Class) newPlan(learner school.ID) {
	if device, ok := c.deviceOf(learner); ok {
		c.Live.Plan(device, learner)
	}
}

// readUnits fills in what is said of the whole class.
func (c *Class) readUnits(ctx context.Context, r *Roster) error {
	rewards, err := c.Facts.Registers(ctx, school.NounClassroom, school.ClassroomRewards, r.Classroom)
	if err != nil {
		return err
	}
	for _, e := range rewards {
		r.Rewards = min(oneByte(e.Value), RewardsOff)
	}
	units, err := c.Facts.Registers(ctx, school.NounClassroom, school.ClassroomUnit, r.Classroom)
	if err != nil {
		return err
	}
	for _, e := range units {
		grade, err := strconv.ParseUint(e.Key, 10, 8)
		if err != nil || len(e.Value) == 0 || e.Value[0] > UnitMost {
			continue // of a program that says more than this one knows
		}
		r.Units = append(r.Units, Unit{Grade: uint8(grade), Share: e.Value[0], Skills: lines(e.Value[1:])})
	}
	slices.SortFunc(r.Units, func(a, b Unit) int { return cmp.Compare(a.Grade, b.Grade) })
	return nil
}

// unit returns the week's unit of a grade as the tutor hears it, in the order of
// skills; those the current course does not have stay in the log.
func (c *Class) unit(r *Roster, grade uint8) (out []tutor.Decision) {
	i := slices.IndexFunc(r.Units, func(u Unit) bool { return u.Grade == grade })
	if i < 0 || r.Units[i].Share == 0 {
		return nil
	}
	for _, id := range r.Units[i].Skills {
		if skill, ok := c.Content.Skill(id); ok {
			out = append(out, tutor.Decision{Skill: skill, Kind: unitKinds[r.Units[i].Share]})
		}
	}
	slices.SortFunc(out, func(a, b tutor.Decision) int { return cmp.Compare(a.Skill, b.Skill) })
	return slices.CompactFunc(out, func(a, b tutor.Decision) bool { return a.Skill == b.Skill })
}

// lines splits a text into its lines, none for an empty one.
func lines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(string(text), "\n")
}
