package uplink_test

import (
	"context"
	"sync"
	"testing"

	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

// meter is a policy with its purse and a clock.
type meter struct {
	policy replication.Policy
	tick   int64

	mu    sync.Mutex // connections are read and written beside each other
	purse replication.Purse
}

func (m *meter) moment() replication.Moment { return replication.Moment{Tick: m.tick, Minute: 600} }

func (m *meter) spent() replication.Purse {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.purse
}

func (m *meter) apply(c *uplink.Config) {
	c.Allow = func(lane replication.Lane, size int64) error {
		return m.policy.Allows(lane, size, m.moment(), m.spent())
	}
	c.Spend = func(n int64) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.purse = m.purse.Add(m.tick, n)
	}
}

// A metered link carries a term's backlog in some days, none of which costs more than it
// may, connections and headers included; each day another process is at work.
func TestExchange_MeteredKeepsToItsBytes(t *testing.T) {
	p := newPlace(t)
	ops := sqlitetest.Lesson(6, 100)
	for i := 0; i < len(ops); i += 60 {
		p.teach(t, ops[i:min(i+60, len(ops))])
	}
	m := &meter{policy: replication.Policy{Mode: replication.Metered, Daily: 6_000}, tick: 179_543_520_000}
	days, held := 0, 0
	for ; p.waiting(t) > 0; days++ {
		if days == 30 {
			t.Fatalf("%d segments still wait after %d days", p.waiting(t), days)
		}
		config := p.config(p.server.URL)
		m.apply(&config)
		c, err := uplink.New(config)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Exchange(context.Background(), p.shelf(), budget)
		c.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r.Held != nil {
			held++
		}
		// What is allowed is asked for by estimate; one answer may be longer.
		if spent := m.spent().Day(m.tick); spent > m.policy.Daily+1000 {
			t.Errorf("day %d cost %d bytes of %d", days, spent, m.policy.Daily)
		}
		m.tick += school.TicksPerDay + school.TicksPerDay/24
	}
	if held == 0 || p.attempts(t) != 600 {
		t.Errorf("%d attempts in %d days, held back %d times", p.attempts(t), days, held)
	}
}

func TestExchange_HeldAtOnce(t *testing.T) {
	p := newPlace(t)
	p.teach(t, sqlitetest.Lesson(2, 10))
	config := p.config(p.server.URL)
	(&meter{policy: replication.Policy{Mode: replication.Off}}).apply(&config)
	c, err := uplink.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := c.Exchange(context.Background(), p.shelf(), budget)
	if err != nil || r.Held == nil || r.Agreed || r.WireUp != 0 || p.waiting(t) != 1 {
		t.Errorf("turned off: %+v, %v", r, err)
	}
}
