package tutor_test

import (
	"reflect"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// TestNoDeadEnd takes a learner who fails everything down to where only a person
// helps, whatever support she has, and one who succeeds at everything up to extension;
// both are offered something at every step.
func TestNoDeadEnd(t *testing.T) {
	for _, right := range []bool{false, true} {
		for kind := engine.Unit; kind <= engine.Calm; kind++ {
			s := mustOpen(t, mustPlan(t, nil, tutor.Decision{Kind: uint8(kind)}))
			now, persons, extensions := int64(start), 0, 0
			for range 400 {
				c := s.Next(now)
				if c.Kind == selection.None {
					t.Fatalf("right %v, support %d: nothing is offered", right, kind)
				}
				if slices.ContainsFunc(c.Reasons, func(r tutor.Reason) bool { return r.Code == selection.ReasonPerson }) {
					persons++
				}
				if c.Kind == selection.Extension {
					extensions++
				}
				if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: right, At: now, Duration: 900}); err != nil {
					t.Fatal(err)
				}
				now += engine.TicksPerDay / 24
			}
			if right != (persons == 0) || right != (extensions > 0) {
				t.Errorf("right %v, support %d: %d calls for a person, %d extensions", right, kind, persons, extensions)
			}
		}
	}
}

// TestSupportLowersNoBar folds any history: what is believed and the levels reached are
// the same with a support plan and without, so its goal is the same.
func TestSupportLowersNoBar(t *testing.T) {
	support := []tutor.Decision{{Kind: engine.Slower}, {Kind: engine.MoreSteps}, {Kind: engine.Calm}}
	open := func(decisions ...tutor.Decision) *tutor.Session { return mustOpen(t, mustPlan(t, nil, decisions...)) }
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t, 1)
		plain, helped := open(), open(support...)
		for _, e := range history {
			a, err := plain.Answer(e.Evidence)
			if err != nil {
				t.Fatal(err)
			}
			before := slices.Clone(a.Skills)
			b, err := helped.Answer(e.Evidence)
			if err != nil || !slices.Equal(before, b.Skills) {
				t.Fatalf("%+v with support, %+v without: %v", b.Skills, before, err)
			}
		}
		if !reflect.DeepEqual(plain.Skills(start), helped.Skills(start)) || plain.Digest() != helped.Digest() {
			t.Fatal("support changes what is believed")
		}
	})
}
