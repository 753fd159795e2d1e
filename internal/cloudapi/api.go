package cloudapi

import (
	"context"
	"crypto/ed25519"
	"io"
	"net/http"
	"strings"

	"darasa/internal/ministry"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/web"
)

// Base is where every call of this package lives.
const Base = "/v1"

// Shelf is a cloud's part in exchanges with one hub.
type Shelf interface {
	replication.Shelf
	// DirectoryOf returns the list that segments of a hub of the caller's school
	// build on, or school.CodeNotFound.
	DirectoryOf(hub school.ID) ([]byte, error)
}

// Parts is what a Shelf may keep besides: the beginnings of large bodies.
type Parts interface {
	// PartHave returns how many bytes of a large body, from its start, the caller has
	// brought in pieces.
	PartHave(hash [32]byte) (int64, error)
	// PutPart keeps what of body, which begins at start of total bytes, continues what
	// is here, and returns PartHave.
	PutPart(hash [32]byte, total, start int64, body []byte) (have int64, err error)
	// TakePart returns a body that has come whole and forgets it, or
	// school.CodeNotFound. It does not compare it with its hash.
	TakePart(hash [32]byte) ([]byte, error)
}

// Store is what the handlers ask of the cloud's store.
type Store interface {
	// Enroll makes hub a hub of the school that the one-time code was issued for.
	Enroll(ctx context.Context, code string, hub school.ID, key []byte, name string) (owner school.ID, token string, err error)
	// Shelf returns who calls with token and what that hub's school holds, or
	// school.CodeUnauthorized.
	Shelf(ctx context.Context, token string) (hub school.ID, shelf Shelf, err error)
	// Touch notes that a hub was just in contact.
	Touch(ctx context.Context, hub school.ID) error
	// Country returns the sums of all schools, nothing hidden yet.
	Country(ctx context.Context) (ministry.Country, error)
}

// Accounts are the people of the ministry.
type Accounts interface {
	// TryAccount takes one try at a password and returns its argon2id text; wait is
	// positive, in seconds, when no try is taken now.
	TryAccount(ctx context.Context, name string) (password string, wait int, ok bool, err error)
	// ClearTries forgets the tries after a success.
	ClearTries(ctx context.Context, name string) error
	// OpenSession signs in and returns the cookie's secret.
	OpenSession(ctx context.Context, name string) (secret string, err error)
	// FindSession returns who is signed in with secret.
	FindSession(ctx context.Context, secret string) (name string, ok bool, err error)
	// CloseSession signs out.
	CloseSession(ctx context.Context, secret string) error
}

// Config is everything the handlers need.
type Config struct {
	ID       school.ID
	Key      ed25519.PublicKey
	Sign     func(message []byte) []byte
	Store    Store
	Accounts Accounts
	Packs    Packs                             // nil for none
	Skill    func(skill string) ministry.Named // what people call it; empty for an unknown one
	Now      func() int64                      // ticks since 1970
	Random   io.Reader
	Demo     bool // the schools are invented
}

// API answers under Base. It is an http.Handler.
type API struct {
	Config
	mux      *http.ServeMux
	routes   []string
	hashing  chan struct{}
	arriving arriving
}

// New makes the handlers.
func New(config Config) *API {
	a := &API{Config: config, mux: http.NewServeMux(), hashing: make(chan struct{}, 2)}
	a.route("POST /enroll", a.enroll)
	a.routeExchange()
	a.route("POST /ministry/sign-in", a.signIn)
	a.route("POST /ministry/sign-out", a.signOut)
	a.route("GET /ministry/about", a.about)
	a.route("GET /ministry/overview", a.overview)
	a.route("GET /ministry/schools/{school}", a.school)
	a.mux.HandleFunc(Base+"/", func(w http.ResponseWriter, r *http.Request) {
		web.WriteError(w, r, school.Errorf(school.CodeNotFound, "there is no such call"))
	})
	return a
}

// routeExchange adds the calls of an exchange.
func (a *API) routeExchange() {
	a.route("POST /exchange", a.hub(a.exchange))
	a.route("PUT /segments/{hash}", a.hub(a.putSegment))
	a.route("GET /segments/{hash}", a.hub(a.segment))
	a.route("PUT /catalogues/{hash}", a.hub(a.putCatalogue))
	a.route("GET /catalogues/{hash}", a.hub(a.catalogue))
	a.route("PUT /directories/{hub}", a.hub(a.putDirectory))
	a.route("GET /directories/{hub}", a.hub(a.directory))
	a.route("GET /parts/{hash}", a.hub(a.part))
	a.route("PUT /parts/{hash}", a.hub(a.putPart))
	a.route("GET /hubs/{hub}/key", a.hub(a.hubKey))
	a.route("GET /packs/{subject}", a.hub(a.pack))
	a.route("GET /packs/parts/{hash}", a.hub(a.packPart))
}

func (a *API) route(pattern string, handler func(http.ResponseWriter, *http.Request) error) {
	method, path, _ := strings.Cut(pattern, " ")
	full := method + " " + Base + path
	a.routes = append(a.routes, full)
	a.mux.Handle(full, web.Route(full, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := handler(w, r); err != nil {
			web.WriteError(w, r, err)
		}
	})))
}

// Routes returns every method and path served, for the test that compares them
// with docs/openapi.yaml.
func (a *API) Routes() []string { return a.routes }

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }
