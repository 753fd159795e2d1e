package websocket

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"darasa/internal/school"
	"darasa/internal/web"
)

// Limits of the live classroom.
const (
	maxTablets     = 512
	maxTeachers    = 32
	maxPerDevice   = 3 // an old half-open socket must not keep a returning tablet out
	queueLength    = 16
	tabletMessage  = 4 << 10
	teacherMessage = 512
)

// Room is what the hall asks about the class. Its methods are called from many
// goroutines.
type Room interface {
	// Tablet returns the number of the device whose bearer secret this is.
	Tablet(ctx context.Context, bearer string) (device uint32, err error)
	// Teacher checks that the request, or one of its time, is a teacher's; it is
	// asked again before every push, so that signing out ends the view at once.
	Teacher(ctx context.Context, r *http.Request) error
	// Presence takes note of who sits at a device: nobody when learner is zero, two
	// when partner is not.
	Presence(device uint32, learner, partner school.ID, item, since int64)
	// Gone takes note that a device's last socket closed.
	Gone(device uint32)
	// Board returns what teachers see and a mark that differs whenever that does.
	Board(ctx context.Context) (body []byte, mark uint64, err error)
}

// Pace holds the hall's times; tests make them shorter.
type Pace struct {
	Greeting time.Duration // how long a tablet may take to send its bearer
	Ping     time.Duration // between pings; a socket silent for two and a half is dead
	Write    time.Duration // how long one message may take to leave
	Push     time.Duration // least time between two pushes of the board
	Look     time.Duration // how often the board is looked at though nothing happened
}

// DefaultPace pushes at most twice a second and notices a dead socket within 25 s.
var DefaultPace = Pace{
	Greeting: 5 * time.Second, Ping: 10 * time.Second, Write: 5 * time.Second, Push: 500 * time.Millisecond, Look: 2 * time.Second,
}

// Hall holds all sockets. Run must run for teachers to see anything.
type Hall struct {
	room     Room
	pace     Pace
	logger   *slog.Logger
	upgrader websocket.Upgrader
	changed  chan struct{}

	mu       sync.Mutex
	closed   bool
	count    int
	tablets  map[uint32][]*socket
	teachers map[*socket]*http.Request
}

// New makes an empty hall.
func New(room Room, pace Pace, logger *slog.Logger) *Hall {
	return &Hall{
		room: room, pace: pace, logger: logger, changed: make(chan struct{}, 1),
		tablets: map[uint32][]*socket{}, teachers: map[*socket]*http.Request{},
		upgrader: websocket.Upgrader{
			HandshakeTimeout: 5 * time.Second, ReadBufferSize: 1 << 10, WriteBufferSize: 4 << 10,
			CheckOrigin: web.SameHost,
			Error: func(w http.ResponseWriter, r *http.Request, status int, reason error) {
				web.WriteError(w, r, school.Errorf(web.CodeOf(status), "no live connection: %v", reason))
			},
		},
	}
}

// Tablets returns how many tablets have a socket.
func (h *Hall) Tablets() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.tablets)
}

// Changed says that the board may have changed; it never blocks.
func (h *Hall) Changed() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

// LetIn tells a tablet that its teacher let the learner in.
func (h *Hall) LetIn(device uint32, learner school.ID) { h.tell(device, "let-in", learner) }

// Plan tells a tablet to fetch the learner's plan anew.
func (h *Hall) Plan(device uint32, learner school.ID) { h.tell(device, "plan", learner) }

func (h *Hall) tell(device uint32, what string, learner school.ID) {
	body, err := json.Marshal(map[string]school.ID{what: learner})
	if err != nil {
		return // an id always has a text form
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.tablets[device] {
		s.send(body)
	}
}

// Run pushes the board to teachers until ctx ends, then closes every socket.
func (h *Hall) Run(ctx context.Context) {
	look := time.NewTicker(h.pace.Look)
	defer look.Stop()
	defer h.close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.changed:
		case <-look.C:
		}
		h.push(ctx)
		select { // the pause is what joins many changes into one push
		case <-ctx.Done():
			return
		case <-time.After(h.pace.Push):
		}
	}
}

func (h *Hall) push(ctx context.Context) {
	h.mu.Lock()
	viewers := make(map[*socket]*http.Request, len(h.teachers))
	for s, r := range h.teachers {
		viewers[s] = r
	}
	h.mu.Unlock()
	if len(viewers) == 0 {
		return
	}
	body, mark, err := h.room.Board(ctx)
	if err != nil {
		h.logger.Error("board", "error", err)
		return
	}
	for s, r := range viewers {
		if h.room.Teacher(ctx, r) != nil {
			s.end(closeSignedOut, "signed out")
			continue
		}
		if s.mark != mark || !s.shown {
			s.mark, s.shown = mark, true
			s.replace(body)
		}
	}
}

func (h *Hall) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, sockets := range h.tablets {
		for _, s := range sockets {
			s.end(websocket.CloseGoingAway, "the hub is stopping")
		}
	}
	for s := range h.teachers {
		s.end(websocket.CloseGoingAway, "the hub is stopping")
	}
}
