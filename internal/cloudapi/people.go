package cloudapi

import (
	"net/http"

	"darasa/internal/ministry"
	"darasa/internal/school"
	"darasa/internal/web"
)

// cookie is the name of the ministry's session cookie.
const cookie = "darasa-ministry"

type signInRequest struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// signIn answers a wrong name and a wrong password alike, after the same work.
func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	var request signInRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if len(request.Password) > maxPassword {
		return errSignIn
	}
	stored, wait, ok, err := a.Accounts.TryAccount(r.Context(), request.Name)
	if err != nil {
		return err
	}
	if wait > 0 {
		return &web.RetryError{Err: school.Errorf(school.CodeWait, "too many tries; wait %d seconds", wait), Seconds: wait}
	}
	if !ok {
		stored = nobody
	}
	fits, err := a.check(r.Context(), request.Password, stored)
	if err != nil {
		return err
	}
	if !ok || !fits {
		return errSignIn
	}
	if err := a.Accounts.ClearTries(r.Context(), request.Name); err != nil {
		return err
	}
	secret, err := a.Accounts.OpenSession(r.Context(), request.Name)
	if err != nil {
		return err
	}
	http.SetCookie(w, sessionCookie(r, secret))
	web.WriteJSON(w, http.StatusOK, map[string]string{"name": request.Name})
	return nil
}

var errSignIn = school.Errorf(school.CodeUnauthorized, "that name and password do not fit")

func sessionCookie(r *http.Request, secret string) *http.Cookie {
	return &http.Cookie{
		Name: cookie, Value: secret, Path: Base + "/ministry", HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
	}
}

func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(cookie); err == nil {
		if err := a.Accounts.CloseSession(r.Context(), c.Value); err != nil {
			return err
		}
	}
	gone := sessionCookie(r, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	web.WriteJSON(w, http.StatusOK, struct{}{})
	return nil
}

// about says, before anybody signs in, whether the schools are invented.
func (a *API) about(w http.ResponseWriter, _ *http.Request) error {
	web.WriteJSON(w, http.StatusOK, struct {
		Demo bool `json:"demo"`
	}{a.Demo})
	return nil
}

func (a *API) overview(w http.ResponseWriter, r *http.Request) error {
	country, err := a.country(r)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, ministry.Publish(country, a.Skill, a.Now(), a.Demo))
	return nil
}

// school answers with the page of one school.
func (a *API) school(w http.ResponseWriter, r *http.Request) error {
	id, err := school.ParseID(r.PathValue("school"))
	if err != nil {
		return err
	}
	country, err := a.country(r)
	if err != nil {
		return err
	}
	page, ok := ministry.PublishSchool(country, id, a.Skill, a.Now(), a.Demo)
	if !ok {
		return school.Errorf(school.CodeNotFound, "there is no such school")
	}
	web.WriteJSON(w, http.StatusOK, page)
	return nil
}

// country returns the sums for whoever is signed in.
func (a *API) country(r *http.Request) (country ministry.Country, err error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return country, errNotSignedIn
	}
	if _, ok, err := a.Accounts.FindSession(r.Context(), c.Value); err != nil {
		return country, err
	} else if !ok {
		return country, errNotSignedIn
	}
	return a.Store.Country(r.Context())
}

var errNotSignedIn = school.Errorf(school.CodeUnauthorized, "please sign in")
