package hubapi

import (
	"errors"
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

type done struct {
	OK bool `json:"ok"`
}

func writeDone(w http.ResponseWriter) { web.WriteJSON(w, http.StatusOK, done{OK: true}) }

type teacherSignInRequest struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// teacherSignIn sets the cookie. It is new at every sign-in: a cookie brought
// along never becomes valid.
func (a *API) teacherSignIn(w http.ResponseWriter, r *http.Request) {
	var request teacherSignInRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		web.WriteError(w, r, err)
		return
	}
	known := ""
	if c, err := r.Cookie(knownCookie); err == nil {
		known = c.Value
	}
	signedIn, err := a.Class.SignInTeacher(r.Context(), request.Name, request.Password, known)
	writeSignedIn(w, r, signedIn, err)
}

// writeSignedIn sets the cookies, or says why not and how long to wait.
func writeSignedIn(w http.ResponseWriter, r *http.Request, signedIn classroom.SignedIn, err error) {
	if wait, ok := errors.AsType[*classroom.WaitError](err); ok {
		err = &web.RetryError{Err: wait, Seconds: wait.Seconds}
	}
	if err != nil {
		web.WriteError(w, r, err)
		return
	}
	http.SetCookie(w, newCookie(r, cookie, signedIn.Token, 0))
	http.SetCookie(w, newCookie(r, knownCookie, signedIn.Known, knownFor))
	writeDone(w)
}

func (a *API) teacherSignOut(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(cookie); err == nil {
		if err := a.Class.SignOutTeacher(r.Context(), c.Value); err != nil {
			web.WriteError(w, r, err)
			return
		}
	}
	http.SetCookie(w, newCookie(r, cookie, "", -1))
	writeDone(w)
}

func newCookie(r *http.Request, name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}

type letInRequest struct {
	Learner *school.ID `json:"learner"`
}

func (a *API) letIn(w http.ResponseWriter, r *http.Request) error {
	var request letInRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil {
		return school.Errorf(school.CodeInvalid, "say which learner")
	}
	if err := a.Class.LetIn(r.Context(), *request.Learner); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

type clockRequest struct {
	Real *int64 `json:"real"`
}

func (a *API) clock(w http.ResponseWriter, r *http.Request) error {
	var request clockRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Real == nil {
		return school.Errorf(school.CodeInvalid, "say the real time in ticks")
	}
	if err := a.Class.PhoneTime(r.Context(), *request.Real); err != nil {
		return err
	}
	writeDone(w)
	return nil
}
