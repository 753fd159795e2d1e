package selection_test

import (
	"math"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"

	"pgregory.net/rapid"
)

// The course of these tests: 0 → 1 → 2, 3 alone; three levels each, and an item of
// skill 2 that also asks skill 3.
func course() *engine.Course {
	c := &engine.Course{Skills: []engine.Skill{{}, {Prereqs: []uint16{0}}, {Prereqs: []uint16{1}}, {}}}
	for s := range uint16(4) {
		for level := range uint8(3) {
			c.Items = append(c.Items, engine.Item{Skill: s, Level: level, Instances: 10})
		}
	}
	c.Items = append(c.Items, engine.Item{Skill: 2, More: []uint16{3}, Level: engine.Medium, Instances: 10})
	return c
}

func levelChance(item uint32) float64 { return [...]float64{0.88, 0.79, 0.6}[item%3] }

func scene() *selection.Scene {
	return &selection.Scene{
		Skills:  make([]selection.Skill, 4),
		SeenOf:  func(uint32) uint32 { return 0 },
		Predict: levelChance,
		Target:  0.8,
		Seed:    11,
	}
}

func choose(s *selection.Scene) selection.Choice {
	return selection.NewSelector(course()).Choose(s)
}

func skillOf(c selection.Choice) uint16 { return course().Items[c.Item].Skill }

func solid(s *selection.Skill) {
	s.Known, s.Level = 0.95, selection.Proficient
}

