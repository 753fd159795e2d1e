package classroom

import (
	"context"
	"fmt"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// FindLearner returns the child a person means by an id, a number on the roll, or a
// whole name, of those this hub holds a key for, on the class list or not.
func (c *Class) FindLearner(ctx context.Context, text string) (Learner, error) {
	keys, err := c.learnerKeys(ctx)
	if err != nil {
		return Learner{}, err
	}
	all := map[school.ID]*Learner{}
	for id := range keys {
		all[id] = &Learner{ID: id}
	}
	if err := c.readFields(ctx, all); err != nil {
		return Learner{}, fmt.Errorf("find learner: %w", err)
	}
	alike, err := c.alike(ctx)
	if err != nil {
		return Learner{}, err
	}
	text = strings.TrimSpace(text)
	var found []*Learner
	for _, l := range all {
		if text != "" && (l.ID.String() == strings.ToLower(text) || l.Number == text || strings.EqualFold(l.Name, text)) {
			found = append(found, l)
		}
	}
	switch len(found) {
	case 0:
		return Learner{}, school.Errorf(school.CodeNotFound, "no child here has the name, number or id %q", text)
	case 1:
		return *found[0], nil
	}
	if child := sameChild(alike, found); child != nil {
		return *child, nil
	}
	return Learner{}, school.Errorf(school.CodeConflict, "%d children go by %q; use the number or the id", len(found), text)
}

// GoesBy says whether a person who wrote text means this child: by her whole name, in
// any case, or her number on the roll.
func (l *Learner) GoesBy(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	return text != "" && (strings.EqualFold(text, strings.Join(strings.Fields(l.Name), " ")) || text == l.Number)
}

// sameChild returns the record that all of several count under, or, where it is not among
// them, one of them; nil when they are not one child.
func sameChild(alike crdt.Alike, found []*Learner) (child *Learner) {
	for _, l := range found {
		switch one := alike.Of(l.ID); {
		case one != alike.Of(found[0].ID):
			return nil
		case child == nil || l.ID == one:
			child = l
		}
	}
	return child
}

// EraseLearner removes a child for ever: her key and with it her name, everything
// derived, and the content of all she did, under each record that people joined to hers,
// here at once and at every other holder as the word reaches it. Nothing undoes it. It
// returns how many records she had.
func (c *Class) EraseLearner(ctx context.Context, learner school.ID) (records int, err error) {
	alike, err := c.alike(ctx)
	if err != nil {
		return 0, err
	}
	var ops []*crdt.Op
	for _, id := range alike.Group(learner) {
		ops = append(ops, crdt.EraseOp(id))
	}
	defer c.Live.Changed()
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceMinistry, ops...); err != nil {
		return 0, fmt.Errorf("erase learner: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range alike.Group(learner) {
		delete(c.seats, id)
		delete(c.letIns, id)
	}
	c.notes = nil
	return len(ops), nil
}
