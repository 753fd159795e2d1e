package tutor

import (
	"darasa/internal/engine"
	"darasa/internal/engine/digest"
	"darasa/internal/engine/placement"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
)

// Session is one learner at work on one plan. It is not safe for use by several
// goroutines at once.
type Session struct {
	tutor  *Tutor
	model  *tracing.Model
	plan   *Plan
	state  *state
	skills []selection.Skill
	void   []bool // by item, nil for none
	change Change
	absent []Decision // what the place the session runs at cannot show
}

// SkillView is what people may be told of one learner and skill. P is the expected
// success on the skill's medium items, Known the probability that the skill is
// known, Due the tick at which a review falls due (0 for none yet), Answers the
// number of answers that count as evidence. Solid tells that the skill may be built
// upon, Ready that all its prerequisites are solid, both with people's decisions
// heard; a Change leaves them out.
type SkillView struct {
	Skill   uint16
	P       float64
	Known   float64
	Level   Level
	Due     int64
	Answers uint32
	Solid   bool
	Ready   bool
}

// Change lists the skills an answer asked, as they are after it. It is valid until
// the session's next answer.
type Change struct {
	Skills []SkillView
}

// Open starts a session on a plan. It returns ErrEngine for a plan of another engine
// version, ErrSnapshot when the plan's snapshot is missing or not the one it names,
// ErrState when its state is damaged or another learner's, ErrPlan when it speaks of
// items the course does not have.
func (t *Tutor) Open(plan *Plan) (*Session, error) {
	if plan.Engine != Version {
		return nil, ErrEngine
	}
	m, err := t.model(plan.Snapshot)
	if err != nil {
		return nil, err
	}
	if t.hashes[plan.Snapshot] != plan.SnapshotHash {
		return nil, ErrSnapshot
	}
	s, err := t.readState(plan.Seed, plan.State)
	if err != nil {
		return nil, err
	}
	for _, item := range plan.Void {
		if int(item) >= len(t.course.Items) {
			return nil, ErrPlan
		}
	}
	return &Session{tutor: t, model: m, plan: plan, state: s, void: t.mask(plan.Void)}, nil
}

// Open starts a session on a plan, given the snapshots the caller has.
func Open(course *Course, snapshots []*Snapshot, plan *Plan) (*Session, error) {
	t, err := New(course, only(snapshots))
	if err != nil {
		return nil, err
	}
	return t.Open(plan)
}

// Next returns what the learner should meet at this tick. It changes nothing: asked
// again before an answer, it says the same. Its Kind is selection.None when people
// have blocked every skill.
func (s *Session) Next(now int64) Choice {
	return s.next(now, 0)
}

// NextOf is Next for a learner who chose this skill herself. It comes while it is due or
// on the fringe and no person wants another one: then the choice's first reason names it.
func (s *Session) NextOf(now int64, skill uint16) Choice {
	return s.next(now, selection.Wish(skill))
}

func (s *Session) next(now int64, wish uint32) Choice {
	scene := s.scene(now, s.state.learner, s.state.recent[:s.state.recents], int(s.tutor.sitting(s.state, now)))
	scene.Wish = wish
	return s.tutor.selector.Choose(scene)
}

// Withhold says which skills cannot be shown where the session runs, because their
// exercises are not there yet. Next passes over them as if they were blocked; what is
// believed and what other places are told stays as it is. It replaces what was said
// before.
func (s *Session) Withhold(skills []uint16) {
	s.absent = s.absent[:0]
	for _, skill := range skills {
		s.absent = append(s.absent, Decision{Skill: skill, Kind: engine.Block})
	}
}

// decisions are people's and, for choosing only, what is withheld.
func (s *Session) decisions() []Decision {
	if len(s.absent) == 0 {
		return s.plan.Decisions
	}
	return append(append([]Decision(nil), s.plan.Decisions...), s.absent...)
}

func (s *Session) scene(now int64, l *tracing.Learner, recent []uint32, sat int) *selection.Scene {
	scene := &selection.Scene{
		Skills:       s.describe(now),
		Decisions:    s.decisions(),
		Recent:       recent[:min(len(recent), recentItems)],
		Sitting:      recent[:sat],
		LastInstance: l.LastInstance,
		Answered:     l.Seen,
		SeenOf:       func(item uint32) uint32 { return l.Items[item].Seen },
		Predict:      func(item uint32) float64 { return s.model.Predict(l, item, now) },
		Target:       s.plan.Target,
		Success:      l.Slow,
		Achieved:     s.state.achieved.share(),
		Seed:         s.plan.Seed,
		Void:         s.void,
	}
	if s.state.asked != placementOver {
		scene.Asked, scene.Probe = s.state.asked, s.probe
	}
	return scene
}

// probe returns the skill whose answer would settle the placement most and is not too
// far above her or, asked after that in vain, the easiest.
func (s *Session) probe(may func(skill uint16) bool, easiest bool) (uint16, bool) {
	t, l := s.tutor, s.state.learner
	if easiest {
		return t.graph.Easiest(t.known, may)
	}
	t.weigh(l)
	mistake := placement.NoMistake
	if l.History != 0 && !l.Items[l.Prev].LastRight {
		mistake = int(t.course.Items[l.Prev].Skill)
	}
	return t.graph.Choose(t.seen, t.known, mistake, may)
}