func TestChoose(t *testing.T) {
	decide := func(skill uint16, kinds ...uint8) func(*selection.Scene) {
		return func(s *selection.Scene) {
			for _, kind := range kinds {
				s.Decisions = append(s.Decisions, engine.Decision{Skill: skill, Kind: kind})
			}
		}
	}
	knows := func(skills ...int) func(*selection.Scene) {
		return func(s *selection.Scene) {
			for _, i := range skills {
				solid(&s.Skills[i])
			}
		}
	}
	due := func(skill int) func(*selection.Scene) {
		return func(s *selection.Scene) {
			s.Skills[skill].Due, s.Skills[skill].Recall, s.Skills[skill].Overdue = true, 0.85, 3
		}
	}
	failing := func(skill int) func(*selection.Scene) {
		return func(s *selection.Scene) { s.Skills[skill].Wrong, s.Skills[skill].Fast = 4, 0.08 }
	}
	recent := func(items ...uint32) func(*selection.Scene) {
		return func(s *selection.Scene) { s.Recent, s.Answered = items, 30 }
	}
	for _, c := range []struct {
		name   string
		setup  []func(*selection.Scene)
		skills []uint16 // any of these
		kind   selection.Kind
		reason string
	}{
		{"a beginner gets a root", nil, []uint16{0, 3}, selection.Practice, "fringe"},
		{"the fringe moves on", []func(*selection.Scene){knows(0, 3)}, []uint16{1}, selection.Practice, "fringe"},
		{"belief of .8 opens what follows", []func(*selection.Scene){knows(3), func(s *selection.Scene) {
			s.Skills[0].Known = 0.8
		}, decide(0, engine.Block)}, []uint16{1}, selection.Practice, "fringe"},
		{"a due review comes first", []func(*selection.Scene){knows(0, 3), due(3)}, []uint16{3}, selection.Review, "review-due"},
		{"every third answer is practice", []func(*selection.Scene){knows(0, 3), due(3), func(s *selection.Scene) {
			s.Answered = 2
		}}, []uint16{1}, selection.Practice, "fringe"},
		{"a review is offered even then if it is all there is", []func(*selection.Scene){knows(0, 1, 2, 3), due(3), func(s *selection.Scene) {
			s.Answered = 2
		}}, []uint16{3}, selection.Review, "review-due"},
		{"all known: more of it", []func(*selection.Scene){knows(0, 1, 2, 3)}, []uint16{0, 1, 2, 3}, selection.Extension, "extension"},
		{"a pin wins over the graph", []func(*selection.Scene){decide(2, engine.Pin)}, []uint16{2}, selection.Practice, "pinned"},
		{"a pin wins over a review", []func(*selection.Scene){knows(0), due(0), decide(3, engine.Pin)}, []uint16{3}, selection.Practice, "pinned"},
		{"a closed skill does not hide those after it", []func(*selection.Scene){decide(0, engine.Block)}, []uint16{3}, selection.Practice, "fringe"},
		{"beyond, a block still holds", []func(*selection.Scene){
			knows(0, 1, 2, 3), decide(0, engine.Block), decide(1, engine.Block), decide(3, engine.Block),
		}, []uint16{2}, selection.Extension, "extension"},
		{"beyond, only what is known", []func(*selection.Scene){knows(0), decide(3, engine.Block), decide(1, engine.Block)}, []uint16{0}, selection.Extension, "extension"},
		{"a pinned skill that is due is reviewed", []func(*selection.Scene){knows(0, 3), due(3), decide(3, engine.Pin)}, []uint16{3}, selection.Review, "pinned"},
		{"a pinned skill not yet proficient is practised, due or not", []func(*selection.Scene){due(2), decide(2, engine.Pin)}, []uint16{2}, selection.Practice, "pinned"},
		{"of two pins the one with a short run goes on", []func(*selection.Scene){decide(0, engine.Pin), decide(3, engine.Pin), recent(9, 10)}, []uint16{3}, selection.Practice, "pinned"},
		{"the review nearest to being forgotten comes first", []func(*selection.Scene){knows(0, 1, 2, 3), due(0), due(1), func(s *selection.Scene) {
			s.Skills[1].Recall = 0.4
		}}, []uint16{1}, selection.Review, "review-due"},
		{"beyond, what is not yet mastered comes first", []func(*selection.Scene){knows(0, 1, 2, 3), func(s *selection.Scene) {
			for _, i := range []int{0, 1, 3} {
				s.Skills[i].Level = selection.Mastered
			}
		}}, []uint16{2}, selection.Extension, "extension"},
		{"the nearly known skill of two goes first", []func(*selection.Scene){func(s *selection.Scene) {
			s.Skills[3].Known = 0.7
		}}, []uint16{3}, selection.Practice, "fringe"},
		{"a failing skill steps back to its weakest prerequisite", []func(*selection.Scene){knows(0, 1, 3), failing(2), func(s *selection.Scene) {
			s.Skills[1].Known = 0.81
		}}, []uint16{1}, selection.Practice, "step-back"},
		{"a few mistakes are no failing", []func(*selection.Scene){knows(0, 3), func(s *selection.Scene) {
			s.Skills[1].Wrong, s.Skills[1].Fast = 2, 0.05
		}}, []uint16{1}, selection.Practice, "fringe"},
		{"nor are mistakes long ago", []func(*selection.Scene){knows(0, 3), func(s *selection.Scene) {
			s.Skills[1].Wrong, s.Skills[1].Fast = 20, 0.4
		}}, []uint16{1}, selection.Practice, "fringe"},
		{"a block wins over a pin", []func(*selection.Scene){decide(2, engine.Pin, engine.Block)}, []uint16{0, 3}, selection.Practice, "fringe"},
		{"a block wins over a review", []func(*selection.Scene){knows(0), due(0), decide(0, engine.Block), knows(3)}, []uint16{1}, selection.Practice, "fringe"},
		{"known by a person's word", []func(*selection.Scene){decide(0, engine.Known), decide(3, engine.Known)}, []uint16{1}, selection.Practice, "fringe"},
		{"not known by a person's word", []func(*selection.Scene){knows(0, 1, 2, 3), decide(0, engine.NotKnown)}, []uint16{0}, selection.Practice, "fringe"},
		{"not known closes what follows", []func(*selection.Scene){knows(0, 3), decide(0, engine.NotKnown)}, []uint16{0}, selection.Practice, "fringe"},
		{"the later word stands", []func(*selection.Scene){knows(3), decide(0, engine.NotKnown, engine.Known)}, []uint16{1}, selection.Practice, "fringe"},
		{"failing steps back", []func(*selection.Scene){knows(0, 3), failing(1), recent(4, 4, 4)}, []uint16{0}, selection.Practice, "step-back"},
		{"and further back", []func(*selection.Scene){knows(0, 1, 3), failing(2), failing(1)}, []uint16{0}, selection.Practice, "step-back"},
		{"not behind a person's word", []func(*selection.Scene){knows(0, 3), decide(0, engine.Known), failing(1)}, []uint16{1}, selection.Practice, "fringe"},
		{"and forward again after three answers", []func(*selection.Scene){knows(0, 3), failing(1), recent(1, 2, 1, 4, 4)}, []uint16{1}, selection.Practice, "fringe"},
		{"failing at a root stays there", []func(*selection.Scene){knows(3), failing(0)}, []uint16{0}, selection.Practice, "fringe"},
		{"blocks that cut the graph leave what is open", []func(*selection.Scene){
			decide(0, engine.Block), decide(3, engine.Block), decide(2, engine.Block),
		}, []uint16{1}, selection.Extension, "extension"},
		{"five in a row, then another skill", []func(*selection.Scene){knows(1), recent(9, 10, 9, 10, 9, 0)}, []uint16{0, 2}, selection.Practice, "fringe"},
		{"a short run is carried on", []func(*selection.Scene){recent(9, 10, 0, 1)}, []uint16{3}, selection.Practice, "fringe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene()
			for _, setup := range c.setup {
				setup(s)
			}
			got := choose(s)
			found := false
			for _, skill := range c.skills {
				found = found || skillOf(got) == skill
			}
			if !found || got.Kind != c.kind || got.Reasons[0].Code != c.reason {
				t.Errorf("got skill %d, %v, %+v; want one of %v, %v, %s", skillOf(got), got.Kind, got.Reasons, c.skills, c.kind, c.reason)
			}
		})
	}
}

