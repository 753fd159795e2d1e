package hubapi_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"darasa/content"
	"darasa/internal/classroom/classroomtest"
	"darasa/internal/curriculum"
	"darasa/internal/hubapi"
	"darasa/internal/media"
	"darasa/internal/media/mediatest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/tutor"
)

var ctx = context.Background()

// files serves the starter pack.
type files struct{}

func (files) Course(hash [32]byte) ([]byte, bool) {
	return sqlitetest.Built().Course().AppendBinary(nil), hash == sqlitetest.Built().Catalogue.Hash()
}

func (files) Snapshot(number uint32) ([]byte, bool) {
	return tutor.Generic(sqlitetest.Built().Course()).AppendBinary(nil), number == 0
}

func (files) Pack(hash [32]byte) ([]byte, bool) {
	return sqlitetest.Built().TabletJSON(), hash == sqlitetest.Built().Catalogue.Hash()
}

var parts = sync.OnceValue(func() *curriculum.Parts { return sqlitetest.Built().TabletParts() })

func (files) Contents(hash [32]byte) ([32]byte, bool) {
	return parts().Contents, hash == sqlitetest.Built().Catalogue.Hash()
}

func (files) Part(name [32]byte) ([]byte, bool) {
	body, ok := parts().Files[name]
	return body, ok
}

func (files) PartOf(hash [32]byte, item uint32) ([32]byte, uint32, bool) {
	place := parts().Places[item]
	return place.Part, place.At, hash == sqlitetest.Built().Catalogue.Hash()
}

type noSockets struct{}

func (noSockets) Live(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusSwitchingProtocols)
}

func (noSockets) TeacherLive(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusSwitchingProtocols)
}

// bench is a class behind its handlers; every call that passes is compared with
// docs/openapi.yaml, request and response.
type bench struct {
	t      testing.TB
	class  *classroomtest.Class
	api    *hubapi.API
	router routers.Router
	bearer string
	cookie string
	now    time.Time
	called map[string]bool
	kind   string // of bodies, empty for JSON
	code   string // beside a child's file
	loose  bool   // requests may be worse than the document allows; the hub refuses part of them
}

func open(t *testing.T) *bench {
	t.Helper()
	return openFor(t)
}

// handout writes sheets of the starter pack.
func handout(skill string, sheet, n int) []json.RawMessage {
	return must(sqlitetest.Built().TabletParts().Examples(skill)).Handout(sheet, n)
}

func openFor(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, class: classroomtest.Open(t, t.TempDir()), now: time.Unix(1, 0), called: map[string]bool{}}
	guide, err := curriculum.LoadGuide(must(content.Numeracy()))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := curriculum.OpenExamples(sqlitetest.Built().TabletJSON())
	if err != nil {
		t.Fatal(err)
	}
	b.api = hubapi.New(hubapi.Config{
		Class: b.class.Class, Guide: guide, Example: examples.Show, Files: files{}, Live: noSockets{}, Name: "Darasa 1", Languages: []string{"en", "ur"},
		Cloud:    func(context.Context) (hubapi.CloudJSON, error) { return hubapi.CloudJSON{Policy: "free"}, nil },
		Exchange: b.class.SetExchange, Disk: func() uint64 { return 5 << 30 },
		Content: func() hubapi.ContentJSON {
			return hubapi.ContentJSON{Pack: "numeracy", Version: 3, Next: 4, Coming: &hubapi.ComingJSON{Version: 5, Bytes: 900, Have: 300, Held: "no room"}, Refused: []string{"forged"}}
		},
		Handout: handout, Films: shelf(t, media.Films), Voices: map[string]*media.Shelf{"en": shelf(t, media.Sounds), "ur": shelf(t, media.Sounds)}, Clips: clips(),
		Poster: func() (hubapi.Poster, error) {
			return hubapi.Poster{Link: "http://192.0.2.1/#t=" + classroomtest.Token, Rows: []string{"10", "01"}}, nil
		},
		Attention: b.class.Store.Attention,
		Carrier:   oneFile{},
		Registrar: registrar{b.class},
		Sisters:   &building{},
		Erasures:  func(context.Context) (hubapi.ErasuresJSON, error) { return hubapi.ErasuresJSON{}, nil },
		Now:       func() time.Time { return b.now },
	})
	if b.router, err = gorillamux.NewRouter(document(t)); err != nil {
		t.Fatal(err)
	}
	return b
}

