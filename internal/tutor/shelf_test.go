package tutor_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// TestShelf_BesideThePath holds for any learner and any decisions: few picks, each of a
// skill of its own, none blocked, none void, none the path's, each with one of the codes.
func TestShelf_BesideThePath(t *testing.T) {
	made := mustNew(t)
	rapid.Check(t, func(t *rapid.T) {
		state, err := made.Advance(7, nil, drawHistory(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		var decisions []tutor.Decision
		blocked := map[uint16]bool{}
		for skill := range uint16(len(course().Skills)) {
			if kind := uint8(rapid.IntRange(0, 4).Draw(t, "kind")); kind != 0 {
				decisions = append(decisions, tutor.Decision{Skill: skill, Kind: kind})
				blocked[skill] = kind == engine.Block
			}
		}
		now := int64(start) + rapid.Int64Range(0, 100).Draw(t, "days")*engine.TicksPerDay
		plan, err := made.IssuePlan(0, 7, state, decisions, tutor.DefaultTarget, 1, now)
		if err != nil {
			t.Fatal(err)
		}
		session, err := made.Open(plan)
		if err != nil {
			t.Fatal(err)
		}
		path := session.Next(now)
		picks, _, err := made.Shelf(plan, nil, now)
		if err != nil || len(picks) > selection.MaxShelf {
			t.Fatalf("%d picks, %v", len(picks), err)
		}
		seen := map[uint16]bool{}
		for _, p := range picks {
			item := course().Items[p.Item]
			if item.Skill != p.Skill || seen[p.Skill] || blocked[p.Skill] || !slices.Contains(selection.Picks[:], p.Reason.Code) || p.Reason.Code == selection.PickFollowed {
				t.Fatalf("pick %+v of %+v", p, picks)
			}
			if path.Kind != selection.None && course().Items[path.Item].Skill == p.Skill {
				t.Fatalf("the path's own skill is on the shelf: %+v", p)
			}
			if p.Reason.Values[0] != float64(p.Skill) {
				t.Fatalf("the reason speaks of another skill: %+v", p)
			}
			seen[p.Skill] = true
		}
	})
}

// TestShelf_SaysWhy sets a learner between a known skill and what builds on it.
func TestShelf_SaysWhy(t *testing.T) {
	made := mustNew(t)
	var history []tutor.NamedEvidence
	at := int64(start)
	answer := func(item uint32, n int, right bool) {
		for range n {
			at += 6000
			history = append(history, tutor.NamedEvidence{Evidence: tutor.Evidence{Item: item, Instance: uint32(len(history)) % course().Items[item].Instances, Correct: right, At: at}})
		}
	}
	answer(1, 14, true)  // skill 0
	answer(4, 2, true)   // skill 1
	answer(15, 3, false) // skill 4
	state, err := made.Advance(7, nil, history)
	if err != nil {
		t.Fatal(err)
	}
	codes := func(days int64, others [][]byte) (out []string, scarce bool) {
		t.Helper()
		plan, err := made.IssuePlan(0, 7, state, []tutor.Decision{{Skill: 3, Kind: engine.Pin}}, tutor.DefaultTarget, 1, at)
		if err != nil {
			t.Fatal(err)
		}
		picks, scarce, err := made.Shelf(plan, others, at+days*engine.TicksPerDay)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range picks {
			out = append(out, p.Reason.Code)
		}
		return out, scarce
	}
	if got, _ := codes(0, nil); !slices.Equal(got, []string{"begun", "neighbour", "extension", "extension"}) {
		t.Errorf("the path is what a person pinned; beside it: %v", got)
	}
	if got, _ := codes(60, nil); !slices.Contains(got, "review-due") {
		t.Errorf("two months later: %v", got)
	}
	blocked := make([]tutor.Decision, 0, 6)
	for skill := range uint16(5) {
		blocked = append(blocked, tutor.Decision{Skill: skill, Kind: engine.Block})
	}
	plan, err := made.IssuePlan(0, 7, state, blocked, tutor.DefaultTarget, 1, at)
	if err != nil {
		t.Fatal(err)
	}
	if picks, scarce, err := made.Shelf(plan, nil, at); err != nil || len(picks) != 0 || !scarce {
		t.Errorf("all but one blocked: %+v, scarce %v, %v", picks, scarce, err)
	}
}

// flat is a course of strands without an order, one item a skill.
func flat(skills int) *tutor.Course {
	c := &tutor.Course{Skills: make([]tutor.Skill, skills)}
	for s := range skills {
		c.Items = append(c.Items, tutor.Item{Skill: uint16(s), Level: engine.Medium, Instances: 50})
	}
	return c
}

// TestShelf_LearnersLikeHer invents two kinds of learners who find opposite halves of a
// course easy. Whoever is told what others came through picks nearer the target than
// the rule, which cannot know.
func TestShelf_LearnersLikeHer(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates 1,200 learners")
	}
	const skills = 24
	c := flat(skills)
	generic := tutor.Generic(c)
	made, err := tutor.New(c, func(uint32) *tutor.Snapshot { return generic })
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(4, 2))
	chance := func(kind, skill int) float64 {
		if (skill+kind)%2 == 0 {
			return 0.85
		}
		return 0.3
	}
	live := func(seed uint64, kind, met, each int) []byte {
		var history []tutor.NamedEvidence
		for _, skill := range r.Perm(skills)[:met] {
			for range each {
				history = append(history, tutor.NamedEvidence{Evidence: tutor.Evidence{
					Item: uint32(skill), Instance: uint32(len(history) % 50), Correct: r.Float64() < chance(kind, skill), At: start + int64(len(history))*6000,
				}})
			}
		}
		state, err := made.Advance(seed, nil, history)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	var others [][]byte
	for i := range 1200 {
		others = append(others, live(uint64(i), i%2, 14, 1))
	}
	byRule, byOthers, n := 0.0, 0.0, 0.0
	for i := range 40 {
		state := live(uint64(5000+i), i%2, 10, 1)
		plan, err := made.IssuePlan(0, uint64(5000+i), state, nil, tutor.DefaultTarget, 1, start)
		if err != nil {
			t.Fatal(err)
		}
		off := func(others [][]byte) (sum float64) {
			picks, _, err := made.Shelf(plan, others, start+10*6000)
			if err != nil || len(picks) == 0 {
				t.Fatalf("%d picks, %v", len(picks), err)
			}
			for _, p := range picks {
				sum += math.Abs(chance(i%2, int(p.Skill))-tutor.DefaultTarget) / float64(len(picks))
			}
			return sum
		}
		byRule, byOthers, n = byRule+off(others[:tutor.ShelfLearners-1]), byOthers+off(others), n+1
	}
	t.Logf("picks lie %.3f from the target by rule, %.3f by what others did", byRule/n, byOthers/n)
	if byOthers/n > byRule/n-0.05 {
		t.Errorf("what others did brings picks from %.3f to %.3f from the target", byRule/n, byOthers/n)
	}
}
