package tutor

import (
	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/memory"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
)

// recentItems is how many answers back variety looks.
const recentItems = 8

// state is everything the engine keeps of one learner.
type state struct {
	seed     uint64
	learner  *tracing.Learner
	cards    []memory.Card
	progress []selection.Progress
	recent   [recentItems]uint32 // newest first
	recents  int
}

func newState(course *Course, seed uint64) *state {
	return &state{
		seed:     seed,
		learner:  tracing.NewLearner(course),
		cards:    make([]memory.Card, len(course.Skills)),
		progress: make([]selection.Progress, len(course.Skills)),
	}
}

// fold takes one answer that Check has passed. It allocates nothing.
func (t *Tutor) fold(s *state, m *tracing.Model, e Evidence) {
	if e.Observed != 0 {
		t.observe(s, m, e)
		return
	}
	skill, day := t.course.Items[e.Item].Skill, engine.Day(e.At)
	card := &s.cards[skill]
	first := e.Unaided() && card.Takes(day)
	due := card.IsDue(day)

	m.Update(s.learner, e)
	if first {
		*card = t.scheduler.Review(*card, day, grade(e.Correct))
	}
	o := selection.Outcome{Day: day, Correct: e.Correct, Unaided: e.Unaided(), First: first, Due: due}
	t.progress(s, m, skill, o)
	o.First, o.Due = false, false
	for _, more := range t.course.Items[e.Item].More {
		t.progress(s, m, more, o)
	}
	copy(s.recent[1:], s.recent[:])
	s.recent[0] = e.Item
	s.recents = min(s.recents+1, recentItems)
}

// observe takes what a teacher saw. The first of its day is the skill's review when it
// is clear; nothing was chosen, so nothing is recent.
func (t *Tutor) observe(s *state, m *tracing.Model, e Evidence) {
	day, card, right := engine.Day(e.At), &s.cards[e.Skill], e.Observed == engine.Right
	plain := e.Observed != engine.Partly
	first := plain && card.Takes(day)
	due := card.IsDue(day)
	m.Update(s.learner, e)
	if first {
		*card = t.scheduler.Review(*card, day, grade(right))
	}
	t.progress(s, m, e.Skill, selection.Outcome{Day: day, Correct: right, Unaided: plain, First: first, Due: due})
}

func grade(right bool) memory.Grade {
	if right {
		return memory.Good
	}
	return memory.Again
}

func (t *Tutor) progress(s *state, m *tracing.Model, skill uint16, o selection.Outcome) {
	l := &s.learner.Skills[skill]
	o.Known = m.View(s.learner, skill).Known
	o.Answers = l.Right + l.Wrong
	s.progress[skill] = s.progress[skill].After(o)
}

const stateFormat = 1

// StatePrefix returns the bytes with which every state of this engine version begins.
// A state that begins otherwise has to be folded anew from the log.
func StatePrefix() []byte { return []byte{stateFormat, engine.Version} }

// MaxState bounds the bytes of a learner's state that will be read.
const MaxState = 1 << 20

// appendBinary appends the canonical form of the state to b: cards and progress
// follow for every skill that the learner part says was answered.
func (s *state) appendBinary(b []byte) []byte {
	b = codec.AppendFixed64(append(b, stateFormat, engine.Version), s.seed)
	b = s.learner.AppendBinary(b)
	for i := range s.cards {
		if s.learner.Skills[i].Seen > 0 {
			b = s.progress[i].AppendBinary(s.cards[i].AppendBinary(b))
		}
	}
	b = append(b, byte(s.recents))
	for _, item := range s.recent[:s.recents] {
		b = codec.AppendUint(b, uint64(item))
	}
	return b
}

// readState reads a state, which must be this seed's; no bytes at all are the state
// of a learner who has answered nothing.
func (t *Tutor) readState(seed uint64, b []byte) (*state, error) {
	s := newState(t.course, seed)
	if len(b) == 0 {
		return s, nil
	}
	r := codec.NewReader(b)
	if len(b) > MaxState || r.Byte(255) != stateFormat || r.Byte(255) != engine.Version || r.Fixed64() != seed {
		return nil, ErrState
	}
	s.learner = tracing.ReadLearner(r, t.course)
	if r.Err() != nil {
		return nil, ErrState
	}
	for i := range s.cards {
		if s.learner.Skills[i].Seen > 0 {
			s.cards[i] = memory.ReadCard(r)
			s.progress[i] = selection.ReadProgress(r)
		}
	}
	s.recents = int(r.Byte(recentItems))
	for i := range s.recents {
		s.recent[i] = uint32(r.Uint(uint64(len(t.course.Items) - 1)))
	}
	if r.Close() != nil || int(s.learner.LastItem) >= max(1, len(t.course.Items)) {
		return nil, ErrState
	}
	return s, nil
}

// seedOf returns the seed written in a state, or 0 for bytes too short to hold one.
func seedOf(b []byte) uint64 {
	if len(b) < 10 {
		return 0
	}
	return codec.NewReader(b[2:]).Fixed64()
}