// clips is what may be recorded of the starter pack.
var clips = sync.OnceValue(func() map[string][]curriculum.Clip { return sqlitetest.Built().Clips() })

func shelf(t testing.TB, types []string) *media.Shelf {
	t.Helper()
	s, err := (&mediatest.Memory{}).Open(media.Bounds{Bytes: 5000, Files: 500, Types: types})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// oneFile carries a file without a ministry.
type oneFile struct{}

func (oneFile) WriteBundle(context.Context) (hubapi.Sealed, error) {
	return hubapi.Sealed{ReadCloser: io.NopCloser(strings.NewReader("sealed")), Name: "a.darasa", Size: 6}, nil
}

func (oneFile) ReadBundle(_ context.Context, file io.Reader) (hubapi.BundleJSON, error) {
	n, err := io.Copy(io.Discard, file)
	return hubapi.BundleJSON{Files: 1, Bytes: n}, err
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func document(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("../../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(ctx); err != nil {
		t.Fatal(err)
	}
	return doc
}

// call sends a request and checks both sides against the document. A request the
// document refuses must be refused by the handler too.
func (b *bench) call(method, path, body string) (int, []byte) {
	b.t.Helper()
	request := func() *http.Request {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		if body != "" {
			r.Header.Set("Content-Type", cmp.Or(b.kind, "application/json"))
		}
		if b.code != "" {
			r.Header.Set(hubapi.CodeHeader, b.code)
		}
		if b.bearer != "" {
			r.Header.Set("Authorization", "Bearer "+b.bearer)
		}
		if b.cookie != "" {
			r.Header.Set("Cookie", b.cookie)
		}
		return r
	}
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, request())
	for _, c := range w.Result().Cookies() {
		if c.Name == "darasa" {
			b.cookie = c.Name + "=" + c.Value
		}
	}
	answer := w.Body.Bytes()
	b.compare(request(), w, answer)
	return w.Code, answer
}

func (b *bench) compare(r *http.Request, w *httptest.ResponseRecorder, answer []byte) {
	b.t.Helper()
	route, parameters, err := b.router.FindRoute(r)
	if err != nil {
		if w.Code != http.StatusNotFound {
			b.t.Errorf("%s %s is not in the document and answers %d", r.Method, r.URL.Path, w.Code)
		}
		return
	}
	b.called[r.Method+" "+hubapi.Base+route.Path] = true
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateRequest(ctx, input); err != nil && w.Code == http.StatusOK && !b.loose {
		b.t.Errorf("%s %s: the document refuses a request the hub takes: %v", r.Method, r.URL.Path, err)
	}
	err = openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(answer)), Options: input.Options,
	})
	if err != nil {
		b.t.Errorf("%s %s answered %d %.300s: %v", r.Method, r.URL.Path, w.Code, answer, err)
	}
}

func (b *bench) must(method, path, body string, into any) {
	b.t.Helper()
	status, answer := b.call(method, path, body)
	if status != http.StatusOK {
		b.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			b.t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

func (b *bench) refuses(method, path, body, code string) {
	b.t.Helper()
	_, answer := b.call(method, path, body)
	var got struct{ Error struct{ Code string } }
	if err := json.Unmarshal(answer, &got); err != nil || got.Error.Code != code {
		b.t.Errorf("%s %s %.200s answered %.200s, want %s", method, path, body, answer, code)
	}
}

func (b *bench) enrol() uint32 {
	b.t.Helper()
	var e struct {
		Number uint32
		Secret string
	}
	b.must("POST", "/devices", `{"token":"`+classroomtest.Token+`"}`, &e)
	b.bearer = e.Secret
	return e.Number
}

func (b *bench) signInTeacher() {
	b.t.Helper()
	if _, err := b.class.CreateTeacher(ctx, "T", "the right one"); err != nil {
		b.t.Fatal(err)
	}
	b.must("POST", "/teacher/sign-in", `{"name":"T","password":"the right one"}`, nil)
}

func TestDocument_HasEveryRoute(t *testing.T) {
	b := open(t)
	var documented []string
	for path, item := range document(t).Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+hubapi.Base+path)
		}
	}
	served := slices.Sorted(slices.Values(b.api.Routes()))
	slices.Sort(documented)
	if !slices.Equal(documented, served) {
		t.Errorf("documented %v\nserved     %v", documented, served)
	}
}

