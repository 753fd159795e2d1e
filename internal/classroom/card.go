package classroom

import (
	"context"
	"fmt"

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
		// Whatever is printed must sign in: pictures that do not fit the tag are another hub's.
		if CheckPictures(l.pictures) == nil && roster.fits(l, l.pictures) {
			cards[i].Pictures = l.pictures
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
	key, err := c.keyOf(ctx, learner)
	if err != nil {
		return nil, err
	}
	private, err := c.sealed(key, learner, school.LearnerPictures, pictures)
	if err != nil {
		return nil, err
	}
	tag, err := c.sealed(key, learner, school.LearnerSecret, c.keys.pictures(learner, pictures))
	if err != nil {
		return nil, err
	}
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceSchool, private, tag); err != nil {
		return nil, fmt.Errorf("write pictures: %w", err)
	}
	return pictures, nil
}
