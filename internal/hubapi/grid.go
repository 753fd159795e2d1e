package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type gridJSON struct {
	Now      int64         `json:"now"`
	Skills   []string      `json:"skills"`
	Learners []gridRowJSON `json:"learners"`
	Words    wordsJSON     `json:"words"`
}

type gridRowJSON struct {
	ID     school.ID `json:"id"`
	Name   string    `json:"name"`
	Animal string    `json:"animal"`
	Cells  []string  `json:"cells"`
}

// grid tells what is believed of the class, skill by skill.
func (a *API) grid(w http.ResponseWriter, r *http.Request) error {
	grid, err := a.Class.Grid(r.Context())
	if err != nil {
		return err
	}
	body := gridJSON{Now: grid.Now, Skills: grid.Skills, Learners: make([]gridRowJSON, 0, len(grid.Learners)), Words: newWords()}
	for _, skill := range grid.Skills {
		a.name(&body.Words, skill, "")
	}
	for i := range grid.Learners {
		row := &grid.Learners[i]
		body.Learners = append(body.Learners, gridRowJSON{ID: row.Learner.ID, Name: row.Learner.Name, Animal: row.Learner.Animal, Cells: row.Cells})
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
