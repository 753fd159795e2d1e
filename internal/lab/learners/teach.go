package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

// What school days are like: thirty of them, twenty answers each, one in ten missed;
// now and then somebody clicks through, or asks for help.
const (
	days         = 30
	perDay       = 20
	absent       = 0.1
	clickThrough = 0.03 // of lessons hold a streak of guesses
	streak       = 6
	helpAsked    = 0.2 // of answers that would fail
	warmUp       = 20  // answers before success is counted
	band         = 0.1
	sampled      = 7 // every so many choices the whole course is searched
	monthOff     = 30
)

// figures are what is printed of one family.
type figures struct {
	FalseMastery         float64    `json:"false_mastery"`
	MissedMastery        float64    `json:"missed_mastery"`
	Answers              float64    `json:"answers"`
	AverageAnswers       float64    `json:"ema_answers"`
	AverageFalse         float64    `json:"ema_false_mastery"`
	FiveFalse            float64    `json:"five_of_seven_false_mastery"`
	SuccessError         float64    `json:"success_error"`
	SuccessErrorByFifth  [5]float64 `json:"success_error_by_fifth"`
	NoItemInBand         float64    `json:"no_item_in_band"`
	Retention30d         float64    `json:"retention_30d"`
	Retention30dFixed    float64    `json:"retention_30d_fixed_order"`
	UnreadyByTruth       float64    `json:"unready_by_truth"`
	Declared             float64    `json:"declared_per_learner"`
	PredictedLessSuccess float64    `json:"predicted_less_success"`
	SkillsMet            float64    `json:"skills_met"`
	OnMastered           float64    `json:"on_mastered"` // share of answers given to skills truly mastered
	Fixed                compared   `json:"fixed_order"`
	Seeing               compared   `json:"seeing"`
}

// lesson is one learner's way through the school days and what was seen of it.
type lesson struct {
	lab     *lab
	child   child
	random  *rand.Rand
	session *tutor.Session
	pairs   [skills]pair
	gate    gate

	answered          int
	right, asked      float64
	predicted         float64
	searched, outside float64
	ability           float64 // mean over skills at the start
	retention         float64
	work              work
	fixed, seeing     beside
}

// teachAll teaches n learners of a family.
func (l *lab) teachAll(f family, n int) (figures, gate, error) {
	lessons := make([]*lesson, n)
	for i := range lessons {
		one, err := l.teach(f, i)
		if err != nil {
			return figures{}, gate{}, err
		}
		lessons[i] = one
	}
	var g gate
	for _, one := range lessons {
		g.add(one.gate)
	}
	return summary(lessons), g, nil
}

// teach takes one learner through the school days, and twins of hers, who have the same
// beginnings, through the same course by other rules.
func (l *lab) teach(f family, i int) (*lesson, error) {
	session, err := l.open(uint64(i)*0x9e3779b97f4a7c15 + l.seed)
	if err != nil {
		return nil, err
	}
	r := l.random(i, 2)
	one := &lesson{lab: l, random: r, session: session, child: f.make(l, r.NormFloat64(), r)}
	one.ability = meanKnown(one.child)
	for day := range days {
		if r.Float64() >= absent {
			if err := one.day(day); err != nil {
				return nil, err
			}
		}
		one.child.night()
	}
	one.retention = rest(one.child)
	for _, twin := range []struct {
		rule rule
		to   *beside
	}{{&fixedRule{}, &one.fixed}, {&seeingRule{}, &one.seeing}} {
		r = l.random(i, 2)
		*twin.to = l.teachBeside(twin.rule, f.make(l, r.NormFloat64(), r), r)
	}
	return one, nil
}

func meanKnown(c child) float64 {
	sum := 0.0
	for s := range uint16(skills) {
		sum += c.knows(s, engine.Medium)
	}
	return sum / skills
}

// rest lets a month pass without school and returns what is left.
func rest(c child) float64 {
	for range monthOff {
		c.night()
	}
	return meanKnown(c)
}

func (o *lesson) day(day int) error {
	clicks := clicksFrom(o.random)
	for i := range perDay {
		now := int64(start) + int64(day)*engine.TicksPerDay + int64(i)*lessonTicks
		if err := o.answer(now, clicking(clicks, i)); err != nil {
			return err
		}
	}
	return nil
}

