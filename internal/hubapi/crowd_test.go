package hubapi_test

import (
	"fmt"
	"strings"
	"testing"

	"darasa/internal/classlist"
	"darasa/internal/school"
	"darasa/internal/sqlite"
)

// TestCrowd: a class of two hundred costs its teacher a bounded page and nothing more,
// and a list of thousands is refused by name instead of running out of time.
func TestCrowd(t *testing.T) {
	b := open(t)
	b.signInTeacher()
	list := strings.Builder{}
	for i := range 200 {
		fmt.Fprintf(&list, "Child %d,2,,en,%d\n", i, i+1)
	}
	b.must("POST", "/teacher/list", listBody(list.String(), true, ""), nil)
	for path, most := range map[string]int{"/teacher/board": 100_000, "/teacher/list": 60_000, "/teacher/cards": 70_000, "/teacher/skills": 300_000} {
		status, body := b.call("GET", path, "")
		if got := strings.Count(string(body), `"id":`); status != 200 || got != 200 || len(body) > most {
			t.Errorf("%s answers %d with %d children in %d bytes, want 200 in at most %d", path, status, got, len(body), most)
		}
	}
	for i := range 2000 {
		fmt.Fprintf(&list, "Other %d\n", i)
	}
	if _, err := classlist.Parse([]byte(list.String())); school.ErrorCode(err) != school.CodeLimit {
		t.Errorf("a list of two thousand: %v", err)
	}
	b.refuses("POST", "/teacher/list", listBody(list.String(), true, ""), school.CodeLimit)
	b.refuses("POST", "/teacher/list/numbered", `{"n":400,"grade":2,"language":"en"}`, school.CodeLimit)
}

// TestReports_WhileTheClassWrites: what teachers look at waits for no write. The
// writer is held up for as long as every page is asked for.
func TestReports_WhileTheClassWrites(t *testing.T) {
	b := open(t)
	kid := b.class.Children(30)[0]
	b.signInTeacher()
	b.must("GET", "/teacher/board", "", nil) // the session is fresh, the roster read
	held, let, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- b.class.Store.Update(ctx, func(*sqlite.Tx) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	wrote := make(chan error, 1)
	go func() { _, err := b.class.Helped(ctx, kid, "idle"); wrote <- err }()
	for _, path := range []string{"/teacher/board", "/teacher/skills", "/teacher/learners/" + kid.String(), "/teacher/learners/" + kid.String() + "/answers", "/teacher/list", "/teacher/cards"} {
		b.must("GET", path, "", nil) // a page that waited would wait for ever
	}
	select {
	case err := <-wrote:
		t.Errorf("the writer was not held up: %v", err)
	default:
	}
	close(let)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}
