package main_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// raw sends text on a connection of its own and returns what comes back first.
func raw(t *testing.T, url, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		return "broke off"
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return "closed"
	}
	return strings.TrimSpace(line)
}

func TestServe_HostileRequests(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "2", "--host", "class.example.org")
	address := strings.TrimPrefix(r.url, "http://")
	for name, tt := range map[string]struct{ request, want string }{
		"RebindingHost":  {"GET /api/v1/hub HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403"},
		"ListedHost":     {"GET /api/v1/hub HTTP/1.1\r\nHost: class.example.org\r\n\r\n", "200"},
		"NoHost":         {"GET /api/v1/hub HTTP/1.1\r\n\r\n", "400"},
		"CrossSitePost":  {"POST /api/v1/devices HTTP/1.1\r\nHost: " + address + "\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n\r\n{}", "403"},
		"CrossOrigin":    {"POST /api/v1/teacher/sign-in HTTP/1.1\r\nHost: " + address + "\r\nOrigin: http://evil.example\r\nContent-Length: 2\r\n\r\n{}", "403"},
		"LongHeader":     {"GET / HTTP/1.1\r\nHost: " + address + "\r\nX: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", "431"},
		"Smuggled":       {"POST /api/v1/devices HTTP/1.1\r\nHost: " + address + "\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x", "400"},
		"NotHTTP":        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"},
		"ParentFolder":   {"GET /../../../etc/passwd.txt HTTP/1.1\r\nHost: " + address + "\r\n\r\n", "307"},
		"EncodedParent":  {"GET /%2e%2e/%2e%2e/etc/passwd.txt HTTP/1.1\r\nHost: " + address + "\r\n\r\n", "404"},
		"UnknownMethod":  {"BREW /api/v1/ops HTTP/1.1\r\nHost: " + address + "\r\n\r\n", "404"},
		"HugeBody":       {"POST /api/v1/devices HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n" + strings.Repeat(" ", 1<<20+10), "413"},
		"HugeBodyChunks": {"POST /api/v1/devices HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" + strings.Repeat(" ", 0x200000) + "\r\n0\r\n\r\n", "413"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := raw(t, r.url, tt.request); !strings.Contains(got, " "+tt.want+" ") && !strings.HasSuffix(got, " "+tt.want) {
				t.Errorf("answered %q, want %s", got, tt.want)
			}
		})
	}
}

// TestServe_SlowClientsHoldNobodyUp leaves two hundred sockets half open and still
// gets answers.
func TestServe_SlowClientsHoldNobodyUp(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "2")
	address := strings.TrimPrefix(r.url, "http://")
	for i := range 200 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_, _ = fmt.Fprintf(conn, "POST /api/v1/ops HTTP/1.1\r\nHost: x\r\nX-%d: ", i)
	}
	class, _ := readDemo(t, r.dir)
	tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	var ack struct{ Durable [][2]uint64 }
	tab.must(t, "POST", "/ops", tab.batch(tab.attempt(1)), &ack)
	if fmt.Sprint(ack.Durable) != "[[1 1]]" {
		t.Errorf("ack %+v", ack)
	}
	if testing.Short() {
		t.Log("short: the sockets are not watched until the hub closes them")
		return
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "GET / HT")
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.Copy(io.Discard, conn); err != nil {
		t.Errorf("a half-open socket is still open: %v", err)
	}
}

func TestServe_PageHeaders(t *testing.T) {
	r := boot(t, t.TempDir())
	response, err := http.Get(r.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	policy := response.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self' 'wasm-unsafe-eval'") || response.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", response.Header)
	}
}

// TestLive_BoardMoves answers on a tablet and sees the teacher's board move.
func TestLive_BoardMoves(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "3")
	class, _ := readDemo(t, r.dir)
	ws := "ws" + strings.TrimPrefix(r.url, "http") + "/api/v1"
	teacher := browser{url: r.url}
	teacher.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password), nil)
	board, _, err := websocket.DefaultDialer.Dial(ws+"/teacher/live", http.Header{"Cookie": {teacher.cookie}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = board.Close() }()
	learner := class.Learners[1].ID
	until := func(what string, seen func(state string, wrong int, waiting bool) bool) {
		t.Helper()
		_ = board.SetReadDeadline(time.Now().Add(10 * time.Second))
		for {
			var b struct {
				Learners []struct {
					ID, State string
					Wrong     int
					Waiting   bool
				}
			}
			if err := board.ReadJSON(&b); err != nil {
				t.Fatalf("%s was never seen: %v", what, err)
			}
			for _, l := range b.Learners {
				if l.ID == learner && seen(l.State, l.Wrong, l.Waiting) {
					return
				}
			}
		}
	}
	until("the class", func(state string, _ int, _ bool) bool { return state == "away" })
	tab := enrol(t, r.url, class.Token, learner, class.Learners[1].Pictures)
	live, _, err := websocket.DefaultDialer.Dial(ws+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = live.Close() }()
	for _, m := range []string{`{"bearer":"` + tab.bearer + `"}`, `{"presence":{"learner":"` + learner + `","item":3,"since":1}}`} {
		if err := live.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	until("at work", func(state string, _ int, _ bool) bool { return state == "working" })
	wrong := strings.ReplaceAll(tab.attempt(1), `"response":"1"`, `"response":"999"`)
	for seq := 1; seq <= 3; seq++ {
		tab.must(t, "POST", "/ops", tab.batch(strings.Replace(strings.Replace(wrong, `"seq":1`, fmt.Sprintf(`"seq":%d`, seq), 1), `"item":1`, `"item":0`, 1)), nil)
	}
	until("three wrong", func(state string, wrong int, _ bool) bool { return state == "stuck" && wrong == 3 })
	for range 3 {
		tab.must(t, "POST", "/sign-in", fmt.Sprintf(`{"learner":%q,"pictures":[%d,%d]}`, learner, class.Learners[1].Pictures[1], class.Learners[1].Pictures[0]), nil)
	}
	until("waiting", func(_ string, _ int, waiting bool) bool { return waiting })
	teacher.must(t, "POST", "/teacher/let-in", fmt.Sprintf(`{"learner":%q}`, learner), nil)
	_ = live.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, m, err := live.ReadMessage(); err != nil || string(m) != `{"let-in":"`+learner+`"}` {
		t.Errorf("the tablet heard %s %v", m, err)
	}
	teacher.must(t, "POST", "/teacher/decisions", fmt.Sprintf(`{"learner":%q,"skill":"add-within-10","kind":"pin"}`, learner), nil)
	if _, m, err := live.ReadMessage(); err != nil || string(m) != `{"plan":"`+learner+`"}` {
		t.Errorf("the tablet heard %s %v", m, err)
	}
}
