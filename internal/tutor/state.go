package tutor

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/mastery"
	"darasa/internal/engine/memory"
	"darasa/internal/engine/placement"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
)

// recentItems is how many answers back variety looks, sittingItems how many of one
// sitting are remembered. A sitting ends when nothing is answered for half an hour.
const (
	recentItems  = 8
	sittingItems = 40
	sittingGap   = engine.TicksPerDay / 48
)

// placementOver is written for the number of answers when the placement has ended.
const placementOver = 255

// state is everything the engine keeps of one learner.
type state struct {
	seed     uint64
	learner  *tracing.Learner
	cards    []memory.Card
	beliefs  []mastery.Belief // of skills ever answered
	progress []selection.Progress
	recent   [sittingItems]uint32 // newest first
	recents  int
	sat      uint8 // of the recent: those of her latest sitting
	asked    uint8 // answers of the placement, or placementOver
	achieved achieved
}

func newState(course *Course, seed uint64) *state {
	return &state{
		seed:     seed,
		achieved: asHoped,
		learner:  tracing.NewLearner(course),
		cards:    make([]memory.Card, len(course.Skills)),
		beliefs:  make([]mastery.Belief, len(course.Skills)),
		progress: make([]selection.Progress, len(course.Skills)),
	}
}

// reset makes s the state of a learner who has answered nothing.
func (s *state) reset(seed uint64) {
	s.learner.Reset()
	clear(s.cards)
	clear(s.beliefs)
	clear(s.progress)
	*s = state{
		seed: seed, learner: s.learner, cards: s.cards, beliefs: s.beliefs, progress: s.progress, achieved: asHoped,
	}
}

// fold takes one answer that Check has passed. It allocates nothing.
func (t *Tutor) fold(s *state, m *tracing.Model, e Evidence) {
	if e.Observed != 0 {
		t.observe(s, m, e)
		return
	}
	item, day := &t.course.Items[e.Item], engine.Day(e.At)
	card, sat := &s.cards[item.Skill], t.sitting(s, e.At)
	first := e.Unaided() && card.Takes(day)
	due := card.IsDue(day)

	if s.asked == placementOver && e.Unaided() && s.learner.Credit(e) > 0 {
		s.achieved = s.achieved.after(e.Correct)
	}
	t.judge(s, m, e)
	if first {
		*card = t.scheduler.Review(*card, day, grade(e.Correct))
	}
	o := selection.Outcome{Day: day, Correct: e.Correct, Unaided: e.Unaided(), First: first, Due: due}
	s.rise(item.Skill, o)
	o.First, o.Due = false, false
	for _, more := range item.More {
		s.rise(more, o)
	}
	copy(s.recent[1:], s.recent[:])
	s.recent[0] = e.Item
	s.recents = min(s.recents+1, sittingItems)
	s.sat = min(sat+1, sittingItems)
}

// sitting returns how many of the recent answers belong to a sitting that goes on at a
// tick.
func (t *Tutor) sitting(s *state, now int64) uint8 {
	if s.sat == 0 {
		return 0
	}
	last := s.learner.Skills[t.course.Items[s.recent[0]].Skill].Last
	if gap := now - last; gap > sittingGap || gap < -sittingGap {
		return 0
	}
	return s.sat
}

// judge moves what is believed of the skills that an answer asked, and of all skills
// while the placement goes on.
func (t *Tutor) judge(s *state, m *tracing.Model, e Evidence) {
	item := &t.course.Items[e.Item]
	credit := s.learner.Credit(e) / float64(1+len(item.More))
	ease, right := m.Ease(e.Item), e.Shows()
	s.begin(m, item.Skill)
	for _, more := range item.More {
		s.begin(m, more)
	}
	m.Update(s.learner, e)
	if t.place(s, m, e) {
		return
	}
	if credit > 0 {
		s.beliefs[item.Skill].Take(ease, right, credit)
		for _, more := range item.More {
			s.beliefs[more].Take(ease, right, credit)
		}
	}
}

// begin lets the belief about a skill never answered begin at what is believed of her.
func (s *state) begin(m *tracing.Model, skill uint16) {
	if s.learner.Skills[skill].Seen == 0 {
		s.beliefs[skill] = mastery.From(m.Belief(s.learner, skill))
	}
}

// knows returns the chance that a skill is known.
func (s *state) knows(m *tracing.Model, skill uint16) float64 {
	if s.learner.Skills[skill].Seen > 0 {
		return s.beliefs[skill].Known()
	}
	return m.View(s.learner, skill).Known
}

// observe takes what a teacher saw. The first of its day is the skill's review when it
// is clear; nothing was chosen, so nothing is recent.
func (t *Tutor) observe(s *state, m *tracing.Model, e Evidence) {
	day, card, right := engine.Day(e.At), &s.cards[e.Skill], e.Observed == engine.Right
	plain := e.Observed != engine.Partly
	first := plain && card.Takes(day)
	due := card.IsDue(day)
	s.begin(m, e.Skill)
	m.Update(s.learner, e)
	if s.asked != placementOver {
		t.believe(s, m, right)
	} else {
		s.beliefs[e.Skill].Observe(e.Observed, float64(tracing.ObservationCredit*float64(e.Weight)))
	}
	if first {
		*card = t.scheduler.Review(*card, day, grade(right))
	}
	s.rise(e.Skill, selection.Outcome{Day: day, Correct: right, Unaided: plain, First: first, Due: due})
}

