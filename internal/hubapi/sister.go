package hubapi

import (
	"context"
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

// Sisters pairs this hub with others in the building.
type Sisters interface {
	// Paired lists the hubs this one was paired with.
	Paired() []SisterJSON
	// Show draws the code that another hub is to be told, in the place of any earlier one.
	Show(ctx context.Context) (PairCodeJSON, error)
	// Pair pairs with the hub that shows a code; it is looked for unless at names its address.
	Pair(ctx context.Context, code, at string) (SisterJSON, error)
}

// SisterJSON is another hub of the school.
type SisterJSON struct {
	Hub         school.ID `json:"hub"`
	Name        string    `json:"name"`
	URL         string    `json:"url"`         // where it answered last, empty until it was found
	LastContact int64     `json:"lastContact"` // ticks, 0 for never in this run
}

// PairCodeJSON is a code that is good once.
type PairCodeJSON struct {
	Code    string `json:"code"`
	URL     string `json:"url"`     // of this hub
	Seconds int    `json:"seconds"` // it is good for
}

func (a *API) sisters(w http.ResponseWriter, _ *http.Request) error {
	web.WriteJSON(w, http.StatusOK, struct {
		Sisters []SisterJSON `json:"sisters"`
	}{append([]SisterJSON{}, a.Sisters.Paired()...)})
	return nil
}

func (a *API) showPairCode(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadJSON(w, r, &struct{}{}); err != nil {
		return err
	}
	code, err := a.Sisters.Show(r.Context())
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, code)
	return nil
}

func (a *API) pair(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Code string `json:"code"`
		At   string `json:"at"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Code == "" {
		return school.Errorf(school.CodeInvalid, "send the code that the other hub shows")
	}
	sister, err := a.Sisters.Pair(r.Context(), request.Code, request.At)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, sister)
	return nil
}
