package selection

import (
	"darasa/internal/engine/codec"
	"darasa/internal/engine/num"
)

// Level is how far a learner has come with a skill, as people are told.
type Level uint8

// The levels in order. New is a skill never answered.
const (
	New Level = iota
	Attempted
	Familiar
	Proficient
	Mastered
)

var levelNames = [...]string{"new", "attempted", "familiar", "proficient", "mastered"}

// String returns the level's name.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return ""
}

// What a level asks for. Seven answers is the least at which a belief may be called
// proficiency (Bälter, Zimmaro and Thille, "Estimating the minimum number of
// opportunities needed for all students to achieve predicted mastery", 2018).
const (
	familiarKnown, familiarAnswers     = 0.5, 3
	proficientKnown, proficientAnswers = 0.7, 7
	climbAnswers                       = 3
)

// Every answer is another look at the belief, and who looks often enough sees any bar
// passed once by luck. So the bar for proficiency begins high and comes down with
// the logarithm of the answers, to proficientKnown: in standard deviations
// (docs/adr/0018, 0168).
const (
	firstLook = 2.5
	laterLook = 1.35
)

// ProficientBar returns the probability of being known that proficiency asks for
// after so many answers.
func ProficientBar(answers uint32) float64 {
	looks := num.Log(float64(max(answers, proficientAnswers)) / proficientAnswers)
	return max(proficientKnown, num.Normal(firstLook-float64(laterLook*looks)))
}

// Progress is the level of one learner and skill and what its next change needs:
// Climb counts the unaided right answers still asked for after a fall, Day is the
// day on which proficiency was reached.
type Progress struct {
	Level Level
	Climb uint8
	Day   int64
}

// Outcome is one creditable answer seen by the levels. Known and Answers describe
// the skill after it; Review says that it was a first unaided answer of its day and
// the skill was due.
type Outcome struct {
	Day              int64
	Known            float64
	Answers          uint32
	Correct, Unaided bool
	First, Due       bool
}

// After returns the progress after an answer. A level rises one step at a time with
// unaided right answers and falls one step by a failed review; nothing else, and no
// amount of waiting, changes it.
func (p Progress) After(o Outcome) Progress {
	if p.Level == New {
		p.Level = Attempted
	}
	if !o.Unaided {
		return p
	}
	if !o.Correct {
		if o.First && o.Due && p.Level >= Proficient {
			p.Level--
			p.Climb = climbAnswers
		}
		return p
	}
	p.Climb -= min(p.Climb, 1)
	if p.Climb > 0 {
		return p
	}
	switch {
	case p.Level == Attempted && o.Known >= familiarKnown && o.Answers >= familiarAnswers:
		p.Level = Familiar
	case p.Level == Familiar && o.Answers >= proficientAnswers && o.Known >= ProficientBar(o.Answers):
		p.Level, p.Day = Proficient, o.Day
	case p.Level == Proficient && o.Known >= proficientKnown && o.First && o.Day > p.Day:
		p.Level = Mastered
	}
	return p
}

// AppendBinary appends the canonical form of the progress to b.
func (p Progress) AppendBinary(b []byte) []byte {
	b = append(b, byte(p.Level), p.Climb)
	return codec.AppendInt(b, p.Day)
}

// ReadProgress reads a progress from r, whose Err tells of failures.
func ReadProgress(r *codec.Reader) Progress {
	return Progress{Level: Level(r.Byte(byte(Mastered))), Climb: r.Byte(climbAnswers), Day: r.Int()}
}

// Needs is what the next level asks for: the probability that the skill is known,
// and creditable answers.
type Needs struct {
	Known   float64
	Answers uint32
}

// Asks returns what the level above one asks for, the zero value above the highest.
func Asks(level Level) Needs {
	switch level {
	case New, Attempted:
		return Needs{familiarKnown, familiarAnswers}
	case Familiar, Proficient:
		return Needs{proficientKnown, proficientAnswers}
	}
	return Needs{}
}
