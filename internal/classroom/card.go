package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Card is what a child's printed card shows. Pictures is nil for a child whose
// pictures this hub does not hold: she gets new ones.
type Card struct {
	*Learner
	Pictures []uint8
}

// Cards returns the cards of the class in the order of its list.
func (c *Class) Cards(ctx context.Context) ([]Card, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(roster.Learners))
	for i := range roster.Learners {
		l := &roster.Learners[i]
		cards[i].Learner = l
		for _, record := range append([]Learner{*l}, l.Also...) {
			// Whatever is printed must sign in: pictures that do not fit the tag are another hub's.
			if cards[i].Pictures == nil && CheckPictures(record.pictures) == nil && roster.fits(&record, record.pictures) {
				cards[i].Pictures = record.pictures
			}
		}
	}
	return cards, nil
}

// NewPictures gives a child other pictures, as when her card is lost: the old ones
// sign in no more.
func (c *Class) NewPictures(ctx context.Context, learner school.ID) ([]uint8, error) {
	c.listing.Lock()
	defer c.listing.Unlock()
	roster, err := c.freshRoster(ctx)
	if err != nil {
		return nil, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return nil, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	pictures, err := DrawPictures(c.Random)
	for err == nil && roster.fits(child, pictures) {
		pictures, err = DrawPictures(c.Random)
	}
	if err != nil {
		return nil, err
	}
	var ops []*crdt.Op
	for _, record := range child.records() { // every card of hers that was lost with this one
		written, err := c.secretOf(ctx, record, pictures)
		if err != nil && record == child.ID {
			return nil, err
		}
		ops = append(ops, written...)
	}
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceSchool, ops...); err != nil {
		return nil, fmt.Errorf("write pictures: %w", err)
	}
	return pictures, nil
}

// secretOf makes the ops that give a record other pictures.
func (c *Class) secretOf(ctx context.Context, learner school.ID, pictures []uint8) ([]*crdt.Op, error) {
	key, err := c.keyOf(ctx, learner)
	if err != nil {
		return nil, err
	}
	private, err := c.sealed(key, learner, school.LearnerPictures, pictures)
	if err != nil {
		return nil, err
	}
	tag, err := c.sealed(key, learner, school.LearnerSecret, c.keys.pictures(learner, pictures))
	return []*crdt.Op{private, tag}, err
}
