package websocket_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"

	"darasa/internal/school"
	"darasa/internal/websocket"
)

// room is a class of tablets whose bearer is "tablet N".
type room struct {
	mu        sync.Mutex
	signedOut bool
	board     int
	heard     chan string
}

func (r *room) Tablet(_ context.Context, bearer string) (device uint32, err error) {
	_, err = fmt.Sscanf(bearer, "tablet %d", &device)
	return device, err
}

func (r *room) Teacher(_ context.Context, request *http.Request) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if cookie, err := request.Cookie("darasa"); r.signedOut || err != nil || cookie.Value != "teacher" {
		return school.Errorf(school.CodeUnauthorized, "sign in")
	}
	return nil
}

func (r *room) Presence(device uint32, learner, partner school.ID, item, since int64) {
	beside := ""
	if !partner.IsZero() {
		beside = " beside " + partner.Short()
	}
	r.heard <- fmt.Sprintf("%d %s %d %d%s", device, learner.Short(), item, since, beside)
}

func (r *room) Gone(device uint32) { r.heard <- fmt.Sprintf("%d gone", device) }

func (r *room) Board(context.Context) ([]byte, uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Appendf(nil, `{"board":%d}`, r.board), uint64(r.board), nil
}

func (r *room) set(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

func open(t *testing.T, pace websocket.Pace) (*room, *websocket.Hall, string) {
	t.Helper()
	r := &room{heard: make(chan string, 100)}
	hall := websocket.New(r, pace, slog.New(slog.DiscardHandler))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /live", hall.Live)
	mux.HandleFunc("GET /teacher/live", hall.TeacherLive)
	server := httptest.NewServer(mux)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { hall.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done; server.Close() })
	return r, hall, "ws" + strings.TrimPrefix(server.URL, "http")
}

func quick() websocket.Pace {
	return websocket.Pace{
		Greeting: 200 * time.Millisecond, Ping: time.Second, Write: time.Second, Push: 20 * time.Millisecond, Look: time.Hour,
	}
}

func dial(t *testing.T, url string, header http.Header) (*gorilla.Conn, *http.Response, error) {
	t.Helper()
	conn, response, err := gorilla.DefaultDialer.Dial(url, header)
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	}
	return conn, response, err
}

