package inspect

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"darasa/internal/audit"
	"darasa/internal/engine/selection"
)

// The axes along which learners are grouped, all there are. They stand in for what
// must not be asked: nobody's home, sex or faith is known here.
const (
	Language = "language" // the one most of her pages were in
	Hub      = "hub"      // the class: where most of her answers were given
	Start    = "start"    // which third her first ten answers put her in; they themselves are left out
)

// firstAnswers are those that show where a learner began.
const firstAnswers = 10

// draws is how often lots are drawn at least, and how often for each thing tested:
// with fewer the correction for many comparisons would hide every gap.
const draws, drawsEach = 999, 40

// Fairness compares groups on every axis. The same log gives the same report.
func (t *Traced) Fairness() []audit.Fairness {
	axes := []struct {
		name   string
		people []audit.Person
	}{
		{Language, t.people(0, func(o *traced) string { return most(t.log.languages, o, func(a *kept) int { return int(a.language) }) })},
		{Hub, t.people(0, func(o *traced) string {
			hubs := make([]string, len(t.log.hubs))
			for i, id := range t.log.hubs {
				hubs[i] = id.Short()
			}
			return most(hubs, o, func(a *kept) int { return int(a.hub) })
		})},
		{Start, t.people(firstAnswers, t.thirds())},
	}
	out := make([]audit.Fairness, len(axes))
	for i, axis := range axes {
		n := max(draws, drawsEach*audit.Tests(axis.people))
		out[i] = audit.CompareGroups(axis.name, axis.people, n, rand.New(rand.NewPCG(1, uint64(i))))
	}
	return out
}

// people are the learners as an axis sees them, without their first answers.
func (t *Traced) people(without int, group func(*traced) string) []audit.Person {
	people := make([]audit.Person, 0, len(t.learners))
	for i := range t.learners {
		o := &t.learners[i]
		if len(o.answers) > without {
			people = append(people, t.person(o, group(o), o.answers[without:]))
		}
	}
	return people
}

// lastAnswers on a skill of which provenAnswers are right show that it is mastered.
const lastAnswers, provenAnswers = 5, 4

func (t *Traced) person(o *traced, group string, answers []answer) audit.Person {
	p := audit.Person{Group: group}
	last := map[uint16][]bool{}
	for _, a := range answers {
		p.Answers = append(p.Answers, audit.Answer{P: a.p, Right: a.Correct})
		skill := t.course.Items[a.Item].Skill
		last[skill] = append(last[skill], a.Correct)
	}
	for skill, outcomes := range last {
		p.Skills++
		if o.levels[skill] >= selection.Proficient {
			p.Proficient++
		}
		right := 0
		for _, correct := range outcomes[max(0, len(outcomes)-lastAnswers):] {
			if correct {
				right++
			}
		}
		if right >= provenAnswers {
			p.Shown++
		}
	}
	return p
}

// most returns the name that most of her answers have, of equals the first by name.
func most(names []string, o *traced, of func(*kept) int) string {
	counts := make([]int, len(names))
	best := 0
	for _, a := range o.answers {
		counts[of(a.kept)]++
	}
	for i, n := range counts {
		if n > counts[best] || n == counts[best] && names[i] < names[best] {
			best = i
		}
	}
	return names[best]
}

// thirds sorts learners by success beyond the predicted in their first answers.
func (t *Traced) thirds() func(*traced) string {
	begun := func(o *traced) (over float64) {
		for _, a := range o.answers[:firstAnswers] {
			over -= a.p
			if a.Correct {
				over++
			}
		}
		return over
	}
	var starts []float64
	for i := range t.learners {
		if len(t.learners[i].answers) > firstAnswers {
			starts = append(starts, begun(&t.learners[i]))
		}
	}
	slices.Sort(starts)
	return func(o *traced) string {
		at, _ := slices.BinarySearchFunc(starts, begun(o), cmp.Compare[float64])
		return [...]string{"lower third", "middle third", "upper third"}[3*at/len(starts)]
	}
}

// Items examines every item, the most suspicious first; key names an item for people.
// Answers with a partner or a hint are left out: they are not hers alone.
func (t *Traced) Items(key func(item uint32) string) []audit.ItemFigures {
	var tries []audit.Try
	for learner := range t.learners {
		for _, a := range t.learners[learner].answers {
			if !a.Unaided() {
				continue
			}
			tries = append(tries, audit.Try{
				Key: key(a.Item), Instance: a.Instance, Learner: learner, Language: t.log.languages[a.language],
				Right: a.Correct, Response: a.response, P: a.p,
			})
		}
	}
	items, _ := audit.Items(tries)
	return items
}
