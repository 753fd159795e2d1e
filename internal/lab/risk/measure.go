package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"darasa/internal/classroom/risk"
	"darasa/internal/lab/score"
	"darasa/internal/projection"
)

const (
	horizon = 10 // days ahead that outcomes look
	missing = 5  // of them without practice
	warmUp  = 20 // days of the class before the first list
	every   = 5  // days between lists
)

// seen is one child on one day on which a list is made.
type seen struct {
	class, day, child int
	x                 features
	facts             risk.Facts
	away, still       bool
	decided           bool // she came often enough for still to be true or false
	listed            bool
}

// measure scores every family with rules, and with a model of the other families.
func measure(n int, seed uint64) *result {
	all := make([][]seen, len(families))
	leads := make([][2][]int, len(families))
	for i := range families {
		for c := range n {
			r := rand.New(rand.NewPCG(seed<<20+uint64(c), uint64(i)))
			days := class(&families[i], r)
			all[i] = append(all[i], follow(days, c, &leads[i])...)
		}
	}
	res := &result{Classes: n, Families: map[string]*figures{}, Away: newWorst(), Still: newWorst()}
	for i := range families {
		f := judge(i, all, &leads[i])
		res.Families[families[i].name] = f
		res.Away.worst(&f.Away)
		res.Still.worst(&f.Still)
	}
	return res
}

// follow makes a list every week of a class and looks what came of everybody.
func follow(days [][]projection.Day, class int, leads *[2][]int) (all []seen) {
	known := make([][]projection.Day, len(days))
	since := make([]int, len(days)) // day of the first of the lists in a row with a child, 0 for none
	for day := warmUp; day < classDays; day += every {
		for i := range days {
			known[i] = before(days[i], day)
		}
		met := risk.Met(known, int64(day))
		listed, _ := risk.Look(known, int64(day))
		for i := range days {
			s := seen{class: class, day: day, child: i, x: describe(known[i], met, int64(day)), facts: risk.FactsOf(known[i], met, int64(day))}
			s.listed = slices.ContainsFunc(listed, func(c risk.Concern) bool { return c.Child == i })
			switch {
			case !s.listed:
				since[i] = 0
			case since[i] == 0:
				since[i] = day
			}
			awayAt, stillAt := 0, 0
			s.away, awayAt = stays(days[i], day)
			s.still, s.decided, stillAt = stands(days[i], day)
			if s.away && s.listed {
				leads[0] = append(leads[0], awayAt-since[i])
			}
			if s.still && s.listed {
				leads[1] = append(leads[1], stillAt-since[i])
			}
			all = append(all, s)
		}
	}
	return all
}

// before returns the days before one, the newest first, as many as a hub keeps.
func before(days []projection.Day, day int) []projection.Day {
	var out []projection.Day
	for i := len(days) - 1; i >= 0 && len(out) < projection.MaxDays; i-- {
		if days[i].Day < int64(day) {
			out = append(out, days[i])
		}
	}
	return out
}

// stays tells outcome (a), and on which day it was complete.
func stays(days []projection.Day, day int) (bool, int) {
	missed := 0
	for d := day; d < day+horizon; d++ {
		if !slices.ContainsFunc(days, func(x projection.Day) bool { return x.Day == int64(d) }) {
			if missed++; missed == missing {
				return true, d
			}
		}
	}
	return false, 0
}

// stands tells outcome (b); decided is false for who did not come ten days any more.
func stands(days []projection.Day, day int) (still, decided bool, at int) {
	came := 0
	for _, d := range days {
		if d.Day < int64(day) {
			continue
		}
		if d.Steady > 0 {
			return false, true, 0
		}
		if came++; came == horizon {
			return true, true, int(d.Day)
		}
	}
	return false, false, 0
}

func judge(family int, all [][]seen, leads *[2][]int) *figures {
	var awayRows, stillRows []row
	for i := range all {
		if i == family {
			continue
		}
		for j := range all[i] {
			s := &all[i][j]
			awayRows = append(awayRows, row{s.x, s.away})
			if s.decided {
				stillRows = append(stillRows, row{s.x, s.still})
			}
		}
	}
	leaving, stuck := fit(awayRows), fit(stillRows)
	f := &figures{}
	decided := make([]seen, 0, len(all[family]))
	either, listed, eitherListed := 0.0, 0.0, 0.0
	away, awayListed, still, stillListed := 0.0, 0.0, 0.0, 0.0
	tally := func(s *seen, hit bool, all, onList *float64) {
		if hit {
			*all++
		}
		if hit && s.listed {
			*onList++
		}
	}
	for _, s := range all[family] {
		if s.decided {
			decided = append(decided, s)
		}
		tally(&s, s.away, &away, &awayListed)
		tally(&s, s.still, &still, &stillListed)
		tally(&s, s.away || s.still, &either, &eitherListed)
		if s.listed {
			listed++
		}
	}
	n := float64(len(all[family]))
	f.Away = compare(all[family], func(s *seen) bool { return s.away }, func(s *seen) float64 { return s.facts.Leaving() }, &leaving)
	f.Still = compare(decided, func(s *seen) bool { return s.still }, func(s *seen) float64 { return s.facts.Stuck() }, &stuck)
	f.Listed, f.Either, f.EitherBase = listed/n, eitherListed/max(1, listed), either/n
	f.CaughtA, f.CaughtB = awayListed/max(1, away), stillListed/max(1, still)
	f.LeadA, f.LeadB = middle(leads[0]), middle(leads[1])
	return f
}

// compare scores a rule and a model on the same children.
func compare(all []seen, came func(*seen) bool, rule func(*seen) float64, w *features) outcome {
	var byRule, byModel score.Score
	var o outcome
	for i := range all {
		s := &all[i]
		hit := came(s)
		byRule.Add(rule(s), hit)
		byModel.Add(predict(w, &s.x), hit)
		if hit {
			o.Base += 1 / float64(len(all))
		}
	}
	o.AUCRule, o.AUCModel = byRule.AUC(), byModel.AUC()
	o.PrecisionRule, o.PrecisionModel = topFive(all, came, byRule.P), topFive(all, came, byModel.P)
	o.Wins = o.AUCModel - o.AUCRule
	return o
}

// topFive is the share of hits among the five highest of every class and week; who
// ties is told apart by nothing but the place in the list.
func topFive(all []seen, came func(*seen) bool, scores []float64) float64 {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &all[a], &all[b]
		return cmp.Or(cmp.Compare(x.class, y.class), cmp.Compare(x.day, y.day), cmp.Compare(scores[b], scores[a]))
	})
	hits, taken, rank := 0.0, 0.0, 0
	for k, i := range order {
		if k > 0 && (all[order[k-1]].class != all[i].class || all[order[k-1]].day != all[i].day) {
			rank = 0
		}
		if rank < risk.MostListed {
			taken++
			if came(&all[i]) {
				hits++
			}
		}
		rank++
	}
	return hits / taken
}

func middle(all []int) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[len(all)/2])
}
