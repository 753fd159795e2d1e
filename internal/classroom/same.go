package classroom

import (
	"context"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// SameAs says that learner is the same child as another, who was enrolled twice: from now
// on all she did counts under the other's record, either card signs her in, and the list
// shows her once. The zero other takes the word back. It reaches every hub of the school
// and the ministry's counts.
func (c *Class) SameAs(ctx context.Context, learner, other school.ID) error {
	alike, err := c.alike(ctx)
	if err != nil {
		return err
	}
	words, err := c.sameWords(ctx, alike, learner, other)
	if err != nil || len(words) == 0 {
		return err
	}
	ops := make([]*crdt.Op, len(words))
	for i, word := range words {
		ops[i] = word.Op()
	}
	if err := c.Log.Write(ctx, school.AudienceMinistry, ops...); err != nil {
		return fmt.Errorf("join records: %w", err)
	}
	c.mu.Lock()
	delete(c.seats, learner) // tablets say again who sits there
	c.notes = nil
	c.noteWrites++
	c.mu.Unlock()
	c.rosterChanged()
	for _, id := range []school.ID{learner, other} {
		if !id.IsZero() {
			c.tellPlan(id)
		}
	}
	return nil
}

// sameWords returns what is to be said, nothing where it was said before.
func (c *Class) sameWords(ctx context.Context, alike crdt.Alike, learner, other school.ID) ([]crdt.SameAs, error) {
	if other.IsZero() {
		return apart(alike, learner)
	}
	if learner == other {
		return nil, school.Errorf(school.CodeInvalid, "a child is the same as herself already; name her other record")
	}
	for _, id := range []school.ID{learner, other} {
		if err := c.known(ctx, id); err != nil {
			return nil, err
		}
	}
	if alike.Of(learner) == alike.Of(other) {
		return nil, nil
	}
	// The word is the whole child's: what was joined to learner before comes along.
	return []crdt.SameAs{{Learner: alike.Of(learner), As: other}}, nil
}

// apart returns the words that take a join back, also when the record is named that the
// only other one was joined to.
func apart(alike crdt.Alike, learner school.ID) ([]crdt.SameAs, error) {
	if words := alike.Apart(learner); len(words) > 0 {
		return words, nil
	}
	group := slices.DeleteFunc(alike.Group(learner), func(id school.ID) bool { return id == learner })
	switch len(group) {
	case 0:
		return nil, school.Errorf(school.CodeNotFound, "nobody said that this child has another record")
	case 1:
		return alike.Apart(group[0]), nil
	}
	return nil, school.Errorf(school.CodeConflict, "this child has %d other records; name the one that is another child", len(group))
}

// known refuses whom neither the class list nor a key of this hub knows.
func (c *Class) known(ctx context.Context, learner school.ID) error {
	if _, err := c.onRoster(ctx, learner); err == nil {
		return nil
	}
	_, err := c.keyOf(ctx, learner)
	return err
}

// alike returns which records people called the same child.
func (c *Class) alike(ctx context.Context) (crdt.Alike, error) {
	entries, err := c.Facts.Registers(ctx, school.NounLearner, school.LearnerSameAs, school.ID{})
	if err != nil {
		return nil, fmt.Errorf("read which records are one child: %w", err)
	}
	alike := crdt.Alike{}
	for _, e := range entries {
		if same := crdt.SameAsOf(e.Entity, e.Value); e.Key == "" && len(same.Value()) > 0 {
			alike[e.Entity] = same.As
		}
	}
	return alike, nil
}

// one returns the record a learner counts under, as of the roster read last.
func (c *Class) one(learner school.ID) school.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.roster == nil {
		return learner
	}
	return c.roster.alike.Of(learner)
}

// records are all of a child's ids, her own first.
func (l *Learner) records() []school.ID {
	ids := []school.ID{l.ID}
	for i := range l.Also {
		ids = append(ids, l.Also[i].ID)
	}
	return ids
}

// join takes in a child's other records. Where this hub can read nothing of the one she
// counts under, it shows her as another has her.
func (l *Learner) join(also []Learner) {
	for i := range also {
		if l.Name == "" && also[i].Name != "" {
			id, secret, pictures := l.ID, l.secret, l.pictures
			*l = also[i]
			l.ID, l.secret, l.pictures = id, secret, pictures
		}
	}
	l.Also = also
}

// evidence returns, in canonical order, what the log holds of a child under any of her
// records.
func (c *Class) evidenceOf(ctx context.Context, records []school.ID) (all []*crdt.Op, err error) {
	for _, id := range records {
		ops, err := c.Facts.Evidence(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("read answers: %w", err)
		}
		all = append(all, ops...)
	}
	return canonical(all), nil
}