// TestLesson walks through a lesson by every call, each compared with the document.
func TestLesson(t *testing.T) {
	b := open(t)
	kids := b.class.Children(2)
	var hub struct{ Languages []string }
	b.must("GET", "/hub", "", &hub)
	if len(hub.Languages) != 2 {
		t.Errorf("hub %+v", hub)
	}
	number := b.enrol()
	b.must("POST", "/devices", fmt.Sprintf(`{"token":%q,"again":{"number":%d,"secret":%q}}`, classroomtest.Token, number, b.bearer), nil)
	var class struct {
		Catalogue, Pack string
		Learners        []struct{ Name string }
	}
	b.must("GET", "/class", "", &class)
	if len(class.Learners) != 2 {
		t.Errorf("class %+v", class)
	}
	b.must("GET", "/courses/"+class.Catalogue, "", nil)
	b.must("GET", "/packs/"+class.Catalogue, "", nil)
	b.must("GET", "/parts/"+class.Pack, "", nil)
	b.must("GET", "/snapshots/0", "", nil)
	signIn := func(pictures string) (body struct {
		OK        bool
		Assurance int
		Mercy     bool
	},
	) {
		b.must("POST", "/sign-in", fmt.Sprintf(`{"learner":%q,"pictures":%s}`, kids[0], pictures), &body)
		return body
	}
	for range 3 {
		signIn("[1,2]")
	}
	if s := signIn("[3,7]"); s.OK || !s.Mercy {
		t.Errorf("after three wrong %+v", s)
	}
	b.signInTeacher()
	b.must("POST", "/teacher/let-in", fmt.Sprintf(`{"learner":%q}`, kids[0]), nil)
	if s := signIn("[]"); !s.OK || s.Assurance != 3 {
		t.Errorf("let in %+v", s)
	}
	var plan struct {
		Number int
		Ready  []json.RawMessage
	}
	b.must("GET", "/plan?learner="+kids[0].String(), "", &plan)
	if plan.Number != 1 || len(plan.Ready) == 0 {
		t.Errorf("plan %+v", plan)
	}
	session := fmt.Sprintf(`{"seq":1,"at":[179543520000,0],"boot":7,"mono":1,"kind":"session","session":{"learner":%q,"assurance":3}}`, kids[0])
	var ack ackBody
	b.must("POST", "/ops", fmt.Sprintf(`{"protocol":0,"epoch":9,"audience":"ministry","ops":[%s,%s],"clock":{"boot":7,"mono":5,"wall":179543520066},`+
		`"archive":[[1,2]],"state":{"learner":%q,"digest":"0123456789abcdef","plan":1}}`, session, attempt(b, 2, kids[0], classroomtest.Answer(0)), kids[0]), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 2]]" || ack.Plan == nil || ack.Plan.Number != 2 {
		t.Errorf("ack %+v", ack)
	}
	b.must("POST", "/teacher/decisions", fmt.Sprintf(`{"learner":%q,"skill":%q,"kind":"pin"}`, kids[0], b.class.Content.SkillID(0)), nil)
	b.must("POST", "/teacher/observations", fmt.Sprintf(`{"learner":%q,"skill":%q,"outcome":"partly","means":"oral"}`, kids[0], b.class.Content.SkillID(0)), nil)
	dot := fmt.Sprintf("%s/%d/9/ministry/1", b.class.Hub, number)
	b.must("POST", "/teacher/sessions", fmt.Sprintf(`{"session":%q,"owner":%q}`, dot, kids[1]), nil)
	b.must("POST", "/teacher/sessions", fmt.Sprintf(`{"session":%q,"owner":""}`, dot), nil)
	version, _ := b.class.Content.Version(b.class.Content.Current(), 0)
	b.must("POST", "/teacher/voids", fmt.Sprintf(`{"version":%q,"wrong":true}`, version), nil)
	b.must("POST", "/teacher/voids", fmt.Sprintf(`{"version":%q,"wrong":false}`, version), nil)
	b.must("GET", "/teacher/learners/"+kids[0].String(), "", nil)
	b.must("GET", "/teacher/skills", "", nil)
	b.must("GET", "/teacher/week", "", nil)
	b.serve(kids[0])
	var help struct{ At int64 }
	b.must("POST", "/teacher/helped", fmt.Sprintf(`{"learner":%q,"what":"wrong add-within-10"}`, kids[0]), &help)
	b.must("POST", "/teacher/helped", fmt.Sprintf(`{"learner":%q,"undo":%d}`, kids[0], help.At), nil)
	b.must("POST", "/teacher/attendance", fmt.Sprintf(`{"absent":[%q]}`, kids[1]), nil)
	b.must("POST", "/teacher/clock", `{"real":179600000000}`, nil)
	b.must("GET", "/teacher/board", "", nil)
	b.must("GET", "/teacher/status", "", nil)
	b.must("GET", "/teacher/attention", "", nil)
	b.must("GET", fmt.Sprintf("/teacher/learners/%s/answers", kids[0]), "", nil)
	var poster hubapi.Poster
	b.must("GET", "/teacher/poster", "", &poster)
	if !strings.HasSuffix(poster.Link, "#t="+classroomtest.Token) || fmt.Sprint(poster.Rows) != "[10 01]" {
		t.Errorf("poster %+v", poster)
	}
	b.must("GET", fmt.Sprintf("/teacher/attempts?device=%d", number), "", nil)
	b.manageList(kids[0].String())
	b.carry()
	b.pairHubs()
	b.sameChild(kids[0], kids[1])
	b.comeAndGo(kids[1])
	b.must("GET", "/lessons/media", "", nil)
	b.speak()
	b.must("GET", "/teacher/lessons", "", nil)
	b.must("GET", "/teacher/lessons/fill-the-ten/handout?sheet=2", "", nil)
	b.must("POST", "/teacher/sign-out", "", nil)
	b.refuses("POST", "/setup", `{"code":"1","name":"N","password":"long enough"}`, school.CodeConflict)
	b.refuses("GET", "/teacher/board", "", school.CodeUnauthorized)
	for _, route := range b.api.Routes() {
		if method, path, _ := strings.Cut(route, " "); !strings.HasSuffix(path, "/live") && !b.called[method+" "+path] {
			t.Errorf("the lesson never called %s", route)
		}
	}
}

