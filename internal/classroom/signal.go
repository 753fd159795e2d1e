package classroom

import (
	"slices"

	"darasa/internal/classroom/struggle"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Codes of signals; package struggle says what each counts. More may come; whoever
// shows them says something sensible about a code it does not know.
const (
	SignalGround   = struggle.Ground
	SignalWrong    = struggle.Wrong
	SignalGuessing = struggle.Guessing
	SignalSpinning = struggle.Spinning
)

// Signal says that a child struggles, and why: a code, what it counts, and the
// skill and mistake it is about, empty for none.
type Signal struct {
	Code          string  `json:"code"`
	Values        []int64 `json:"values"`
	Skill         string  `json:"skill"`
	Misconception string  `json:"misconception"`
}

// signals reads the answers of one sitting, the strongest signal first.
func (c *Class) signals(b *projection.Board, usual struggle.Usual) []Signal {
	out := []Signal{}
	for _, found := range struggle.Find(b, usual, c.below) {
		s := Signal{Code: found.Code, Values: found.Values, Skill: c.Content.SkillID(found.Skill)}
		newest := slices.IndexFunc(b.Marks, func(m projection.Mark) bool { return !m.Right })
		if (found.Code == SignalWrong || found.Code == SignalGround) && newest >= 0 && b.Marks[newest].Skill == found.Skill {
			s.Misconception = c.Content.Misconception(b.Slip.Item, b.Slip.Instance, b.Slip.Response)
		}
		out = append(out, s)
	}
	return out
}

// below returns what a skill of the current course is built upon.
func (c *Class) below(skill uint16) []uint16 {
	course, ok := c.Content.Course(c.Content.Current())
	if !ok || int(skill) >= len(course.Skills) {
		return nil
	}
	return course.Skills[skill].Prereqs
}

// MaxPeople is how many a teacher is asked to see to at once.
const MaxPeople = 5

// quietAfterHelp is for how long somebody who was helped is not shown again.
const quietAfterHelp = 5 * 60 * school.TicksPerSecond

// Person is who needs a person now: one child, or the children of one tablet.
type Person struct {
	Learners []school.ID `json:"learners"`
	State    string      `json:"state"`
}

// people picks whom to see to: who struggles before who is idle, and among those
// who has not been helped this week before who has. Nothing else orders children:
// after that it is the class list.
func people(learners []BoardLearner, now int64) []Person {
	rank := func(l *BoardLearner) int {
		order := 0
		if l.State == StateIdle {
			order += 2
		}
		if l.Helped > 0 {
			order++
		}
		return order
	}
	var needy []*BoardLearner
	for i := range learners {
		l := &learners[i]
		struggles := l.State == StateStuck || l.State == StateIdle
		if since := now - l.HelpedAt; struggles && !l.Waiting && (l.HelpedAt == 0 || since < 0 || since >= quietAfterHelp) {
			needy = append(needy, l)
		}
	}
	slices.SortStableFunc(needy, func(a, b *BoardLearner) int { return rank(a) - rank(b) })
	out := []Person{}
	places := map[uint32]int{}
	for _, l := range needy {
		if i, ok := places[l.Device]; ok && out[i].State == l.State {
			out[i].Learners = append(out[i].Learners, l.ID)
			continue
		}
		if len(out) == MaxPeople {
			break
		}
		places[l.Device] = len(out)
		out = append(out, Person{Learners: []school.ID{l.ID}, State: l.State})
	}
	return out
}
