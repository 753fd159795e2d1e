package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type sameRequest struct {
	As *school.ID `json:"as"` // the record that stays; empty: the two are two children after all
}

// recordJSON is another record of the same child.
type recordJSON struct {
	ID     school.ID `json:"id"`
	Name   string    `json:"name"`
	Number string    `json:"number"`
}

// same joins a child's record to another one of hers, or takes that back.
func (a *API) same(w http.ResponseWriter, r *http.Request) error {
	id, err := school.ParseID(r.PathValue("learner"))
	if err != nil {
		return err
	}
	var request sameRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.As == nil {
		return school.Errorf(school.CodeInvalid, "say which child she is; an empty one takes it back")
	}
	if err := a.Class.SameAs(r.Context(), id, *request.As); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
