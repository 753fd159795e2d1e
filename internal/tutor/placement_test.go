package tutor_test

import (
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/placement"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// ladder is a course of n skills, each built upon the one before, and its snapshot.
func ladder(n int) (*tutor.Course, *tutor.Snapshot) {
	c := &tutor.Course{}
	for s := range n {
		skill := tutor.Skill{}
		if s > 0 {
			skill.Prereqs = []uint16{uint16(s - 1)}
		}
		c.Skills = append(c.Skills, skill)
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: uint16(s), Level: level, Instances: 90})
		}
	}
	return c, tutor.Generic(c)
}

func onLadder(t *testing.T, n int, state []byte) *tutor.Session {
	t.Helper()
	c, snapshot := ladder(n)
	plan, err := tutor.IssuePlan(c, snapshot, 5, state, nil, tutor.DefaultTarget, 1, start)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPlacementFindsWhereSheStands breaks the placement off after every answer and
// goes on from the bytes of the state.
func TestPlacementFindsWhereSheStands(t *testing.T) {
	const skills = 12
	for knows := range skills + 1 {
		s := onLadder(t, skills, nil)
		asked := 0
		for {
			c := s.Next(start)
			if c.Kind != selection.Placement {
				break
			}
			if asked++; asked > placement.Limit {
				t.Fatalf("knows %d: more than %d answers", knows, placement.Limit)
			}
			if len(c.Reasons) != 1 || c.Reasons[0].Code != selection.ReasonPlacement {
				t.Fatalf("reasons of a placement: %+v", c.Reasons)
			}
			if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: int(c.Item)/3 < knows, At: start}); err != nil {
				t.Fatal(err)
			}
			s = onLadder(t, skills, s.State())
		}
		wrong := 0
		for i, v := range s.Skills(start) {
			if (v.Known >= 0.5) != (i < knows) {
				wrong++
			}
		}
		if wrong > 1 {
			t.Errorf("knows %d of %d: %d skills misjudged after %d answers", knows, skills, wrong, asked)
		}
	}
}

// TestPlacementHasOneEnd answers anything: a placement that has ended stays ended.
func TestPlacementHasOneEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, snapshot := ladder(rapid.IntRange(1, 9).Draw(t, "skills"))
		plan, err := tutor.IssuePlan(c, snapshot, 5, nil, nil, tutor.DefaultTarget, 1, start)
		if err != nil {
			t.Fatal(err)
		}
		s, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
		if err != nil {
			t.Fatal(err)
		}
		ended := false
		for i := range int64(placement.Limit + 6) {
			choice := s.Next(start + i)
			if choice.Kind == selection.Placement && (ended || i >= placement.Limit) {
				t.Fatalf("answer %d is a placement again", i)
			}
			ended = choice.Kind != selection.Placement
			if _, err := s.Answer(tutor.Evidence{
				Item: choice.Item, Instance: choice.Instance, At: start + i,
				Correct: rapid.Bool().Draw(t, "right"), Hints: uint8(rapid.IntRange(0, 1).Draw(t, "hints")),
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestObservationsCountInAPlacement has a teacher see the last skill of a ladder done:
// what lies before it is believed too, and nobody asks for it.
func TestObservationsCountInAPlacement(t *testing.T) {
	s := onLadder(t, 6, nil)
	before := s.Skills(start)
	if _, err := s.Answer(tutor.Evidence{Observed: engine.Right, Skill: 5, Weight: engine.MaxWeight, At: start}); err != nil {
		t.Fatal(err)
	}
	for i, v := range s.Skills(start) {
		if v.Known < 0.85 || v.Known <= before[i].Known {
			t.Errorf("skill %d: known %.2f after the observation, %.2f before", i, v.Known, before[i].Known)
		}
	}
}

func TestPeopleOutrankThePlacement(t *testing.T) {
	for _, kind := range []uint8{engine.Known, engine.NotKnown, engine.Block} {
		var decisions []tutor.Decision
		for skill := range uint16(5) {
			decisions = append(decisions, tutor.Decision{Skill: skill, Kind: kind})
		}
		c := mustOpen(t, mustPlan(t, nil, decisions...)).Next(start)
		if c.Kind == selection.Placement && course().Items[c.Item].Skill < 5 {
			t.Errorf("decision %d: the placement asks item %d", kind, c.Item)
		}
	}
	pin := tutor.Decision{Skill: 5, Kind: engine.Pin}
	if c := mustOpen(t, mustPlan(t, nil, pin)).Next(start); course().Items[c.Item].Skill != 5 {
		t.Errorf("a pin does not come before the placement: %+v", c)
	}
}

// TestLaterAnswersRevise places a learner by guesses and lets her fail what they said.
func TestLaterAnswersRevise(t *testing.T) {
	s := onLadder(t, 8, nil)
	at := int64(start)
	for c := s.Next(at); c.Kind == selection.Placement; c = s.Next(at) {
		if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: true, At: at}); err != nil {
			t.Fatal(err)
		}
		at += 3000
	}
	before := s.Skills(at)[4]
	for i := range uint32(5) {
		if _, err := s.Answer(tutor.Evidence{Item: 13, Instance: 80 + i, At: at + int64(i)*3000}); err != nil {
			t.Fatal(err)
		}
	}
	if after := s.Skills(at)[4]; !before.Solid || after.Solid || after.Known > 0.3 {
		t.Errorf("known %.2f, after five mistakes %.2f", before.Known, after.Known)
	}
}
