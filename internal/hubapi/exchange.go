package hubapi

import (
	"net/http"

	"darasa/internal/replication"
	"darasa/internal/web"
)

// setExchange says when, and how much, the hub exchanges with its cloud.
func (a *API) setExchange(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Mode  string `json:"mode"`
		Daily int64  `json:"daily"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	p, err := replication.NewPolicy(request.Mode, request.Daily)
	if err != nil {
		return err
	}
	if err := a.Exchange(r.Context(), p); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
