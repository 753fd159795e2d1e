package classroom

import (
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/engine"
	"darasa/internal/engine/tracing"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// The families of reasons why the engine believes what it believes: all there are,
// in the order they are told.
const (
	BecauseLately     = "lately"     // her answers on this skill; Count is how many
	BecauseNeeded     = "needed"     // her answers on all else; Count is how many needed skills are not solid
	BecauseTime       = "time"       // what waiting costs; Count is whole days since she last met the skill
	BecauseDifficulty = "difficulty" // how hard the skill's medium items are for anybody
	BecauseHelp       = "help"       // Count is her answers after a hint: right ones are no evidence, so it moves nothing
	BecauseLittle     = "little"     // Count is how many answers are lacking before anybody is told a belief
)

// Families lists all of them, in the order they are told.
var Families = []string{BecauseLately, BecauseNeeded, BecauseTime, BecauseDifficulty, BecauseHelp, BecauseLittle}

// Because is one family's part in a belief. Value is its addend in log-odds, above
// zero when it speaks for success; Count is what the family counts.
type Because struct {
	Family string
	Value  float64
	Count  int
}

// families says for every addend of the engine's prediction which family tells it.
var families = [...]string{
	tracing.Bias: BecauseDifficulty, tracing.LevelEasy: BecauseDifficulty, tracing.LevelHard: BecauseDifficulty,
	tracing.SkillRight: BecauseLately, tracing.SkillWrong: BecauseLately,
	tracing.ItemRight: BecauseLately, tracing.ItemWrong: BecauseLately,
	tracing.LearnerRight: BecauseNeeded, tracing.LearnerWrong: BecauseNeeded,
	tracing.SkillFast: BecauseLately, tracing.SkillSlow: BecauseLately,
	tracing.LearnerFast: BecauseNeeded, tracing.LearnerSlow: BecauseNeeded,
	tracing.FirstTime: BecauseLately, tracing.Gap: BecauseTime,
	tracing.PartItem: BecauseDifficulty, tracing.PartSkill: BecauseDifficulty, tracing.PartSlopes: BecauseLately,
	tracing.PartOwn: BecauseLately, tracing.PartAbility: BecauseNeeded, tracing.PartShift: BecauseDifficulty,
	tracing.GapStrength: BecauseTime, tracing.SkillPause: BecauseTime, tracing.ItemPause: BecauseTime,
	tracing.ItemAgain: BecauseLately, tracing.ItemLast: BecauseLately,
	tracing.PartPattern: BecauseNeeded, tracing.PartItemLink: BecauseDifficulty, tracing.PartSkillLink: BecauseDifficulty,
	tracing.PartSkillPattern: BecauseLately,
}

// familyOf tells the family of an addend; a forgetting window is one of time.
func familyOf(feature int) string {
	if feature >= tracing.Windows && feature < tracing.NumFeatures {
		return BecauseTime
	}
	return families[feature]
}

// trace is what a child's answers on one skill leave beside the engine's state.
type trace struct {
	helped int   // answers after a hint
	last   int64 // tick of the newest, 0 for none
}

// traces counts her answers by skill of the current course.
func (c *Class) traces(course *tutor.Course, history []*crdt.Op) []trace {
	out := make([]trace, len(course.Skills))
	for _, op := range history {
		if op.Attempt == nil {
			continue
		}
		item, reason := c.Content.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
		if reason != "" {
			continue
		}
		t := &out[course.Items[item].Skill]
		t.last = max(t.last, op.Stamp.At.Tick)
		if op.Attempt.Hints > 0 {
			t.helped++
		}
	}
	return out
}

// because explains a belief: the addends of the prediction, averaged over the
// skill's medium items and summed by family, with what each family counts. Families
// that have nothing to say are left out.
func because(session *tutor.Session, course *tutor.Course, v *tutor.SkillView, t trace, unsolid int, now int64) ([]Because, error) {
	sums := map[string]float64{}
	items := medium(course, v.Skill)
	for _, item := range items {
		parts, _, err := session.Explain(item, now)
		if err != nil {
			return nil, fmt.Errorf("explain item %d: %w", item, err)
		}
		for _, part := range parts {
			sums[familyOf(part.Feature)] += part.Value / float64(len(items))
		}
	}
	counts := map[string]int{BecauseLately: int(v.Answers), BecauseNeeded: unsolid, BecauseHelp: t.helped, BecauseLittle: max(0, sureAnswers-int(v.Answers))}
	if t.last > 0 {
		counts[BecauseTime] = int(max(0, now-t.last) / school.TicksPerDay)
	}
	var out []Because
	for _, family := range Families {
		if b := (Because{family, sums[family], counts[family]}); b.Value != 0 || b.Count != 0 {
			out = append(out, b)
		}
	}
	return out, nil
}

// medium returns a skill's medium items, or all of them where it has none.
func medium(course *tutor.Course, skill uint16) (items []uint32) {
	var others []uint32
	for i := range course.Items {
		switch {
		case course.Items[i].Skill != skill:
		case course.Items[i].Level == engine.Medium:
			items = append(items, uint32(i))
		default:
			others = append(others, uint32(i))
		}
	}
	if len(items) == 0 {
		return others
	}
	return items
}
