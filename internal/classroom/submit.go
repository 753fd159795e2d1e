package classroom

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Limits of one batch.
const (
	MaxOps      = 200
	maxRefusals = 2000 // texts kept per run of the hub; more are only counted by their answer
	maxWant     = 64   // ranges asked for at once
)

// Batch is what a tablet sends of one of its streams.
type Batch struct {
	Stream     crdt.Stream
	Ops        []*crdt.Op
	Unreadable []Unreadable
	Clock      *Reading
	Archive    crdt.Ranges // what the tablet can still send
	State      *Claim
}

// Unreadable is a text that could not be read as an op.
type Unreadable struct {
	Seq  uint64
	Err  error
	Text []byte
}

// Reading is what a tablet's clocks show: run, ticks of the run, calendar ticks.
type Reading struct {
	Boot uint32
	Mono int64
	Wall int64
}

// Claim is what a tablet's own fold of a learner came to, over everything the
// hub will hold once the batch is applied.
type Claim struct {
	Learner school.ID
	Digest  uint64
	Plan    uint32
}

// Ack is the promise a hub gives after the commit.
type Ack struct {
	Now        hlc.Stamp
	Trusted    bool
	Durable    crdt.Ranges
	Replicated crdt.Ranges
	Held       []replication.Held
	Refused    []Unreadable // without text
	Want       crdt.Ranges
	Plan       *tutor.Plan // of Learner; nil while tablet and hub agree
	Learner    school.ID
	Care       Care // of Learner, with Plan
}

// Submit takes a tablet's batch through the one door. When it returns without
// error, everything in Durable is on disk. An op that breaks a rule is refused by
// itself; what is good beside it goes on.
func (c *Class) Submit(ctx context.Context, device Device, b Batch) (Ack, error) {
	if len(b.Ops)+len(b.Unreadable) > MaxOps {
		return Ack{}, school.Errorf(school.CodeLimit, "at most %d ops at once", MaxOps)
	}
	if b.Stream.Writer != device.Writer {
		return Ack{}, school.Errorf(school.CodeForbidden, "this tablet may only send its own answers")
	}
	ack := Ack{}
	allowed := b.Ops[:0:0]
	for _, op := range b.Ops {
		if err := mayWrite(op); err != nil {
			b.Unreadable = append(b.Unreadable, Unreadable{Seq: op.Seq, Err: err, Text: op.AppendBinary(nil)})
			continue
		}
		allowed = append(allowed, op)
	}
	if err := c.refuse(ctx, b); err != nil {
		return Ack{}, err
	}
	for _, u := range b.Unreadable {
		ack.Refused = append(ack.Refused, Unreadable{Seq: u.Seq, Err: u.Err})
	}
	if len(allowed) > 0 {
		result, err := c.Log.Apply(ctx, allowed)
		if err != nil {
			return Ack{}, fmt.Errorf("keep answers: %w", err)
		}
		ack.Held = result.Held
		for _, r := range result.Refused {
			ack.Refused = append(ack.Refused, Unreadable{Seq: r.Dot.Seq, Err: r.Err})
		}
		if err := c.attest(ctx, device, allowed); err != nil {
			return Ack{}, err
		}
		c.note(device, allowed, result.New)
	}
	if err := c.observe(ctx, device, b.Clock); err != nil {
		return Ack{}, err
	}
	return c.acknowledge(ctx, device, b, ack)
}

func (c *Class) acknowledge(ctx context.Context, device Device, b Batch, ack Ack) (_ Ack, err error) {
	if ack.Durable, err = c.Log.Have(ctx, b.Stream); err != nil {
		return Ack{}, fmt.Errorf("acknowledge: %w", err)
	}
	if ack.Replicated, err = c.Log.Replicated(ctx, b.Stream); err != nil {
		return Ack{}, fmt.Errorf("acknowledge: %w", err)
	}
	ack.Want = b.Archive.Subtract(ack.Durable)
	if len(ack.Want) > maxWant {
		ack.Want = ack.Want[:maxWant]
	}
	if b.State != nil {
		ack.Learner = b.State.Learner
		c.hear(device.Number, b.State.Learner)
		if ack.Plan, err = c.planIfNews(ctx, *b.State); err != nil {
			return Ack{}, err
		}
		if ack.Care, err = c.Care(ctx, b.State.Learner); err != nil {
			return Ack{}, err
		}
	}
	ack.Now, ack.Trusted = c.Time.Stamp(), c.Time.Clock().Trusted()
	return ack, nil
}

// mayWrite says what a tablet may author: facts about itself and the child before
// it, and kinds of the future, which have no effect here. Decisions, erasures and
// the like are people's, and come through the teacher's calls.
func mayWrite(op *crdt.Op) error {
	switch op.Kind {
	case crdt.KindAttempt, crdt.KindSession, crdt.KindClock, crdt.KindReflection:
		return nil
	case crdt.KindSet:
		if op.Register.Noun == school.NounLearner && op.Register.Field == school.LearnerLanguage {
			return nil
		}
	}
	if op.Kind > crdt.KindBlank {
		return nil
	}
	return school.Errorf(school.CodeForbidden, "a tablet may not write this; a teacher may")
}

