package hubapi

import (
	"net/http"

	"darasa/internal/web"
)

// attention lists what of the log needs somebody: what waits, what was refused, what
// is missing, what was repaired.
func (a *API) attention(w http.ResponseWriter, r *http.Request) error {
	attention, err := a.Attention(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, attention)
	return nil
}
