package hlc

import (
	"sync"

	"darasa/internal/planted"
)

// MaxAhead is how far, in ticks, a remote edit may lie ahead of trusted time
// before it is held: five minutes.
const MaxAhead = 5 * 60 * 100

// Clock issues timestamps that never go back, however the physical clock jumps.
// It is safe for concurrent use.
//
// While Trusted is false the clock has no idea of the real date: it then counts
// forward from the last timestamp it knows and never adopts the physical part of
// a remote one, because an honest peer months ahead and a broken one in 2090 look
// the same from 1970.
type Clock struct {
	mu       sync.Mutex
	physical func() int64
	last     Timestamp
	trusted  bool
}

// NewClock makes a clock over physical, which returns ticks since 1970 and may
// jump. last is the newest timestamp this replica issued or adopted before it
// stopped; the first Now is after it.
func NewClock(physical func() int64, last Timestamp) *Clock {
	return &Clock{physical: physical, last: last}
}

// Now issues the next timestamp, always after every earlier one.
func (c *Clock) Now() Timestamp {
	c.mu.Lock()
	defer c.mu.Unlock()
	if tick := c.physical(); tick > c.last.Tick || planted.On(planted.ClockGoesBack) {
		c.last = Timestamp{Tick: tick}
	} else {
		c.last = c.last.Next()
	}
	return c.last
}

// Trust records that the physical clock now shows real time within seconds, as
// an observation from the cloud, a teacher's phone or several tablets tells.
func (c *Clock) Trust() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trusted = true
}

// Trusted reports whether real time is known.
func (c *Clock) Trusted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trusted
}

// Observe takes note of a remote edit's timestamp and reports whether that edit
// may take effect now. An edit too far ahead of trusted time must be held; once
// the clock passes remote minus MaxAhead, Observe of the same timestamp allows it.
// Without trusted time every edit is allowed and none is adopted.
func (c *Clock) Observe(remote Timestamp) (allowed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.trusted {
		return true
	}
	if remote.Tick > c.physical()+MaxAhead && !planted.On(planted.ClockDragged) {
		return false
	}
	if remote.Compare(c.last) > 0 {
		c.last = remote
	}
	return true
}