func TestNothingWhenAllIsBlocked(t *testing.T) {
	s := scene()
	for skill := range uint16(4) {
		s.Decisions = append(s.Decisions, engine.Decision{Skill: skill, Kind: engine.Block})
	}
	if got := choose(s); got.Kind != selection.None {
		t.Errorf("offered %+v although all is blocked", got)
	}
	if got := selection.NewSelector(&engine.Course{}).Choose(&selection.Scene{}); got.Kind != selection.None {
		t.Errorf("an empty course offered %+v", got)
	}
}

// drawScene makes any scene a fold could lead to, and some that none could.
func drawScene(t *rapid.T) *selection.Scene {
	s := scene()
	for i := range s.Skills {
		skill := &s.Skills[i]
		skill.Known = rapid.Float64Range(0, 1).Draw(t, "known")
		skill.Level = selection.Level(rapid.IntRange(0, 4).Draw(t, "level"))
		skill.Wrong = rapid.Uint32Range(0, 9).Draw(t, "wrong")
		skill.Fast = rapid.Float64Range(0, 1).Draw(t, "fast")
		skill.Due = rapid.Bool().Draw(t, "due")
		skill.Recall = rapid.Float64Range(0.3, 1).Draw(t, "recall")
	}
	s.Decisions = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Decision {
		return engine.Decision{Skill: rapid.Uint16Range(0, 5).Draw(t, "skill"), Kind: rapid.Uint8Range(0, engine.Calm).Draw(t, "kind")}
	}), 0, 5).Draw(t, "decisions")
	s.Recent = rapid.SliceOfN(rapid.Uint32Range(0, 12), 0, 8).Draw(t, "recent")
	s.Answered = uint32(len(s.Recent)) + rapid.Uint32Range(0, 50).Draw(t, "answered")
	s.LastInstance = rapid.Uint32Range(0, 9).Draw(t, "last instance")
	chance := rapid.SliceOfN(rapid.Float64Range(0, 1), 13, 13).Draw(t, "chances")
	s.Predict = func(item uint32) float64 { return chance[item] }
	s.Target = rapid.Float64Range(0.7, 0.9).Draw(t, "target")
	s.Seed = rapid.Uint64().Draw(t, "seed")
	return s
}

