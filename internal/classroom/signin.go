package classroom

import (
	"context"
	"fmt"

	"darasa/internal/school"
)

// The picture secret guards against mistakes and brothers, not against a thief:
// 132 secrets are soon tried, so tries are counted, and a person opens.
const (
	freeTries   = 2                               // wrong tries in a row that cost nothing
	pictureWait = 10 * school.TicksPerSecond      // after each further one
	dailyTries  = 10                              // wrong tries a day without the teacher
	letInFor    = 10 * 60 * school.TicksPerSecond // how long a let-in waits for the child
)

// SignIn is the answer to a child's pictures.
type SignIn struct {
	OK        bool
	Assurance school.Assurance
	Wait      int  // seconds until pictures are looked at again
	Mercy     bool // the teacher can let her in with one tap
	Left      int  // wrong tries left today without the teacher
}

// letIn is a teacher's permission that waits for the child at her tablet.
type letIn struct {
	device uint32 // 0: any
	until  int64  // ticks of the monotonic clock; 0 while she only waits
	asked  int64  // when she last needed it; 0 never
}

// SignIn checks the two pictures a child tapped at a device. No pictures at all
// ask only whether the teacher has let her in, and cost no try. Wrong tries are
// counted before they are answered, and the count survives a restart.
func (c *Class) SignIn(ctx context.Context, device Device, learner school.ID, pictures []uint8) (SignIn, error) {
	if len(pictures) > 0 {
		if err := CheckPictures(pictures); err != nil {
			return SignIn{}, err
		}
	}
	roster, err := c.Roster(ctx)
	if err != nil {
		return SignIn{}, err
	}
	child, ok := roster.Find(learner)
	if !ok {
		return SignIn{}, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	card := learner // which the session will name
	learner = child.ID
	account := "learner " + learner.String()
	lock := c.lock(account)
	lock.Lock()
	defer lock.Unlock()
	tries, err := c.Desk.Tries(ctx, account)
	if err != nil {
		return SignIn{}, fmt.Errorf("read tries: %w", err)
	}
	if day := c.day(); day > tries.Day { // a clock that went back forgives nothing
		tries = Tries{Day: day, Row: tries.Row}
	}
	if c.takeLetIn(device.Number, learner) {
		return c.welcome(ctx, Grant{Device: device.Number, Learner: card, Assurance: school.AssuranceTeacher}, learner, account, Tries{Day: tries.Day})
	}
	now := c.mono()
	answer := SignIn{Mercy: tries.Row > freeTries || tries.Today >= dailyTries, Left: max(0, dailyTries-tries.Today), Wait: c.seconds(account, tries, now)}
	if tries.Today >= dailyTries || len(pictures) == 0 || answer.Wait > 0 {
		if answer.Mercy {
			c.await(device.Number, learner)
		}
		return answer, nil
	}
	if roster.fits(child, pictures) {
		tries.Row = 0
		return c.welcome(ctx, Grant{Device: device.Number, Learner: card, Assurance: school.AssurancePictures}, learner, account, tries)
	}
	return c.wrong(ctx, device, learner, account, tries, now)
}

func (c *Class) wrong(ctx context.Context, device Device, learner school.ID, account string, tries Tries, now int64) (SignIn, error) {
	tries.Today++
	tries.Row++
	if err := c.Desk.PutTries(ctx, account, tries); err != nil {
		return SignIn{}, fmt.Errorf("count try: %w", err)
	}
	answer := SignIn{Left: max(0, dailyTries-tries.Today), Mercy: tries.Row > freeTries || tries.Today >= dailyTries}
	if tries.Row > freeTries {
		c.mu.Lock()
		c.waits[account] = wait{until: now + pictureWait}
		c.mu.Unlock()
		answer.Wait = pictureWait / school.TicksPerSecond
	}
	if answer.Mercy {
		c.await(device.Number, learner)
	}
	return answer, nil
}

// seconds returns how long an account must still wait. After a restart nobody
// remembers when the last try was, so the whole wait begins with the run.
func (c *Class) seconds(account string, tries Tries, now int64) int {
	if tries.Row <= freeTries {
		return 0
	}
	c.mu.Lock()
	w, ok := c.waits[account]
	c.mu.Unlock()
	if !ok {
		w.until = pictureWait
	}
	return int(max(0, w.until-now+school.TicksPerSecond-1) / school.TicksPerSecond)
}

// welcome signs a learner in by the card of the grant, which may be of another record of hers.
func (c *Class) welcome(ctx context.Context, grant Grant, learner school.ID, account string, tries Tries) (SignIn, error) {
	if err := c.Desk.PutTries(ctx, account, tries); err != nil {
		return SignIn{}, fmt.Errorf("count try: %w", err)
	}
	if err := c.Desk.PutGrant(ctx, grant); err != nil {
		return SignIn{}, fmt.Errorf("keep sign-in: %w", err)
	}
	c.mu.Lock()
	delete(c.waits, account)
	delete(c.letIns, learner)
	c.mu.Unlock()
	c.sit(grant.Device, learner)
	c.Live.Changed()
	return SignIn{OK: true, Assurance: grant.Assurance, Left: max(0, dailyTries-tries.Today)}, nil
}

// await notes that a child needs the teacher at this device.
func (c *Class) await(device uint32, learner school.ID) {
	now := c.mono()
	c.mu.Lock()
	l := c.letIns[learner]
	l.device, l.asked = device, max(1, now)
	c.letIns[learner] = l
	c.mu.Unlock()
	c.Live.Changed()
}

func (c *Class) takeLetIn(device uint32, learner school.ID) bool {
	now := c.mono()
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.letIns[learner]
	return ok && l.until > now && (l.device == 0 || l.device == device)
}

// LetIn lets a child in whose pictures failed: her next call from the tablet she
// waits at, or from any when she waits at none, signs her in.
func (c *Class) LetIn(ctx context.Context, learner school.ID) error {
	child, err := c.onRoster(ctx, learner)
	if err != nil {
		return err
	}
	learner = child.ID
	now := c.mono()
	c.mu.Lock()
	l := c.letIns[learner]
	l.until = now + letInFor
	c.letIns[learner] = l
	c.mu.Unlock()
	if l.device != 0 {
		c.Live.LetIn(l.device, learner)
	}
	c.Live.Changed()
	return nil
}
