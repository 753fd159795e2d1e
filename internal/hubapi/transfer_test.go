package hubapi_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/classroom/classroomtest"
	"darasa/internal/hubapi"
	"darasa/internal/school"
)

// registrar erases in a real class; its files hold nothing.
type registrar struct{ class *classroomtest.Class }

func (r registrar) WriteTransfer(ctx context.Context, learner school.ID) (hubapi.Sealed, error) {
	_, err := r.class.FindLearner(ctx, learner.String())
	return hubapi.Sealed{ReadCloser: io.NopCloser(strings.NewReader("a child")), Name: "child.darasa", Size: 7, Code: "AAAAA-B"}, err
}

func (r registrar) ReadTransfer(_ context.Context, code string, file io.Reader) (hubapi.ArrivedJSON, error) {
	if code != "AAAAA-B" {
		return hubapi.ArrivedJSON{}, school.Errorf(school.CodeNotFound, "no file opens with this code")
	}
	n, err := io.Copy(io.Discard, file)
	return hubapi.ArrivedJSON{Learner: r.class.Hub, Name: "Sana", Ops: int(n)}, err
}

func (r registrar) Erase(ctx context.Context, learner school.ID) (hubapi.ErasedJSON, error) {
	_, err := r.class.EraseLearner(ctx, learner)
	return hubapi.ErasedJSON{Blanked: 1}, err
}

// building has one other hub.
type building struct{ paired []hubapi.SisterJSON }

func (b *building) Paired() []hubapi.SisterJSON { return b.paired }

func (*building) Show(context.Context) (hubapi.PairCodeJSON, error) {
	return hubapi.PairCodeJSON{Code: "AAAA-BBBB-CCCC-DDDD", URL: "http://192.0.2.1", Seconds: 600}, nil
}

func (b *building) Pair(_ context.Context, code, at string) (hubapi.SisterJSON, error) {
	if code != "AAAA-BBBB-CCCC-DDDD" {
		return hubapi.SisterJSON{}, school.Errorf(school.CodeForbidden, "that is not the code")
	}
	b.paired = append(b.paired, hubapi.SisterJSON{Hub: school.ID{1}, Name: "Darasa 1", URL: at})
	return b.paired[0], nil
}

// pairHubs shows a code, and pairs with one.
func (b *bench) pairHubs() {
	b.t.Helper()
	var list struct{ Sisters []hubapi.SisterJSON }
	b.must("GET", "/teacher/sisters", "", &list)
	var shown hubapi.PairCodeJSON
	b.must("POST", "/teacher/sisters/code", `{}`, &shown)
	b.refuses("POST", "/teacher/sisters", `{"code":"AAAA-AAAA-AAAA-AAAA"}`, school.CodeForbidden)
	b.refuses("POST", "/teacher/sisters", `{"at":"http://192.0.2.1"}`, school.CodeInvalid)
	if len(list.Sisters) != 0 {
		b.t.Errorf("sisters before any pairing: %v", list)
	}
	b.must("POST", "/teacher/sisters", fmt.Sprintf(`{"code":%q,"at":"http://192.0.2.1"}`, shown.Code), nil)
	if b.must("GET", "/teacher/sisters", "", &list); len(list.Sisters) != 1 || list.Sisters[0].URL != "http://192.0.2.1" {
		b.t.Errorf("sisters %v", list)
	}
}

// comeAndGo lets a child go with a file, come by it, and be forgotten.
func (b *bench) comeAndGo(kid school.ID) {
	b.t.Helper()
	path := "/teacher/learners/" + kid.String()
	if status, body := b.call("POST", path+"/export", ""); status != http.StatusOK || string(body) != "a child" {
		b.t.Errorf("export %d %q", status, body)
	}
	b.kind = "application/octet-stream"
	b.refuses("POST", "/teacher/arrivals", "a child", school.CodeNotFound)
	b.code = "AAAAA-B"
	var arrived hubapi.ArrivedJSON
	b.must("POST", "/teacher/arrivals", "a child", &arrived)
	b.refuses("POST", "/teacher/arrivals", strings.Repeat("x", hubapi.MaxBundle+1), school.CodeLimit)
	b.kind, b.code = "", ""
	if arrived.Name != "Sana" || arrived.Ops != 7 {
		b.t.Errorf("arrived %+v", arrived)
	}
	child, err := b.class.FindLearner(ctx, kid.String())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, written := range []string{"", " ", "somebody else", child.Name + "x"} {
		b.refuses("POST", path+"/erase", fmt.Sprintf(`{"written":%q}`, written), school.CodeInvalid)
	}
	b.refuses("GET", path+"/erase", "", school.CodeNotFound)
	b.must("POST", path+"/erase", fmt.Sprintf(`{"written":%q}`, " "+strings.ToUpper(child.Name)+" "), nil)
	b.refuses("GET", path, "", school.CodeNotFound)
	b.refuses("POST", path+"/erase", fmt.Sprintf(`{"written":%q}`, child.Name), school.CodeNotFound)
}

// TestExport_TellsTheCodeOnce looks for the code beside the file and in no place that keeps it.
func TestExport_TellsTheCodeOnce(t *testing.T) {
	b := open(t)
	kid := b.class.Children(1)[0]
	b.signInTeacher()
	r := httptest.NewRequest("POST", "/api/v1/teacher/learners/"+kid.String()+"/export", nil)
	r.Header.Set("Cookie", b.cookie)
	w := httptest.NewRecorder()
	b.api.ServeHTTP(w, r)
	h := w.Header()
	if w.Code != http.StatusOK || h.Get(hubapi.CodeHeader) != "AAAAA-B" || h.Get("Cache-Control") != "no-store" || h.Get("Content-Disposition") != `attachment; filename="child.darasa"` {
		t.Errorf("%d %v", w.Code, h)
	}
}
