package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/hubapi"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// LiveTablets is how many simulated tablets work at once, LivePace how long a
// child takes over an answer.
const (
	LiveTablets = 10
	LivePace    = 8 * time.Second
)

// What happens in a live lesson beside answering.
const (
	liveTasks   = 15  // answers before the tablet goes to another child
	stuckMille  = 40  // an answer begins a spell of mistakes
	stuckFor    = 4   // answers in such a spell
	patienceFor = 100 // tries to hand in one answer
)

// Tablet is an enrolled simulated tablet.
type Tablet struct {
	Number uint32
	Secret string
}

// Live is a few simulated tablets at which invented children work at a human pace,
// through the same calls as real ones. A learner whom a real tablet took is left
// alone for the rest of the run.
type Live struct {
	URL      string // of the hub
	Client   Doer
	Pack     Pack
	Hub      school.ID
	Learners []Learner
	Tablets  []Tablet
	Seat     func(learner school.ID) (device uint32, ok bool) // where the hub sees her now
	Now      func() int64                                     // ticks since 1970
	Seed     uint64
	Pace     time.Duration
	Logger   *slog.Logger

	mu     sync.Mutex
	busy   map[school.ID]bool // at one of our tablets
	theirs map[school.ID]bool // a real tablet took her once
}

// Run works until ctx ends.
func (l *Live) Run(ctx context.Context) {
	l.busy, l.theirs = map[school.ID]bool{}, map[school.ID]bool{}
	var wg sync.WaitGroup
	for i, t := range l.Tablets {
		wg.Go(func() { l.tablet(ctx, t, rand.New(rand.NewPCG(l.Seed, uint64(i)))) })
	}
	wg.Wait()
}

func (l *Live) tablet(ctx context.Context, t Tablet, random *rand.Rand) {
	teacher, err := l.Pack.NewTutor() // one each, as on a tablet
	if err != nil {
		l.Logger.Error("simulated tablet", "tablet", t.Number, "error", err)
		return
	}
	s := &sitting{
		Live: l, teacher: teacher, tablet: t, random: random, caller: caller{url: l.URL, client: l.Client, bearer: t.Secret},
		stream: crdt.Stream{Writer: crdt.Writer{Hub: l.Hub, Device: t.Number}, Epoch: random.Uint32(), Audience: school.AudienceMinistry},
	}
	for s.rest(ctx) {
		i, ok := l.take(random)
		if !ok {
			continue
		}
		if err := s.lesson(ctx, i); err != nil && ctx.Err() == nil {
			l.Logger.Warn("simulated tablet", "tablet", t.Number, "error", err)
		}
		l.leave(l.Learners[i].ID)
	}
}

// take picks a learner at no tablet.
func (l *Live) take(random *rand.Rand) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range random.Perm(len(l.Learners)) {
		if id := l.Learners[i].ID; !l.busy[id] && l.free(id) {
			l.busy[id] = true
			return i, true
		}
	}
	return 0, false
}

// free says that no real tablet ever took the learner. It needs l.mu.
func (l *Live) free(id school.ID) bool {
	device, seated := l.Seat(id)
	if seated && !l.ours(device) {
		l.theirs[id] = true
	}
	return !l.theirs[id]
}

func (l *Live) ours(device uint32) bool {
	for _, t := range l.Tablets {
		if t.Number == device {
			return true
		}
	}
	return false
}

func (l *Live) stillFree(id school.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.free(id)
}

func (l *Live) leave(id school.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.busy, id)
}

// sitting is one tablet with whoever sits before it.
type sitting struct {
	*Live
	caller
	tablet  Tablet
	random  *rand.Rand
	stream  crdt.Stream
	seq     uint64
	learner school.ID
	teacher *tutor.Tutor
	plan    *tutor.Plan
	session *tutor.Session
	opened  uint64 // number of the session op
}

