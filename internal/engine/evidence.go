package engine

import "darasa/internal/engine/digest"

// TicksPerDay is the number of ticks of 10 ms in a day.
const TicksPerDay = 8_640_000

// The part a learner had in an answer.
const (
	Alone   = iota // the answer is hers
	Driver         // she entered it, a partner checked
	Checker        // a partner entered it, she checked
)

// What a checker said of the driver's first answer.
const (
	NoVote   = iota // she was not asked, or nobody wrote it down
	Agree           // she let it stand
	TryAgain        // she asked for another try
)

// What a teacher saw for herself. Evidence with any of these is an observation and
// no answer.
const (
	NotYet = 1 + iota
	Partly
	Right
)

// MaxWeight is the most answers an observation may count as.
const MaxWeight = 5

// Evidence is one answer of one learner, or what a teacher saw of her. Hints counts
// the helps shown before an answer, Duration is in ticks of 10 ms, At in ticks since
// 1970 UTC as well as anybody knew. Role is Alone, Driver or Checker: a driver's
// Correct is about her first answer, a checker's about the pair's final one, with
// Vote and FirstRight telling what she said of the first and whether that was right.
// An observation has Observed, the Skill it is about and its Weight in answers, 1 to
// MaxWeight; all that concerns an item is then without meaning.
type Evidence struct {
	Item, Instance uint32
	Correct        bool
	Hints          uint8
	Role           uint8
	Vote           uint8
	FirstRight     bool
	Observed       uint8
	Weight         uint8
	Skill          uint16
	Duration       int64
	At             int64
}

// Unaided reports whether the learner answered alone and without a hint.
func (e Evidence) Unaided() bool { return e.Hints == 0 && e.Role == Alone }

// Shows reports which way the evidence points. A checker is judged by her vote: she
// was right to let a right answer stand and to stop a wrong one, whoever then found
// the final answer.
func (e Evidence) Shows() bool {
	if e.Role == Checker && e.Vote != NoVote {
		return (e.Vote == Agree) == e.FirstRight
	}
	return e.Correct
}

// Day returns the day of a tick, counted from 1970 UTC, also for ticks before it.
func Day(tick int64) int64 {
	day := tick / TicksPerDay
	if tick%TicksPerDay < 0 {
		day--
	}
	return day
}

// The kinds of decision a person can take about one learner and skill.
const (
	Known    = 1 + iota // counts as proficient, is not practised
	NotKnown            // counts as not proficient, whatever the evidence says
	Pin                 // is offered before everything else
	Block               // is never offered
	Unit                // is what the class works on this week, every other answer
)

// The kinds of decision about the learner as a whole, her support plan; Skill is then
// without meaning. They change what is offered, never what is believed or asked of
// her: levels and their bars do not know them.
const (
	Slower    = 6 + iota // time is no evidence and runs out later; nothing here
	MoreSteps            // smaller steps up, and back sooner
	Calm                 // longer with one skill
)

// The kinds of decision about a skill of the week's unit that has another share than half.
const (
	UnitQuarter = 9 + iota // one answer in four
	UnitMost               // three in four
	UnitAll                // every one, as far as it is open
)

// Decision is a person's word about a skill or, of a support plan's kinds, about the
// learner; it wins over the engine.
type Decision struct {
	Skill uint16
	Kind  uint8
}

// Instance returns which of an item's n instances the learner with this seed meets
// at her count-th attempt on it, counted from 0. Over n attempts every instance
// comes once: it walks from a start by a stride without a common divisor with n,
// both hashed from seed and item. It returns 0 when n is 0.
func Instance(seed uint64, item, count, n uint32) uint32 {
	if n < 2 {
		return 0
	}
	h := digest.Mix(digest.Mix(seed) + uint64(item)*0x9e3779b97f4a7c15)
	size := uint64(n)
	start := h % size
	stride := 1 + digest.Mix(h+0x9e3779b97f4a7c15)%(size-1)
	for gcd(stride, size) != 1 {
		stride = 1 + stride%(size-1)
	}
	return uint32((start + uint64(count)%size*stride) % size)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
