package classroom

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"darasa/internal/engine"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// How rewards are shown to a class or child.
const (
	RewardsUsual = iota
	RewardsQuiet // nothing moves, nothing glitters
	RewardsOff   // no word of praise either
)

// Care is how a child is served, without a lower goal: what her tablet is told.
type Care struct {
	Slower  bool
	Steps   bool
	Calm    bool // her own, beside what the class is told
	Rewards uint8
}

// decisions are what of it the tutor hears.
func (a Care) decisions() (out []tutor.Decision) {
	for _, word := range []struct {
		said bool
		kind uint8
	}{{a.Slower, engine.Slower}, {a.Steps, engine.MoreSteps}, {a.Calm, engine.Calm}} {
		if word.said {
			out = append(out, tutor.Decision{Kind: word.kind})
		}
	}
	return out
}

// care joins what is said of the child and of her class; the quieter word stands.
func (r *Roster) care(l *Learner) Care {
	care := Care{
		Slower: l.Support&school.SupportSlower != 0, Steps: l.Support&school.SupportSteps != 0, Calm: l.Support&school.SupportCalm != 0,
		Rewards: r.Rewards,
	}
	if care.Calm {
		care.Rewards = RewardsOff
	}
	return care
}

// Care returns how a child is served; the zero value for one who is not on the list.
func (c *Class) Care(ctx context.Context, learner school.ID) (Care, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Care{}, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return Care{}, nil
	}
	return roster.care(child), nil
}

// SetSupport says how a child is served, as bits of school.SupportSlower …; it
// replaces what was said before.
func (c *Class) SetSupport(ctx context.Context, learner school.ID, support uint8) error {
	if support > school.SupportSlower|school.SupportSteps|school.SupportCalm {
		return school.Errorf(school.CodeInvalid, "a support plan is slower, steps, calm, any of them or none")
	}
	if err := c.setSealed(ctx, learner, school.LearnerSupport, []byte{support}); err != nil {
		return err
	}
	c.newPlan(learner)
	c.Live.Changed()
	return nil
}

// MaxInterests is how many interests of a child are kept.
const MaxInterests = 6

var pictureName = regexp.MustCompile(`^[a-z][a-z-]{0,39}$`)

// SetInterests says what a child likes, as names of pictures; it replaces what was
// said before.
func (c *Class) SetInterests(ctx context.Context, learner school.ID, pictures []string) error {
	if len(pictures) > MaxInterests {
		return school.Errorf(school.CodeLimit, "at most %d interests", MaxInterests)
	}
	for i, name := range pictures {
		if !pictureName.MatchString(name) || slices.Contains(pictures[:i], name) {
			return school.Errorf(school.CodeInvalid, "%q names no picture, or is named twice", name)
		}
	}
	return c.setSealed(ctx, learner, school.LearnerInterests, []byte(strings.Join(pictures, "\n")))
}

// ChooseInterests takes what a child tapped herself. The tablet holds no key of hers, so
// the hub seals and writes it; what says nothing new is not written again, however often
// a tablet sends it.
func (c *Class) ChooseInterests(ctx context.Context, learner school.ID, pictures []string) error {
	roster, err := c.Roster(ctx)
	if err != nil {
		return err
	}
	if child, ok := roster.Find(learner); ok && slices.Equal(child.Interests, pictures) {
		return nil
	}
	return c.SetInterests(ctx, learner, pictures)
}

// setSealed writes a register of a child on the class list under her own key.
func (c *Class) setSealed(ctx context.Context, learner school.ID, field school.Field, value []byte) error {
	child, err := c.onRoster(ctx, learner)
	if err != nil {
		return err
	}
	learner = child.ID
	key, err := c.keyOf(ctx, learner)
	if err != nil {
		return err
	}
	op, err := c.sealed(key, learner, field, value)
	if err != nil {
		return err
	}
	defer c.rosterChanged()
	if err := c.Log.Write(ctx, school.AudienceSchool, op); err != nil {
		return fmt.Errorf("write learner: %w", err)
	}
	return nil
}

// SetRewards says how rewards are shown to the whole class.
func (c *Class) SetRewards(ctx context.Context, rewards uint8) error {
	if rewards > RewardsOff {
		return school.Errorf(school.CodeInvalid, "rewards are usual, quiet or off")
	}
	roster, err := c.Roster(ctx)
	if err != nil {
		return err
	}
	if roster.Classroom.IsZero() {
		return school.Errorf(school.CodeNotFound, "there is no class yet")
	}
	op := set(school.NounClassroom, roster.Classroom, school.ClassroomRewards, "", []byte{rewards})
	if err := c.Log.Write(ctx, school.AudienceSchool, op); err != nil {
		return fmt.Errorf("write rewards: %w", err)
	}
	c.rosterChanged()
	for i := range roster.Learners {
		c.newPlan(roster.Learners[i].ID)
	}
	c.Live.Changed()
	return nil
}
