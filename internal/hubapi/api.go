package hubapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/curriculum"
	"darasa/internal/media"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/web"
)

// Base is where every call of this package lives.
const Base = "/api/v1"

// Cookies of a teacher's browser: the session, and the proof that she once signed
// in from it, which signing out leaves.
const (
	cookie      = "darasa"
	knownCookie = "darasa-known"
	knownFor    = 400 * 24 * 60 * 60 // seconds, the longest browsers keep
)

// Files gives the immutable bodies a tablet fetches once.
type Files interface {
	// Course returns the tutor's course of a catalogue.
	Course(catalogue [32]byte) ([]byte, bool)
	// Snapshot returns a calibration snapshot by number.
	Snapshot(number uint32) ([]byte, bool)
	// Pack returns the compiled pack of a catalogue as JSON.
	Pack(catalogue [32]byte) ([]byte, bool)
	// Contents names the page that lists the parts of a catalogue's compiled pack.
	Contents(catalogue [32]byte) (name [32]byte, ok bool)
	// Part returns a contents page or a part by the SHA-256 of its bytes.
	Part(name [32]byte) ([]byte, bool)
	// PartOf tells which part holds an item of a catalogue, and as which of its items.
	PartOf(catalogue [32]byte, item uint32) (part [32]byte, at uint32, ok bool)
}

// Live are the WebSocket handlers, which live in a package of their own.
type Live interface {
	Live(w http.ResponseWriter, r *http.Request)
	TeacherLive(w http.ResponseWriter, r *http.Request)
}

// Config is everything the handlers need.
type Config struct {
	Class     *classroom.Class
	Files     Files
	Live      Live
	Guide     *curriculum.Guide                                     // words for teachers
	Example   func(item, instance uint32) json.RawMessage           // an exercise as learners see it, nil for none
	Name      string                                                // of the hub, never of a school or person
	Languages []string                                              // of the content, first one first
	Cloud     func(ctx context.Context) (CloudJSON, error)          // what is known of the exchange
	Exchange  func(ctx context.Context, p replication.Policy) error // says when, and how much, it may be
	Disk      func() (free uint64)                                  // bytes left in the data folder
	Poster    func() (Poster, error)                                // what enrols tablets, as a QR
	Content   func() ContentJSON                                    // what is taught, and what is to come
	Handout   func(skill string, sheet, n int) []json.RawMessage    // exercises for paper, each as an Example with its worked steps
	Films     *media.Shelf                                          // by lesson; nil where the folder cannot be used
	Voices    map[string]*media.Shelf                               // what people recorded, by language and key
	Clips     map[string][]curriculum.Clip                          // what they may record, by language
	Attention func(ctx context.Context) (classroom.Attention, error)
	Carrier   Carrier
	Registrar Registrar
	Sisters   Sisters
	Erasures  func(ctx context.Context) (ErasuresJSON, error)
	Now       func() time.Time // for the flood guard only
}

// API answers under Base. It is an http.Handler.
type API struct {
	Config
	mux    *http.ServeMux
	routes []string
	files  sync.Map // name → *web.Immutable
	flood  flood
}

