package uplink

import "time"

const (
	maxWindow = 4
	// near is the least by which an answer may be later than a round trip while the
	// link still counts as idle in between.
	near = 100 * time.Millisecond
)

// window says how many requests may be on their way: one at first, one more while
// most of a request's time is the round trip, so that the link would be idle, half as
// many when it is the link that is busy or a request fails. On a slow link one
// request, on one connection with one handshake, is on its way, and that is what a
// cut can cost.
type window struct {
	size int
}

func newWindow() *window { return &window{size: 1} }

// took notes a request that came back after delay on a link with this round trip.
// Without a known round trip nothing is known about idleness.
func (w *window) took(delay, roundTrip time.Duration) {
	if roundTrip > 0 && delay <= roundTrip+max(near, roundTrip) {
		w.size = min(maxWindow, w.size+1)
		return
	}
	w.failed()
}

// failed notes a request that came to nothing.
func (w *window) failed() { w.size = max(1, w.size/2) }
