package tutor_test

import (
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

// together is the item of course that asks skills 3 and 1, alone one of skill 3.
const together, alone, either = 16, 10, 4

// TestSeveralSkillsShareTheCredit: an answer to an item of two skills moves what is
// believed of both, the way of the answer, and of each less than an answer to an item
// that asks nothing else; a placement's end, a level and a review see it as theirs.
func TestSeveralSkillsShareTheCredit(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := int64(start)
	for i := range uint32(20) { // past the placement
		at += 3000
		answer(t, s, tutor.Evidence{Item: 1 + 3*(i%4), Instance: i, Correct: i%3 > 0, At: at})
	}
	plan := mustPlan(t, s.State())
	after := func(item uint32, correct bool) (three, one tutor.SkillView) {
		s := mustOpen(t, plan)
		change := answer(t, s, tutor.Evidence{Item: item, Instance: 11, Correct: correct, At: at + 3000})
		if want := 1 + len(course().Items[item].More); len(change.Skills) != want {
			t.Errorf("item %d: %d skills changed, want %d", item, len(change.Skills), want)
		}
		views := s.Skills(at + 3000)
		return views[3], views[1]
	}
	before := mustOpen(t, plan).Skills(at + 3000)
	for _, correct := range []bool{true, false} {
		three, one := after(together, correct)
		threeAlone, _ := after(alone, correct)
		_, oneAlone := after(either, correct)
		for _, c := range []struct {
			skill               uint16
			was, shared, single tutor.SkillView
		}{{3, before[3], three, threeAlone}, {1, before[1], one, oneAlone}} {
			moved, most := c.shared.Known-c.was.Known, c.single.Known-c.was.Known
			if moved == 0 || (moved > 0) != correct || moved/most >= 1 || moved/most <= 0 {
				t.Errorf("skill %d, right %v: known moved by %.4f, alone by %.4f", c.skill, correct, moved, most)
			}
			if (c.shared.P > c.was.P) != correct || c.shared.Answers != c.was.Answers+1 {
				t.Errorf("skill %d, right %v: %+v, was %+v", c.skill, correct, c.shared, c.was)
			}
		}
	}
}

// TestSeveralSkillsAreNoReview: what only helped an item's first skill is no review of
// its own, so it neither masters nor fails what was due.
func TestSeveralSkillsAreNoReview(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	at := int64(start)
	for i := range uint32(60) {
		at += 3000
		answer(t, s, tutor.Evidence{Item: 4, Instance: i % 30, Correct: true, At: at})
	}
	level := func() selection.Level { return s.Skills(at)[1].Level }
	if level() != selection.Proficient {
		t.Fatalf("sixty right answers make %v", level())
	}
	at += 200 * engine.TicksPerDay
	for i := range uint32(3) {
		at += 3000
		answer(t, s, tutor.Evidence{Item: together, Instance: i, At: at})
	}
	if level() != selection.Proficient {
		t.Errorf("failing together with another skill made it %v", level())
	}
	answer(t, s, tutor.Evidence{Item: 4, Instance: 3, At: at + 3000})
	if level() != selection.Familiar {
		t.Errorf("failing the review itself left it %v", level())
	}
}

func answer(t *testing.T, s *tutor.Session, e tutor.Evidence) tutor.Change {
	t.Helper()
	change, err := s.Answer(e)
	if err != nil {
		t.Fatal(err)
	}
	return change
}
