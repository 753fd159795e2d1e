package selection_test

import (
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"

	"pgregory.net/rapid"
)

// TestWishIsObeyed: what she chooses comes, or what leads back to it, while it is due or
// on the fringe; a wish breaks no prerequisite and no decision and repeats no exercise.
func TestWishIsObeyed(t *testing.T) {
	selector := selection.NewSelector(course())
	obeyed := 0
	rapid.Check(t, func(r *rapid.T) {
		s := drawScene(r)
		free := selector.Choose(s)
		wish := rapid.Uint16Range(0, 3).Draw(r, "wish")
		s.Wish = selection.Wish(wish)
		c := selector.Choose(s)
		if c.Kind == selection.None || free.Kind == selection.None {
			if c.Kind != free.Kind {
				r.Fatalf("a wish opened or closed everything: %+v, without it %+v", c, free)
			}
			return
		}
		mine := uint16(c.Reasons[0].Values[0]) == wish
		skill := s.Skills[wish]
		known, notKnown, pinned, blocked := words(s)
		open := notKnown[wish] || !known[wish] && skill.Level < selection.Proficient
		daily := !blocked[wish] && (open && skill.Ready || !open && skill.Due && skill.Level >= selection.Proficient)
		again := len(s.Recent) > 0 && course().Items[s.Recent[0]].Skill == wish
		switch {
		case !mine && (c.Kind != free.Kind || c.Item != free.Item || c.Instance != free.Instance):
			r.Fatalf("a wish that is not obeyed changed the choice: %+v, without it %+v", c, free)
		case blocked[skillOf(c)]:
			r.Fatalf("a blocked skill: %+v", c)
		case free.Reasons[0].Code == selection.ReasonPinned && c.Reasons[0].Code != selection.ReasonPinned:
			r.Fatalf("before what people pinned: %+v", c)
		case mine && c.Kind == selection.Practice && !skill.Ready && !pinned[wish]:
			r.Fatalf("an unready skill: %+v", c)
		case daily && len(pinned) == 0 && !again && !mine:
			r.Fatalf("wished for %d, got %+v", wish, c)
		case mine:
			obeyed++
		}
	})
	if obeyed == 0 {
		t.Error("no wish was obeyed")
	}
}

func TestWish(t *testing.T) {
	s := scene()
	for _, wish := range []uint16{0, 3} {
		s.Wish = selection.Wish(wish)
		if got := skillOf(choose(s)); got != wish {
			t.Errorf("wished for %d, got %d", wish, got)
		}
	}
	s.Wish = selection.Wish(2) // what it builds on is not known yet
	if got := skillOf(choose(s)); got == 2 {
		t.Error("an unready skill was given")
	}
	s.Wish, s.Decisions = selection.Wish(0), []engine.Decision{{Skill: 3, Kind: engine.Pin}}
	if got := skillOf(choose(s)); got != 3 {
		t.Errorf("%d came before what a person pinned", got)
	}
}
