package selection_test

import (
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
)

func hasReason(c selection.Choice, code string) bool {
	return slices.ContainsFunc(c.Reasons, func(r selection.Reason) bool { return r.Code == code })
}

func fails(s *selection.Scene, wrong uint32, fast float64, skills ...int) {
	for _, i := range skills {
		s.Skills[i].Wrong, s.Skills[i].Fast = wrong, fast
	}
}

// TestPersonIsTheLastStepBack calls one exactly when there is nothing left below that
// does not fail.
func TestPersonIsTheLastStepBack(t *testing.T) {
	for _, c := range []struct {
		name    string
		failing []int
		known   []int
		want    bool
	}{
		{"a root fails", []int{0}, []int{3}, true},
		{"the prerequisite does not fail", []int{1}, []int{0, 3}, false},
		{"all the way down", []int{0, 1, 2}, []int{0, 1, 3}, true},
		{"not all the way down", []int{1, 2}, []int{0, 1, 3}, false},
		{"nothing fails", nil, []int{3}, false},
	} {
		s := scene()
		for _, i := range c.known {
			solid(&s.Skills[i])
		}
		fails(s, 4, 0.08, c.failing...)
		if got := choose(s); got.Kind == selection.None || hasReason(got, selection.ReasonPerson) != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// TestMoreSteps steps back after fewer mistakes, stays longer, and takes easier items.
func TestMoreSteps(t *testing.T) {
	support := engine.Decision{Kind: engine.MoreSteps}
	failed := func(recent []uint32, decisions ...engine.Decision) selection.Choice {
		s := scene()
		solid(&s.Skills[0])
		solid(&s.Skills[3])
		fails(s, 2, 0.22, 1)
		s.Recent, s.Answered, s.Decisions = recent, 30, decisions
		return choose(s)
	}
	if got := failed([]uint32{4, 4}); skillOf(got) != 1 {
		t.Errorf("two mistakes lead everybody back: %+v", got)
	}
	if got := failed([]uint32{4, 4}, support); skillOf(got) != 0 || got.Reasons[0].Code != selection.ReasonStepBack {
		t.Errorf("two mistakes do not lead back: %+v", got)
	}
	if got := failed([]uint32{0, 1, 2, 4}, support); skillOf(got) != 0 {
		t.Errorf("three answers there are enough: %+v", got)
	}
	s := scene()
	s.Target, s.Achieved, s.Decisions = 0.83, 0.83, []engine.Decision{support}
	plain := scene()
	plain.Target, plain.Achieved = 0.83, 0.83
	if easy, usual := choose(s), choose(plain); easy.P <= usual.P {
		t.Errorf("a chance of %.2f, without support %.2f", easy.P, usual.P)
	}
}

// TestCalmStaysWithOneSkill holds a run against a skill that has waited long.
func TestCalmStaysWithOneSkill(t *testing.T) {
	run := func(length int, decisions ...engine.Decision) uint16 {
		s := scene()
		s.Skills[0].Wait, s.Skills[3].Wait = 60, 0
		s.Decisions = decisions
		for i := range length {
			s.Recent = append(s.Recent, uint32(9+i%3))
		}
		return skillOf(choose(s))
	}
	calm := engine.Decision{Kind: engine.Calm}
	if run(4) != 0 || run(4, calm) != 3 || run(10, calm) != 0 {
		t.Errorf("after 4: %d, calm %d; after 10 calm %d", run(4), run(4, calm), run(10, calm))
	}
}

// TestSupportIsNoWordAboutASkill: what is judged solid and ready is the same.
func TestSupportIsNoWordAboutASkill(t *testing.T) {
	selector := selection.NewSelector(course())
	skills := make([]selection.Skill, 4)
	solid(&skills[0])
	plain := slices.Clone(skills)
	selector.Place(plain, nil)
	selector.Place(skills, []engine.Decision{{Kind: engine.Slower}, {Kind: engine.MoreSteps}, {Kind: engine.Calm}})
	if !slices.Equal(plain, skills) {
		t.Errorf("%+v, without support %+v", skills, plain)
	}
}

// TestMoreStepsOnTheShelf: what she may choose from is easier too.
func TestMoreStepsOnTheShelf(t *testing.T) {
	first := func(decisions ...engine.Decision) float64 {
		s := scene()
		s.Target, s.Achieved, s.Decisions = 0.83, 0.83, decisions
		picks, _ := selection.NewSelector(course()).Shelf(s, selection.Choice{}, nil)
		if len(picks) == 0 {
			t.Fatal("the shelf is empty")
		}
		return picks[0].P
	}
	if easy, usual := first(engine.Decision{Kind: engine.MoreSteps}), first(); easy <= usual {
		t.Errorf("a chance of %.2f, without support %.2f", easy, usual)
	}
}
