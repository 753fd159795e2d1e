package hubapi

import (
	"net/http"

	"darasa/internal/web"
)

// Poster is the link that enrols tablets and its QR: one string per row of modules,
// 1 for dark and 0 for light, without the quiet border.
type Poster struct {
	Link string   `json:"link"`
	Rows []string `json:"rows"`
}

func (a *API) poster(w http.ResponseWriter, _ *http.Request) error {
	poster, err := a.Poster()
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, poster)
	return nil
}
