package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type decisionRequest struct {
	Learner *school.ID `json:"learner"`
	Skill   string     `json:"skill"`
	Kind    string     `json:"kind"`
}

func (a *API) decide(w http.ResponseWriter, r *http.Request) error {
	var request decisionRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil {
		return school.Errorf(school.CodeInvalid, "say which learner")
	}
	if err := a.Class.Decide(r.Context(), *request.Learner, request.Skill, request.Kind); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
