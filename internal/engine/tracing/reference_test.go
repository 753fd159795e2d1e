package tracing_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/tracing"

	"pgregory.net/rapid"
)

// reference is the model written a second time, as plainly as the papers have it: a
// bag of named weights, a bag of named inputs, math's own functions. It shares no
// code with package tracing and is compared with it number by number.
type reference struct {
	course  *engine.Course
	weights map[string]*tracing.Weight // shared ones, moved only when learning
	scale   tracing.Weight
	shift   tracing.Weight
	online  bool
	sizes   *tracing.Snapshot // for the sizes of its tables of links
}

// person is one learner of the reference.
type person struct {
	ability      tracing.Weight
	own          map[uint16]*tracing.Weight
	right, wrong map[string]float64
	averages     map[string]float64
	last         map[uint16]int64
	outcomes     []bool // creditable ones, with the items they were on
	items        []uint32
	seen         int
	skillTold    map[uint16][]bool
	told         map[string]int // answers given with the latest creditable one on it
	itemRight    map[uint32]bool
	lastExercise [2]uint32
	hasLast      bool
}

// featureNames are the names of the reference's inputs for the shared weights.
var featureNames = [tracing.NumFeatures]string{
	"bias", "easy", "hard", "skill right", "skill wrong", "item right", "item wrong", "learner right",
	"learner wrong", "skill fast", "skill slow", "learner fast", "learner slow", "first", "gap",
	"gap x strength", "skill pause", "item pause", "again", "item last",
	"window 0", "window 1", "window 2", "window 3", "window 4", "window 5", "window 6", "window 7",
}

func newReference(course *engine.Course, s *tracing.Snapshot, online bool) *reference {
	r := &reference{course: course, weights: map[string]*tracing.Weight{}, scale: s.Scale, shift: s.Shift, online: online, sizes: s}
	put := func(name string, w tracing.Weight) { r.weights[name] = &w }
	for i, name := range featureNames {
		put(name, s.Shared[i])
	}
	for i, w := range s.Skills {
		put(fmt.Sprint("base ", i), w.Base)
		put(fmt.Sprint("slope right ", i), w.Right)
		put(fmt.Sprint("slope wrong ", i), w.Wrong)
		for j, w := range w.Patterns {
			put(fmt.Sprint("skill pattern ", i, " ", j), w)
		}
	}
	for i, w := range s.Patterns {
		put(fmt.Sprint("pattern ", i), w)
	}
	for i, k := range s.ItemLinks {
		put(fmt.Sprint("item link ", i), tracing.Weight{Mean: float64(k.Mean), Var: float64(k.Var)})
	}
	for i, k := range s.SkillLinks {
		put(fmt.Sprint("skill link ", i), tracing.Weight{Mean: float64(k.Mean), Var: float64(k.Var)})
	}
	for i, w := range s.Items {
		put(fmt.Sprint("item ", i), w)
	}
	return r
}

func newPerson() *person {
	return &person{
		ability: tracing.Weight{Var: 0.4}, own: map[uint16]*tracing.Weight{},
		right: map[string]float64{}, wrong: map[string]float64{}, averages: map[string]float64{}, last: map[uint16]int64{},
		skillTold: map[uint16][]bool{}, told: map[string]int{}, itemRight: map[uint32]bool{},
	}
}

func (p *person) average(name string) float64 {
	if v, ok := p.averages[name]; ok {
		return v
	}
	return 0.5
}