// words returns what people decided, worked out apart from the code under test.
func words(s *selection.Scene) (known, notKnown, pinned, blocked map[uint16]bool) {
	known, notKnown, pinned, blocked = map[uint16]bool{}, map[uint16]bool{}, map[uint16]bool{}, map[uint16]bool{}
	for _, d := range s.Decisions {
		switch d.Kind {
		case engine.Known:
			known[d.Skill], notKnown[d.Skill] = true, false
		case engine.NotKnown:
			known[d.Skill], notKnown[d.Skill] = false, true
		case engine.Pin:
			pinned[d.Skill] = true
		case engine.Block:
			blocked[d.Skill] = true
		}
	}
	return known, notKnown, pinned, blocked
}

func TestPeopleAlwaysWinAndNobodyIsStuck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		known, notKnown, pinned, blocked := words(s)
		got := choose(s)

		open, wanted := false, false
		for skill := range uint16(4) {
			open = open || !blocked[skill]
			wanted = wanted || pinned[skill] && !blocked[skill]
		}
		if open != (got.Kind != selection.None) {
			t.Fatalf("open %v, offered %+v", open, got)
		}
		if !open {
			return
		}
		skill := skillOf(got)
		if blocked[skill] {
			t.Fatalf("skill %d is blocked and offered", skill)
		}
		if wanted && !pinned[skill] {
			t.Fatalf("skill %d is offered, others are pinned", skill)
		}
		isSolid := func(p uint16) bool {
			return known[p] || !notKnown[p] && (s.Skills[p].Known >= 0.8 || s.Skills[p].Level >= selection.Proficient)
		}
		switch got.Reasons[0].Code {
		case selection.ReasonFringe:
			for _, p := range course().Skills[skill].Prereqs {
				if !isSolid(p) {
					t.Fatalf("skill %d is offered, its prerequisite %d is not known", skill, p)
				}
			}
			if known[skill] {
				t.Fatalf("skill %d is practised although a person says it is known", skill)
			}
		case selection.ReasonStepBack:
			if known[skill] {
				t.Fatalf("stepped back to skill %d although a person says it is known", skill)
			}
		case selection.ReasonReviewDue:
			if !s.Skills[skill].Due || s.Skills[skill].Level < selection.Proficient {
				t.Fatalf("skill %d is reviewed: %+v", skill, s.Skills[skill])
			}
		}
		for _, more := range course().Items[got.Item].More {
			if blocked[more] {
				t.Fatalf("item %d asks skill %d, which is blocked", got.Item, more)
			}
		}
	})
}

func TestChoiceIsAFunction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		a, b := choose(s), choose(s)
		if a.Item != b.Item || a.Instance != b.Instance || a.Kind != b.Kind || a.P != b.P {
			t.Fatalf("got %+v, then %+v", a, b)
		}
	})
}

func TestReasonsAreTrueAndFew(t *testing.T) {
	families := map[string]bool{}
	for _, code := range selection.Codes {
		families[selection.Family(code)] = true
	}
	if len(families) > 6 {
		t.Errorf("%d families of reasons, at most 6 can be understood", len(families))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		got := choose(s)
		for _, reason := range got.Reasons {
			known := false
			for _, code := range selection.Codes {
				known = known || code == reason.Code
			}
			if !known || len(reason.Values) == 0 {
				t.Fatalf("reason %+v", reason)
			}
			for _, v := range reason.Values {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("reason %+v", reason)
				}
			}
			switch reason.Code {
			case selection.ReasonLevelFits:
				if reason.Values[0] != got.P || reason.Values[1] != s.Target {
					t.Fatalf("says %v, the choice is %+v at target %v", reason.Values, got, s.Target)
				}
			case selection.ReasonStepBack:
				if uint16(reason.Values[1]) != skillOf(got) {
					t.Fatalf("says %v, the skill is %d", reason.Values, skillOf(got))
				}
			case selection.ReasonPerson:
				if reason.Values[0] != got.Reasons[0].Values[0] || s.Skills[uint16(reason.Values[0])].Fast >= 0.25 {
					t.Fatalf("calls a person for skill %v, which is not what fails: %+v", reason.Values, got)
				}
			default:
				if uint16(reason.Values[0]) != skillOf(got) {
					t.Fatalf("%s says %v, the skill is %d", reason.Code, reason.Values, skillOf(got))
				}
			}
		}
	})
}

