package websocket

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"darasa/internal/school"
	"darasa/internal/web"
)

// presencePerMinute is how often a tablet may say who sits there.
const presencePerMinute = 60

type greeting struct {
	Bearer string `json:"bearer"`
}

type upward struct {
	Presence *presence `json:"presence"`
}

type presence struct {
	Learner school.ID `json:"learner"` // empty: nobody
	Partner school.ID `json:"partner"` // who checks, when two sit there
	Item    int64     `json:"item"`
	Since   int64     `json:"since"`
}

// Live serves a tablet: its first message is its bearer, then presence goes up and
// let-in and plan come down.
func (h *Hall) Live(w http.ResponseWriter, r *http.Request) {
	if h.full() {
		web.WriteError(w, r, school.Errorf(school.CodeUnavailable, "too many tablets have a live connection"))
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader answered
	}
	s := newSocket(conn, h.pace, tabletMessage, queueLength)
	defer s.end(websocket.CloseNormalClosure, "")
	device, ok := h.greet(r.Context(), s)
	if !ok || !h.enter(device, s) {
		return
	}
	defer h.leave(device, s)
	h.listen(s, device)
}

func (h *Hall) full() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed || h.count >= maxTablets
}

func (h *Hall) greet(ctx context.Context, s *socket) (device uint32, ok bool) {
	_ = s.conn.SetReadDeadline(time.Now().Add(h.pace.Greeting))
	kind, body, err := s.conn.ReadMessage()
	if err != nil {
		return 0, false
	}
	var hello greeting
	if kind != websocket.TextMessage || web.DecodeJSON(body, &hello) != nil {
		s.end(websocket.ClosePolicyViolation, "the first message is the bearer")
		return 0, false
	}
	device, err = h.room.Tablet(ctx, hello.Bearer)
	if err != nil {
		s.end(closeUnknown, "this tablet is not known here")
		return 0, false
	}
	s.alive()
	return device, true
}

func (h *Hall) enter(device uint32, s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.count >= maxTablets {
		s.end(websocket.CloseTryAgainLater, "full")
		return false
	}
	if old := h.tablets[device]; len(old) >= maxPerDevice {
		old[0].end(closeOther, "opened elsewhere")
		h.tablets[device] = slices.Delete(old, 0, 1)
		h.count--
	}
	h.tablets[device] = append(h.tablets[device], s)
	h.count++
	return true
}

func (h *Hall) leave(device uint32, s *socket) {
	h.mu.Lock()
	i := slices.Index(h.tablets[device], s)
	if i >= 0 {
		h.tablets[device] = slices.Delete(h.tablets[device], i, i+1)
		h.count--
	}
	last := i >= 0 && len(h.tablets[device]) == 0
	if last {
		delete(h.tablets, device)
	}
	h.mu.Unlock()
	if last {
		h.room.Gone(device)
		h.Changed()
	}
}

func (h *Hall) listen(s *socket, device uint32) {
	start, heard := time.Now(), 0
	for {
		kind, body, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		s.alive()
		if time.Since(start) > time.Minute {
			start, heard = time.Now(), 0
		}
		var message upward
		if heard++; heard > presencePerMinute {
			s.end(websocket.ClosePolicyViolation, "too many messages")
			return
		}
		if kind != websocket.TextMessage || web.DecodeJSON(body, &message) != nil || message.Presence == nil {
			s.end(websocket.ClosePolicyViolation, "not a message of this protocol")
			return
		}
		h.room.Presence(device, message.Presence.Learner, message.Presence.Partner, message.Presence.Item, message.Presence.Since)
		h.Changed()
	}
}

// TeacherLive serves a teacher's browser: the board whenever it changed.
func (h *Hall) TeacherLive(w http.ResponseWriter, r *http.Request) {
	if err := h.room.Teacher(r.Context(), r); err != nil {
		web.WriteError(w, r, err)
		return
	}
	h.mu.Lock()
	full := h.closed || len(h.teachers) >= maxTeachers
	h.mu.Unlock()
	if full {
		web.WriteError(w, r, school.Errorf(school.CodeUnavailable, "too many boards are open"))
		return
	}
	conn, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := newSocket(conn, h.pace, teacherMessage, 1)
	defer s.end(websocket.CloseNormalClosure, "")
	h.mu.Lock()
	if h.closed {
		s.end(websocket.CloseGoingAway, "the hub is stopping")
	}
	h.teachers[s] = r.Clone(context.WithoutCancel(r.Context()))
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.teachers, s)
		h.mu.Unlock()
	}()
	h.Changed()
	// Teachers send nothing here; reading notices pongs and the end.
	if _, _, err := conn.ReadMessage(); err == nil {
		s.end(websocket.ClosePolicyViolation, "nothing is read here")
	}
}
