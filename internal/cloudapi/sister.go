package cloudapi

import (
	"net/http"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/web"
)

// MaxPair bounds a pairing request, in bytes.
const MaxPair = 256

// NewSister makes the handlers by which a hub answers the other hubs of its school:
// the calls of an exchange, as a cloud serves them, and pairing. Config's Store needs
// Shelf and Touch only.
func NewSister(config Config, pair func(*replication.PairRequest) (*replication.PairAnswer, error)) *API {
	a := &API{Config: config, mux: http.NewServeMux()}
	a.routeExchange()
	a.route("POST /pair", func(w http.ResponseWriter, r *http.Request) error {
		body, err := readBody(w, r, MaxPair)
		if err != nil {
			return err
		}
		request, err := replication.DecodePairRequest(body)
		if err != nil {
			return err
		}
		answer, err := pair(request)
		if err != nil {
			return err
		}
		writeBytes(w, answer.AppendBinary(nil))
		return nil
	})
	a.mux.HandleFunc(Base+"/", func(w http.ResponseWriter, r *http.Request) {
		web.WriteError(w, r, school.Errorf(school.CodeNotFound, "there is no such call"))
	})
	return a
}
