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
	paired    int64 // last answer as one of two at the tablet, 0 for none
	tick      int64 // when she sat down or last answered, by the hub's calendar
}

// sit puts a learner at a device. Whoever sat there before has left.
func (c *Class) sit(device uint32, learner school.ID) {
	learner = c.one(learner)
	stamp := c.Time.Stamp()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := max(1, stamp.Mono)
	s, ok := c.seats[learner]
	here := ok && s.device == device
	connected := c.connected(device)
	c.leaveOthers(device, learner, here && s.pairs(now))
	if !here {
		s = &seat{device: device, connected: connected, since: now, tick: stamp.At.Tick}
		c.seats[learner] = s
	}
	s.heard = now
}

// connected reports whether a device has a socket open for somebody who sits there.
// It needs c.mu.
func (c *Class) connected(device uint32) bool {
	for _, s := range c.seats {
		if s.device == device && s.connected {
			return true
		}
	}
	return false
}

// pairedFor is how long two who answered together are taken for a pair.
const pairedFor = 10 * 60 * school.TicksPerSecond

func (s *seat) pairs(now int64) bool { return s.paired > 0 && now-s.paired < pairedFor }

// leaveOthers empties a device's other seats; who answers there in turn with one of
// a pair stays. It needs c.mu.
func (c *Class) leaveOthers(device uint32, learner school.ID, pair bool) {
	for id, s := range c.seats {
		if s.device == device && id != learner && !(pair && s.paired > 0) {
			delete(c.seats, id)
		}
	}
}

// hear notes a sign of life of a learner at a device.
func (c *Class) hear(device uint32, learner school.ID) {
	now, learner := max(1, c.mono()), c.one(learner)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; ok && s.device == device {
		s.heard = now
	}
}

// answered notes an answer; paired says that two sit at the device.
func (c *Class) answered(device uint32, learner school.ID, paired bool) {
	stamp := c.Time.Stamp()
	now, learner := max(1, stamp.Mono), c.one(learner)
	if paired {
		c.pairUp(device, learner, now)
	}
	c.sit(device, learner)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; ok {
		s.answered, s.tick = now, stamp.At.Tick
	}
}

// pairUp takes whoever sits at a device, and the learner who just answered or sat
// down beside them there, for a pair.
func (c *Class) pairUp(device uint32, learner school.ID, now int64) {
	learner = c.one(learner)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.seats[learner]; !ok || s.device != device {
		c.seats[learner] = &seat{device: device, connected: c.connected(device), since: now}
	}
	for _, s := range c.seats {
		if s.device == device {
			s.paired = now
		}
	}
}

// Presence takes note of who sits at a device with an open socket: nobody when
// learner is zero, two when partner is not.
func (c *Class) Presence(device uint32, learner, partner school.ID, _, _ int64) {
	if learner.IsZero() {
		c.mu.Lock()
		c.leaveOthers(device, school.ID{}, false)
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
	if _, ok := roster.Find(partner); ok {
		c.pairUp(device, partner, max(1, c.mono()))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.seats {
		if s.device == device { // both of a pair
			s.connected = true
		}
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
	learner = c.one(learner)
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.seats[learner]
	if !ok {
		return 0, false
	}
	return s.device, true
}

// Seat returns the tablet a learner sits at, as far as the hub knows.
func (c *Class) Seat(learner school.ID) (device uint32, ok bool) { return c.deviceOf(learner) }
