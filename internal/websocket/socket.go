package websocket

import (
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Close codes of our own, beside those of RFC 6455.
const (
	closeUnknown   = 4401 // the bearer is not known here; enrol again
	closeSignedOut = 4403 // the teacher signed out
	closeSlow      = 4408 // the client did not take what was sent
	closeOther     = 4409 // the same device opened newer sockets
)

// socket is one connection with its one writing goroutine.
type socket struct {
	conn  *websocket.Conn
	pace  Pace
	queue chan []byte
	done  chan struct{}
	once  sync.Once
	code  int
	text  string

	mark  uint64 // what a teacher was shown last; Run's goroutine only
	shown bool
}

func newSocket(conn *websocket.Conn, pace Pace, limit int64, queue int) *socket {
	s := &socket{conn: conn, pace: pace, queue: make(chan []byte, queue), done: make(chan struct{})}
	conn.SetReadLimit(limit)
	s.alive()
	conn.SetPongHandler(func(string) error { s.alive(); return nil })
	go s.write()
	return s
}

// alive moves the moment at which a silent socket is dead.
func (s *socket) alive() {
	_ = s.conn.SetReadDeadline(time.Now().Add(s.pace.Ping * 5 / 2))
}

// send queues a message; a client that does not keep up loses the connection.
func (s *socket) send(body []byte) {
	select {
	case s.queue <- body:
	default:
		s.end(closeSlow, "too slow")
	}
}

// replace queues the newest board in place of one not yet sent.
func (s *socket) replace(body []byte) {
	select {
	case <-s.queue:
	default:
	}
	s.send(body)
}

// end asks the writer to say goodbye; the first reason stays.
func (s *socket) end(code int, text string) {
	s.once.Do(func() {
		s.code, s.text = code, text
		close(s.done)
	})
}

func (s *socket) write() {
	ping := time.NewTicker(s.pace.Ping)
	defer ping.Stop()
	defer func() { _ = s.conn.Close() }()
	for {
		select {
		case <-s.done:
			deadline := time.Now().Add(s.pace.Write)
			_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(s.code, s.text), deadline)
			return
		case body := <-s.queue:
			_ = s.conn.SetWriteDeadline(time.Now().Add(s.pace.Write))
			if s.conn.WriteMessage(websocket.TextMessage, body) != nil {
				s.end(closeSlow, "too slow")
				return
			}
		case <-ping.C:
			if s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(s.pace.Write)) != nil {
				return
			}
		}
	}
}
