package demo

import (
	"context"
	"fmt"
	"math/rand/v2"

	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// PastDays is how many days of history an invented class has, PastLearners for how
// many learners at most: more are no class, but a load.
const (
	PastDays     = 21
	PastLearners = 60
)

// When and how long the invented class works. Sundays are free; each wave has its
// half hour.
const (
	schoolOpens  = 4 * 60 * 60 * school.TicksPerSecond // after midnight UTC: half past eight in most of Pakistan's year
	waveTakes    = 45 * 60 * school.TicksPerSecond
	fewestTasks  = 9
	tasksSpread  = 6
	absentMille  = 60
	betweenTasks = 3 * school.TicksPerSecond
	earliestPast = 1_704_067_200 * school.TicksPerSecond // 2024: a clock before it is a machine's without a battery
)

// longAbsent is the child who misses the last week.
const longAbsent = 11

// Pack is what the history needs of the content.
type Pack interface {
	CurrentCatalogue() *curriculum.Catalogue
	NewTutor() (*tutor.Tutor, error)
	Newest() *tutor.Snapshot
}

// Door takes in what tablets wrote.
type Door interface {
	Apply(ctx context.Context, ops []*crdt.Op) (replication.Result, error)
}

// Past is the history an invented class has. The same Past gives the same ops for
// the same content, so that one cut short can be written again.
type Past struct {
	Hub     school.ID `json:"hub"`
	Seed    uint64    `json:"seed"`
	Until   int64     `json:"until"` // tick; the last lesson is on a day before
	Days    int       `json:"days"`
	Tablets []uint32  `json:"tablets"` // numbers of enrolled tablets, at least as many as a wave has learners
}

// Waves is how many groups of learners take turns at the tablets.
const Waves = 3

// TabletsFor returns how many tablets a class of n learners shares.
func TabletsFor(n int) int { return (n + Waves - 1) / Waves }

// pupil is one learner at work: what she knows, and the tutor's session with her.
type pupil struct {
	*child
	Learner
	session *tutor.Session
	place   int // at which of the tablets
}

// tablet is one stream being written.
type tablet struct {
	stream crdt.Stream
	seq    uint64
}

// lessons writes the days one after the other.
type lessons struct {
	Past
	catalogue *curriculum.Catalogue
	snapshot  uint32
	pupils    []*pupil
	tablets   []tablet
	random    *rand.Rand
}

// Write lets the class work through its days: the tutor chooses, the children
// answer, and the ops enter by the door, one wave of a day at a time.
func (p Past) Write(ctx context.Context, pack Pack, door Door, learners []Learner) error {
	l, err := p.begin(pack, learners)
	if err != nil {
		return err
	}
	last := max(p.Until, earliestPast)/school.TicksPerDay - 1
	for day := last - int64(p.Days) + 1; day <= last; day++ {
		if isSunday(day) {
			continue
		}
		for wave := range uint8(Waves) {
			ops, err := l.wave(day, last, wave+1)
			if err != nil {
				return err
			}
			if _, err := door.Apply(ctx, ops); err != nil {
				return fmt.Errorf("write invented answers: %w", err)
			}
		}
		for _, pupil := range l.pupils {
			pupil.sleep()
		}
	}
	return nil
}

// isSunday reads the day of the week of a day counted from Thursday, 1 January 1970.
func isSunday(day int64) bool { return (day%7+7)%7 == 3 }

func (p Past) begin(pack Pack, learners []Learner) (*lessons, error) {
	if len(p.Tablets) < TabletsFor(len(learners)) {
		return nil, school.Errorf(school.CodeInvalid, "%d learners share %d tablets, not %d", len(learners), TabletsFor(len(learners)), len(p.Tablets))
	}
	teacher, err := pack.NewTutor()
	if err != nil {
		return nil, fmt.Errorf("invent history: %w", err)
	}
	l := &lessons{Past: p, catalogue: pack.CurrentCatalogue(), snapshot: pack.Newest().Number, random: rand.New(rand.NewPCG(p.Seed, 1<<32))}
	for _, number := range p.Tablets {
		l.tablets = append(l.tablets, tablet{stream: crdt.Stream{
			Writer: crdt.Writer{Hub: p.Hub, Device: number}, Epoch: uint32(p.Seed), Audience: school.AudienceMinistry,
		}})
	}
	seated := [Waves]int{}
	for i, learner := range learners {
		plan, err := teacher.IssuePlan(l.snapshot, wire.Seed(learner.ID), nil, nil, tutor.DefaultTarget, 1, p.Until)
		if err != nil {
			return nil, fmt.Errorf("invent history: %w", err)
		}
		session, err := teacher.Open(plan)
		if err != nil {
			return nil, fmt.Errorf("invent history: %w", err)
		}
		wave := (int(learner.Wave) + Waves - 1) % Waves
		l.pupils = append(l.pupils, &pupil{
			child: newChild(p.Seed, i, l.catalogue.NumSkills(), learner.Grade), Learner: learner, session: session,
			place: seated[wave] % len(l.tablets),
		})
		seated[wave]++
	}
	return l, nil
}

// wave lets the learners of one wave work for half an hour of a day.
func (l *lessons) wave(day, last int64, wave uint8) ([]*crdt.Op, error) {
	var ops []*crdt.Op
	for i, p := range l.pupils {
		if p.Wave != wave {
			continue
		}
		// Drawn for everybody, so that one absence changes nobody else's history.
		away, late := l.random.IntN(1000) < absentMille, int64(l.random.IntN(120*school.TicksPerSecond))
		if away || i == longAbsent && last-day < 7 {
			continue
		}
		at := day*school.TicksPerDay + schoolOpens + int64(wave-1)*waveTakes + late
		var err error
		if ops, err = l.lesson(ops, p, at); err != nil {
			return nil, err
		}
	}
	return ops, nil
}

// lesson appends what one learner does in one sitting that begins at a tick.
func (l *lessons) lesson(ops []*crdt.Op, p *pupil, at int64) ([]*crdt.Op, error) {
	t := &l.tablets[p.place]
	boot, begin := uint32(at/school.TicksPerDay), at
	stamp := func(kind crdt.Kind) *crdt.Op {
		t.seq++
		return &crdt.Op{
			Dot: crdt.Dot{Stream: t.stream, Seq: t.seq}, Kind: kind,
			Stamp: hlc.Stamp{At: hlc.Timestamp{Tick: at}, Moment: hlc.Moment{Boot: boot, Mono: at - begin}},
		}
	}
	opened := stamp(crdt.KindSession)
	opened.Session = &crdt.Session{Learner: p.ID, Assurance: school.AssurancePictures}
	ops = append(ops, opened)
	for range fewestTasks + p.random.IntN(tasksSpread+1) {
		choice := p.session.Next(at)
		if int(choice.Item) >= l.catalogue.NumItems() || l.catalogue.Instances(choice.Item) == 0 {
			break // nothing to do: people blocked every skill
		}
		a := p.meet(l.catalogue, choice.Item, choice.Instance)
		at += betweenTasks + a.duration
		op := stamp(crdt.KindAttempt)
		op.Attempt = &crdt.Attempt{
			Learner: p.ID, Catalogue: l.catalogue.Hash(), Item: choice.Item, Instance: choice.Instance,
			Response: a.response, Correct: a.correct, Duration: a.duration, Hints: a.hints,
		}
		op.SetUint(crdt.ColumnPlan, uint64(l.snapshot))
		op.SetUint(crdt.ColumnSession, opened.Seq)
		ops = append(ops, op)
		if _, err := p.session.Answer(tutor.Evidence{
			Item: choice.Item, Instance: choice.Instance, Correct: a.correct, Hints: a.hints, Duration: a.duration, At: at,
		}); err != nil {
			return nil, fmt.Errorf("invent history: %w", err)
		}
	}
	return ops, nil
}
