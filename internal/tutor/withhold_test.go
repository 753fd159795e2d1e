package tutor_test

import (
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// TestWithhold: what cannot be shown is not chosen while anything else can, whatever
// people decided, and neither the state nor the plan's bytes know of it.
func TestWithhold(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const skills = 5
		c := &tutor.Course{}
		for i := range skills {
			var skill tutor.Skill
			if i > 0 {
				skill.Prereqs = []uint16{uint16(i - 1)}
			}
			c.Skills = append(c.Skills, skill)
			for _, level := range []uint8{engine.Easy, engine.Medium, engine.Hard} {
				c.Items = append(c.Items, tutor.Item{Skill: uint16(i), Level: level, Instances: 5})
			}
		}
		snapshot := tutor.Generic(c)
		var decisions []tutor.Decision
		if rapid.Bool().Draw(r, "decided") {
			kind := rapid.SampledFrom([]uint8{engine.Known, engine.NotKnown, engine.Pin, engine.Block}).Draw(r, "kind")
			decisions = append(decisions, tutor.Decision{Skill: rapid.Uint16Range(0, skills-1).Draw(r, "skill"), Kind: kind})
		}
		plan, err := tutor.IssuePlan(c, snapshot, 3, nil, decisions, tutor.DefaultTarget, 1, 0)
		if err != nil {
			r.Fatal(err)
		}
		session, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
		if err != nil {
			r.Fatal(err)
		}
		before := session.Next(0)
		absent := rapid.SliceOfDistinct(rapid.Uint16Range(0, skills-1), rapid.ID).Draw(r, "absent")
		session.Withhold(absent)
		state := session.Digest()
		choice := session.Next(0)
		closed := slices.Clone(absent)
		for _, d := range decisions {
			if d.Kind == engine.Block && !slices.Contains(closed, d.Skill) {
				closed = append(closed, d.Skill)
			}
		}
		if (choice.Kind == selection.None) != (len(closed) == skills) {
			r.Fatalf("chose %v with %v closed", choice, closed)
		}
		if choice.Kind != selection.None && slices.Contains(closed, c.Items[choice.Item].Skill) {
			r.Fatalf("chose an item of skill %d with %v closed", c.Items[choice.Item].Skill, closed)
		}
		if session.Digest() != state {
			r.Fatal("withholding moved the state")
		}
		session.Withhold(nil)
		if again := session.Next(0); again.Item != before.Item || again.Instance != before.Instance || again.Kind != before.Kind {
			r.Fatalf("with everything there again %v, before %v", again, before)
		}
	})
}
