package classroom

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Bounds of what is told about one child.
const (
	sureAnswers = 7 // fewest answers after which a belief is told as one, as for proficiency (docs/adr/0013)
	maxSessions = 20
	sessionsFor = 16 * 60 * 60 * school.TicksPerSecond // a school day, wherever midnight falls
)

// Pupil is what a teacher sees of one child.
type Pupil struct {
	Now      int64 // tick of the hub's clock
	Learner  Learner
	Answers  int // that count for her
	Correct  int
	Skills   []PupilSkill // all of the pack, in its order
	Sessions []Sitting    // of the last 16 hours, the newest first, at most 20
	Helps    []Help       // of a teacher, the newest first, at most 20
	Observed []Observed   // by a teacher, the newest first, at most 20
	Said     *Said        // her newest reflection, nil without one
	Lately   Lately       // pace and days
	Shelf    Shelf        // what else would be good now
}

// PupilSkill is what is believed of one child and skill. P is her expected success
// on its medium items, Known the probability that she knows it, both from 0 to 1;
// Answers counts those that are evidence. Sure is false while they are too few to
// tell anybody a belief. Ready says that what the skill needs is solid, Needs names
// what is not. Due is the tick at which a review falls due, 0 for none; Decision is
// a person's word, none without one.
type PupilSkill struct {
	Skill    string
	Level    string
	P        float64
	Known    float64
	Answers  int
	Sure     bool
	Ready    bool
	Needs    []string
	Due      int64
	Decision string
	Reasons  []Because
	Standing []Standing // why the level is what it is
	Without  *Without   // nil where there is nothing to leave out
}

// Sitting is one session at a tablet in which the child answered, or which a person
// gave to her. Card is whose card was tapped; Owner is for whom it counts, the same
// child unless a person said otherwise, and zero when the session is void.
type Sitting struct {
	Session     crdt.Dot
	Card, Owner school.ID
	First, Last int64 // ticks of its first and newest answer
	Answers     int
	Correct     int
}

// Pupil returns what is known of a child and why; school.CodeNotFound for one who
// is not on the class list.
func (c *Class) Pupil(ctx context.Context, id school.ID) (Pupil, error) {
	roster, err := c.Roster(ctx)
	if err != nil {
		return Pupil{}, err
	}
	child, ok := roster.Find(id)
	if !ok {
		return Pupil{}, school.Errorf(school.CodeNotFound, "this child is not on the class list")
	}
	id = child.ID
	evidence, err := c.evidenceOf(ctx, child.records())
	if err != nil {
		return Pupil{}, err
	}
	row, _, err := c.Facts.Learner(ctx, id)
	if err != nil {
		return Pupil{}, fmt.Errorf("read learner: %w", err)
	}
	p := Pupil{Now: c.Time.Stamp().At.Tick, Learner: *child, Answers: row.Answers, Correct: row.Correct}
	if evidence, p.Observed, err = c.observed(ctx, child.records(), evidence); err != nil {
		return Pupil{}, err
	}
	owners := map[crdt.Dot]school.ID{}
	if p.Sessions, err = c.sittings(ctx, roster, evidence, owners); err != nil {
		return Pupil{}, err
	}
	p.Sessions = fresh(p.Sessions, p.Now)
	noted, err := c.noted(ctx)
	if err != nil {
		return Pupil{}, err
	}
	helps := noted.helps[id]
	p.Helps = helps[:min(len(helps), maxHelps)]
	if p.Said, err = c.said(ctx, roster, child); err != nil {
		return Pupil{}, err
	}
	row.ID = id // of a child without answers, too
	if p.Skills, err = c.pupilSkills(ctx, child, &row, roster.counted(evidence, owners, id), p.Now); err != nil {
		return Pupil{}, err
	}
	err = c.amongOthers(ctx, &p, roster, &row)
	return p, err
}

// amongOthers fills in what needs the whole class: her days beside its days, and her
// shelf.
func (c *Class) amongOthers(ctx context.Context, p *Pupil, roster *Roster, row *projection.Learner) error {
	rows, err := c.Facts.Learners(ctx)
	if err != nil {
		return fmt.Errorf("read learners: %w", err)
	}
	p.Lately = lately(roster, rows, row, p.Now)
	shelves, err := c.shelves(ctx, roster, rows, p.Now)
	if err != nil {
		return err
	}
	p.Shelf, err = shelves.of(ctx, &p.Learner, row)
	return err
}

// canonical sorts ops and leaves out those that came twice.
func canonical(ops []*crdt.Op) []*crdt.Op {
	slices.SortFunc(ops, crdt.CompareCanonical)
	return slices.CompactFunc(ops, func(a, b *crdt.Op) bool { return a.Dot == b.Dot })
}

