package uplink

import "time"

const (
	maxWindow = 4
	// near is how much longer than the shortest delay still counts as an empty link.
	near = 100 * time.Millisecond
)

// window says how many requests may be on their way: one at first, one more while
// delays stay near the shortest seen, half as many when they do not or a request
// fails. What a lost link costs is then mostly one segment.
type window struct {
	size  int
	floor time.Duration
}

func newWindow() *window { return &window{size: 1, floor: -1} }

// took notes a request that came back after delay.
func (w *window) took(delay time.Duration) {
	if w.floor < 0 || delay < w.floor {
		w.floor = delay
	}
	if delay <= w.floor+near {
		w.size = min(maxWindow, w.size+1)
		return
	}
	w.failed()
}

// failed notes a request that came to nothing.
func (w *window) failed() { w.size = max(1, w.size/2) }