// describe tells selection about every skill at a tick.
func (s *Session) describe(now int64) []selection.Skill {
	if s.skills == nil {
		s.skills = make([]selection.Skill, len(s.tutor.course.Skills))
	}
	day := engine.Day(now)
	for i := range s.skills {
		l, card := &s.state.learner.Skills[i], s.state.cards[i]
		s.skills[i] = selection.Skill{
			Known: s.state.knows(s.model, uint16(i)),
			Level: s.state.progress[i].Level,
			Seen:  l.Right + l.Wrong,
			Wrong: l.Wrong,
			Wait:  s.state.learner.Seen - l.At,
			Fast:  l.Fast,
			Due:   card.IsDue(day),
		}
		if s.skills[i].Due {
			s.skills[i].Recall = s.tutor.scheduler.Retrievability(card, day)
			s.skills[i].Overdue = day - card.Due
		}
	}
	return s.skills
}

// queue returns the next n choices as they would be if nothing were learned from
// them, so that a tablet that cannot choose still shows different exercises.
func (s *Session) queue(now int64, n int) []Choice {
	l := *s.state.learner
	l.Items = append([]tracing.Item(nil), l.Items...)
	recent := append([]uint32(nil), s.state.recent[:s.state.recents]...)
	var queue []Choice
	for sat := int(s.tutor.sitting(s.state, now)); len(queue) < n; sat = min(sat+1, sittingItems) {
		c := s.tutor.selector.Choose(s.scene(now, &l, recent, sat))
		if c.Kind == selection.None {
			break
		}
		queue = append(queue, c)
		l.Items[c.Item].Seen++
		l.Seen++
		l.LastItem, l.LastInstance = c.Item, c.Instance
		recent = append([]uint32{c.Item}, recent[:min(len(recent), sittingItems-1)]...)
	}
	return queue
}

// Answer folds one answer and returns what it changed. It returns ErrEvidence, and
// changes nothing, for an answer that the course cannot have asked for.
func (s *Session) Answer(e Evidence) (Change, error) {
	if err := Check(s.tutor.course, e); err != nil {
		return Change{}, err
	}
	s.tutor.fold(s.state, s.model, e)
	if e.Observed != 0 {
		s.change.Skills = append(s.change.Skills[:0], s.view(e.Skill))
		return s.change, nil
	}
	item := &s.tutor.course.Items[e.Item]
	s.change.Skills = append(s.change.Skills[:0], s.view(item.Skill))
	for _, more := range item.More {
		s.change.Skills = append(s.change.Skills, s.view(more))
	}
	return s.change, nil
}

func (s *Session) view(skill uint16) SkillView {
	belief := s.model.View(s.state.learner, skill)
	l, card := &s.state.learner.Skills[skill], s.state.cards[skill]
	v := SkillView{
		Skill: skill, P: belief.P, Known: s.state.knows(s.model, skill), Level: s.state.progress[skill].Level,
		Answers: l.Right + l.Wrong,
	}
	if card.Reviews > 0 {
		v.Due = card.Due * engine.TicksPerDay
	}
	return v
}

// Skills returns the view of every skill of the course.
func (s *Session) Skills(now int64) []SkillView {
	placed := s.describe(now)
	s.tutor.selector.Place(placed, s.plan.Decisions)
	views := make([]SkillView, len(placed))
	for i := range views {
		views[i] = s.view(uint16(i))
		views[i].Solid, views[i].Ready = placed[i].Solid, placed[i].Ready
	}
	return views
}

// Explain returns the addends of the prediction for an item at a tick and the
// log-odds they sum to, or ErrEvidence for an item the course does not have.
func (s *Session) Explain(item uint32, now int64) ([]tracing.Contribution, float64, error) {
	if int(item) >= len(s.tutor.course.Items) {
		return nil, 0, ErrEvidence
	}
	parts, logit := s.model.Explain(nil, s.state.learner, item, now)
	return parts, logit, nil
}

// State returns the canonical bytes of the learner's state.
func (s *Session) State() []byte { return s.state.appendBinary(nil) }

// Digest returns the hash of the canonical bytes of the learner's state.
func (s *Session) Digest() uint64 { return Digest(s.State()) }

// Digest returns the hash of a state's canonical bytes, by which two places compare
// what they believe.
func Digest(state []byte) uint64 { return digest.Sum64(state) }

// Skills returns the view of every skill for a learner in this state, as boards
// show it; no bytes at all are the state of one who has answered nothing.
func (t *Tutor) Skills(snapshot uint32, state []byte, decisions []Decision, now int64) ([]SkillView, error) {
	m, err := t.model(snapshot)
	if err != nil {
		return nil, err
	}
	s, err := t.borrow(seedOf(state), state)
	if err != nil {
		return nil, err
	}
	session := &Session{tutor: t, model: m, plan: &Plan{Decisions: decisions}, state: s}
	return session.Skills(now), nil
}

// Skills returns the view of every skill; the Tutor's method of the same name serves
// many learners faster.
func Skills(course *Course, snapshot *Snapshot, state []byte, decisions []Decision, now int64) ([]SkillView, error) {
	t, err := New(course, only([]*Snapshot{snapshot}))
	if err != nil {
		return nil, err
	}
	return t.Skills(snapshot.Number, state, decisions, now)
}