// inputs returns the value by which every shared weight enters the logit.
func (r *reference) inputs(p *person, item uint32, at int64) map[string]float64 {
	it := r.course.Items[item]
	x := map[string]float64{"bias": 1, fmt.Sprint("item ", item): 1}
	switch it.Level {
	case engine.Easy:
		x["easy"] = 1
	case engine.Hard:
		x["hard"] = 1
	}
	id := fmt.Sprint("item ", item)
	x["item right"], x["item wrong"] = math.Log(1+p.right[id]), math.Log(1+p.wrong[id])
	x["learner right"], x["learner wrong"] = math.Log(1+p.right["all"]), math.Log(1+p.wrong["all"])
	x["learner fast"], x["learner slow"] = p.average("all fast")-0.5, p.average("all slow")-0.5
	asked := append([]uint16{it.Skill}, it.More...)
	n := float64(len(asked))
	r.recentInputs(x, p, item)
	for _, s := range asked {
		id := fmt.Sprint("skill ", s)
		x[fmt.Sprint("skill pattern ", s, " ", pattern(p.skillTold[s], 3))] += 1 / n
		x[fmt.Sprint("window ", r.window(p, s, at))] += 1 / n
		right, wrong := math.Log(1+p.right[id]), math.Log(1+p.wrong[id])
		x["skill right"] += right / n
		x["skill wrong"] += wrong / n
		x[fmt.Sprint("base ", s)] += 1 / n
		x[fmt.Sprint("slope right ", s)] += right / n
		x[fmt.Sprint("slope wrong ", s)] += wrong / n
		last, met := p.last[s]
		if !met {
			x["first"] += 1 / n
			continue
		}
		x["skill fast"] += (p.average(id+" fast") - 0.5) / n
		x["skill slow"] += (p.average(id+" slow") - 0.5) / n
		minutes := math.Max(0, math.Min(float64(at-last)/6000, 60*24*60))
		x["gap"] += math.Log(1+minutes) / n
		x["gap x strength"] += math.Log(1+minutes) * right / n
		x["skill pause"] += math.Log(1+float64(p.seen-p.told[id])) / n
	}
	return x
}

// pattern numbers the last n outcomes: 0 for none, else binary after a leading 1.
func pattern(outcomes []bool, n int) int {
	if len(outcomes) == 0 {
		return 0
	}
	number := 1
	for _, right := range outcomes[max(0, len(outcomes)-n):] {
		number *= 2
		if right {
			number++
		}
	}
	return number
}

func (r *reference) window(p *person, skill uint16, at int64) int {
	last, met := p.last[skill]
	if !met {
		return 0
	}
	hours := float64(at-last) / 6000 / 60
	for i, end := range []float64{1.0 / 6, 1, 8, 48, 192, 720} {
		if hours < end {
			return i + 1
		}
	}
	return 7
}

// recentInputs are those of the latest answers, whatever their skill.
func (r *reference) recentInputs(x map[string]float64, p *person, item uint32) {
	n := len(p.items)
	if n == 0 {
		x["pattern 0"] = 1
		return
	}
	run := 1
	for run < n && r.course.Items[p.items[n-1-run]].Skill == r.course.Items[p.items[n-1]].Skill {
		run++
	}
	number := pattern(p.outcomes, 4) * 6
	switch {
	case run >= 4:
		number += 4
	case run >= 2:
		number += 2
	}
	if p.items[n-1] == item {
		number++
		x["again"] = 1
	}
	x[fmt.Sprint("pattern ", number)] = 1
	from, right := p.items[n-1], p.outcomes[n-1]
	x[fmt.Sprint("item link ", tracing.ItemLinkIndex(r.sizes, from, item, right))] = 1
	x[fmt.Sprint("skill link ", tracing.SkillLinkIndex(r.course, r.sizes, from, item, right))] = 1
	if told := p.told[fmt.Sprint("item ", item)]; told > 0 {
		x["item pause"] = math.Log(1 + float64(p.seen-told))
		x["item last"] = -0.5
		if p.itemRight[item] {
			x["item last"] = 0.5
		}
	}
}

// ownOf returns the learner's weight on a skill, made at its first use.
func (r *reference) ownOf(p *person, skill uint16) tracing.Weight {
	if w := p.own[skill]; w != nil {
		return *w
	}
	if r.online {
		return tracing.Weight{Var: 0.25}
	}
	return tracing.Weight{Var: 0.25 + r.weights[fmt.Sprint("base ", skill)].Var}
}

// logit returns the mean and the variance of the learner's and the item's own.
func (r *reference) logit(p *person, item uint32, x map[string]float64) (mean, variance float64) {
	it := r.course.Items[item]
	mean, variance = p.ability.Mean, p.ability.Var+r.weights[fmt.Sprint("item ", item)].Var
	for name, v := range x {
		mean += r.weights[name].Mean * v
	}
	asked := append([]uint16{it.Skill}, it.More...)
	for _, s := range asked {
		w := r.ownOf(p, s)
		mean += w.Mean / float64(len(asked))
		variance += w.Var / float64(len(asked)*len(asked))
	}
	return mean, variance
}