// rest waits about as long as a child takes over an answer.
func (s *sitting) rest(ctx context.Context) bool {
	timer := time.NewTimer(s.Pace/2 + time.Duration(s.random.Int64N(int64(s.Pace))))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (s *sitting) lesson(ctx context.Context, i int) error {
	who := s.Learners[i]
	s.learner = who.ID
	if err := s.signIn(ctx, who); err != nil {
		return err
	}
	c := s.child(i, who)
	stuck := 0
	for range liveTasks {
		if !s.rest(ctx) {
			return nil
		}
		if !s.stillFree(who.ID) {
			return nil // a real tablet took her: it is the real child now
		}
		choice := s.session.Next(s.Now())
		catalogue := s.Pack.CurrentCatalogue()
		if int(choice.Item) >= catalogue.NumItems() || catalogue.Instances(choice.Item) == 0 {
			return nil
		}
		a := c.meet(catalogue, choice.Item, choice.Instance)
		if stuck == 0 && s.random.IntN(1000) < stuckMille {
			stuck = stuckFor
		}
		if stuck > 0 {
			stuck--
			a.response = c.mistake(catalogue.Wrong(choice.Item, choice.Instance), a.response)
			a.correct, _, _ = catalogue.Grade(choice.Item, choice.Instance, a.response)
		}
		if err := s.answer(ctx, choice, a); err != nil {
			return err
		}
	}
	return nil
}

// child makes somebody who knows what the hub believes she knows.
func (s *sitting) child(i int, who Learner) *child {
	views := s.session.Skills(s.Now())
	c := newChild(s.Seed, i, len(views), who.Grade)
	c.random = s.random
	for _, v := range views {
		if v.Answers > 0 {
			c.bricks[v.Skill] = clamp(int(v.P*maxBricks), 0, maxBricks)
		}
	}
	return c
}

// signIn taps the two pictures, fetches the plan and opens a session.
func (s *sitting) signIn(ctx context.Context, who Learner) error {
	var welcome struct{ OK bool }
	if err := s.call(ctx, "POST", "/sign-in", map[string]any{"learner": who.ID, "pictures": who.Pictures}, &welcome); err != nil {
		return err
	}
	if !welcome.OK {
		s.mu.Lock()
		s.theirs[who.ID] = true // her pictures are others now
		s.mu.Unlock()
		return fmt.Errorf("the pictures of %s do not sign in", who.ID)
	}
	var plan planBody
	if err := s.call(ctx, "GET", "/plan?learner="+who.ID.String(), nil, &plan); err != nil {
		return err
	}
	if err := s.open(&plan); err != nil {
		return err
	}
	op := s.stamp(crdt.KindSession)
	op.Session = &crdt.Session{Learner: who.ID, Assurance: school.AssurancePictures}
	s.opened = op.Seq
	return s.deliver(ctx, op)
}

// open begins to work on a plan.
func (s *sitting) open(body *planBody) error {
	plan, err := tutor.DecodePlan(body.Blob)
	if err != nil {
		return fmt.Errorf("read plan: %w", err)
	}
	if s.session, err = s.teacher.Open(plan); err != nil {
		return fmt.Errorf("open plan: %w", err)
	}
	s.plan = plan
	return nil
}

func (s *sitting) stamp(kind crdt.Kind) *crdt.Op {
	s.seq++
	now := s.Now()
	return &crdt.Op{
		Dot: crdt.Dot{Stream: s.stream, Seq: s.seq}, Kind: kind,
		Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: now}, Moment: hlc.Moment{Boot: s.stream.Epoch, Mono: now}},
	}
}

func (s *sitting) answer(ctx context.Context, choice tutor.Choice, a answer) error {
	op := s.stamp(crdt.KindAttempt)
	op.Attempt = &crdt.Attempt{
		Learner: s.learner, Catalogue: s.Pack.CurrentCatalogue().Hash(), Item: choice.Item, Instance: choice.Instance,
		Response: a.response, Correct: a.correct, Duration: a.duration, Hints: a.hints,
	}
	op.SetUint(crdt.ColumnPlan, uint64(s.plan.Snapshot))
	op.SetUint(crdt.ColumnSession, s.opened)
	evidence := tutor.Evidence{
		Item: choice.Item, Instance: choice.Instance, Correct: a.correct, Hints: a.hints, Duration: a.duration, At: op.Stamp.At.Tick,
	}
	if _, err := s.session.Answer(evidence); err != nil {
		return fmt.Errorf("fold answer: %w", err)
	}
	return s.deliver(ctx, op)
}

// deliver hands an op in until the hub says that it is durable, and takes a newer
// plan if there is one.
func (s *sitting) deliver(ctx context.Context, op *crdt.Op) error {
	raw, err := hubapi.EncodeOp(op)
	if err != nil {
		return err
	}
	batch := map[string]any{
		"protocol": school.Protocol, "epoch": s.stream.Epoch, "audience": "ministry", "ops": []json.RawMessage{raw}, "archive": []int{},
		"state": map[string]any{"learner": s.learner, "digest": fmt.Sprintf("%016x", s.session.Digest()), "plan": s.plan.Number},
	}
	for range patienceFor {
		var ack ackBody
		if err = s.call(ctx, "POST", "/ops", batch, &ack); err == nil && ack.covers(op.Seq) {
			if ack.Plan != nil {
				return s.open(ack.Plan)
			}
			return nil
		}
		if !s.rest(ctx) {
			return nil
		}
	}
	return fmt.Errorf("an answer was never taken: %w", err)
}