func (o *lesson) answer(now int64, clicking bool) error {
	c := o.session.Next(now)
	if c.Kind == selection.None {
		return errDeadEnd
	}
	item := o.lab.course.Items[c.Item]
	truth := o.lab.truth[c.Item]
	p, duration := chance(o.child, truth, item.Level), int64(1500)
	if clicking {
		p, duration = guess, 100
	}
	var hints uint8
	if !clicking && o.random.Float64() < (1-p)*helpAsked {
		hints, p = 1, math.Min(0.95, p+0.3)
	}
	correct := o.random.Float64() < p
	o.watch(&c, hints == 0, correct, now)
	change, err := o.session.Answer(tutor.Evidence{
		Item: c.Item, Instance: c.Instance, Correct: correct, Hints: hints, Duration: duration, At: now,
	})
	if err != nil {
		return err
	}
	o.answered++
	o.child.practise(truth, correct)
	known := o.child.mastered(item.Skill)
	o.work.note(item.Skill, known)
	if hints == 0 {
		o.pairs[item.Skill].see(correct, known)
	}
	o.pairs[item.Skill].judge(change.Skills[0].Level >= selection.Proficient, known)
	return nil
}

// watch counts what a choice says of the tutor, before the answer is folded.
func (o *lesson) watch(c *tutor.Choice, unaided, correct bool, now int64) {
	skill := o.lab.course.Items[c.Item].Skill
	if c.Kind == selection.Practice {
		o.gate.look(o.lab, o.session.Skills(now), skill, func(s uint16) bool { return o.child.knows(s, engine.Medium) >= halfKnown })
	}
	if c.Kind == selection.Placement || o.answered < warmUp {
		return
	}
	if unaided {
		o.asked++
		o.predicted += c.P
		if correct {
			o.right++
		}
	}
	if o.answered%sampled == 0 {
		o.searched++
		if !o.inBand(now) {
			o.outside++
		}
	}
}

// inBand tells whether any item of a skill that is open has a true chance near the
// target.
func (o *lesson) inBand(now int64) bool {
	for _, v := range o.session.Skills(now) {
		if !v.Ready {
			continue
		}
		for level := range uint8(3) {
			if math.Abs(chance(o.child, v.Skill, level)-tutor.DefaultTarget) <= band {
				return true
			}
		}
	}
	return false
}

// look counts one piece of practice.
func (g *gate) look(l *lab, views []tutor.SkillView, skill uint16, truth func(uint16) bool) {
	g.asked++
	belief, real := false, false
	for _, p := range l.course.Skills[skill].Prereqs {
		belief = belief || views[p].Known < 0.8 && views[p].Level < selection.Proficient
		real = real || !truth(p)
	}
	if belief {
		g.belief++
	}
	if real {
		g.truth++
	}
}

// clicksFrom draws at which answer of a lesson a streak of guesses begins, if any.
func clicksFrom(r *rand.Rand) int {
	if r.Float64() < clickThrough {
		return r.IntN(perDay)
	}
	return perDay
}

func clicking(from, i int) bool { return i >= from && i < from+streak }

// summary makes the figures of a family.
func summary(lessons []*lesson) figures {
	var t tally
	var asked, right, predicted, searched, outside float64
	var f figures
	n := float64(len(lessons))
	for _, o := range lessons {
		for s := range o.pairs {
			t.add(&o.pairs[s])
		}
		asked, right, predicted = asked+o.asked, right+o.right, predicted+o.predicted
		searched, outside = searched+o.searched, outside+o.outside
		f.Retention30d += o.retention
		f.Retention30dFixed += o.fixed.left
		f.SkillsMet += o.work.met()
		f.OnMastered += o.work.onMastered()
		f.Fixed.add(&o.fixed, n)
		f.Seeing.add(&o.seeing, n)
		f.UnreadyByTruth += o.gate.truth
		f.Declared += o.gate.asked
	}
	f.Retention30d /= n
	f.Retention30dFixed /= n
	f.SkillsMet /= n
	f.OnMastered /= n
	f.UnreadyByTruth = share(f.UnreadyByTruth, f.Declared)
	f.Declared = t.declared / n
	f.FalseMastery, f.MissedMastery = share(t.falsely, t.declared), share(t.missed, t.missed+t.declared-t.falsely)
	f.Answers, f.AverageAnswers = share(t.answers, t.counted), share(t.average, t.counted)
	f.AverageFalse = share(t.averageFalse, t.averaged)
	f.FiveFalse = share(t.fiveFalse, t.five)
	f.SuccessError = share(right, asked) - tutor.DefaultTarget
	f.PredictedLessSuccess = share(predicted-right, asked)
	f.NoItemInBand = share(outside, searched)
	f.SuccessErrorByFifth = byFifth(lessons)
	return f
}

// byFifth returns achieved success less the target in each fifth of starting ability,
// the weakest first.
func byFifth(lessons []*lesson) [5]float64 {
	order := slices.Clone(lessons)
	slices.SortStableFunc(order, func(a, b *lesson) int { return cmp.Compare(a.ability, b.ability) })
	var right, asked, errs [5]float64
	for i, o := range order {
		fifth := i * 5 / len(order)
		right[fifth] += o.right
		asked[fifth] += o.asked
	}
	for i := range errs {
		errs[i] = share(right[i], asked[i]) - tutor.DefaultTarget
	}
	return errs
}