func TestItemNearestTheTarget(t *testing.T) {
	for _, c := range []struct {
		target float64
		level  uint8
	}{{0.9, engine.Easy}, {0.8, engine.Medium}, {0.6, engine.Hard}} {
		s := scene()
		s.Target, s.Achieved = c.target, c.target
		if got := choose(s); course().Items[got.Item].Level != c.level || got.P != levelChance(got.Item) {
			t.Errorf("target %v: got %+v of level %d, want level %d", c.target, got, course().Items[got.Item].Level, c.level)
		}
	}
}

func TestNoImmediateRepeat(t *testing.T) {
	// Skill 0 has one item with two instances; the walk over them must alternate.
	one := &engine.Course{Skills: []engine.Skill{{}}, Items: []engine.Item{{Level: engine.Medium, Instances: 2}}}
	selector := selection.NewSelector(one)
	s := &selection.Scene{Skills: make([]selection.Skill, 1), Predict: func(uint32) float64 { return 0.5 }, Target: 0.8}
	seen := uint32(0)
	s.SeenOf = func(uint32) uint32 { return seen }
	last := uint32(99)
	for range 20 {
		c := selector.Choose(s)
		if c.Instance == last {
			t.Fatalf("instance %d twice in a row", last)
		}
		last = c.Instance
		seen++
		s.Recent, s.LastInstance, s.Answered = append([]uint32{c.Item}, s.Recent...)[:min(8, len(s.Recent)+1)], c.Instance, seen
	}
}

// TestStepBackChoosesAmongPrerequisites has a failing skill with three of them.
func TestStepBackChoosesAmongPrerequisites(t *testing.T) {
	c := &engine.Course{Skills: []engine.Skill{{}, {}, {}, {Prereqs: []uint16{0, 1, 2}}}}
	for s := range uint16(4) {
		c.Items = append(c.Items, engine.Item{Skill: s, Level: engine.Easy, Instances: 9})
	}
	for _, test := range []struct {
		name      string
		decisions []engine.Decision
		known     [3]float64
		recent    []uint32
		want      uint16
		code      string
	}{
		{"the weakest", nil, [3]float64{0.9, 0.82, 0.85}, nil, 1, selection.ReasonStepBack},
		{"not a blocked one", []engine.Decision{{Skill: 1, Kind: engine.Block}}, [3]float64{0.9, 0.82, 0.85}, nil, 2, selection.ReasonStepBack},
		{"not one a person calls known", []engine.Decision{{Skill: 0, Kind: engine.Known}}, [3]float64{0.1, 0.9, 0.85}, nil, 2, selection.ReasonStepBack},
		{"none left", []engine.Decision{{Skill: 0, Kind: engine.Known}, {Skill: 1, Kind: engine.Known}, {Skill: 2, Kind: engine.Known}}, [3]float64{}, nil, 3, selection.ReasonFringe},
		{"one answer there is enough", nil, [3]float64{0.9, 0.82, 0.85}, []uint32{1, 3}, 3, selection.ReasonFringe},
		{"answers before the last try do not count", nil, [3]float64{0.9, 0.82, 0.85}, []uint32{3, 1, 3}, 1, selection.ReasonStepBack},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := scene()
			for i := range test.known {
				s.Skills[i] = selection.Skill{Known: test.known[i], Level: selection.Proficient}
			}
			s.Skills[3] = selection.Skill{Wrong: 5, Fast: 0.05, Level: selection.Attempted}
			s.Decisions, s.Recent = test.decisions, test.recent
			got := selection.NewSelector(c).Choose(s)
			if c.Items[got.Item].Skill != test.want || got.Reasons[0].Code != test.code {
				t.Errorf("skill %d because %+v, want %d, %s", c.Items[got.Item].Skill, got.Reasons, test.want, test.code)
			}
		})
	}
}

