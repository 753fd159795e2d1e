package websocket_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"

	"darasa/internal/school"
)

// TestLive_DeadSocketIsNoticed opens a socket that answers no ping, as a tablet
// that lost its Wi-Fi, and hears that it is gone.
func TestLive_DeadSocketIsNoticed(t *testing.T) {
	pace := quick()
	pace.Ping = 40 * time.Millisecond
	r, hall, url := open(t, pace)
	conn := tablet(t, url, 3)
	say(t, conn, `{"presence":{"learner":"`+learner+`","item":0,"since":0}}`)
	<-r.heard
	// Nobody reads on our side, so no pong is ever sent.
	select {
	case got := <-r.heard:
		if got != "3 gone" {
			t.Errorf("heard %q", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("a dead socket was never noticed")
	}
	if hall.Tablets() != 0 {
		t.Errorf("%d tablets", hall.Tablets())
	}
}

// TestLive_LivingSocketStays answers pings over several times the patience.
func TestLive_LivingSocketStays(t *testing.T) {
	pace := quick()
	pace.Ping = 20 * time.Millisecond
	r, hall, url := open(t, pace)
	conn := tablet(t, url, 3)
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for hall.Tablets() == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * pace.Ping)
	select {
	case got := <-r.heard:
		t.Errorf("heard %q", got)
	default:
	}
	if hall.Tablets() != 1 {
		t.Error("a living socket was closed")
	}
}

// TestLive_SlowClientIsDropped sends to a tablet that does not read until its queue
// and the kernel's buffers are full; the others hear all the same.
func TestLive_SlowClientIsDropped(t *testing.T) {
	pace := quick()
	pace.Write = 100 * time.Millisecond
	pace.Ping = time.Minute
	_, hall, url := open(t, pace)
	slow, err := net.Dial("tcp", strings.TrimPrefix(url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	_ = slow.(*net.TCPConn).SetReadBuffer(1024)
	_, _ = fmt.Fprintf(slow, "GET /live HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		strings.TrimPrefix(url, "ws://"))
	// Whoever speaks before the handshake is over is turned away, so its answer is read.
	if _, err := http.ReadResponse(bufio.NewReader(slow), nil); err != nil {
		t.Fatal(err)
	}
	hello := []byte(`{"bearer":"tablet 1"}`)
	_, _ = slow.Write(append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...))
	for hall.Tablets() == 0 {
		time.Sleep(time.Millisecond)
	}
	id, err := school.ParseID(learner)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); hall.Tablets() > 0; {
		if time.Now().After(end) {
			t.Fatal("a client that never reads keeps its socket")
		}
		for range 1000 {
			hall.LetIn(1, id)
		}
	}
	quickOne := tablet(t, url, 2)
	for hall.Tablets() == 0 {
		time.Sleep(time.Millisecond)
	}
	hall.LetIn(2, id)
	if got := hear(t, quickOne); got != `{"let-in":"`+learner+`"}` {
		t.Errorf("another tablet heard %s", got)
	}
}

// TestTeacher_TalksToNobody closes a teacher's socket that sends.
func TestTeacher_TalksToNobody(t *testing.T) {
	_, _, url := open(t, quick())
	conn, _, err := dial(t, url+"/teacher/live", http.Header{"Cookie": {"darasa=teacher"}})
	if err != nil {
		t.Fatal(err)
	}
	say(t, conn, "hello")
	if got := closeCode(t, conn); got != gorilla.ClosePolicyViolation {
		t.Errorf("closed with %d", got)
	}
}

// TestTeacher_BoundedViews opens more boards than there may be.
func TestTeacher_BoundedViews(t *testing.T) {
	_, _, url := open(t, quick())
	opened := 0
	for range 40 {
		_, response, err := dial(t, url+"/teacher/live", http.Header{"Cookie": {"darasa=teacher"}})
		if err == nil {
			opened++
		} else if response == nil || response.StatusCode != http.StatusServiceUnavailable {
			t.Fatalf("%v %v", response, err)
		}
	}
	if opened < 30 || opened > 33 {
		t.Errorf("%d boards are open", opened)
	}
}
