package hubapi

import (
	"encoding/hex"
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type classJSON struct {
	Classroom struct {
		ID school.ID `json:"id"`
	} `json:"classroom"`
	Learners  []learnerJSON `json:"learners"`
	Catalogue string        `json:"catalogue"`
	Pack      string        `json:"pack"`
	Snapshot  uint32        `json:"snapshot"`
	Demo      bool          `json:"demo"`
	Wave      uint8         `json:"wave"` // called to the tablets now, 0 for none
}

type learnerJSON struct {
	ID       school.ID `json:"id"`
	Name     string    `json:"name"`
	Animal   string    `json:"animal"`
	Wave     uint8     `json:"wave"`
	Grade    uint8     `json:"grade"`
	Language string    `json:"language"`
}

func (a *API) class(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	roster, err := a.Class.Roster(r.Context())
	if err != nil {
		return err
	}
	catalogue := a.Class.Content.Current()
	body := classJSON{
		Learners: make([]learnerJSON, 0, len(roster.Learners)), Demo: a.Class.Demo, Wave: roster.Wave,
		Catalogue: hex.EncodeToString(catalogue[:]), Pack: a.contents(catalogue), Snapshot: a.Class.Content.Newest().Number,
	}
	body.Classroom.ID = roster.Classroom
	for i := range roster.Learners {
		body.Learners = append(body.Learners, fromLearner(&roster.Learners[i]))
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}

func fromLearner(l *classroom.Learner) learnerJSON {
	return learnerJSON{ID: l.ID, Name: l.Name, Animal: l.Animal, Wave: l.Wave, Grade: l.Grade, Language: l.Language}
}

type signInRequest struct {
	Learner  *school.ID `json:"learner"`
	Pictures []int      `json:"pictures"`
}

type signInOK struct {
	OK        bool             `json:"ok"`
	Assurance school.Assurance `json:"assurance"`
}

type signInNotYet struct {
	OK    bool `json:"ok"`
	Wait  int  `json:"wait"`
	Mercy bool `json:"mercy"`
	Left  int  `json:"left"`
}

func (a *API) signIn(w http.ResponseWriter, r *http.Request, device classroom.Device) error {
	var request signInRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil || len(request.Pictures) > classroom.SecretLength {
		return school.Errorf(school.CodeInvalid, "signing in takes a learner and two pictures")
	}
	pictures := make([]uint8, len(request.Pictures))
	for i, p := range request.Pictures {
		if p < 0 || p >= classroom.Pictures {
			return school.Errorf(school.CodeInvalid, "pictures are numbers from 0 to %d", classroom.Pictures-1)
		}
		pictures[i] = uint8(p)
	}
	answer, err := a.Class.SignIn(r.Context(), device, *request.Learner, pictures)
	if err != nil {
		return err
	}
	if answer.OK {
		web.WriteJSON(w, http.StatusOK, signInOK{OK: true, Assurance: answer.Assurance})
		return nil
	}
	web.WriteJSON(w, http.StatusOK, signInNotYet{Wait: answer.Wait, Mercy: answer.Mercy, Left: answer.Left})
	return nil
}