// TestAimFollowsWhatWasAchieved takes harder exercises the further success lies above
// the target and easier ones below it, within bounds and around every target.
func TestAimFollowsWhatWasAchieved(t *testing.T) {
	c := &engine.Course{Skills: []engine.Skill{{}}}
	for range 100 {
		c.Items = append(c.Items, engine.Item{Level: engine.Medium, Instances: 9})
	}
	selector := selection.NewSelector(c)
	for _, test := range []struct{ target, achieved, want float64 }{
		{0.8, 0.8, 0.8},
		{0.8, 0.81, 0.68},
		{0.8, 0.9, 0.5},
		{0.8, 1, 0.5},
		{0.8, 0.798, 0.82},
		{0.8, 0.5, 0.85},
		{0.9, 0.9, 0.9},
		{0.9, 0.6, 0.95},
		{0.7, 0.7, 0.7},
		{0.7, 0.71, 0.58},
	} {
		s := scene()
		s.Skills = s.Skills[:1]
		s.Predict = func(item uint32) float64 { return float64(item) / 100 }
		s.Target, s.Achieved, s.Success = test.target, test.achieved, 0.2 // her latest alone move nothing
		if got := selector.Choose(s); math.Abs(got.P-test.want) > 0.0101 {
			t.Errorf("target %v, achieved %v: a chance of %v, want %v", test.target, test.achieved, got.P, test.want)
		}
	}
}

func TestPlace(t *testing.T) {
	skills := make([]selection.Skill, 4)
	skills[0].Known, skills[3].Level = 0.79999, selection.Familiar
	s := selection.NewSelector(course())
	for _, c := range []struct {
		name         string
		change       func()
		decisions    []engine.Decision
		solid, ready [4]bool
	}{
		{"nothing known", func() {}, nil, [4]bool{}, [4]bool{true, false, false, true}},
		{"by belief", func() { skills[0].Known = 0.8 }, nil, [4]bool{true}, [4]bool{true, true, false, true}},
		{"by level", func() { skills[0].Known, skills[0].Level = 0, selection.Proficient }, nil, [4]bool{true}, [4]bool{true, true, false, true}},
		{"by word", func() {}, []engine.Decision{{Skill: 1, Kind: engine.Known}}, [4]bool{true, true}, [4]bool{true, true, true, true}},
		{"against the word", func() {}, []engine.Decision{{Skill: 0, Kind: engine.NotKnown}}, [4]bool{}, [4]bool{true, false, false, true}},
		{"words do not last", func() {}, nil, [4]bool{true}, [4]bool{true, true, false, true}},
		{"unknown skills and kinds are passed over", func() {}, []engine.Decision{{Skill: 400, Kind: engine.Known}, {Skill: 0, Kind: 99}}, [4]bool{true}, [4]bool{true, true, false, true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.change()
			s.Place(skills, c.decisions)
			for i := range skills {
				if skills[i].Solid != c.solid[i] || skills[i].Ready != c.ready[i] {
					t.Errorf("skill %d: solid %v, ready %v; want %v, %v", i, skills[i].Solid, skills[i].Ready, c.solid[i], c.ready[i])
				}
			}
		})
	}
}

// TestTheSameAgainOnlyWhenThereIsNoOther has one open skill whose single exercise
// was just answered.
func TestTheSameAgainOnlyWhenThereIsNoOther(t *testing.T) {
	build := func(others bool) (*selection.Selector, *selection.Scene) {
		c := &engine.Course{
			Skills: []engine.Skill{{}, {}},
			Items:  []engine.Item{{Skill: 0, Level: engine.Medium, Instances: 1}},
		}
		if others {
			c.Items = append(c.Items, engine.Item{Skill: 1, Level: engine.Medium, Instances: 5})
		}
		s := scene()
		s.Skills = make([]selection.Skill, 2)
		s.Recent, s.Answered = []uint32{0}, 1
		s.Predict = func(uint32) float64 { return 0.8 }
		solid(&s.Skills[1])
		return selection.NewSelector(c), s
	}
	selector, s := build(true)
	if got := selector.Choose(s); got.Item != 1 || got.Kind != selection.Extension {
		t.Errorf("with another exercise at hand: %+v", got)
	}
	s.Decisions = []engine.Decision{{Skill: 0, Kind: engine.Pin}}
	if got := selector.Choose(s); got.Item != 0 || got.Reasons[0].Code != selection.ReasonPinned {
		t.Errorf("when a person wants it: %+v", got)
	}
	selector, s = build(false)
	if got := selector.Choose(s); got.Item != 0 || got.Kind != selection.Practice || got.Reasons[0].Code != selection.ReasonFringe {
		t.Errorf("with no other exercise: %+v", got)
	}
}

