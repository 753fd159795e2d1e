package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Reassign says whose session it was that the op dot opened: a child worked under
// another's card. The zero owner voids it. Both learners are folded anew; the
// answers themselves never change.
func (c *Class) Reassign(ctx context.Context, session crdt.Dot, owner school.ID) error {
	have, err := c.Log.Have(ctx, session.Stream)
	if err != nil {
		return fmt.Errorf("find session: %w", err)
	}
	if !have.Contains(session.Seq) {
		return school.Errorf(school.CodeNotFound, "this hub does not hold that session")
	}
	id := projection.OwnerRegister(session)
	var value []byte
	if !owner.IsZero() {
		roster, err := c.Roster(ctx)
		if err != nil {
			return err
		}
		if _, ok := roster.Find(owner); !ok {
			return school.Errorf(school.CodeNotFound, "this child is not on the class list")
		}
		value = owner[:]
	}
	if err := c.Log.Write(ctx, school.AudienceMinistry, set(id.Noun, id.Entity, id.Field, id.Key, value)); err != nil {
		return fmt.Errorf("reassign session: %w", err)
	}
	c.Live.Changed()
	return nil
}