// New makes the handlers.
func New(config Config) *API {
	a := &API{Config: config, mux: http.NewServeMux(), flood: flood{now: config.Now, buckets: map[uint32]*bucket{}}}
	a.route("GET /hub", a.hub)
	a.route("POST /setup", a.setUp)
	a.route("POST /devices", a.enrol)
	a.route("GET /class", a.tablet(a.class))
	a.route("POST /sign-in", a.tablet(a.signIn))
	a.route("POST /ops", a.tablet(a.ops))
	a.route("GET /plan", a.tablet(a.plan))
	a.route("GET /shelf", a.tablet(a.shelf))
	a.route("POST /interests", a.tablet(a.chooseInterests))
	a.route("GET /courses/{catalogue}", a.tablet(a.course))
	a.route("GET /snapshots/{number}", a.tablet(a.snapshot))
	a.route("GET /packs/{catalogue}", a.tablet(a.pack))
	a.route("GET /parts/{part}", a.tablet(a.part))
	a.route("GET /lessons/media", a.tablet(a.films))
	a.route("GET /media/{hash}", a.film)
	a.route("GET /voice", a.tablet(a.voice))
	a.route("GET /voice/{name}", a.tablet(a.clip))
	a.route("GET /live", config.Live.Live)
	a.route("POST /teacher/sign-in", a.teacherSignIn)
	a.route("POST /teacher/sign-out", a.teacherSignOut)
	a.route("GET /teacher/board", a.teacher(a.board))
	a.route("GET /teacher/live", config.Live.TeacherLive)
	a.route("GET /teacher/skills", a.teacher(a.grid))
	a.route("GET /teacher/week", a.teacher(a.week))
	a.route("GET /teacher/learners/{learner}", a.teacher(a.pupil))
	a.route("GET /teacher/learners/{learner}/answers", a.teacher(a.answers))
	a.route("POST /teacher/learners/{learner}", a.teacher(a.editLearner))
	a.route("POST /teacher/learners/{learner}/same", a.teacher(a.same))
	a.route("POST /teacher/learners/{learner}/pictures", a.teacher(a.newPictures))
	a.route("POST /teacher/learners/{learner}/export", a.teacher(a.exportLearner))
	a.route("POST /teacher/learners/{learner}/erase", a.teacher(a.eraseLearner))
	a.route("POST /teacher/arrivals", a.teacher(a.importLearner))
	a.route("POST /teacher/classroom", a.teacher(a.nameClassroom))
	a.route("GET /teacher/list", a.teacher(a.list))
	a.route("GET /teacher/list/file", a.teacher(a.listFile))
	a.route("POST /teacher/wave", a.teacher(a.callWave))
	a.route("GET /teacher/unit", a.teacher(a.unit))
	a.route("POST /teacher/unit", a.teacher(a.setUnit))
	a.route("GET /teacher/lessons", a.teacher(a.lessons))
	a.route("GET /teacher/lessons/{lesson}/handout", a.teacher(a.handout))
	a.route("GET /teacher/voice/{language}", a.teacher(a.toRecord))
	a.route("GET /teacher/voice/{language}/{key}", a.teacher(a.recorded))
	a.route("POST /teacher/voice/{language}/{key}", a.teacher(a.record))
	a.route("POST /teacher/voice/{language}/{key}/remove", a.teacher(a.forgetClip))
	a.route("POST /teacher/support", a.teacher(a.setSupport))
	a.route("POST /teacher/interests", a.teacher(a.setInterests))
	a.route("POST /teacher/exchange", a.teacher(a.setExchange))
	a.route("POST /teacher/rewards", a.teacher(a.setRewards))
	a.route("POST /teacher/list", a.teacher(a.importList))
	a.route("POST /teacher/list/numbered", a.teacher(a.addNumbered))
	a.route("GET /teacher/cards", a.teacher(a.cards))
	a.route("POST /teacher/let-in", a.teacher(a.letIn))
	a.route("POST /teacher/helped", a.teacher(a.helped))
	a.route("POST /teacher/attendance", a.teacher(a.attend))
	a.route("POST /teacher/decisions", a.teacher(a.decide))
	a.route("POST /teacher/observations", a.teacher(a.observe))
	a.route("POST /teacher/voids", a.teacher(a.void))
	a.route("POST /teacher/sessions", a.teacher(a.reassign))
	a.route("POST /teacher/clock", a.teacher(a.clock))
	a.route("GET /teacher/status", a.teacher(a.status))
	a.route("GET /teacher/attention", a.teacher(a.attention))
	a.route("GET /teacher/bundle", a.teacher(a.takeBundle))
	a.route("POST /teacher/bundle", a.teacher(a.bringBundle))
	a.route("GET /teacher/sisters", a.teacher(a.sisters))
	a.route("POST /teacher/sisters", a.teacher(a.pair))
	a.route("POST /teacher/sisters/code", a.teacher(a.showPairCode))
	a.route("GET /teacher/poster", a.teacher(a.poster))
	a.route("GET /teacher/attempts", a.teacher(a.attempts))
	a.mux.HandleFunc(Base+"/", func(w http.ResponseWriter, r *http.Request) {
		web.WriteError(w, r, school.Errorf(school.CodeNotFound, "there is no such call"))
	})
	return a
}

func (a *API) route(pattern string, handler http.HandlerFunc) {
	method, path, _ := strings.Cut(pattern, " ")
	a.routes = append(a.routes, method+" "+Base+path)
	a.mux.Handle(method+" "+Base+path, web.Route(method+" "+Base+path, handler))
}

// Routes returns every method and path served, for the test that compares them
// with docs/openapi.yaml.
func (a *API) Routes() []string { return a.routes }

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

type tabletHandler func(w http.ResponseWriter, r *http.Request, device classroom.Device) error

// tablet lets a handler see requests of enrolled tablets only, and of each no
// more than a tablet can mean.
func (a *API) tablet(handler tabletHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		device, known := a.Class.ByBearer(secret)
		if !ok || !known {
			web.WriteError(w, r, school.Errorf(school.CodeUnauthorized, "this tablet is not known here; scan the code on the hub's poster"))
			return
		}
		if !a.flood.allow(device.Number) {
			web.WriteError(w, r, &web.RetryError{Err: school.Errorf(school.CodeWait, "too many calls; wait a second"), Seconds: 1})
			return
		}
		if err := handler(w, r, device); err != nil {
			web.WriteError(w, r, err)
		}
	}
}

// teacher lets a handler see requests of signed-in teachers only.
func (a *API) teacher(handler func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := a.Teacher(r.Context(), r)
		if err == nil {
			err = handler(w, r)
		}
		if err != nil {
			web.WriteError(w, r, err)
		}
	}
}

// Teacher checks that a request is a signed-in teacher's. The live room asks it too.
func (a *API) Teacher(ctx context.Context, r *http.Request) error {
	c, err := r.Cookie(cookie)
	if err != nil {
		return school.Errorf(school.CodeUnauthorized, "please sign in")
	}
	_, err = a.Class.Teacher(ctx, c.Value)
	return err
}

// immutable answers with a body that is compressed once and kept.
func (a *API) immutable(w http.ResponseWriter, r *http.Request, kind, name string, body func() ([]byte, bool)) error {
	if kept, ok := a.files.Load(name); ok {
		kept.(*web.Immutable).ServeHTTP(w, r)
		return nil
	}
	raw, ok := body()
	if !ok {
		return school.Errorf(school.CodeNotFound, "this hub does not hold that")
	}
	file, err := web.NewImmutable(kind, name, raw)
	if err != nil {
		return err
	}
	a.files.Store(name, file) // only what the hub holds is kept, so the map is bounded
	file.ServeHTTP(w, r)
	return nil
}

// The flood guard: far above what a tablet does, far below what hurts the others.
const (
	perSecond = 500
	burst     = 1000
)

type flood struct {
	now     func() time.Time
	mu      sync.Mutex
	buckets map[uint32]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

func (f *flood) allow(device uint32) bool {
	now := f.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	b, ok := f.buckets[device]
	if !ok {
		b = &bucket{tokens: burst, at: now}
		f.buckets[device] = b
	}
	b.tokens = min(burst, b.tokens+now.Sub(b.at).Seconds()*perSecond)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
