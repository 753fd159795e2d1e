package classroom

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
)

// Transfer is what a child takes along to another school: her key, what her list says
// of her, and her history as the ops it consists of, each with the place it was given.
type Transfer struct {
	Learner school.ID
	Key     seal.Key
	Ops     []*crdt.Op
	Also    map[school.ID]seal.Key // her other records, with their keys
}

// ExportLearner gathers a child's data. all returns every op here that concerns her.
func (c *Class) ExportLearner(ctx context.Context, learner school.ID, all func(context.Context, school.ID) ([]*crdt.Op, error)) (Transfer, error) {
	alike, err := c.alike(ctx)
	if err != nil {
		return Transfer{}, err
	}
	t := Transfer{Learner: alike.Of(learner), Also: map[school.ID]seal.Key{}}
	for _, id := range alike.Group(learner) {
		key, err := c.keyOf(ctx, id)
		if err != nil {
			return Transfer{}, err
		}
		if id == t.Learner {
			t.Key = key
		} else {
			t.Also[id] = key
		}
		ops, err := all(ctx, id)
		if err != nil {
			return Transfer{}, fmt.Errorf("gather what concerns the child: %w", err)
		}
		for _, op := range ops {
			if travels(op) {
				t.Ops = append(t.Ops, op)
			}
		}
	}
	return t, nil
}

// travels leaves out what means something at the old school only: her place on its
// list, her key under its secret, and her card there.
func travels(op *crdt.Op) bool {
	r := op.Register
	if r == nil {
		return true
	}
	switch {
	case op.Audience == school.AudienceHub || r.Noun == school.NounClassroom:
		return false
	case r.Noun == school.NounLearner:
		return r.Field != school.LearnerKey && r.Field != school.LearnerSecret && r.Field != school.LearnerPictures
	}
	return true
}

// ImportLearner takes a child in: her history, her key, a place on this class's list
// and a new card. Twice is once. apply is the door. It returns how many ops were new.
func (c *Class) ImportLearner(ctx context.Context, t Transfer) (fresh int, err error) {
	c.listing.Lock()
	roster, err := c.freshRoster(ctx)
	c.listing.Unlock()
	switch {
	case err != nil:
		return 0, err
	case roster.Classroom.IsZero():
		return 0, school.Errorf(school.CodeNotFound, "this hub has no class yet; make one with hub class create")
	case len(roster.Learners) >= MaxLearners:
		return 0, school.Errorf(school.CodeLimit, "a class has at most %d pupils", MaxLearners)
	}
	for _, op := range t.Ops {
		if about, ok := op.Concerns(); !ok || !t.holds(about) || !travels(op) {
			return 0, school.Errorf(school.CodeInvalid, "the file holds something that is not about this child")
		}
	}
	_, known := roster.Find(t.Learner)
	if err := c.keepKeys(ctx, t); err != nil {
		return 0, err
	}
	defer c.rosterChanged()
	result, err := c.Log.Apply(ctx, t.Ops)
	if err != nil {
		return 0, err
	}
	if known {
		return len(result.New), nil
	}
	if err := c.Log.Write(ctx, school.AudienceSchool, member(roster.Classroom, t.Learner)); err != nil {
		return 0, err
	}
	_, err = c.NewPictures(ctx, t.Learner)
	return len(result.New), err
}

// holds reports whether a record is the child's.
func (t Transfer) holds(record school.ID) bool {
	_, also := t.Also[record]
	return also || record == t.Learner
}

// keepKeys keeps the child's keys before anything that only they open.
func (c *Class) keepKeys(ctx context.Context, t Transfer) error {
	keys := maps.Clone(t.Also)
	if keys == nil {
		keys = map[school.ID]seal.Key{}
	}
	keys[t.Learner] = t.Key
	for _, id := range slices.SortedFunc(maps.Keys(keys), school.ID.Compare) {
		if _, err := c.keyOf(ctx, id); err == nil {
			continue
		}
		if err := c.keepKey(ctx, id, keys[id]); err != nil {
			return err
		}
	}
	return nil
}

func (c *Class) keepKey(ctx context.Context, learner school.ID, key seal.Key) error {
	wrapped, err := seal.Seal(c.keys.wrap, c.Random, learner[:], key[:])
	if err != nil {
		return fmt.Errorf("wrap learner key: %w", err)
	}
	if err := c.Vault.PutKeys(ctx, map[school.ID][]byte{learner: wrapped}); err != nil {
		return fmt.Errorf("keep learner key: %w", err)
	}
	shared, err := c.shareKey(learner, key)
	if err != nil || shared == nil {
		return err
	}
	return c.Log.Write(ctx, school.AudienceSchool, shared)
}
