package ministry

import "darasa/internal/school"

// Country is what the cloud knows, before anything is hidden.
type Country struct {
	Schools []School
	Skills  []Skill
}

// School is one school's sums.
type School struct {
	ID          school.ID
	Name        string
	LastContact *int64 // ticks since 1970, nil before the first exchange
	Attempts    int64
	Learners    int // learners with attempts
	Hubs        []Hub
	Weeks       map[int64]int64 // attempts by week, see Week; nil for none
	Trouble     Trouble
}

// Hub is one of a school's hubs, as the cloud hears of it.
type Hub struct {
	Name        string `json:"name"`
	LastContact *int64 `json:"lastContact"` // ticks, nil before the first exchange
	Days        int    `json:"days"`        // of the last 28, on which something new came
}

// Trouble counts what a person should look into at a school.
type Trouble struct {
	Clones  int `json:"clones"`  // places in the log where two different segments claim to stand
	Refused int `json:"refused"` // uploads refused in the last 28 days
	Waiting int `json:"waiting"` // segments that cannot be counted yet
}

// Any reports whether there is any.
func (t Trouble) Any() bool { return t != Trouble{} }

// Skill is one skill's sums, school by school. A learner counts in every skill that
// one of her attempts was about.
type Skill struct {
	ID     string
	Counts []Count // at most one per school
}

// Count is how one school does at one skill.
type Count struct {
	School   int // place in Country.Schools
	Learners int // learners with attempts at the skill
	Known    int // of those, the ones who know it; see Knows
	Unaided  int64
	Right    int64 // of the unaided answers
}

// minAnswers and minRight say when a learner knows a skill.
const (
	minAnswers = 5
	minRight   = 80 // per cent
)

// Knows reports whether answers without help say that a learner knows a skill: at
// least five, of which at least 80 % right.
func Knows(unaided, right int64) bool {
	return unaided >= minAnswers && 100*right >= minRight*unaided
}

// Overview is what the ministry's page shows. Null stands for hidden.
type Overview struct {
	AsOf    int64            `json:"asOf"` // ticks since 1970
	Demo    bool             `json:"demo"`
	Schools []OverviewSchool `json:"schools"`
	Totals  OverviewTotals   `json:"totals"`
	Weeks   []PublishedWeek  `json:"weeks"` // of the schools shown, the oldest first
	Skills  []OverviewSkill  `json:"skills"`
}

// OverviewSchool is one school's row.
type OverviewSchool struct {
	ID          school.ID `json:"id"`
	Name        string    `json:"name"`
	LastContact *int64    `json:"lastContact"`
	Attempts    int64     `json:"attempts"`
	Learners    *int      `json:"learners"`
	Falling     *bool     `json:"falling"` // practises much less than before
	Trouble     Trouble   `json:"trouble"`
}

// OverviewTotals are the country's sums.
type OverviewTotals struct {
	Attempts int64 `json:"attempts"`
	Learners *int  `json:"learners"`
	Schools  int   `json:"schools"`
}

// OverviewSkill is one skill's row. Share is the part of its learners who know it,
// 0 to 1.
type OverviewSkill struct {
	ID string `json:"id"`
	Named
	Learners *int     `json:"learners"`
	Share    *float64 `json:"share"`
}