// carry takes a bundle, and brings one, which must be no larger than a bundle may be.
func (b *bench) carry() {
	b.t.Helper()
	if status, body := b.call("GET", "/teacher/bundle", ""); status != http.StatusOK || string(body) != "sealed" {
		b.t.Errorf("bundle %d %q", status, body)
	}
	b.refuses("POST", "/teacher/bundle", `{}`, school.CodeInvalid)
	b.kind = "application/octet-stream"
	defer func() { b.kind = "" }()
	var done hubapi.BundleJSON
	b.must("POST", "/teacher/bundle", "sealed", &done)
	if done.Files != 1 || done.Bytes != 6 {
		b.t.Errorf("brought %+v", done)
	}
	b.refuses("POST", "/teacher/bundle", strings.Repeat("x", hubapi.MaxBundle+1), school.CodeLimit)
}

// serve says what the class works on and how a child is served, and looks at both.
func (b *bench) serve(kid school.ID) {
	b.t.Helper()
	skill := b.class.Content.SkillID(0)
	b.must("POST", "/teacher/unit", fmt.Sprintf(`{"grade":2,"share":3,"skills":[%q]}`, skill), nil)
	b.must("POST", "/teacher/support", fmt.Sprintf(`{"learner":%q,"support":["steps","slower"]}`, kid), nil)
	b.must("POST", "/teacher/interests", fmt.Sprintf(`{"learner":%q,"interests":["kite"]}`, kid), nil)
	b.must("POST", "/teacher/rewards", `{"rewards":"quiet"}`, nil)
	b.must("POST", "/teacher/exchange", `{"mode":"metered","daily":90000}`, nil)
	var units struct {
		Grades []struct {
			Grade, Learners, Share int
			Skills                 []string
		}
		Skills []struct {
			Skill, Picture, Strand string
			Grade                  int
		}
	}
	b.must("GET", "/teacher/unit", "", &units)
	if got := fmt.Sprint(units.Grades); got != fmt.Sprintf("[{2 %d 3 [%s]}]", units.Grades[0].Learners, skill) {
		b.t.Errorf("units %s", got)
	}
	if s := units.Skills[0]; s.Skill != skill || s.Grade != 1 || s.Strand != "numbers" || s.Picture == "" {
		b.t.Errorf("outline %+v", s)
	}
	var page struct{ Support, Interests []string }
	b.must("GET", "/teacher/learners/"+kid.String(), "", &page)
	if fmt.Sprint(page) != "{[slower steps] [kite]}" {
		b.t.Errorf("page %v", page)
	}
	b.must("POST", "/interests", fmt.Sprintf(`{"learner":%q,"interests":["boat","star"]}`, kid), nil)
	b.refuses("POST", "/interests", fmt.Sprintf(`{"learner":%q,"interests":["../x"]}`, kid), school.CodeInvalid)
	b.refuses("POST", "/interests", `{"interests":["kite"]}`, school.CodeInvalid)
	var shelf struct {
		Picks     []struct{ Skill, Code string }
		Interests []string
	}
	b.must("GET", "/shelf?learner="+kid.String(), "", &shelf)
	if fmt.Sprint(shelf.Interests) != "[boat star]" || shelf.Picks == nil {
		b.t.Errorf("shelf %+v", shelf)
	}
	var plan struct {
		Care struct {
			Slower, Steps bool
			Rewards       string
		}
	}
	b.must("GET", "/plan?learner="+kid.String(), "", &plan)
	if fmt.Sprint(plan.Care) != "{true true quiet}" {
		b.t.Errorf("care %+v", plan.Care)
	}
	b.refuses("POST", "/teacher/support", fmt.Sprintf(`{"learner":%q,"support":["lazy"]}`, kid), school.CodeInvalid)
	b.refuses("POST", "/teacher/rewards", `{"rewards":"more"}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/exchange", `{"mode":"seldom"}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/exchange", `{"mode":"metered","daily":9}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/unit", `{"grade":2,"share":3}`, school.CodeInvalid)
}

