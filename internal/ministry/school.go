package ministry

import (
	"cmp"
	"math"
	"slices"

	"darasa/internal/school"
)

// weeksShown is how far back plots of weeks reach, the running week included.
const weeksShown = 26

// A school's practice is called falling when its last four whole weeks had less than
// half the answers of the four before, and those had enough to speak of.
const (
	fallWeeks  = 4
	fallEnough = 200
)

// SchoolPage is what the ministry's page shows of one school. Null stands for hidden:
// of a school with 1 to 9 learners only its answers in all and its contact are shown.
type SchoolPage struct {
	AsOf        int64           `json:"asOf"`
	Demo        bool            `json:"demo"`
	ID          school.ID       `json:"id"`
	Name        string          `json:"name"`
	LastContact *int64          `json:"lastContact"`
	Attempts    int64           `json:"attempts"`
	Learners    *int            `json:"learners"`
	Hubs        []Hub           `json:"hubs"`
	Trouble     Trouble         `json:"trouble"`
	Weeks       []PublishedWeek `json:"weeks"`   // the oldest first; null when hidden
	Undated     *int64          `json:"undated"` // answers given before a hub knew the date
	Falling     *bool           `json:"falling"`
	Reached     *int            `json:"reached"` // skills in which most answers are right; see skillRight
	Skills      []SchoolSkill   `json:"skills"`
}

// SchoolSkill is how a school answers at one skill, without help; null while there are
// too few answers to tell.
type SchoolSkill struct {
	ID string `json:"id"`
	Named
	Answers *int64   `json:"answers"`
	Right   *float64 `json:"right"` // share, 0 to 1
}

// PublishedWeek is how many answers were given in one week.
type PublishedWeek struct {
	Start    int64 `json:"start"` // tick of its Monday
	Attempts int64 `json:"attempts"`
}

// PublishSchool makes the page of one school; ok is false for one that is not there.
// All pages together with the overview give no group of 1 to 9 learners away: pages
// tell of answers, weeks of hidden schools are in no sum.
func PublishSchool(c Country, id school.ID, name func(skill string) Named, asOf int64, demo bool) (page SchoolPage, ok bool) {
	place := slices.IndexFunc(c.Schools, func(s School) bool { return s.ID == id })
	if place < 0 {
		return page, false
	}
	s := &c.Schools[place]
	page = SchoolPage{
		AsOf: asOf, Demo: demo, ID: s.ID, Name: s.Name, LastContact: s.LastContact, Attempts: s.Attempts,
		Hubs: append([]Hub{}, s.Hubs...), Trouble: s.Trouble,
	}
	if small(s.Learners) {
		return page, true
	}
	skills, reached := practised(c, place, name)
	page.Learners, page.Skills, page.Reached = &s.Learners, skills, &reached
	page.Weeks = weeksOf([]School{*s}, asOf)
	undated, falling := s.Weeks[0], falls(s, asOf)
	page.Undated, page.Falling = &undated, &falling
	return page, true
}

// weeksOf sums the weeks of schools, up to the running one, and leaves out what lies
// before the first answer.
func weeksOf(schools []School, asOf int64) []PublishedWeek {
	now := Week(asOf)
	out := []PublishedWeek{}
	for week := max(now-weeksShown+1, 1); week <= now; week++ {
		n := int64(0)
		for i := range schools {
			n += schools[i].Weeks[week]
		}
		if n > 0 || len(out) > 0 {
			out = append(out, PublishedWeek{Start: WeekStart(week), Attempts: n})
		}
	}
	return out
}

// falls reports whether a school practises much less than before.
func falls(s *School, asOf int64) bool {
	now := Week(asOf)
	if now == 0 {
		return false
	}
	sum := func(last int64) (n int64) {
		for week := last - fallWeeks + 1; week <= last; week++ {
			n += s.Weeks[week]
		}
		return n
	}
	late, early := sum(now-1), sum(now-1-fallWeeks)
	return early >= fallEnough && 2*late < early
}

// A school's answers at a skill are told from skillAnswers on; it counts as reached
// when at least skillRight per cent of them are right. They are answers and not
// people: no number of learners follows from them, nor from the country's sums
// beside them.
const (
	skillAnswers = 100
	skillRight   = 80
)

// practised tells how a school answers, skill by skill.
func practised(c Country, place int, name func(skill string) Named) (skills []SchoolSkill, reached int) {
	skills = []SchoolSkill{}
	for i := range c.Skills {
		row := SchoolSkill{ID: c.Skills[i].ID, Named: name(c.Skills[i].ID).orID(c.Skills[i].ID)}
		for _, n := range c.Skills[i].Counts {
			if n.School != place || n.Unaided < skillAnswers {
				continue
			}
			right := math.Round(1000*float64(n.Right)/float64(n.Unaided)) / 1000
			row.Answers, row.Right = &n.Unaided, &right
			if 100*n.Right >= skillRight*n.Unaided {
				reached++
			}
		}
		skills = append(skills, row)
	}
	return skills, reached
}

// hiddenGroups returns the schools whose learners are hidden.
func hiddenGroups(schools []School) (hidden []group) {
	for _, s := range schools {
		if small(s.Learners) {
			hidden = append(hidden, group{learners: s.Learners, most: int(min(Least-1, s.Attempts))})
		}
	}
	return hidden
}

// byName orders schools as tables show them.
func byName(a, b OverviewSchool) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), a.ID.Compare(b.ID))
}