func sigma(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func dampened(mean, variance float64) float64 { return mean / math.Sqrt(1+math.Pi*variance/8) }

func (r *reference) predict(p *person, item uint32, at int64) float64 {
	mean, variance := r.logit(p, item, r.inputs(p, item, at))
	return sigma(r.scale.Mean*dampened(mean, variance) + r.shift.Mean)
}

// step is one closed-form step of the filter on one weight.
func step(w *tracing.Weight, x, p, y, credit, variance, floor float64) {
	h := credit * p * (1 - p)
	mean := w.Mean + w.Var*x*credit*(y-p)/(1+h*variance)
	left := w.Var - w.Var*w.Var*x*x*h/(1+h*variance)
	*w = tracing.Weight{Mean: mean, Var: math.Max(math.Min(floor, w.Var), left)}
}

func (r *reference) learn(p *person, e engine.Evidence) {
	it := r.course.Items[e.Item]
	asked := append([]uint16{it.Skill}, it.More...)
	credit := map[uint8]float64{engine.Alone: 1, engine.Driver: 0.5, engine.Checker: 0.25}[e.Role]
	if e.Role == engine.Checker && e.Vote != engine.NoVote {
		credit = map[string]float64{"agreed right": 0.1, "agreed wrong": 0.25, "stopped wrong": 0.5, "stopped right": 0.35}[verdict(e)]
	}
	if p.hasLast && p.lastExercise == [2]uint32{e.Item, e.Instance} || e.Hints > 0 && e.Correct {
		credit = 0
	}
	x := r.inputs(p, e.Item, e.At)
	mean, variance := r.logit(p, e.Item, x)
	for _, s := range asked {
		w := r.ownOf(p, s)
		p.own[s] = &w
		p.last[s] = e.At
	}
	p.seen++
	p.lastExercise, p.hasLast = [2]uint32{e.Item, e.Instance}, true
	if credit == 0 {
		return
	}
	if e.Role == engine.Checker && e.Vote != engine.NoVote {
		e.Correct = verdict(e) == "agreed right" || verdict(e) == "stopped wrong"
	}
	y := 0.0
	if e.Correct {
		y = 1
	}
	damped := dampened(mean, variance)
	if r.online {
		v := r.scale.Var*damped*damped + r.shift.Var
		q := sigma(dampened(r.scale.Mean*damped+r.shift.Mean, v))
		step(&r.scale, damped, q, y, credit, v, 1e-4)
		step(&r.shift, 1, q, y, credit, v, 1e-4)
		r.scale.Mean = math.Max(r.scale.Mean, 0.2)
		for name, v := range x {
			if name != fmt.Sprint("item ", e.Item) {
				variance += r.weights[name].Var * v * v
			}
		}
	}
	q := sigma(dampened(mean, variance))
	r.moveOwn(p, asked, q, y, credit, variance)
	if r.online {
		r.moveShared(x, q, y, credit, variance)
	}
	p.count(e, asked, y, credit)
	p.outcomes, p.items = append(p.outcomes, e.Correct), append(p.items, e.Item)
	p.told[fmt.Sprint("item ", e.Item)], p.itemRight[e.Item] = p.seen, e.Correct
	for _, s := range asked {
		p.skillTold[s] = append(p.skillTold[s], e.Correct)
		p.told[fmt.Sprint("skill ", s)] = p.seen
	}
}

// verdict says in words what a checker did.
func verdict(e engine.Evidence) string {
	said, was := "agreed", "wrong"
	if e.Vote == engine.TryAgain {
		said = "stopped"
	}
	if e.FirstRight {
		was = "right"
	}
	return said + " " + was
}

func (r *reference) moveOwn(p *person, asked []uint16, q, y, credit, variance float64) {
	step(&p.ability, 1, q, y, credit, variance, 0.02)
	for _, s := range asked {
		step(p.own[s], 1/float64(len(asked)), q, y, credit, variance, 0.03)
	}
}

// sharedFloor is the least variance a shared weight keeps.
func sharedFloor(name string) float64 {
	number := func(prefix string) bool {
		digits, ok := strings.CutPrefix(name, prefix)
		return ok && strings.Trim(digits, "0123456789") == ""
	}
	switch {
	case number("item "):
		return 1e-2
	case number("base "):
		return 3e-3
	}
	return 1e-4
}

// moveShared moves every shared weight and puts it back on its side.
func (r *reference) moveShared(x map[string]float64, q, y, credit, variance float64) {
	for name, v := range x {
		w := r.weights[name]
		step(w, v, q, y, credit, variance, sharedFloor(name))
		if strings.Contains(name, " link ") {
			*w = tracing.Weight{Mean: float64(float32(w.Mean)), Var: float64(float32(w.Var))}
		}
	}
	atLeast := func(name string, bound float64) {
		r.weights[name].Mean = math.Max(r.weights[name].Mean, bound)
	}
	atMost := func(name string, bound float64) {
		r.weights[name].Mean = math.Min(r.weights[name].Mean, bound)
	}
	for _, name := range []string{"skill right", "item right", "learner right", "skill fast", "skill slow", "learner fast", "learner slow"} {
		atLeast(name, 0)
	}
	for _, name := range []string{"skill wrong", "item wrong", "learner wrong", "first", "gap"} {
		atMost(name, 0)
	}
	for s := range r.course.Skills {
		if _, moved := x[fmt.Sprint("base ", s)]; moved {
			atLeast(fmt.Sprint("slope right ", s), -r.weights["skill right"].Mean)
			atMost(fmt.Sprint("slope wrong ", s), -r.weights["skill wrong"].Mean)
		}
	}
}

func (p *person) count(e engine.Evidence, asked []uint16, y, credit float64) {
	move := func(name string, rate float64) {
		p.averages[name] = p.average(name) + rate*credit*(y-p.average(name))
	}
	move("all fast", 0.3)
	move("all slow", 0.1)
	names := []string{"all", fmt.Sprint("item ", e.Item)}
	for _, s := range asked {
		id := fmt.Sprint("skill ", s)
		move(id+" fast", 0.35)
		move(id+" slow", 0.12)
		names = append(names, id)
	}
	for _, name := range names {
		if e.Role != engine.Alone {
			continue
		}
		if e.Correct {
			p.right[name]++
		} else {
			p.wrong[name]++
		}
	}
}

func close9(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

func TestLearnerFoldAgreesWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot := drawSnapshot(t, "snapshot")
		m, err := tracing.NewModel(course(), snapshot)
		if err != nil {
			t.Fatal(err)
		}
		l, r, p := tracing.NewLearner(course()), newReference(course(), snapshot, false), newPerson()
		at := int64(0)
		for i := range rapid.IntRange(1, 40).Draw(t, "answers") {
			e := drawEvidence(t, &at)
			for item := range uint32(len(course().Items)) {
				if got, want := m.Predict(l, item, at), r.predict(p, item, at); !close9(got, want) {
					t.Fatalf("before answer %d, item %d: chance %v, the reference has %v", i, item, got, want)
				}
			}
			lifted := e.Shows()
			m.Update(l, e)
			r.learn(p, e)
			if !close9(l.Ability.Mean, p.ability.Mean) || !close9(l.Ability.Var, p.ability.Var) {
				t.Fatalf("after answer %d: ability %+v, the reference has %+v", i, l.Ability, p.ability)
			}
			for s, own := range p.own {
				got := l.Skills[s].Own
				// A right answer may have been lifted, never lowered.
				if lifted && got.Mean > own.Mean {
					own.Mean = got.Mean
				}
				if !close9(got.Mean, own.Mean) || !close9(got.Var, own.Var) {
					t.Fatalf("after answer %d: skill %d %+v, the reference has %+v", i, s, got, *own)
				}
			}
		}
	})
}

func TestCalibrationAgreesWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := tracing.Generic(course())
		c, err := tracing.NewCalibration(course(), start)
		if err != nil {
			t.Fatal(err)
		}
		r := newReference(course(), start, true)
		people := []*person{newPerson(), newPerson(), newPerson()}
		at := int64(0)
		for i := range rapid.IntRange(1, 60).Draw(t, "answers") {
			e := drawEvidence(t, &at)
			who := rapid.IntRange(0, 2).Draw(t, "learner")
			want := r.predict(people[who], e.Item, e.At)
			if got := c.Learn(uint32(who), e); !close9(got, want) {
				t.Fatalf("answer %d of learner %d: chance %v, the reference has %v", i, who, got, want)
			}
			r.learn(people[who], e)
		}
		compareSnapshot(t, c.Next(1), r)
	})
}

// compareSnapshot allows for the rounding to float32.
func compareSnapshot(t *rapid.T, s *tracing.Snapshot, r *reference) {
	same := func(name string, got tracing.Weight) {
		want := r.weights[name]
		if math.Abs(got.Mean-want.Mean) > 1e-6 || math.Abs(got.Var-want.Var) > 1e-6 {
			t.Fatalf("%s: %+v, the reference has %+v", name, got, *want)
		}
	}
	for i, name := range featureNames {
		same(name, s.Shared[i])
	}
	for i, w := range s.Skills {
		same(fmt.Sprint("base ", i), w.Base)
		same(fmt.Sprint("slope right ", i), w.Right)
		same(fmt.Sprint("slope wrong ", i), w.Wrong)
		for j, w := range w.Patterns {
			same(fmt.Sprint("skill pattern ", i, " ", j), w)
		}
	}
	for i, w := range s.Patterns {
		same(fmt.Sprint("pattern ", i), w)
	}
	for i, k := range s.ItemLinks {
		same(fmt.Sprint("item link ", i), tracing.Weight{Mean: float64(k.Mean), Var: float64(k.Var)})
	}
	for i, k := range s.SkillLinks {
		same(fmt.Sprint("skill link ", i), tracing.Weight{Mean: float64(k.Mean), Var: float64(k.Var)})
	}
	for i, w := range s.Items {
		same(fmt.Sprint("item ", i), w)
	}
	r.weights["scale"], r.weights["shift"] = &r.scale, &r.shift
	same("scale", s.Scale)
	same("shift", s.Shift)
}