// TestFurtherSkillsMustBeOpen uses the item of skill 2 that also asks skill 3, which
// is made the only one near the target.
func TestFurtherSkillsMustBeOpen(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*selection.Scene)
		want  bool
	}{
		{"known", func(s *selection.Scene) { solid(&s.Skills[3]) }, true},
		{"ready", func(*selection.Scene) {}, true},
		{"blocked", func(s *selection.Scene) { s.Decisions = []engine.Decision{{Skill: 3, Kind: engine.Block}} }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene()
			solid(&s.Skills[0])
			solid(&s.Skills[1])
			c.setup(s)
			s.Decisions = append(s.Decisions, engine.Decision{Skill: 2, Kind: engine.Pin})
			s.Predict = func(item uint32) float64 {
				if item == 12 {
					return 0.8
				}
				return 0.5
			}
			if got := choose(s).Item == 12; got != c.want {
				t.Errorf("offered %v, want %v", got, c.want)
			}
		})
	}
	unready := course()
	unready.Items[12].More = []uint16{1} // not known, and its prerequisite neither
	s := scene()
	s.Decisions = []engine.Decision{{Skill: 2, Kind: engine.Pin}}
	s.Predict = func(item uint32) float64 { return float64(item) / 100 }
	if got := selection.NewSelector(unready).Choose(s); got.Item == 12 {
		t.Error("an item that asks an unready skill was offered")
	}
}

func TestRepetitionGivesWay(t *testing.T) {
	// Two medium items of one skill, equally good: they should take turns.
	c := &engine.Course{Skills: []engine.Skill{{}}, Items: []engine.Item{
		{Level: engine.Medium, Instances: 50}, {Level: engine.Medium, Instances: 50}, {Level: engine.Medium, Instances: 50},
	}}
	selector, s := selection.NewSelector(c), scene()
	s.Skills = make([]selection.Skill, 1)
	s.Predict = func(uint32) float64 { return 0.8 }
	var recent []uint32
	for i := range uint32(30) {
		s.Recent, s.Answered = recent[:min(len(recent), 8)], i
		got := selector.Choose(s)
		if len(recent) > 0 && got.Item == recent[0] {
			t.Fatalf("answer %d: item %d twice in a row with others as good", i, got.Item)
		}
		recent = append([]uint32{got.Item}, recent...)
	}
}

func BenchmarkChoose(b *testing.B) {
	c := &engine.Course{Skills: make([]engine.Skill, 100)}
	for i := range 1000 {
		c.Items = append(c.Items, engine.Item{Skill: uint16(i / 10), Level: uint8(i % 3), Instances: 50})
	}
	selector, s := selection.NewSelector(c), scene()
	s.Skills = make([]selection.Skill, 100)
	b.ReportAllocs()
	for b.Loop() {
		selector.Choose(s)
	}
}

// TestAtEaseSheGoesOn: every fourth answer meets what is solid again, unless she
// succeeds well above her target.
func TestAtEaseSheGoesOn(t *testing.T) {
	for _, c := range []struct {
		answered uint32
		success  float64
		want     uint16
	}{{2, 0.8, 3}, {3, 0.8, 0}, {3, 0.84, 0}, {3, 0.9, 3}, {3, 0.5, 0}} {
		s := scene()
		s.Skills[0].Known, s.Skills[0].Level = 0.9, selection.Familiar
		s.Decisions = []engine.Decision{{Skill: 1, Kind: engine.Block}}
		s.Answered, s.Success = c.answered, c.success
		if got := skillOf(choose(s)); got != c.want {
			t.Errorf("answer %d, success %.2f: skill %d, want %d", c.answered, c.success, got, c.want)
		}
	}
}
