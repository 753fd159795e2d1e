package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type voidRequest struct {
	Version string `json:"version"`
	Wrong   *bool  `json:"wrong"`
}

// void takes a generator version out for everybody, or back in.
func (a *API) void(w http.ResponseWriter, r *http.Request) error {
	var request voidRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Wrong == nil {
		return school.Errorf(school.CodeInvalid, "say whether it is wrong")
	}
	if err := a.Class.Void(r.Context(), request.Version, *request.Wrong); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
