package tutor_test

import (
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// TestNoExerciseTwiceInASitting follows what is offered through a lesson: the same
// exercise does not come again before she has been away for half an hour, and then it
// may.
func TestNoExerciseTwiceInASitting(t *testing.T) {
	c := &tutor.Course{Skills: []tutor.Skill{{}, {}, {Prereqs: []uint16{0}}}}
	for s := range uint16(3) {
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: s, Level: level, Instances: 1 + uint32(s)*4})
		}
	}
	snapshot := tutor.Generic(c)
	rapid.Check(t, func(t *rapid.T) {
		plan, err := tutor.IssuePlan(c, snapshot, 5, nil, nil, tutor.DefaultTarget, 1, start)
		if err != nil {
			t.Fatal(err)
		}
		s, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
		if err != nil {
			t.Fatal(err)
		}
		type exercise struct{ item, instance uint32 }
		seen := map[exercise]bool{}
		now := int64(start)
		for i := range 40 {
			if i == 20 {
				now, seen = now+181_000, map[exercise]bool{}
			}
			choice := s.Next(now)
			if choice.Kind == selection.None {
				t.Fatal("a dead end")
			}
			e := exercise{choice.Item, choice.Instance}
			if seen[e] {
				t.Fatalf("answer %d repeats item %d, exercise %d", i, e.item, e.instance)
			}
			seen[e] = true
			if _, err := s.Answer(tutor.Evidence{Item: e.item, Instance: e.instance, Correct: rapid.Bool().Draw(t, "right"), At: now}); err != nil {
				t.Fatal(err)
			}
			now += rapid.Int64Range(300, 9000).Draw(t, "pause")
		}
	})
}

// TestUnitBesideTheGaps has the class at a skill whose prerequisite she lacks: of her
// practice the share a teacher named is the way there, the rest what is open beside it.
func TestUnitBesideTheGaps(t *testing.T) {
	for kind, quarters := range map[uint8]int{engine.UnitQuarter: 1, engine.Unit: 2, engine.UnitMost: 3, engine.UnitAll: 4} {
		unitBesideTheGaps(t, kind, quarters)
	}
}

func unitBesideTheGaps(t *testing.T, kind uint8, quarters int) {
	// Unit 3 is built upon 2; 0 and 1 are gaps of their own.
	c := &tutor.Course{Skills: []tutor.Skill{{}, {}, {}, {Prereqs: []uint16{2}}}}
	for s := range uint16(4) {
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: s, Level: level, Instances: 200})
		}
	}
	snapshot := tutor.Generic(c)
	unit := []tutor.Decision{{Skill: 3, Kind: kind}}
	for _, knowsTwo := range []bool{false, true} {
		decisions := unit
		if knowsTwo {
			decisions = append([]tutor.Decision{{Skill: 2, Kind: engine.Known}}, unit...)
		}
		plan, err := tutor.IssuePlan(c, snapshot, 5, nil, decisions, tutor.DefaultTarget, 1, start)
		if err != nil {
			t.Fatal(err)
		}
		s, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
		if err != nil {
			t.Fatal(err)
		}
		practice, way := 0, 0
		for i := range int64(60) {
			choice := s.Next(start + i*3000)
			skill := c.Items[choice.Item].Skill
			if choice.Kind == selection.Practice {
				practice++
				if skill == 2 && !knowsTwo || skill == 3 {
					way++
				}
			}
			if _, err := s.Answer(tutor.Evidence{Item: choice.Item, Instance: choice.Instance, Correct: i%3 == 0, At: start + i*3000}); err != nil {
				t.Fatal(err)
			}
		}
		if practice < 40 || way*4 < quarters*practice-4 || way*4 > quarters*practice+4 {
			t.Errorf("%d quarters, knows the prerequisite %v: %d of %d answers for the unit", quarters, knowsTwo, way, practice)
		}
	}
}
