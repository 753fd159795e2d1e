// Package struggle reads from a child's newest answers that she needs a person, and
// why: a row of wrong ones, guessing, much work on a skill without gain.
//
// It is a pure function of marks and deliberately knows no names and no words:
// package classroom tells them. Each rule is a published one, so that a teacher can
// be told what was counted.
package struggle

import (
	"slices"

	"darasa/internal/projection"
)

// When answers say that a child struggles.
const (
	wrongRow  = 3 // wrong in a row on one skill
	wrongHint = 2 // hints, with at least one wrong
	lately    = 8 // newest answers in which a skill must have been met

	// Guessing: wrong answers given too fast to have read, of the newest ones.
	guessedFast = 3
	guessedOf   = 6

	// Wheel-spinning (Beck and Gong 2013): answers on one skill, over all sittings,
	// without three right in a row. Who has just got two right is left to go on.
	spinningFrom = 10
	gettingIt    = 2
)

// Found is one signal. Values are what it counts, Skill what it is about.
type Found struct {
	Code   string
	Values []int64
	Skill  uint16
}

// Codes of signals. More may come.
const (
	Ground   = "ground"   // Values: wrong in a row on Skill, skills below it that fail too: nothing is left to go back to
	Wrong    = "wrong"    // Values: wrong in a row on Skill, hints meanwhile
	Guessing = "guessing" // Values: wrong and faster than reading, of how many newest answers
	Spinning = "spinning" // Values: answers on Skill, right ones among them
)

// Find returns the signals of a board, the strongest first. below names the skills
// that a skill is built upon.
func Find(b *projection.Board, usual Usual, below func(skill uint16) []uint16) (found []Found) {
	if s, ok := ground(b.Marks, below); ok {
		found = append(found, s)
	}
	if s, ok := wrongInRow(b.Marks); ok {
		found = append(found, s)
	}
	if n, of := guessed(b.Marks, usual); n >= guessedFast {
		found = append(found, Found{Guessing, []int64{int64(n), int64(of)}, b.Marks[0].Skill})
	}
	if s, ok := spinning(b); ok {
		found = append(found, s)
	}
	return found
}

// wrongInRow looks at every skill met lately: answers on others in between neither
// end a row nor count in it.
func wrongInRow(marks []projection.Mark) (Found, bool) {
	best, bestHints, skill := 0, 0, uint16(0)
	for _, s := range skillsLately(marks) {
		n, hints := Streak(marks, s)
		if n > best || n == best && hints > bestHints {
			best, bestHints, skill = n, hints, s
		}
	}
	if best < wrongRow && (best == 0 || bestHints < wrongHint) {
		return Found{}, false
	}
	return Found{Wrong, []int64{int64(best), int64(bestHints)}, skill}, true
}

// ground finds a skill that fails, and so does everything it is built upon.
func ground(marks []projection.Mark, below func(skill uint16) []uint16) (Found, bool) {
	for _, s := range skillsLately(marks) {
		met := map[uint16]bool{}
		if wrong, _ := Streak(marks, s); fails(marks, s, below, met) {
			return Found{Ground, []int64{int64(wrong), int64(len(met) - 1)}, s}, true
		}
	}
	return Found{}, false
}

// fails reports whether a skill and all below it fail, and adds those it looked at.
func fails(marks []projection.Mark, skill uint16, below func(skill uint16) []uint16, met map[uint16]bool) bool {
	if met[skill] {
		return true
	}
	met[skill] = true
	wrong, _ := Streak(marks, skill)
	return wrong >= wrongRow && !slices.ContainsFunc(below(skill), func(p uint16) bool { return !fails(marks, p, below, met) })
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

// Streak counts wrong answers in a row on a skill, up to now, and the hints seen
// meanwhile. Marks are the newest first.
func Streak(marks []projection.Mark, skill uint16) (wrong, hints int) {
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

func guessed(marks []projection.Mark, usual Usual) (n, of int) {
	of = min(len(marks), guessedOf)
	for _, m := range marks[:of] {
		if !m.Right && m.Took < usual.rapid(m.Skill) {
			n++
		}
	}
	return n, of
}

// spinning finds a skill met lately on which much work brought no gain.
func spinning(b *projection.Board) (Found, bool) {
	for _, s := range skillsLately(b.Marks) {
		i := slices.IndexFunc(b.Work, func(w projection.Work) bool { return w.Skill == s })
		if i < 0 {
			continue
		}
		if w := b.Work[i]; !w.Steady() && w.Tries >= spinningFrom && w.Row < gettingIt {
			return Found{Spinning, []int64{int64(w.Tries), int64(w.Right)}, s}, true
		}
	}
	return Found{}, false
}

// Usual is what a right answer usually takes in this class, in tenths of a second by
// skill.
type Usual map[uint16]uint16

// usualFrom is the fewest right answers from which a usual time is told.
const usualFrom = 8

// Times returns the usual times: medians of right answers without a hint.
func Times(boards []*projection.Board) Usual {
	took := map[uint16][]uint16{}
	for _, b := range boards {
		for _, m := range b.Marks {
			if m.Right && m.Hints == 0 {
				took[m.Skill] = append(took[m.Skill], m.Took)
			}
		}
	}
	usual := Usual{}
	for skill, all := range took {
		if len(all) >= usualFrom {
			slices.Sort(all)
			usual[skill] = all[len(all)/2]
		}
	}
	return usual
}

// How fast an answer is too fast, in tenths of a second: a quarter of the usual time,
// at most ten seconds (Wise and Ma 2012 on normative thresholds), at least one, which
// nobody reads and taps in. Without a usual time it is two seconds (Wise 2017).
const (
	rapidPart             = 4
	rapidLeast, rapidMost = 10, 100
	rapidElse             = 20
)

func (u Usual) rapid(skill uint16) uint16 {
	usual, ok := u[skill]
	if !ok {
		return rapidElse
	}
	return min(max(usual/rapidPart, rapidLeast), rapidMost)
}

// quietTimes is how many usual times a child may be quiet before she counts as idle.
const quietTimes = 4

// Quiet returns for how many tenths of a second nobody at work on a skill is idle: at
// least as long as given, and longer where answers take long.
func (u Usual) Quiet(skill uint16, least int64) int64 { return max(least, quietTimes*int64(u[skill])) }
