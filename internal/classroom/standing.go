package classroom

import (
	"context"

	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/projection"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Codes of reasons why a level is what it is. They tell facts about answers; why the
// engine predicts what it predicts is told by Because.
const (
	StandingKnown    = "known"     // a person says she knows it; none
	StandingNotKnown = "not-known" // a person says not yet; none
	StandingAlone    = "alone"     // answers alone and without a hint: right, of, on how many days right ones
	StandingHelped   = "helped"    // answers after a hint, which raise no level: how many
	StandingPair     = "pair"      // answers with a partner, beside those alone: how many
	StandingPairOnly = "pair-only" // all answers were with a partner: how many
	StandingSeen     = "seen"      // what a teacher saw: right, partly, not yet
	StandingReview   = "review"    // the newest review: 1 passed or 0 not, days ago
	StandingFew      = "few"       // the next level asks for more answers: how many
	StandingClimb    = "climb"     // right answers alone that the next level asks for, three after a failed review: how many
	StandingBelief   = "belief"    // answers enough, but what they show is not enough for the next level: chance known in percent, asked for
	StandingDay      = "day"       // the next level asks for a right first answer on a later day; none
)

// Standings lists every code of reasons for a level, in the order they are told.
var Standings = []string{
	StandingKnown, StandingNotKnown, StandingAlone, StandingHelped, StandingPair, StandingPairOnly, StandingSeen,
	StandingReview, StandingFew, StandingClimb, StandingBelief, StandingDay,
}

// Standing is one true statement about how a level came about or what it waits for.
type Standing struct {
	Code   string
	Values []int64
}

// Without is what would be believed if the last Left answers on a skill had not been
// given; P and Known as in PupilSkill.
type Without struct {
	Left     int
	P, Known float64
	Level    string
}

// leftOut is how many answers a teacher is shown the belief without: as many wrong
// ones in a row as put a child on the board.
const leftOut = 3

// history translates a child's evidence, in canonical order, into what her state is
// folded from.
func (c *Class) history(ctx context.Context, evidence []*crdt.Op) ([]tutor.NamedEvidence, error) {
	wrong, err := c.voids(ctx)
	if err != nil {
		return nil, err
	}
	var out []tutor.NamedEvidence
	for _, op := range evidence {
		number, _ := op.Uint(crdt.ColumnPlan)
		under, ok := c.Content.Under(op.Writer.Hub, uint32(min(number, 1<<32-1)))
		if !ok {
			continue
		}
		if e, ok := c.evidence(op, wrong); ok {
			out = append(out, tutor.NamedEvidence{Evidence: e, Snapshot: under})
		}
	}
	return out, nil
}

// evidence translates an attempt or an observation; ok is false for what counts for
// nobody now.
func (c *Class) evidence(op *crdt.Op, wrong map[string]bool) (e tutor.Evidence, ok bool) {
	if op.Attempt == nil {
		observed, ok := op.Observation()
		if !ok {
			return e, false
		}
		skill, ok := c.Content.Skill(observed.Skill)
		return projection.Observed(op, observed, skill), ok
	}
	item, reason := c.Content.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
	version, _ := c.Content.Version(op.Attempt.Catalogue, op.Attempt.Item)
	return projection.Evidence(op, item), reason == "" && !wrong[version]
}

// account needs c.tutoring. It folds a child's history again: for how her levels came
// about, and without her last answers on each skill. A history that does not give the
// state of her plan, because the log moved meanwhile, explains nothing and is left
// out.
func (c *Class) account(plan *tutor.Plan, history []tutor.NamedEvidence, views []tutor.SkillView, now int64) ([]tutor.Account, map[uint16]*Without, error) {
	accounts, state, err := c.tutor.Accounts(plan.Seed, history)
	if err != nil {
		return nil, nil, err
	}
	if tutor.Digest(state) != tutor.Digest(plan.State) {
		return make([]tutor.Account, len(views)), nil, nil
	}
	found, err := c.tutor.Without(plan.Snapshot, plan.Seed, history, plan.Decisions, leftOut, now)
	if err != nil {
		return nil, nil, err
	}
	without := map[uint16]*Without{}
	for _, w := range found {
		without[w.Skill] = &Without{Left: w.Left, P: w.P, Known: w.Known, Level: w.Level.String()}
	}
	return accounts, without, nil
}

// standing tells why a level is what it is, and what the next one waits for.
func standing(a *tutor.Account, v *tutor.SkillView, decision string, today int64) []Standing {
	var out []Standing
	say := func(code string, values ...int64) { out = append(out, Standing{code, append([]int64{}, values...)}) }
	if decision == decisionName(school.DecisionKnown) || decision == decisionName(school.DecisionNotKnown) {
		say(decision)
	}
	if a.Alone > 0 {
		say(StandingAlone, int64(a.AloneRight), int64(a.Alone), int64(a.Days))
	}
	if a.Helped > 0 {
		say(StandingHelped, int64(a.Helped))
	}
	switch {
	case a.Paired > 0 && a.Alone+a.Helped == 0:
		say(StandingPairOnly, int64(a.Paired))
	case a.Paired > 0:
		say(StandingPair, int64(a.Paired))
	}
	if a.Seen != [4]uint32{} {
		say(StandingSeen, int64(a.Seen[engine.Right]), int64(a.Seen[engine.Partly]), int64(a.Seen[engine.NotYet]))
	}
	if a.Reviewed {
		passed := int64(0)
		if a.ReviewPassed {
			passed = 1
		}
		say(StandingReview, passed, max(0, today-a.ReviewDay))
	}
	if len(out) > 0 {
		waitsFor(a, v, say)
	}
	return out
}

// waitsFor tells what keeps a level from the next one.
func waitsFor(a *tutor.Account, v *tutor.SkillView, say func(code string, values ...int64)) {
	needs := selection.Asks(v.Level)
	switch {
	case v.Level == selection.Mastered:
	case a.Climb > 0:
		say(StandingClimb, int64(a.Climb))
	case v.Answers < needs.Answers:
		say(StandingFew, int64(needs.Answers-v.Answers))
	case v.Known < needs.Known:
		say(StandingBelief, int64(100*v.Known), int64(100*needs.Known))
	case v.Level == selection.Proficient:
		say(StandingDay)
	default:
		say(StandingClimb, 1) // levels rise one at a time, each with a right answer
	}
}
