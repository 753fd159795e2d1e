package hubapi

import (
	"net/http"

	"darasa/internal/school"
	"darasa/internal/web"
)

type helpedRequest struct {
	Learner *school.ID `json:"learner"`
	What    string     `json:"what"`
	Undo    int64      `json:"undo"` // a help's number, 0 to note one
}

type helpedResponse struct {
	At int64 `json:"at"`
}

// helped notes that a teacher helped, or takes that back.
func (a *API) helped(w http.ResponseWriter, r *http.Request) error {
	var request helpedRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil {
		return school.Errorf(school.CodeInvalid, "say which learner")
	}
	at, err := request.Undo, error(nil)
	if at != 0 {
		err = a.Class.TakeBackHelp(r.Context(), *request.Learner, at)
	} else {
		at, err = a.Class.Helped(r.Context(), *request.Learner, request.What)
	}
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, helpedResponse{At: at})
	return nil
}

type attendanceRequest struct {
	Absent *[]school.ID `json:"absent"`
	Wave   *uint8       `json:"wave"` // called to the tablets with it, if any
}

// attend takes the attendance: who is absent today, all others being here.
func (a *API) attend(w http.ResponseWriter, r *http.Request) error {
	var request attendanceRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Absent == nil {
		return school.Errorf(school.CodeInvalid, "say who is absent; an empty list for nobody")
	}
	if err := a.Class.Attend(r.Context(), *request.Absent); err != nil {
		return err
	}
	if request.Wave != nil {
		if err := a.Class.CallWave(r.Context(), *request.Wave); err != nil {
			return err
		}
	}
	writeDone(w)
	return nil
}

// callWave says which wave the tablets are for now.
func (a *API) callWave(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Wave *uint8 `json:"wave"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Wave == nil {
		return school.Errorf(school.CodeInvalid, "say which wave; 0 for none")
	}
	if err := a.Class.CallWave(r.Context(), *request.Wave); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
