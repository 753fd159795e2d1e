package hubapi

import (
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/web"
)

type setupRequest struct {
	Code      string `json:"code"`
	School    string `json:"school"`
	Classroom string `json:"classroom"`
	Name      string `json:"name"`
	Password  string `json:"password"`
}

// setUp makes a class's hub of an empty one for whoever holds the code it printed,
// and signs her in.
func (a *API) setUp(w http.ResponseWriter, r *http.Request) {
	var request setupRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		web.WriteError(w, r, err)
		return
	}
	signedIn, err := a.Class.SetUp(r.Context(), classroom.Setup{
		Code: request.Code, School: request.School, Classroom: request.Classroom, Teacher: request.Name, Password: request.Password,
	})
	writeSignedIn(w, r, signedIn, err)
}