func attempt(b *bench, seq int, learner school.ID, response string) string {
	hash := sqlitetest.Built().Catalogue.Hash()
	return fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":7,"mono":%d,"kind":"attempt","attempt":{"learner":%q,"catalogue":"%x","item":0,"instance":0,`+
		`"response":%q,"correct":%v,"duration":300,"hints":0},"cols":{"9":"AA","12":"AQ"}}`,
		seq, 179_543_520_000+seq*100, seq*100, learner, hash, response, response == classroomtest.Answer(0))
}

func batch(ops ...string) string {
	return `{"protocol":0,"epoch":9,"audience":"ministry","ops":[` + strings.Join(ops, ",") + `]}`
}

type ackBody struct {
	Durable, Replicated, Want [][2]uint64
	Refused                   []struct {
		Seq  uint64
		Code string
	}
	Held []struct{ Seq uint64 }
	Plan *struct{ Number int }
}

func TestRefusals(t *testing.T) {
	b := open(t)
	child := b.class.Children(1)[0]
	b.refuses("POST", "/interests", fmt.Sprintf(`{"learner":%q,"interests":[]}`, child), school.CodeUnauthorized)
	for _, path := range []string{"/class", "/plan?learner=" + child.String(), "/shelf?learner=" + child.String(), "/packs/" + strings.Repeat("0", 64), "/parts/" + strings.Repeat("0", 64), "/snapshots/0", "/courses/" + strings.Repeat("0", 64)} {
		b.refuses("GET", path, "", school.CodeUnauthorized)
	}
	b.refuses("POST", "/ops", batch(), school.CodeUnauthorized)
	for _, path := range []string{"/teacher/board", "/teacher/poster", "/teacher/status", "/teacher/attention", "/teacher/attempts", "/teacher/skills", "/teacher/week", "/teacher/unit", "/teacher/sisters", "/teacher/learners/" + child.String()} {
		b.refuses("GET", path, "", school.CodeUnauthorized)
	}
	for _, path := range []string{"/teacher/let-in", "/teacher/decisions", "/teacher/observations", "/teacher/sessions", "/teacher/voids", "/teacher/clock", "/teacher/unit", "/teacher/support", "/teacher/interests", "/teacher/rewards", "/teacher/exchange", "/teacher/sisters", "/teacher/sisters/code", "/teacher/arrivals", "/teacher/learners/" + child.String() + "/export", "/teacher/learners/" + child.String() + "/erase"} {
		b.refuses("POST", path, `{}`, school.CodeUnauthorized)
	}
	b.cookie = "darasa=" + strings.Repeat("A", 43) // a fixed cookie never becomes valid
	b.refuses("GET", "/teacher/board", "", school.CodeUnauthorized)
	b.refuses("POST", "/devices", `{"token":"wrong"}`, school.CodeForbidden)
	b.refuses("POST", "/devices", `{"token":"x","more":1}`, school.CodeInvalid)
	b.refuses("POST", "/devices", `{"token":"`+classroomtest.Token+`","again":{"number":1,"secret":"short"}}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/sign-in", `{"name":"T","password":"x"}`, school.CodeUnauthorized)
	b.refuses("GET", "/nothing", "", school.CodeNotFound)
	b.refuses("DELETE", "/ops", "", school.CodeNotFound)
	b.enrol()
	b.refuses("POST", "/ops", `{"protocol":1,"epoch":9,"audience":"ministry"}`, school.CodeVersion)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"everyone"}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"epoch":9,"audience":"ministry"}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":4294967296,"audience":"ministry"}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"ministry","archive":[[2,1]]}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"ministry","archive":[[1]]}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"ministry","clock":{"boot":1}}`, school.CodeInvalid)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"ministry","state":{"learner":"`+child.String()+`","digest":"xyz","plan":1}}`, school.CodeInvalid)
	b.refuses("POST", "/ops", batch(slices.Repeat([]string{`{}`}, 201)...), school.CodeLimit)
	b.refuses("POST", "/ops", `{"protocol":0,"epoch":9,"audience":"ministry","ops":[`+strings.Repeat("1,", 600_000)+`1]}`, school.CodeLimit)
	b.refuses("POST", "/sign-in", `{"pictures":[1,2]}`, school.CodeInvalid)
	b.refuses("POST", "/sign-in", `{"learner":"`+child.String()+`","pictures":[1,12]}`, school.CodeInvalid)
	b.refuses("POST", "/sign-in", `{"learner":"`+child.String()+`","pictures":[1,2,3]}`, school.CodeInvalid)
	b.refuses("GET", "/plan?learner=x", "", school.CodeInvalid)
	b.refuses("GET", "/plan?learner=00000000-0000-0000-0000-000000000001", "", school.CodeNotFound)
	b.refuses("GET", "/packs/"+strings.Repeat("A", 64), "", school.CodeInvalid)
	b.refuses("GET", "/packs/"+strings.Repeat("0", 64), "", school.CodeNotFound)
	b.refuses("GET", "/parts/"+strings.Repeat("A", 64), "", school.CodeInvalid)
	b.refuses("GET", "/parts/"+strings.Repeat("0", 64), "", school.CodeNotFound)
	b.refuses("GET", "/snapshots/7", "", school.CodeNotFound)
	b.refuses("GET", "/snapshots/x", "", school.CodeInvalid)
	b.signInTeacher()
	b.refuses("POST", "/teacher/let-in", `{}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/decisions", `{"skill":"x","kind":"known"}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/sessions", `{"session":"x","owner":""}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/voids", `{"version":"x","wrong":true}`, school.CodeNotFound)
	b.refuses("POST", "/teacher/voids", `{"version":"x"}`, school.CodeInvalid)
	b.refuses("POST", "/teacher/clock", `{"real":1}`, school.CodeInvalid)
	b.refuses("GET", "/teacher/attempts?device=x", "", school.CodeInvalid)
	b.refuses("GET", "/teacher/learners/x", "", school.CodeInvalid)
	b.refuses("GET", "/teacher/learners/00000000-0000-0000-0000-000000000001", "", school.CodeNotFound)
}

func TestOps_GoodBesideBad(t *testing.T) {
	b := open(t)
	child := b.class.Children(1)[0]
	b.enrol()
	b.loose = true
	var ack ackBody
	b.must("POST", "/ops", batch(attempt(b, 1, child, "1"), `{"seq":2,"kind":"dance"}`, attempt(b, 3, child, "1"), `null`), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 1] [3 3]]" || len(ack.Refused) != 2 || ack.Refused[0].Seq != 2 || ack.Refused[1].Seq != 0 {
		t.Errorf("ack %+v", ack)
	}
	b.signInTeacher()
	var status struct{ Refused, Lost int }
	b.must("GET", "/teacher/status", "", &status)
	if status.Refused != 2 || status.Lost != 1 {
		t.Errorf("status %+v", status)
	}
}

// A pair role that says nothing would pass for a child's own answer.
func TestOps_PairRoles(t *testing.T) {
	b := open(t)
	child := b.class.Children(1)[0]
	b.enrol()
	var ops []string
	for i, role := range []string{"AQ", "Ag", "AgEA", "AgIB", "", "Aw", "AgE", "AgMA", "AgEC", "AQEB", "AgEBAQ"} {
		ops = append(ops, strings.Replace(attempt(b, i+1, child, "1"), `"9":"AA"`, `"1":"`+role+`","9":"AA"`, 1))
	}
	var ack ackBody
	b.must("POST", "/ops", batch(ops...), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 4]]" || len(ack.Refused) != 7 {
		t.Errorf("ack %+v", ack)
	}
}

// TestOps_NewerProgram sends an op of a later version through the tablet's JSON and
// finds it in the log unchanged.
func TestOps_NewerProgram(t *testing.T) {
	b := open(t)
	child := b.class.Children(1)[0]
	b.enrol()
	newer := `{"seq":1,"at":[179543520000,3],"boot":7,"mono":5,"kind":201,"body":"_wD-","cols":{"7":"","501":"AAEC"}}`
	column := strings.Replace(attempt(b, 2, child, "1"), `"9":"AA"`, `"900":"__8","9":"AA"`, 1)
	var ack ackBody
	b.must("POST", "/ops", batch(newer, column), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 2]]" || len(ack.Refused) != 0 || len(ack.Held) != 1 {
		t.Fatalf("ack %+v", ack)
	}
	vector, err := b.class.Store.Vector(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for stream := range vector {
		if stream.Writer.Device == 0 {
			continue
		}
		for i, want := range []string{newer, column} {
			sent, err := hubapi.DecodeOp([]byte(want), stream)
			if err != nil {
				t.Fatal(err)
			}
			kept := stored(t, b, sent.AppendBinary(nil))
			if !kept {
				t.Errorf("op %d is not in the log as it was sent", i+1)
			}
		}
	}
}

// stored looks for the op's canonical bytes in the log's tail.
func stored(t *testing.T, b *bench, canonical []byte) bool {
	t.Helper()
	var n int
	row := b.class.Store.View().QueryRowContext(ctx, "SELECT count(*) FROM tail WHERE op = ?", canonical)
	if err := row.Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func TestFlood(t *testing.T) {
	b := open(t)
	b.class.Children(1)
	b.enrol()
	noisy := b.bearer
	b.enrol()
	quiet := b.bearer
	b.bearer = noisy
	served := 0
	for range 1100 {
		r := httptest.NewRequest("GET", "/api/v1/snapshots/0", nil)
		r.Header.Set("Authorization", "Bearer "+noisy)
		w := httptest.NewRecorder()
		b.api.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusOK:
			served++
		case http.StatusTooManyRequests:
			if w.Header().Get("Retry-After") == "" {
				t.Fatal("no Retry-After")
			}
		default:
			t.Fatalf("answered %d", w.Code)
		}
	}
	if served != 1000 {
		t.Errorf("%d calls of a flood were served", served)
	}
	b.bearer = quiet
	b.must("GET", "/class", "", nil)
	b.now = b.now.Add(time.Second)
	b.bearer = noisy
	b.must("GET", "/class", "", nil)
}

func TestTeacherCookie(t *testing.T) {
	b := open(t)
	if _, err := b.class.CreateTeacher(ctx, "T", "the right one"); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/api/v1/teacher/sign-in", strings.NewReader(`{"name":"T","password":"the right one"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	if len(cookies) != 2 || cookies[0].Name != "darasa" || cookies[0].MaxAge != 0 || cookies[1].Name != "darasa-known" {
		t.Fatalf("cookies %v", cookies)
	}
	for _, c := range cookies {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Secure {
			t.Errorf("cookie %v", c)
		}
		if strings.Contains(w.Body.String(), c.Value) {
			t.Error("the body tells a token")
		}
	}
}
