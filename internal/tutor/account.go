package tutor

import (
	"cmp"
	"slices"

	"darasa/internal/engine"
)

// Account says how a skill's level came about: the facts in a learner's answers that
// levels are made of, and what the next change of it waits for.
type Account struct {
	Alone, AloneRight uint32    // answers of hers alone, without a hint
	Days              uint32    // days with at least one of the right ones
	Helped            uint32    // answers of hers alone after a hint
	Paired            uint32    // answers of a pair she was one of
	Seen              [4]uint32 // observations by engine.NotYet, Partly, Right
	Reviewed          bool      // a review was due and taken
	ReviewDay         int64     // of the newest
	ReviewPassed      bool
	Climb             uint8 // unaided right answers still asked for after a failed review
	Since             int64 // day on which proficiency was reached, 0 for never

	last  int64 // day of the newest right answer alone
	right bool
}

// Accounts folds a learner's answers from nothing, in canonical order, and accounts
// for every skill of the course. The state it returns is the one Advance gives.
func (t *Tutor) Accounts(seed uint64, history []NamedEvidence) ([]Account, []byte, error) {
	s := newState(t.course, seed)
	accounts := make([]Account, len(t.course.Skills))
	for i := range history {
		e := history[i].Evidence
		m, err := t.model(history[i].Snapshot)
		if err != nil {
			return nil, nil, err
		}
		if err := Check(t.course, e); err != nil {
			return nil, nil, err
		}
		skill, more := t.asked(e)
		card, day := s.cards[skill], engine.Day(e.At)
		clear := e.Unaided()
		if e.Observed != 0 {
			clear = e.Observed != engine.Partly
		}
		reviewed := clear && card.Takes(day) && card.IsDue(day)
		t.fold(s, m, e)
		accounts[skill].note(e, reviewed)
		for _, other := range more {
			accounts[other].note(e, false)
		}
	}
	for i := range accounts {
		accounts[i].Climb, accounts[i].Since = s.progress[i].Climb, s.progress[i].Day
	}
	return accounts, s.appendBinary(nil), nil
}

// asked returns the skills a piece of evidence is about, the first one apart.
func (t *Tutor) asked(e Evidence) (skill uint16, more []uint16) {
	if e.Observed != 0 {
		return e.Skill, nil
	}
	item := &t.course.Items[e.Item]
	return item.Skill, item.More
}

func (a *Account) note(e Evidence, reviewed bool) {
	day := engine.Day(e.At)
	right := e.Shows()
	switch {
	case e.Observed != 0:
		a.Seen[e.Observed]++
		right = e.Observed == engine.Right
	case e.Role != engine.Alone:
		a.Paired++
	case e.Hints > 0:
		a.Helped++
	default:
		a.Alone++
		if right {
			a.AloneRight++
			if !a.right || a.last != day {
				a.Days++
			}
			a.right, a.last = true, day
		}
	}
	if reviewed {
		a.Reviewed, a.ReviewDay, a.ReviewPassed = true, day, right
	}
}

// Without tells what would be believed of a skill if the learner's last answers on it
// had not been given.
type Without struct {
	Left int // how many answers are left out
	SkillView
}

// MaxRefold bounds how many answers Without folds again.
const MaxRefold = 20_000

// Without folds a learner's answers again, for every skill without her last n answers
// on it, and returns what would then be believed of that skill under a snapshot, in
// the order of the course. Skills without answers are left out, and so are those met
// longest ago when there is more to fold than MaxRefold. What a teacher observed
// stays.
func (t *Tutor) Without(snapshot uint32, seed uint64, history []NamedEvidence, decisions []Decision, n int, now int64) ([]Without, error) {
	cuts := t.cuts(history, n)
	slices.SortStableFunc(cuts, func(a, b cut) int { return cmp.Compare(b.from, a.from) })
	work := len(history)
	kept := 0
	for kept < len(cuts) && work+len(history)-cuts[kept].from <= MaxRefold {
		work += len(history) - cuts[kept].from
		kept++
	}
	cuts = cuts[:kept]
	slices.Reverse(cuts)
	var out []Without
	var state []byte
	folded := 0
	for _, c := range cuts {
		var err error
		if state, err = t.Advance(seed, state, history[folded:c.from]); err != nil {
			return nil, err
		}
		folded = c.from
		rest, err := t.Advance(seed, state, t.leave(history[c.from:], c.skill))
		if err != nil {
			return nil, err
		}
		views, err := t.Skills(snapshot, rest, decisions, now)
		if err != nil {
			return nil, err
		}
		out = append(out, Without{c.answers, views[c.skill]})
	}
	slices.SortFunc(out, func(a, b Without) int { return cmp.Compare(a.Skill, b.Skill) })
	return out, nil
}

// cut is where the last answers on a skill begin, and how many they are.
type cut struct {
	skill         uint16
	from, answers int
}

// cuts finds the last n answers on every skill, in the order of the course.
func (t *Tutor) cuts(history []NamedEvidence, n int) []cut {
	found := make([]cut, len(t.course.Skills))
	for i := len(history) - 1; i >= 0; i-- {
		if history[i].Observed != 0 {
			continue
		}
		skill, more := t.asked(history[i].Evidence)
		for k := -1; k < len(more); k++ {
			if k >= 0 {
				skill = more[k]
			}
			if c := &found[skill]; c.answers < n {
				*c = cut{skill, i, c.answers + 1}
			}
		}
	}
	return slices.DeleteFunc(found, func(c cut) bool { return c.answers == 0 })
}

// leave returns a history without the answers on a skill.
func (t *Tutor) leave(history []NamedEvidence, skill uint16) []NamedEvidence {
	var kept []NamedEvidence
	for i := range history {
		first, more := t.asked(history[i].Evidence)
		if history[i].Observed != 0 || first != skill && !slices.Contains(more, skill) {
			kept = append(kept, history[i])
		}
	}
	return kept
}