// refuse keeps the texts, up to a bound that one broken tablet cannot pass.
func (c *Class) refuse(ctx context.Context, b Batch) error {
	for _, u := range b.Unreadable {
		c.mu.Lock()
		c.refusals++
		full := c.refusals > maxRefusals
		c.mu.Unlock()
		if full {
			return nil
		}
		if err := c.Log.Refuse(ctx, b.Stream.String(), u.Err, u.Text); err != nil {
			return fmt.Errorf("keep what was refused: %w", err)
		}
	}
	return nil
}

// attest writes the hub's word for sessions whose learner this device really
// signed in. It looks at duplicates too: a stop between the two commits must not
// cost the child her attestation, and the tablet resends what was not acknowledged.
func (c *Class) attest(ctx context.Context, device Device, ops []*crdt.Op) error {
	for _, op := range ops {
		if op.Kind != crdt.KindSession || op.Session.Assurance < school.AssurancePictures {
			continue
		}
		assurance, ok, err := c.Desk.UseGrant(ctx, device.Number, op.Session.Learner, crdt.SessionKey(op.Dot))
		if err != nil {
			return fmt.Errorf("attest session: %w", err)
		}
		if !ok {
			continue
		}
		id := projection.OwnerRegister(op.Dot)
		id.Field = school.SessionAssurance
		if _, have, err := c.Facts.Register(ctx, id); err != nil || have {
			if err != nil {
				return fmt.Errorf("attest session: %w", err)
			}
			continue
		}
		word := set(id.Noun, id.Entity, id.Field, id.Key, []byte{byte(min(assurance, op.Session.Assurance))})
		if err := c.Log.Write(ctx, school.AudienceMinistry, word); err != nil {
			return fmt.Errorf("attest session: %w", err)
		}
	}
	return nil
}

// note keeps the live view current.
func (c *Class) note(device Device, ops []*crdt.Op, fresh []crdt.Dot) {
	isNew := make(map[uint64]bool, len(fresh))
	for _, d := range fresh {
		isNew[d.Seq] = true
	}
	for _, op := range ops {
		switch {
		case op.Kind == crdt.KindSession:
			if isNew[op.Seq] && !op.Session.Learner.IsZero() {
				if op.Beside() {
					c.pairUp(device.Number, op.Session.Learner, max(1, c.mono()))
				}
				c.sit(device.Number, op.Session.Learner)
			}
		case op.Kind == crdt.KindAttempt && isNew[op.Seq]:
			_, paired := op.Column(crdt.ColumnPairRole)
			c.answered(device.Number, op.Attempt.Learner, paired)
		case op.Kind == crdt.KindSet:
			c.rosterChanged()
		}
	}
	c.applied.Add(int64(len(fresh)))
	if len(fresh) > 0 {
		c.Live.Changed()
	}
}

// Applied returns how many ops of tablets were new in this run.
func (c *Class) Applied() int64 { return c.applied.Load() }

// observe notes a tablet's calendar once per page load: the median of several
// tablets tells the date when nobody better does.
func (c *Class) observe(ctx context.Context, device Device, r *Reading) error {
	if r == nil {
		return nil
	}
	c.mu.Lock()
	known, ok := c.clocks[device.Number]
	c.clocks[device.Number] = r.Boot
	c.mu.Unlock()
	if ok && known == r.Boot {
		return nil
	}
	return c.writeClock(ctx, crdt.Clock{Real: r.Wall, Within: school.TicksPerSecond, Source: hlc.SourceTablet})
}

func (c *Class) writeClock(ctx context.Context, clock crdt.Clock) error {
	if err := c.Log.Write(ctx, school.AudienceMinistry, &crdt.Op{Kind: crdt.KindClock, Clock: &clock}); err != nil {
		return fmt.Errorf("note the time: %w", err)
	}
	return nil
}

// PhoneTime takes the time a teacher's phone shows. It is believed: from then on
// the hub knows real time.
func (c *Class) PhoneTime(ctx context.Context, real int64) error {
	if real < earliest || real > latest {
		return school.Errorf(school.CodeInvalid, "that is not a time of this century")
	}
	if err := c.writeClock(ctx, crdt.Clock{Real: real, Within: 2 * school.TicksPerSecond, Source: hlc.SourcePhone}); err != nil {
		return err
	}
	c.Time.SetReal(real)
	return nil
}

// Bounds of times that are believed: 2024 and 2100.
const (
	earliest = 1_704_067_200 * school.TicksPerSecond
	latest   = 4_102_444_800 * school.TicksPerSecond
)
