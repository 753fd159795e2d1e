package main

import (
	"math/rand/v2"

	"darasa/internal/engine"
	"darasa/internal/lab/score"
	"darasa/internal/tutor"
)

// The ways of counting what a pair did.
const (
	armEngine = iota // driver and checker each by their part
	armBoth          // the final answer counts in full for both
	armDriver        // the final answer counts in full for the driver alone
	numArms
)

// What a simulated lesson is made of. Some skills are met alone before, some never.
const (
	skills, perLevel = 8, 40
	soloSkills       = 4
	soloEach         = 3
	pairEach         = 6 // on every skill, the roles swapped after each
	afterEach        = 4 // alone, to score by
)

// member is a child who knows a skill or does not; care moves both chances.
type member struct {
	knows [skills]bool
	care  float64
}

// chance is the true chance alone.
func (m *member) chance(skill int, level uint8) float64 {
	if m.knows[skill] {
		return [...]float64{0.97, 0.93, 0.85}[level] * m.care
	}
	return [...]float64{0.42, 0.25, 0.12}[level] * m.care
}

// family is a way two children share a tablet. first returns whether the answer
// entered first is right, vote what the checker says of it.
type family struct {
	name  string
	first func(p *pair, driver int, skill int, level uint8) bool
	vote  func(p *pair, checker int, skill int, level uint8, firstRight bool) uint8
}

// families: a dominant partner dictates most answers to the driver and is seldom
// contradicted; a copier looks at her partner's answer half of the time when she
// drives, and nods when she checks.
var families = []family{
	{"dominant", func(p *pair, driver, skill int, level uint8) bool {
		if driver != p.leader && p.random.Float64() < 0.6 {
			driver = p.leader
		}
		return p.solves(driver, skill, level)
	}, func(p *pair, checker, skill int, level uint8, firstRight bool) uint8 {
		if checker != p.leader && p.random.Float64() < 0.7 {
			return engine.Agree
		}
		return p.judges(checker, skill, level, firstRight)
	}},
	{"copying", func(p *pair, driver, skill int, level uint8) bool {
		if driver != p.leader && p.random.Float64() < 0.5 {
			driver = p.leader
		}
		return p.solves(driver, skill, level)
	}, func(p *pair, checker, skill int, level uint8, firstRight bool) uint8 {
		if checker != p.leader && p.random.Float64() < 0.85 || p.random.Float64() < 0.2 {
			return engine.Agree
		}
		return p.judges(checker, skill, level, firstRight)
	}},
}

// pair is two members of whom the leader dominates, or is copied from.
type pair struct {
	random  *rand.Rand
	members [2]member
	leader  int
}

func newPair(random *rand.Rand) *pair {
	p := &pair{random: random}
	for i := range p.members {
		m := &p.members[i]
		share := 0.2 + 0.6*random.Float64()
		m.care = 0.9 + 0.1*random.Float64()
		for s := range m.knows {
			m.knows[s] = random.Float64() < share
		}
	}
	// Who leads often knows more, but not always.
	if p.known(1) > p.known(0) != (random.Float64() < 0.25) {
		p.leader = 1
	}
	return p
}

func (p *pair) known(member int) (n int) {
	for _, knows := range p.members[member].knows {
		if knows {
			n++
		}
	}
	return n
}

func (p *pair) solves(member, skill int, level uint8) bool {
	return p.random.Float64() < p.members[member].chance(skill, level)
}

// judges lets a checker solve it for herself and compare. Two wrong answers are the
// same one time in three.
func (p *pair) judges(checker, skill int, level uint8, firstRight bool) uint8 {
	right := p.solves(checker, skill, level)
	if right == firstRight && (right || p.random.Float64() < 1./3) {
		return engine.Agree
	}
	return engine.TryAgain
}

// lesson plays one pair and scores what each arm believes of both members.
func lesson(f family, seed, number uint64, scores *[numArms]score.Score) error {
	p := newPair(rand.New(rand.NewPCG(seed, number)))
	var histories [numArms][2][]tutor.NamedEvidence
	at := int64(20_500 * engine.TicksPerDay)
	add := func(arm, member int, e tutor.Evidence) {
		e.At = at
		histories[arm][member] = append(histories[arm][member], tutor.NamedEvidence{Evidence: e})
	}
	answer := func(skill int, level uint8) tutor.Evidence {
		at += 3000
		return tutor.Evidence{Item: uint32(skill*3) + uint32(level), Instance: p.random.Uint32N(perLevel)}
	}
	for member := range p.members {
		for i := range soloSkills * soloEach {
			level := uint8(p.random.IntN(3))
			e := answer(i%soloSkills, level)
			e.Correct = p.solves(member, i%soloSkills, level)
			for arm := range numArms {
				add(arm, member, e)
			}
		}
	}
	for i := range skills * pairEach {
		skill, driver, level := i%skills, i/skills%2, uint8(p.random.IntN(3))
		p.together(f, answer(skill, level), driver, add)
	}
	return p.score(&histories, at, scores)
}

// together plays one item and tells each arm what it counts.
func (p *pair) together(f family, e tutor.Evidence, driver int, add func(arm, member int, e tutor.Evidence)) {
	skill, level, checker := int(e.Item/3), uint8(e.Item%3), 1-driver
	first := f.first(p, driver, skill, level)
	vote := f.vote(p, checker, skill, level, first)
	final := first
	if vote == engine.TryAgain {
		// They talk it over; whoever leads has the last word most of the time.
		last := p.leader
		if p.random.Float64() < 0.3 {
			last = 1 - last
		}
		final = p.solves(last, skill, level)
	}
	e.Correct = final
	add(armBoth, 0, e)
	add(armBoth, 1, e)
	add(armDriver, driver, e)

	e.Correct, e.Role = first, engine.Driver
	add(armEngine, driver, e)
	e.Correct, e.Role, e.Vote, e.FirstRight = final, engine.Checker, vote, first
	add(armEngine, checker, e)
}

// score folds every arm's histories and compares its chances with new answers that
// each member gives alone.
func (p *pair) score(histories *[numArms][2][]tutor.NamedEvidence, at int64, scores *[numArms]score.Score) error {
	course := pairCourse()
	snapshot := tutor.Generic(course)
	t, err := tutor.New(course, func(uint32) *tutor.Snapshot { return snapshot })
	if err != nil {
		return err
	}
	for member := range p.members {
		var right [skills][afterEach]bool
		for s := range right {
			for i := range right[s] {
				right[s][i] = p.solves(member, s, engine.Medium)
			}
		}
		for arm := range numArms {
			state, err := t.Advance(1, nil, histories[arm][member])
			if err != nil {
				return err
			}
			views, err := t.Skills(0, state, nil, at)
			if err != nil {
				return err
			}
			for s := range right {
				for _, r := range right[s] {
					scores[arm].Add(views[s].P, r)
				}
			}
		}
	}
	return nil
}

// pairCourse has an easy, a medium and a hard item for every skill, in that order.
func pairCourse() *tutor.Course {
	c := &tutor.Course{Skills: make([]tutor.Skill, skills)}
	for s := range c.Skills {
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: uint16(s), Level: level, Instances: perLevel})
		}
	}
	return c
}
