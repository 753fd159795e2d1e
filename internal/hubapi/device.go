package hubapi

import (
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/web"
)

type hubJSON struct {
	Protocol  int       `json:"protocol"`
	Hub       school.ID `json:"hub"`
	Name      string    `json:"name"`
	Languages []string  `json:"languages"`
	Demo      bool      `json:"demo"`
	Setup     bool      `json:"setup"` // nobody may sign in yet
}

// hub says enough to know that this is a hub, and no school's or child's name.
func (a *API) hub(w http.ResponseWriter, r *http.Request) {
	settled, err := a.Class.Settled(r.Context())
	if err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, hubJSON{
		Protocol: school.Protocol, Hub: a.Class.Hub, Name: a.Name, Languages: a.Languages, Demo: a.Class.Demo, Setup: !settled,
	})
}

type writerJSON struct {
	Hub    school.ID `json:"hub"`
	Device uint32    `json:"device"`
}

func fromWriter(w crdt.Writer) writerJSON { return writerJSON{Hub: w.Hub, Device: w.Device} }

type enrolRequest struct {
	Token string `json:"token"`
	Again *struct {
		Number uint32 `json:"number"`
		Secret string `json:"secret"`
	} `json:"again"`
}

type enrolResponse struct {
	Writer writerJSON `json:"writer"`
	Number uint32     `json:"number"`
	Secret string     `json:"secret"`
	Hub    school.ID  `json:"hub"`
}

func (a *API) enrol(w http.ResponseWriter, r *http.Request) {
	var request enrolRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		web.WriteError(w, r, err)
		return
	}
	var again *classroom.Again
	if request.Again != nil {
		again = &classroom.Again{Number: request.Again.Number, Secret: request.Again.Secret}
	}
	enrolled, err := a.Class.Enrol(r.Context(), request.Token, again)
	if err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, enrolResponse{
		Writer: fromWriter(enrolled.Writer), Number: enrolled.Number, Secret: enrolled.Secret, Hub: a.Class.Hub,
	})
}