func tablet(t *testing.T, url string, device int) *gorilla.Conn {
	t.Helper()
	conn, _, err := dial(t, url+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	say(t, conn, fmt.Sprintf(`{"bearer":"tablet %d"}`, device))
	return conn
}

func say(t *testing.T, conn *gorilla.Conn, text string) {
	t.Helper()
	if err := conn.WriteMessage(gorilla.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, conn *gorilla.Conn) string {
	t.Helper()
	_, body, err := conn.ReadMessage()
	if err != nil {
		return err.Error()
	}
	return string(body)
}

func closeCode(t *testing.T, conn *gorilla.Conn) int {
	t.Helper()
	for {
		_, _, err := conn.ReadMessage()
		if closed, ok := errors.AsType[*gorilla.CloseError](err); ok {
			return closed.Code
		}
		if err != nil {
			t.Fatalf("no close frame: %v", err)
		}
	}
}

const learner = "aa000000-0000-0000-0000-0000000000bb"

func TestLive_Presence(t *testing.T) {
	r, hall, url := open(t, quick())
	conn := tablet(t, url, 7)
	say(t, conn, `{"presence":{"learner":"`+learner+`","item":3,"since":99}}`)
	if got := <-r.heard; got != "7 000000bb 3 99" {
		t.Errorf("heard %q", got)
	}
	say(t, conn, `{"presence":{"learner":"`+learner+`","partner":"`+strings.Replace(learner, "bb", "cc", 1)+`","item":3,"since":99}}`)
	if got := <-r.heard; got != "7 000000bb 3 99 beside 000000cc" {
		t.Errorf("heard %q of two", got)
	}
	id, _ := school.ParseID(learner)
	hall.LetIn(7, id)
	if got := hear(t, conn); got != `{"let-in":"`+learner+`"}` {
		t.Errorf("tablet heard %s", got)
	}
	hall.Plan(7, id)
	if got := hear(t, conn); got != `{"plan":"`+learner+`"}` {
		t.Errorf("tablet heard %s", got)
	}
	if hall.Tablets() != 1 {
		t.Errorf("%d tablets", hall.Tablets())
	}
	_ = conn.Close()
	if got := <-r.heard; got != "7 gone" || hall.Tablets() != 0 {
		t.Errorf("heard %q, %d tablets", got, hall.Tablets())
	}
}

func TestLive_Refuses(t *testing.T) {
	_, _, url := open(t, quick())
	tests := map[string]struct {
		messages []string
		code     int
	}{
		"ErrBearer":         {[]string{`{"bearer":"nobody"}`}, 4401},
		"ErrFirst":          {[]string{`{"presence":{}}`}, gorilla.ClosePolicyViolation},
		"ErrNotJSON":        {[]string{`hello`}, gorilla.ClosePolicyViolation},
		"ErrUnknownMessage": {[]string{`{"bearer":"tablet 1"}`, `{"shell":"rm"}`}, gorilla.ClosePolicyViolation},
		"ErrLarge":          {[]string{`{"bearer":"tablet 1"}`, `{"presence":"` + strings.Repeat("x", 5000) + `"}`}, gorilla.CloseMessageTooBig},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn, _, err := dial(t, url+"/live", nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range tt.messages {
				say(t, conn, m)
			}
			if got := closeCode(t, conn); got != tt.code {
				t.Errorf("closed with %d, want %d", got, tt.code)
			}
		})
	}
}

func TestLive_Flood(t *testing.T) {
	r, _, url := open(t, quick())
	conn := tablet(t, url, 1)
	go func() {
		for range r.heard {
			continue
		}
	}()
	for range 100 {
		if conn.WriteMessage(gorilla.TextMessage, []byte(`{"presence":{"learner":"","item":0,"since":0}}`)) != nil {
			break
		}
	}
	if got := closeCode(t, conn); got != gorilla.ClosePolicyViolation {
		t.Errorf("closed with %d", got)
	}
}

func TestLive_SilentGreeting(t *testing.T) {
	_, _, url := open(t, quick())
	conn, _, err := dial(t, url+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("a tablet that never says its bearer keeps its socket")
	}
}

func TestUpgrade_CrossOrigin(t *testing.T) {
	_, _, url := open(t, quick())
	for _, path := range []string{"/live", "/teacher/live"} {
		for origin, want := range map[string]bool{
			"http://evil.example": false, "null": false, "http://" + strings.TrimPrefix(url, "ws://") + ".evil.example": false,
			"http://" + strings.TrimPrefix(url, "ws://"): true,
		} {
			_, response, err := dial(t, url+path, http.Header{"Origin": {origin}, "Cookie": {"darasa=teacher"}})
			if (err == nil) != want {
				t.Errorf("%s from %s: %v", path, origin, err)
			}
			if !want && (response == nil || response.StatusCode != http.StatusForbidden) {
				t.Errorf("%s from %s answered %v", path, origin, response)
			}
		}
	}
}

func TestLive_NewestSocketsStay(t *testing.T) {
	_, hall, url := open(t, quick())
	id, _ := school.ParseID(learner)
	var conns []*gorilla.Conn
	for range 4 { // one more than a device may have
		conn := tablet(t, url, 5)
		hall.LetIn(5, id)
		conns = append(conns, conn)
		for hall.Tablets() == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	if got := closeCode(t, conns[0]); got != 4409 {
		t.Errorf("the oldest socket closed with %d", got)
	}
	if hall.Tablets() != 1 {
		t.Errorf("%d tablets", hall.Tablets())
	}
}

func TestTeacher_Board(t *testing.T) {
	r, hall, url := open(t, quick())
	if _, response, err := dial(t, url+"/teacher/live", nil); err == nil || response.StatusCode != http.StatusUnauthorized {
		t.Fatalf("without a cookie: %v %v", response, err)
	}
	conn, _, err := dial(t, url+"/teacher/live", http.Header{"Cookie": {"darasa=teacher"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := hear(t, conn); got != `{"board":0}` {
		t.Fatalf("first board %s", got)
	}
	hall.Changed() // nothing changed: nothing is pushed
	r.set(func() { r.board = 1 })
	hall.Changed()
	if got := hear(t, conn); got != `{"board":1}` {
		t.Errorf("second board %s", got)
	}
	r.set(func() { r.signedOut = true })
	hall.Changed()
	if got := closeCode(t, conn); got != 4403 {
		t.Errorf("after signing out closed with %d", got)
	}
}

func TestTeacher_Coalesces(t *testing.T) {
	pace := quick()
	pace.Push = 100 * time.Millisecond
	r, hall, url := open(t, pace)
	conn, _, err := dial(t, url+"/teacher/live", http.Header{"Cookie": {"darasa=teacher"}})
	if err != nil {
		t.Fatal(err)
	}
	first := hear(t, conn)
	const changes = 500
	for i := range changes {
		r.set(func() { r.board = i + 1 })
		hall.Changed()
	}
	pushes := 0
	for last := first; last != fmt.Sprintf(`{"board":%d}`, changes); pushes++ {
		last = hear(t, conn)
		if !strings.HasPrefix(last, "{") {
			t.Fatal(last)
		}
	}
	if pushes > changes/10 {
		t.Errorf("%d changes made %d pushes", changes, pushes)
	}
}

func TestHall_EndsAll(t *testing.T) {
	r := &room{heard: make(chan string, 10)}
	hall := websocket.New(r, quick(), slog.New(slog.DiscardHandler))
	server := httptest.NewServer(http.HandlerFunc(hall.Live))
	defer server.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { hall.Run(ctx); close(done) }()
	conn := tablet(t, "ws"+strings.TrimPrefix(server.URL, "http"), 1)
	for hall.Tablets() == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	<-done
	if got := closeCode(t, conn); got != gorilla.CloseGoingAway {
		t.Errorf("closed with %d", got)
	}
	if _, response, err := dial(t, "ws"+strings.TrimPrefix(server.URL, "http"), nil); err == nil || response.StatusCode != 503 {
		t.Errorf("a closed hall lets in: %v %v", response, err)
	}
}
