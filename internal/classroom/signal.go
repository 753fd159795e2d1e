package classroom

import (
	"slices"

	"darasa/internal/projection"
	"darasa/internal/school"
)

// When answers say that a child struggles.
const (
	stuckWrong   = 3  // wrong in a row on one skill
	stuckHints   = 2  // hints, with at least one wrong
	guessedFast  = 3  // wrong answers given too fast to have read, of the newest guessedOf
	guessedOf    = 6  //
	spinningFrom = 10 // tries on one skill without three right in a row (Beck and Gong 2013)
	spinningRow  = 3  //
	lately       = 8  // newest answers in which a skill must have been met
)

// Codes of signals. More may come; whoever shows them says something sensible
// about a code it does not know.
const (
	SignalWrong    = "wrong"    // Values: wrong in a row on Skill, hints meanwhile
	SignalGuessing = "guessing" // Values: wrong and faster than reading, of how many newest answers
	SignalSpinning = "spinning" // Values: answers on Skill, right ones among them
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
func (c *Class) signals(b *projection.Board) []Signal {
	out := []Signal{}
	if s, ok := c.wrongInRow(b); ok {
		out = append(out, s)
	}
	if n, of := guessed(b.Marks); n >= guessedFast {
		out = append(out, Signal{Code: SignalGuessing, Values: []int64{int64(n), int64(of)}, Skill: c.Content.SkillID(b.Marks[0].Skill)})
	}
	if skill, tries, right, ok := spinning(b.Marks); ok {
		out = append(out, Signal{Code: SignalSpinning, Values: []int64{int64(tries), int64(right)}, Skill: c.Content.SkillID(skill)})
	}
	return out
}

// wrongInRow looks at every skill met lately: answers on others in between neither
// end a row nor count in it.
func (c *Class) wrongInRow(b *projection.Board) (Signal, bool) {
	best, bestHints, skill := 0, 0, uint16(0)
	for _, s := range skillsLately(b.Marks) {
		n, hints := streak(b.Marks, s)
		if n > best || n == best && hints > bestHints {
			best, bestHints, skill = n, hints, s
		}
	}
	if best < stuckWrong && (best == 0 || bestHints < stuckHints) {
		return Signal{}, false
	}
	s := Signal{Code: SignalWrong, Values: []int64{int64(best), int64(bestHints)}, Skill: c.Content.SkillID(skill)}
	newest := slices.IndexFunc(b.Marks, func(m projection.Mark) bool { return !m.Right })
	if newest >= 0 && b.Marks[newest].Skill == skill {
		s.Misconception = c.Content.Misconception(b.Slip.Item, b.Slip.Instance, b.Slip.Response)
	}
	return s, true
}

// skillsLately returns the skills of the newest answers, the newest first.
func skillsLately(marks []projection.Mark) (skills []uint16) {
	for _, m := range marks[:min(len(marks), lately)] {
		if !slices.Contains(skills, m.Skill) {
			skills = append(skills, m.Skill)
		}
	}
	return skills
}

// streak counts wrong answers in a row on a skill, up to now, and the hints seen
// meanwhile.
func streak(marks []projection.Mark, skill uint16) (wrong, hints int) {
	for _, m := range marks {
		switch {
		case m.Skill != skill:
		case m.Right:
			return wrong, hints
		default:
			wrong++
			hints += int(m.Hints)
		}
	}
	return wrong, hints
}

func guessed(marks []projection.Mark) (n, of int) {
	of = min(len(marks), guessedOf)
	for _, m := range marks[:of] {
		if m.Fast && !m.Right {
			n++
		}
	}
	return n, of
}

// spinning finds a skill met lately on which much work brought no gain.
func spinning(marks []projection.Mark) (skill uint16, tries, right int, ok bool) {
	for _, s := range skillsLately(marks) {
		tries, right, row, best := 0, 0, 0, 0
		for _, m := range marks {
			if m.Skill != s {
				continue
			}
			tries++
			row++
			if m.Right {
				right++
			} else {
				row = 0
			}
			best = max(best, row)
		}
		if tries >= spinningFrom && best < spinningRow {
			return s, tries, right, true
		}
	}
	return 0, 0, 0, false
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