// counted returns the evidence that counts for a child.
func (r *Roster) counted(evidence []*crdt.Op, owners map[crdt.Dot]school.ID, id school.ID) []*crdt.Op {
	return slices.DeleteFunc(evidence, func(op *crdt.Op) bool {
		if op.Attempt == nil {
			return false
		}
		dot, ok := op.SessionDot()
		owner := op.Attempt.Learner
		if ok {
			owner = owners[dot]
		}
		return r.alike.Of(owner) != id
	})
}

// sittings groups attempts by their session, and fills in whose each is.
func (c *Class) sittings(ctx context.Context, roster *Roster, evidence []*crdt.Op, owners map[crdt.Dot]school.ID) ([]Sitting, error) {
	places := map[crdt.Dot]int{}
	var all []Sitting
	for _, op := range evidence {
		dot, ok := op.SessionDot()
		if !ok || op.Attempt == nil {
			continue
		}
		i, known := places[dot]
		if !known {
			owner, err := c.ownerOf(ctx, dot, op.Attempt.Learner)
			if err != nil {
				return nil, err
			}
			i, owners[dot] = len(all), owner
			places[dot] = i
			all = append(all, Sitting{Session: dot, Card: roster.alike.Of(op.Attempt.Learner), Owner: roster.alike.Of(owner), First: op.Stamp.At.Tick})
		}
		s := &all[i]
		s.Last = op.Stamp.At.Tick
		s.Answers++
		if op.Attempt.Correct {
			s.Correct++
		}
	}
	return all, nil
}

func (c *Class) ownerOf(ctx context.Context, session crdt.Dot, card school.ID) (school.ID, error) {
	version, ok, err := c.Facts.Register(ctx, projection.OwnerRegister(session))
	switch {
	case err != nil:
		return school.ID{}, fmt.Errorf("read owner of session: %w", err)
	case !ok:
		return card, nil
	case len(version.Value) != len(school.ID{}):
		return school.ID{}, nil
	}
	return school.ID(version.Value), nil
}

// fresh keeps the sessions of a school day that ends now, the newest first.
func fresh(all []Sitting, now int64) []Sitting {
	all = slices.DeleteFunc(all, func(s Sitting) bool { return now-s.Last > sessionsFor })
	slices.SortStableFunc(all, func(a, b Sitting) int { return cmp.Compare(b.Last, a.Last) })
	return all[:min(len(all), maxSessions)]
}

func (c *Class) pupilSkills(ctx context.Context, child *Learner, row *projection.Learner, evidence []*crdt.Op, now int64) ([]PupilSkill, error) {
	decisions, err := c.decisions(ctx, child.records())
	if err != nil {
		return nil, err
	}
	catalogue := c.Content.Current()
	course, ok := c.Content.Course(catalogue)
	if !ok {
		return nil, fmt.Errorf("the current course is missing")
	}
	state := row.State
	if row.Catalogue != catalogue {
		state = nil // the fold over another catalogue is being made anew
	}
	history, err := c.history(ctx, evidence)
	if err != nil {
		return nil, err
	}
	plan, err := c.make(row.ID, state, c.Content.Newest(), decisions, nil, 1)
	if err != nil {
		return nil, err
	}
	c.tutoring.Lock()
	defer c.tutoring.Unlock()
	session, err := c.tutor.Open(plan)
	if err != nil {
		return nil, fmt.Errorf("open learner's state: %w", err)
	}
	views := session.Skills(now)
	accounts, without, err := c.account(plan, history, views, now)
	if err != nil {
		return nil, err
	}
	traces := c.traces(course, evidence)
	skills := make([]PupilSkill, len(views))
	for i := range views {
		skills[i] = c.pupilSkill(course, views, i, decisions)
		if skills[i].Reasons, err = because(session, course, &views[i], traces[i], len(skills[i].Needs), now); err != nil {
			return nil, err
		}
		skills[i].Standing = standing(&accounts[i], &views[i], skills[i].Decision, engine.Day(now))
		skills[i].Without = without[views[i].Skill]
	}
	return skills, nil
}

func (c *Class) pupilSkill(course *tutor.Course, views []tutor.SkillView, i int, decisions []tutor.Decision) PupilSkill {
	v := &views[i]
	s := PupilSkill{
		Skill: c.Content.SkillID(v.Skill), Level: v.Level.String(), P: v.P, Known: v.Known, Answers: int(v.Answers),
		Sure: v.Answers >= sureAnswers, Ready: v.Ready, Due: v.Due, Decision: decisionName(school.DecisionNone),
	}
	for _, before := range course.Skills[i].Prereqs {
		if !views[before].Solid {
			s.Needs = append(s.Needs, c.Content.SkillID(before))
		}
	}
	for _, d := range decisions {
		if d.Skill == v.Skill {
			s.Decision = decisionName(d.Kind)
		}
	}
	return s
}

func decisionName(kind byte) string {
	for name, k := range decisionKinds {
		if k == kind {
			return name
		}
	}
	return ""
}
