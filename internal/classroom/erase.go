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
	return Learner{}, school.Errorf(school.CodeConflict, "%d children go by %q; use the number or the id", len(found), text)
}

// GoesBy says whether a person who wrote text means this child: by her whole name, in
// any case, or her number on the roll.
func (l *Learner) GoesBy(text string) bool {
	text = strings.Join(strings.Fields(text), " ")
	return text != "" && (strings.EqualFold(text, strings.Join(strings.Fields(l.Name), " ")) || text == l.Number)
}

// EraseLearner removes a child for ever: her key and with it her name, everything
// derived, and the content of all she did, here at once and at every other holder as
// the word reaches it. Nothing undoes it.
func (c *Class) EraseLearner(ctx context.Context, learner school.ID) error {
	defer c.Live.Changed()
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceMinistry, crdt.EraseOp(learner)); err != nil {
		return fmt.Errorf("erase learner: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.seats, learner)
	delete(c.letIns, learner)
	c.notes = nil
	return nil
}
