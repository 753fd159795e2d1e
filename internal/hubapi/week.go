package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type weekJSON struct {
	Now      int64         `json:"now"`
	Met      int           `json:"met"`
	Learners []concernJSON `json:"learners"`
	More     int           `json:"more"`
	Scarce   []childJSON   `json:"scarce"`
}

type childJSON struct {
	ID   school.ID `json:"id"`
	Name string    `json:"name"`
}

type concernJSON struct {
	ID      school.ID      `json:"id"`
	Name    string         `json:"name"`
	Animal  string         `json:"animal"`
	Reasons []standingJSON `json:"reasons"`
}

// week tells whom to look after, and why.
func (a *API) week(w http.ResponseWriter, r *http.Request) error {
	week, err := a.Class.Week(r.Context())
	if err != nil {
		return err
	}
	body := weekJSON{Now: week.Now, Met: week.Met, More: week.More, Learners: make([]concernJSON, 0, len(week.Listed))}
	for i := range week.Listed {
		c := &week.Listed[i]
		one := concernJSON{ID: c.Learner.ID, Name: c.Learner.Name, Animal: c.Learner.Animal, Reasons: make([]standingJSON, 0, len(c.Reasons))}
		for _, reason := range c.Reasons {
			one.Reasons = append(one.Reasons, standingJSON(reason))
		}
		body.Learners = append(body.Learners, one)
	}
	body.Scarce = make([]childJSON, 0, len(week.Scarce))
	for i := range week.Scarce {
		body.Scarce = append(body.Scarce, childJSON{ID: week.Scarce[i].ID, Name: week.Scarce[i].Name})
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
