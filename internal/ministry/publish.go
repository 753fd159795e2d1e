package ministry

import (
	"math"
	"slices"
)

// Least is the smallest number of learners that is shown. Zero is shown too: it is
// about nobody.
const Least = 10

// Named is what people call a skill: its title per language, and the codes of the
// outcomes it is mapped to. A skill without titles goes by its id.
type Named struct {
	Title    map[string]string `json:"title"`
	Outcomes []string          `json:"outcomes"` // codes of the national curriculum, as mapped by the pack
}

func (n Named) orID(id string) Named {
	if n.Title == nil {
		n.Title = map[string]string{"en": id}
	}
	n.Outcomes = append([]string{}, n.Outcomes...)
	return n
}

// Publish makes the overview of a country.
//
// A group of 1 to 9 learners is hidden, and so is every sum from which one could
// be worked out, even by somebody who knows these rules:
//
//   - A school's learners are hidden below Least.
//   - The country's learners are hidden unless the schools hidden have at least
//     Least learners together, and none of them can be told from the sum: see slack.
//   - While the country's sum is hidden, skills speak of the schools shown only, for
//     otherwise they would give a lower bound of it.
//   - A skill's learners are hidden below Least.
//   - A share is hidden when it, or its complement, speaks of 1 to 9 learners.
//   - Weeks are those of the schools shown.
//
// Attempts are answers, not people, and are always shown.
func Publish(c Country, name func(skill string) Named, asOf int64, demo bool) Overview {
	o := Overview{AsOf: asOf, Demo: demo, Schools: []OverviewSchool{}, Skills: []OverviewSkill{}}
	o.Totals.Schools = len(c.Schools)
	everywhere := slack(hiddenGroups(c.Schools))
	var shown []School
	all := 0
	for i := range c.Schools {
		s := &c.Schools[i]
		row := OverviewSchool{ID: s.ID, Name: s.Name, LastContact: s.LastContact, Attempts: s.Attempts, Trouble: s.Trouble}
		if !small(s.Learners) {
			falling := falls(s, asOf)
			row.Learners, row.Falling = &s.Learners, &falling
			shown = append(shown, *s)
		}
		all += s.Learners
		o.Totals.Attempts += s.Attempts
		o.Schools = append(o.Schools, row)
	}
	if everywhere {
		o.Totals.Learners = &all
	}
	o.Weeks = weeksOf(shown, asOf)
	for i := range c.Skills {
		o.Skills = append(o.Skills, publishSkill(c, &c.Skills[i], name, everywhere))
	}
	slices.SortStableFunc(o.Schools, byName)
	return o
}

func publishSkill(c Country, s *Skill, name func(skill string) Named, everywhere bool) OverviewSkill {
	row := OverviewSkill{ID: s.ID, Named: name(s.ID).orID(s.ID)}
	learners, known := 0, 0
	for _, n := range s.Counts {
		if everywhere || !small(c.Schools[n.School].Learners) {
			learners += n.Learners
			known += n.Known
		}
	}
	if !small(learners) {
		row.Learners, row.Share = &learners, share(learners, known)
	}
	return row
}

func small(n int) bool { return n > 0 && n < Least }

// group is a hidden school: how many learners it has, and how many it may have as
// far as anybody can see, for nobody learns without an attempt.
type group struct{ learners, most int }

// slack reports whether the sum of the hidden groups may be known. Together they
// must not be a small group themselves, and every one that is not told by its
// attempts already must be able to be larger or smaller while another makes up for
// it. The answer depends on nothing that is hidden but the sum, so that seeing it
// withheld tells no more.
func slack(hidden []group) bool {
	sum, most, movable := 0, 0, 0
	for _, g := range hidden {
		sum += g.learners
		most += g.most
		if g.most > 1 {
			movable++
		}
	}
	return len(hidden) == 0 || movable >= 2 && sum >= Least && sum > len(hidden) && sum < most
}

// share returns the part of a skill's learners who know it, to a tenth of a per
// cent, or nil when one of both groups is small.
func share(learners, known int) *float64 {
	if learners == 0 || small(known) || small(learners-known) {
		return nil
	}
	part := math.Round(1000*float64(known)/float64(learners)) / 1000
	return &part
}
