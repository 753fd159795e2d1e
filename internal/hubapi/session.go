package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type sessionRequest struct {
	Session string     `json:"session"` // the session op's dot
	Owner   *school.ID `json:"owner"`   // empty: void
}

func (a *API) reassign(w http.ResponseWriter, r *http.Request) error {
	var request sessionRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Owner == nil {
		return school.Errorf(school.CodeInvalid, "say whose session it was; an empty owner voids it")
	}
	dot, err := parseDot(request.Session)
	if err != nil {
		return err
	}
	if err := a.Class.Reassign(r.Context(), dot, *request.Owner); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