// TestViewAgreesWithTheReference works the views out of an imagined medium item.
func TestViewAgreesWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot := drawSnapshot(t, "snapshot")
		m, err := tracing.NewModel(course(), snapshot)
		if err != nil {
			t.Fatal(err)
		}
		l, r, p := tracing.NewLearner(course()), newReference(course(), snapshot, false), newPerson()
		at := int64(0)
		for range rapid.IntRange(0, 30).Draw(t, "answers") {
			e := drawEvidence(t, &at)
			e.Correct = false // no lifting
			m.Update(l, e)
			r.learn(p, e)
		}
		for s := range uint16(4) {
			got, want := m.View(l, s), r.view(p, s)
			if !close9(got.P, want.P) || math.Abs(got.Known-want.Known) > 1e-3 {
				t.Fatalf("skill %d: %+v, the reference has %+v", s, got, want)
			}
		}
	})
}

func (r *reference) view(p *person, skill uint16) tracing.View {
	var targets, all []int
	for i, it := range r.course.Items {
		if it.Skill == skill {
			all = append(all, i)
			if it.Level == engine.Medium {
				targets = append(targets, i)
			}
		}
	}
	if len(targets) == 0 {
		targets = all
	}
	itemMean, itemVar := 0.0, 0.0
	for _, i := range targets {
		w := r.weights[fmt.Sprint("item ", i)]
		itemMean += w.Mean / float64(len(targets))
		itemVar += w.Var / float64(len(targets))
		switch r.course.Items[i].Level {
		case engine.Easy:
			itemMean += r.weights["easy"].Mean / float64(len(targets))
		case engine.Hard:
			itemMean += r.weights["hard"].Mean / float64(len(targets))
		}
	}
	// A medium item of this skill alone that she has never met, without a pause.
	imagined := &reference{
		course:  &engine.Course{Skills: r.course.Skills, Items: []engine.Item{{Skill: skill, Level: engine.Medium, Instances: 1}}},
		weights: map[string]*tracing.Weight{},
	}
	for name, w := range r.weights {
		imagined.weights[name] = w
	}
	imagined.weights["item 0"] = &tracing.Weight{Mean: itemMean, Var: itemVar}
	fresh := *p
	fresh.right, fresh.wrong = map[string]float64{}, map[string]float64{}
	for name, n := range p.right {
		fresh.right[name] = n
	}
	for name, n := range p.wrong {
		fresh.wrong[name] = n
	}
	delete(fresh.right, "item 0")
	delete(fresh.wrong, "item 0")
	// What just happened is no part of what is known.
	fresh.items, fresh.outcomes, fresh.skillTold, fresh.told = nil, nil, nil, nil
	x := imagined.inputs(&fresh, 0, p.last[skill])
	for name := range x {
		if strings.HasPrefix(name, "pattern ") || strings.HasPrefix(name, "window ") ||
			strings.HasPrefix(name, "skill pattern ") || name == "skill pause" {
			x[name] = 0
		}
	}
	mean, variance := imagined.logit(&fresh, 0, x)
	a, b := r.scale.Mean, r.shift.Mean
	known := variance - itemVar + 0.2
	sigmas := math.Max(-3, (a*mean+b-math.Log(.85/.15))/(a*math.Sqrt(known)))
	return tracing.View{
		P:     sigma(a*dampened(mean, variance) + b),
		Known: 0.5 * math.Erfc(-sigmas/math.Sqrt2),
	}
}

func TestContributionsAgreeWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		snapshot := drawSnapshot(t, "snapshot")
		m, err := tracing.NewModel(course(), snapshot)
		if err != nil {
			t.Fatal(err)
		}
		l, r, p := tracing.NewLearner(course()), newReference(course(), snapshot, false), newPerson()
		at := int64(0)
		for range rapid.IntRange(0, 30).Draw(t, "answers") {
			e := drawEvidence(t, &at)
			e.Correct = false // no lifting
			m.Update(l, e)
			r.learn(p, e)
		}
		item := uint32(rapid.IntRange(0, len(course().Items)-1).Draw(t, "asked"))
		now := at + rapid.Int64Range(0, 40*engine.TicksPerDay).Draw(t, "wait")
		x := r.inputs(p, item, now)
		_, variance := r.logit(p, item, x)
		factor := r.scale.Mean * dampened(1, variance)
		want := map[string]float64{"ability": p.ability.Mean * factor, "shift": r.shift.Mean}
		for name, v := range x {
			want[name] = r.weights[name].Mean * v * factor
		}
		for name, v := range x {
			for _, table := range []string{"pattern ", "item link ", "skill link "} {
				if strings.HasPrefix(name, table) {
					want[strings.TrimSpace(table)] = r.weights[name].Mean * v * factor
				}
			}
		}
		asked := append([]uint16{course().Items[item].Skill}, course().Items[item].More...)
		for _, s := range asked {
			n := float64(len(asked))
			at := fmt.Sprint("skill pattern ", s, " ", pattern(p.skillTold[s], 3))
			want[fmt.Sprint("skill pattern ", s)] = r.weights[at].Mean * factor / n
			want[fmt.Sprint("own ", s)] = r.ownOf(p, s).Mean * factor / float64(len(asked))
			want[fmt.Sprint("slopes ", s)] = want[fmt.Sprint("slope right ", s)] + want[fmt.Sprint("slope wrong ", s)]
		}
		parts, _ := m.Explain(nil, l, item, now)
		seen := map[string]bool{}
		for _, part := range parts {
			name := partName(part, item)
			if seen[name] {
				t.Fatalf("%s is there twice: %+v", name, parts)
			}
			seen[name] = true
			if !close9(part.Value, want[name]) {
				t.Fatalf("%s: %v, the reference has %v", name, part.Value, want[name])
			}
		}
	})
}

func partName(part tracing.Contribution, item uint32) string {
	switch part.Feature {
	case tracing.PartItem:
		return fmt.Sprint("item ", item)
	case tracing.PartSkill:
		return fmt.Sprint("base ", part.Skill)
	case tracing.PartSlopes:
		return fmt.Sprint("slopes ", part.Skill)
	case tracing.PartOwn:
		return fmt.Sprint("own ", part.Skill)
	case tracing.PartAbility:
		return "ability"
	case tracing.PartShift:
		return "shift"
	case tracing.PartPattern:
		return "pattern"
	case tracing.PartItemLink:
		return "item link"
	case tracing.PartSkillLink:
		return "skill link"
	case tracing.PartSkillPattern:
		return fmt.Sprint("skill pattern ", part.Skill)
	}
	return featureNames[part.Feature]
}

// TestLongHistoriesAgreeWithTheReference passes the counts whose logarithms are kept
// in a table.
func TestLongHistoriesAgreeWithTheReference(t *testing.T) {
	snapshot := tracing.Generic(course())
	m := mustModel(t, snapshot)
	l, r, p := tracing.NewLearner(course()), newReference(course(), snapshot, false), newPerson()
	for i := range 700 {
		e := engine.Evidence{Item: uint32(i % 2), Instance: uint32(i), Correct: i%3 > 0, At: int64(i) * 1000}
		if got, want := m.Predict(l, e.Item, e.At), r.predict(p, e.Item, e.At); !close9(got, want) {
			t.Fatalf("answer %d: chance %v, the reference has %v", i, got, want)
		}
		m.Update(l, e)
		r.learn(p, e)
	}
	if l.Items[0].Right+l.Items[0].Wrong != 350 || l.Right+l.Wrong != 700 {
		t.Errorf("counts %+v, all %d + %d", l.Items[0], l.Right, l.Wrong)
	}
}