func grade(right bool) memory.Grade {
	if right {
		return memory.Good
	}
	return memory.Again
}

// place takes an answer into the placement, which ends when enough is settled. It
// reports whether it listened: what a pair says counts for what it is worth, as ever.
func (t *Tutor) place(s *state, m *tracing.Model, e Evidence) bool {
	if s.asked == placementOver {
		return false
	}
	alone := e.Role == engine.Alone
	if alone {
		t.believe(s, m, e.Correct)
	}
	s.asked++
	if s.asked == placement.Limit || alone && placement.Done(int(s.asked), t.known) {
		s.asked = placementOver
	}
	return alone
}

// believe lets what is believed of every skill follow from all that was answered so
// far. After a right answer nothing that was answered before comes out lower.
func (t *Tutor) believe(s *state, m *tracing.Model, right bool) {
	t.weigh(s.learner)
	for i := range s.beliefs {
		if right && s.learner.Skills[i].Seen > 0 {
			t.known[i] = max(t.known[i], s.beliefs[i].Known())
		}
	}
	m.Place(s.learner, t.known, right)
	for i := range s.beliefs {
		if s.learner.Skills[i].Seen > 0 {
			s.beliefs[i] = mastery.From(m.Belief(s.learner, uint16(i)))
		}
	}
}

// weigh sets t.seen and t.known for a learner whose placement goes on.
func (t *Tutor) weigh(l *tracing.Learner) {
	for i := range l.Skills {
		t.seen[i] = placement.Seen{Right: l.Skills[i].Right, Wrong: l.Skills[i].Wrong}
	}
	t.graph.Believe(t.seen, t.known)
}

// rise moves the level of a skill by an answer.
func (s *state) rise(skill uint16, o selection.Outcome) {
	l := &s.learner.Skills[skill]
	o.Known, o.Answers = s.beliefs[skill].Known(), l.Right+l.Wrong
	s.progress[skill] = s.progress[skill].After(o)
}

const stateFormat = 3

// StatePrefix returns the bytes with which every state of this engine version begins.
// A state that begins otherwise has to be folded anew from the log.
func StatePrefix() []byte { return []byte{stateFormat, engine.Version} }

// MaxState bounds the bytes of a learner's state that will be read.
const MaxState = 1 << 20

// appendBinary appends the canonical form of the state to b: cards, progress
// and beliefs follow for every skill that the learner part says was answered.
func (s *state) appendBinary(b []byte) []byte {
	b = codec.AppendFixed64(append(b, stateFormat, engine.Version), s.seed)
	b = s.learner.AppendBinary(b)
	for i := range s.cards {
		if s.learner.Skills[i].Seen > 0 {
			b = s.beliefs[i].AppendBinary(s.progress[i].AppendBinary(s.cards[i].AppendBinary(b)))
		}
	}
	b = codec.AppendUint(append(b, s.asked), uint64(s.achieved))
	b = append(b, s.sat, byte(s.recents))
	for _, item := range s.recent[:s.recents] {
		b = codec.AppendUint(b, uint64(item))
	}
	return b
}

// readState reads a state, which must be this seed's; no bytes at all are the state
// of a learner who has answered nothing.
func (t *Tutor) readState(seed uint64, b []byte) (*state, error) {
	s := newState(t.course, seed)
	if err := t.readInto(s, seed, b); err != nil {
		return nil, err
	}
	return s, nil
}

// borrow is readState into the one state that is used again and again: what it returns
// is good until the next call.
func (t *Tutor) borrow(seed uint64, b []byte) (*state, error) {
	if t.lent == nil {
		t.lent = newState(t.course, seed)
	}
	if err := t.readInto(t.lent, seed, b); err != nil {
		return nil, err
	}
	return t.lent, nil
}

func (t *Tutor) readInto(s *state, seed uint64, b []byte) error {
	s.reset(seed)
	if len(b) == 0 {
		return nil
	}
	r := codec.NewReader(b)
	if len(b) > MaxState || r.Byte(255) != stateFormat || r.Byte(255) != engine.Version || r.Fixed64() != seed {
		return ErrState
	}
	s.learner.Read(r)
	if r.Err() != nil {
		return ErrState
	}
	for i := range s.cards {
		if s.learner.Skills[i].Seen > 0 {
			s.cards[i] = memory.ReadCard(r)
			s.progress[i] = selection.ReadProgress(r)
			s.beliefs[i] = mastery.Read(r)
		}
	}
	s.asked = r.Byte(placementOver)
	s.achieved = achieved(r.Uint(wholly))
	s.sat = r.Byte(sittingItems)
	s.recents = int(r.Byte(sittingItems))
	if int(s.sat) > s.recents {
		return ErrState
	}
	for i := range s.recents {
		s.recent[i] = uint32(r.Uint(uint64(len(t.course.Items) - 1)))
	}
	if r.Close() != nil || s.asked >= placement.Limit && s.asked != placementOver || int(s.learner.LastItem) >= max(1, len(t.course.Items)) {
		return ErrState
	}
	return nil
}

// seedOf returns the seed written in a state, or 0 for bytes too short to hold one.
func seedOf(b []byte) uint64 {
	if len(b) < 10 {
		return 0
	}
	return codec.NewReader(b[2:]).Fixed64()
}
