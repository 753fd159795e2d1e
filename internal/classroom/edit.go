package classroom

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"darasa/internal/classlist"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// Edit is what a teacher changes of a child's entry; nil leaves a field alone.
type Edit struct {
	Name     *string
	Number   *string
	Animal   *string
	Language *string
	Grade    *uint8
	Wave     *uint8
}

func (e *Edit) empty() bool { return *e == Edit{} }

func (e *Edit) check() error {
	switch {
	case e.Name != nil && (strings.TrimSpace(*e.Name) == "" || len(*e.Name) > maxNameBytes):
		return school.Errorf(school.CodeInvalid, "a name has 1 to %d bytes", maxNameBytes)
	case e.Number != nil && len(*e.Number) > classlist.MaxNumber:
		return school.Errorf(school.CodeInvalid, "a number has at most %d bytes", classlist.MaxNumber)
	case e.Animal != nil && !slices.Contains(Animals, *e.Animal):
		return school.Errorf(school.CodeInvalid, "there is no picture of that animal")
	case e.Language != nil && *e.Language != "en" && *e.Language != "ur":
		return school.Errorf(school.CodeInvalid, "the language is en or ur")
	case e.Grade != nil && *e.Grade > classlist.MaxGrade:
		return school.Errorf(school.CodeInvalid, "a grade is 0 to %d", classlist.MaxGrade)
	case e.Wave != nil && (*e.Wave < 1 || *e.Wave > Waves):
		return school.Errorf(school.CodeInvalid, "a wave is 1 to %d", Waves)
	}
	return nil
}

// EditLearner changes a child's entry on the class list.
func (c *Class) EditLearner(ctx context.Context, learner school.ID, e Edit) error {
	if err := e.check(); err != nil {
		return err
	}
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	learner = child.ID
	if e.Number != nil && *e.Number != "" {
		for i := range roster.Learners {
			if l := &roster.Learners[i]; l.Number == *e.Number && l.ID != learner {
				return school.Errorf(school.CodeConflict, "another child of the class has this number")
			}
		}
	}
	defer c.Live.Changed()
	return c.edit(ctx, learner, e)
}

// edit writes what differs. It needs c.listing.
func (c *Class) edit(ctx context.Context, learner school.ID, e Edit) error {
	key, err := c.keyOf(ctx, learner)
	if err != nil {
		return err
	}
	var ops []*crdt.Op
	for _, sealed := range []struct {
		field school.Field
		value *string
	}{{school.LearnerName, e.Name}, {school.LearnerNumber, e.Number}} {
		if sealed.value == nil {
			continue
		}
		op, err := c.sealed(key, learner, sealed.field, []byte(*sealed.value))
		if err != nil {
			return err
		}
		ops = append(ops, op)
	}
	for _, plain := range []struct {
		field school.Field
		value *string
	}{{school.LearnerAnimal, e.Animal}, {school.LearnerLanguage, e.Language}} {
		if plain.value != nil {
			ops = append(ops, set(school.NounLearner, learner, plain.field, "", []byte(*plain.value)))
		}
	}
	for _, small := range []struct {
		field school.Field
		value *uint8
	}{{school.LearnerGrade, e.Grade}, {school.LearnerWave, e.Wave}} {
		if small.value != nil {
			ops = append(ops, set(school.NounLearner, learner, small.field, "", []byte{*small.value}))
		}
	}
	if len(ops) == 0 {
		return nil
	}
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceSchool, ops...); err != nil {
		return fmt.Errorf("write learner: %w", err)
	}
	return nil
}

// keyOf returns the child's own key; school.CodeNotFound when this hub has none or
// she was erased.
func (c *Class) keyOf(ctx context.Context, learner school.ID) (key seal.Key, err error) {
	all, err := c.learnerKeys(ctx)
	if err != nil {
		return key, fmt.Errorf("read learner keys: %w", err)
	}
	key, ok := all[learner]
	if !ok {
		return key, school.Errorf(school.CodeNotFound, "this hub holds no key for this child")
	}
	return key, nil
}
