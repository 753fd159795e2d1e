package hubapi

import (
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type observationRequest struct {
	Learner *school.ID `json:"learner"`
	Skill   string     `json:"skill"`
	Outcome string     `json:"outcome"`
	Means   string     `json:"means"`
	Weight  int        `json:"weight"`
	Undo    string     `json:"undo"` // an observation's dot, empty to note one
}

type observationResponse struct {
	Observation string `json:"observation"`
}

// observe notes what a teacher saw for herself, or takes that back.
func (a *API) observe(w http.ResponseWriter, r *http.Request) error {
	var request observationRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil {
		return school.Errorf(school.CodeInvalid, "say which learner")
	}
	if request.Undo != "" {
		dot, err := parseDot(request.Undo)
		if err == nil {
			err = a.Class.TakeBackObservation(r.Context(), *request.Learner, dot)
		}
		if err != nil {
			return err
		}
		web.WriteJSON(w, http.StatusOK, observationResponse{request.Undo})
		return nil
	}
	dot, err := a.Class.Observe(r.Context(), classroom.Observation{
		Learner: *request.Learner, Skill: request.Skill, Outcome: request.Outcome, Means: request.Means, Weight: request.Weight,
	})
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, observationResponse{dot.String()})
	return nil
}
