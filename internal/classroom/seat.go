package classroom

import (
	"context"

	"darasa/internal/school"
)

// seat is where a child sits now, in ticks of the hub's monotonic clock. It lives
// in memory: after a restart tablets say again who sits there.
type seat struct {
	device    uint32
	connected bool  // the tablet's socket is open
	since     int64 // sat down
	heard     int64 // last sign of life
	answered  int64 // last answer, 0 for none since sitting down
	tick      int64 // when she sat down or last answered, by the hub's calendar
}

// sit puts a learner at a device. Whoever sat there before has left.
func (c *Class) sit(device uint32, learner school.ID) {
	stamp := c.Time.Stamp()
	now := max(1, stamp.Mono)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leaveOthers(device, learner)
	s, ok := c.seats[learner]
	if !ok || s.device != device {
		s = &seat{device: device, since: now, tick: stamp.At.Tick}
		c.seats[learner] = s
	}
	s.heard = now
}

func (c *Class) leaveOthers(device uint32, learner school.ID) {
	for id, s := range c.seats {
		if s.device == device && id != learner {
			delete(c.seats, id)
		}
	}
}

// hear notes a sign of life of a learner at a device.
func (c *Class) hear(device uint32, learner school.ID) {
	now := max(1, c.mono())
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; ok && s.device == device {
		s.heard = now
	}
}

func (c *Class) answered(device uint32, learner school.ID) {
	c.sit(device, learner)
	stamp := c.Time.Stamp()
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; ok {
		s.answered, s.tick = max(1, stamp.Mono), stamp.At.Tick
	}
}

// Presence takes note of who sits at a device with an open socket: nobody when
// learner is zero.
func (c *Class) Presence(device uint32, learner school.ID, _, _ int64) {
	if learner.IsZero() {
		c.mu.Lock()
		c.leaveOthers(device, school.ID{})
		c.mu.Unlock()
		return
	}
	roster, err := c.Roster(context.Background())
	if err != nil {
		return
	}
	if _, ok := roster.Find(learner); !ok {
		return // a made-up id must not grow the map of seats
	}
	c.sit(device, learner)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; ok {
		s.connected = true
	}
}

// Gone takes note that a device's last socket closed.
func (c *Class) Gone(device uint32) {
	now := c.mono()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.seats {
		if s.device == device {
			s.connected, s.heard = false, now
		}
	}
}

func (c *Class) deviceOf(learner school.ID) (uint32, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.seats[learner]
	if !ok {
		return 0, false
	}
	return s.device, true
}
