package hubapi

import (
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type unitsJSON struct {
	Grades []gradeUnitJSON `json:"grades"`
	Skills []outlinedJSON  `json:"skills"`
	Words  wordsJSON       `json:"words"`
}

// gradeUnitJSON is what the children of a grade work on this week, and how many
// there are.
type gradeUnitJSON struct {
	Grade    uint8    `json:"grade"`
	Learners int      `json:"learners"`
	Share    uint8    `json:"share"` // quarters
	Skills   []string `json:"skills"`
}

type outlinedJSON struct {
	Skill   string `json:"skill"`
	Picture string `json:"picture"`
	Grade   uint8  `json:"grade"`
	Strand  string `json:"strand"`
}

// usualShare is the share of a week's unit until a teacher names another, in quarters.
const usualShare = 2

// unit tells what each grade of the class works on this week, and what it may.
func (a *API) unit(w http.ResponseWriter, r *http.Request) error {
	roster, err := a.Class.Roster(r.Context())
	if err != nil {
		return err
	}
	body := unitsJSON{Grades: []gradeUnitJSON{}, Skills: []outlinedJSON{}, Words: newWords()}
	at := map[uint8]int{}
	for _, l := range roster.Learners {
		if _, ok := at[l.Grade]; !ok {
			at[l.Grade] = len(body.Grades)
			body.Grades = append(body.Grades, gradeUnitJSON{Grade: l.Grade, Share: usualShare, Skills: []string{}})
		}
		body.Grades[at[l.Grade]].Learners++
	}
	for _, u := range roster.Units {
		if i, ok := at[u.Grade]; ok {
			body.Grades[i].Share, body.Grades[i].Skills = u.Share, append([]string{}, u.Skills...)
		}
	}
	for _, s := range a.Guide.Outline {
		body.Skills = append(body.Skills, outlinedJSON(s))
		a.name(&body.Words, s.Skill, "")
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

func (a *API) setUnit(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Grade  *uint8    `json:"grade"`
		Share  *uint8    `json:"share"`
		Skills *[]string `json:"skills"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Grade == nil || request.Share == nil || request.Skills == nil {
		return school.Errorf(school.CodeInvalid, "say grade, share in quarters and skills; an empty list for none")
	}
	if err := a.Class.SetUnit(r.Context(), classroom.Unit{Grade: *request.Grade, Share: *request.Share, Skills: *request.Skills}); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
