package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"darasa/internal/classroom"
	"darasa/internal/command"
	"darasa/internal/hubapi"
	"darasa/internal/replication"
)

// unsavedLimit is how many bytes may be spent before the file says so: what a power
// cut can make the hub forget.
const unsavedLimit = 32 << 10

// spending is what exchanges with the cloud cost in the last day, kept over restarts.
type spending struct {
	path string
	tick func() int64

	mu      sync.Mutex
	purse   replication.Purse
	unsaved int64
}

// openSpending reads what was spent. A file that cannot be read is as good as none: it
// bounds a bill and nothing else.
func openSpending(dir string, tick func() int64) *spending {
	s := &spending{path: filepath.Join(dir, spendingFile), tick: tick}
	if raw, err := os.ReadFile(s.path); err == nil && json.Unmarshal(raw, &s.purse) != nil {
		s.purse = replication.Purse{}
	}
	return s
}

func (s *spending) now() replication.Purse {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.purse
}

// spend counts n bytes of the connections.
func (s *spending) spend(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.purse = s.purse.Add(s.tick(), n)
	if s.unsaved += n; s.unsaved >= unsavedLimit {
		_ = s.write() // the end of the exchange tries again
	}
}

func (s *spending) save() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaved == 0 {
		return nil
	}
	return s.write()
}

// write wants the lock.
func (s *spending) write() error {
	raw, err := json.Marshal(s.purse)
	if err == nil {
		err = command.WriteFile(s.path, append(raw, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write spending: %w", err)
	}
	s.unsaved = 0
	return nil
}

// policy returns what people said of exchanges; nobody's word is free.
func (c *cloud) policy(ctx context.Context) (replication.Policy, error) {
	version, ok, err := c.store.Register(ctx, classroom.ExchangeRegister(c.keys.Hub))
	if err != nil || !ok {
		return replication.Policy{}, err
	}
	p, err := replication.ParsePolicy(string(version.Value))
	if err != nil {
		return replication.Policy{}, nil //nolint:nilerr // a newer program's word: as before anybody said one
	}
	return p, nil
}

// moment is now as policies see it: the day is the machine's own.
func (c *cloud) moment() replication.Moment {
	m := replication.Moment{Tick: c.store.Stamp().At.Tick, Minute: -1}
	if at, trusted := c.store.Calendar(); trusted {
		at = at.Local()
		m.Minute = at.Hour()*60 + at.Minute()
	}
	return m
}

// allow says whether a request of size bytes may go now.
func (c *cloud) allow(lane replication.Lane, size int64) error {
	p, err := c.policy(context.Background())
	if err != nil {
		return err
	}
	return p.Allows(lane, size, c.moment(), c.spending.now())
}

// opens says whether an exchange is allowed now and worth its cost.
func (c *cloud) opens(ctx context.Context, byHand bool) error {
	p, err := c.policy(ctx)
	if err != nil {
		return err
	}
	counts, err := c.store.Counts(ctx)
	if err != nil {
		return err
	}
	waiting := replication.Waiting{Bytes: counts.Bytes + counts.Waiting*bytesPerOp, Last: c.tried.Load()}
	if waiting.Urgent, err = c.store.UrgentWaits(ctx); err != nil {
		return err
	}
	return p.Opens(waiting, c.moment(), c.spending.now(), byHand)
}

// bytesPerOp is what an op takes in a segment, about.
const bytesPerOp = 6

// heldBy returns why the policy keeps the hub from the cloud now, "" when it does not.
func heldBy(err error) string {
	if held, ok := errors.AsType[*replication.HeldError](err); ok {
		return held.Why
	}
	return ""
}

// exchangeOrder is a policy to set; without a mode it is only asked for.
type exchangeOrder struct {
	Mode  string `json:"mode,omitempty"`
	Daily int64  `json:"daily,omitempty"`
}

type exchangePolicy struct {
	Policy string `json:"policy"`
	Spent  int64  `json:"spent"` // bytes in the last day
	Held   string `json:"held,omitempty"`
}

// setExchange writes a policy, and lets what it held back go at once.
func (h *hub) setExchange(ctx context.Context, p replication.Policy) error {
	if err := h.class.SetExchange(ctx, p); err != nil {
		return err
	}
	h.cloud.rouse()
	return nil
}

func (h *hub) exchange(ctx context.Context, in exchangeOrder) (exchangePolicy, error) {
	if in.Mode != "" {
		p, err := replication.NewPolicy(in.Mode, in.Daily)
		if err == nil {
			err = h.setExchange(ctx, p)
		}
		if err != nil {
			return exchangePolicy{}, err
		}
	}
	p, err := h.cloud.policy(ctx)
	if err != nil {
		return exchangePolicy{}, err
	}
	now := h.cloud.moment()
	return exchangePolicy{Policy: p.String(), Spent: h.cloud.spending.now().Day(now.Tick), Held: heldBy(h.cloud.opens(ctx, false))}, nil
}

func (m *Main) exchange(ctx context.Context, f exchangeFlags) error {
	r, err := exchangeJob.ask(ctx, m, f.Data, exchangeOrder{Mode: f.Mode, Daily: f.Daily})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "exchanges with the cloud: %s; %d bytes in the last day%s\n", r.Policy, r.Spent, heldText(r.Held))
	return err
}

// heldText says in a sentence why the policy keeps the hub from the cloud.
func heldText(why string) string {
	if why == "" {
		return ""
	}
	return "; " + (&replication.HeldError{Why: why}).Error()
}

// spentText tells the policy and what was spent under it, where somebody set one.
func spentText(c hubapi.CloudJSON) string {
	if c.Policy == string(replication.Free) && c.Daily == 0 {
		return ""
	}
	of := ""
	if c.Daily > 0 {
		of = fmt.Sprintf(" of %d", c.Daily)
	}
	return fmt.Sprintf("\nexchanges %s, %d%s bytes in the last day%s", c.Policy, c.Spent, of, heldText(c.Holds))
}
