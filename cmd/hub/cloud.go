package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"darasa/internal/command"
	"darasa/internal/hubapi"
	"darasa/internal/packs"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/uplink"
)

// Times and bounds of exchanges with the cloud.
const (
	betweenFor    = 20 * time.Second // between exchanges, so that one segment carries many answers
	betweenLooks  = 10 * time.Minute // what the cloud has for us, when nothing waits here
	heldLooks     = time.Minute      // whether a policy that held an exchange back still does
	exchangeTime  = 10 * time.Minute
	segmentBudget = 4 << 20 // bytes of segments taken per exchange
)

// pinned is what enrolment leaves in cloud.json: where the cloud is, the token
// that authenticates us, and the key that everything it signs is checked against.
type pinned struct {
	URL    string    `json:"url"`
	School school.ID `json:"school"`
	Cloud  school.ID `json:"cloud"`
	Token  string    `json:"token"`
	Key    []byte    `json:"key"`
}

// cloud decides when the hub and its cloud exchange, and remembers how it went.
type cloud struct {
	dir    string
	url    string // asked for by flag; only shown until the hub is enrolled
	store  *store
	keys   *keyRing
	random io.Reader
	logger *slog.Logger
	wake   chan struct{}

	mu     sync.Mutex
	peer   *pinned
	client *uplink.Client
	last   atomic.Int64 // tick of the last answer that was signed
	tried  atomic.Int64 // tick of the last exchange that was begun
	paced  atomic.Int64 // bytes a second of the last exchange that showed it, 0 for none
	single sync.Mutex   // one exchange at a time

	spending *spending
	coming   *packs.Arrival              // nil for none
	left     atomic.Bool                 // of a pack more may be fetched at once
	brought  func(context.Context) error // takes up what an exchange may have brought
}

func openCloud(dir, address string, s *store, keys *keyRing, random io.Reader, logger *slog.Logger) (*cloud, error) {
	c := &cloud{dir: dir, url: strings.TrimRight(address, "/"), store: s, keys: keys, random: random, logger: logger, wake: make(chan struct{}, 1)}
	c.spending = openSpending(dir, func() int64 { return s.Stamp().At.Tick })
	raw, err := os.ReadFile(filepath.Join(dir, cloudFile))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read cloud: %w", err)
	}
	var p pinned
	if err := json.Unmarshal(raw, &p); err != nil || len(p.Key) != ed25519.PublicKeySize || p.URL == "" || p.Token == "" {
		return nil, school.Errorf(school.CodeInvalid, "%s is damaged; enrol again", cloudFile)
	}
	return c, c.use(&p)
}

// use makes p the cloud of this hub. A flag that names another address wins over
// the one it was enrolled at: clouds move, their keys do not.
func (c *cloud) use(p *pinned) error {
	address := p.URL
	if c.url != "" {
		address = c.url
	}
	config := c.config(address)
	config.Token, config.Peer = p.Token, replication.Peer{ID: p.Cloud, Key: p.Key}
	config.Allow = c.allow
	client, err := uplink.New(config)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.client != nil {
		c.client.Close()
	}
	c.peer, c.client = p, client
	return nil
}

func (c *cloud) config(address string) uplink.Config {
	start := time.Now()
	return uplink.Config{URL: address, Self: c.keys.Hub, Random: c.random, Now: func() time.Duration { return time.Since(start) }, Calendar: c.store.Calendar, Spend: c.spending.spend}
}

func (c *cloud) current() (*pinned, *uplink.Client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peer, c.client
}

// state is what people are told of the cloud.
func (c *cloud) state(ctx context.Context) (hubapi.CloudJSON, error) {
	policy, err := c.policy(ctx)
	if err != nil {
		return hubapi.CloudJSON{}, err
	}
	j := hubapi.CloudJSON{
		URL: c.url, LastContact: c.last.Load(), Policy: string(policy.Mode), Daily: policy.Daily,
		Spent: c.spending.now().Day(c.store.Stamp().At.Tick), Holds: heldBy(c.opens(ctx, false)),
	}
	if policy.Mode == "" {
		j.Policy = string(replication.Free)
	}
	if p, _ := c.current(); p != nil && j.URL == "" {
		j.URL = p.URL
	}
	return j, nil
}

// enroll trades a one-time code for a token and pins the cloud's key.
func (c *cloud) enroll(ctx context.Context, address, code string) error {
	address = strings.TrimRight(address, "/")
	e, err := uplink.Enroll(ctx, c.config(address), code, c.keys.public())
	if errors.Is(err, uplink.ErrNotCloud) {
		return school.Errorf(school.CodeInvalid, "what answers at %s is not a cloud", address)
	}
	if err != nil {
		return err
	}
	p := &pinned{URL: address, School: e.School, Cloud: e.Cloud.ID, Token: e.Token, Key: e.Cloud.Key}
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write cloud: %w", err)
	}
	if err := command.WriteFile(filepath.Join(c.dir, cloudFile), append(raw, '\n')); err != nil {
		return err
	}
	c.url = ""
	if err := c.use(p); err != nil {
		return err
	}
	c.rouse()
	return nil
}

// rouse begins an exchange soon, if it is allowed.
func (c *cloud) rouse() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// exchanged says what one exchange did.
type exchanged struct {
	Sent      int    `json:"sent"`
	Received  int    `json:"received"`
	Receipted int    `json:"receipted"`
	Failed    int    `json:"failed"`
	Waiting   int    `json:"waiting"`
	BytesUp   int64  `json:"bytesUp"`
	BytesDown int64  `json:"bytesDown"`
	Pack      string `json:"pack,omitempty"` // why a pack on its way does not come on
	moved     bool   // it got further than the one before
	pack      error  // of the link or the disk, while a pack came
}

func exchangedOf(r uplink.Report) exchanged {
	return exchanged{
		Sent: r.Sent, Received: r.Received, Receipted: r.Receipted, Failed: r.Failed, Waiting: r.WaitingSegments,
		BytesUp: r.WireUp, BytesDown: r.WireDown, moved: r.Moved(),
	}
}

// add counts another exchange in.
func (e *exchanged) add(o exchanged) {
	e.Sent, e.Received, e.Receipted, e.Failed, e.Waiting = e.Sent+o.Sent, e.Received+o.Received, e.Receipted+o.Receipted, e.Failed+o.Failed, e.Waiting+o.Waiting
	e.BytesUp, e.BytesDown = e.BytesUp+o.BytesUp, e.BytesDown+o.BytesDown
	e.Pack += o.Pack // only the cloud has packs
}

// exchange cuts what lies in the tail and brings the cloud what it lacks: the
// ministry's audience as it is, the school's sealed. By hand it need not be worth its
// cost, and tries what rests again.
func (c *cloud) exchange(ctx context.Context, byHand bool) (exchanged, error) {
	p, client := c.current()
	if p == nil {
		return exchanged{}, school.Errorf(school.CodeNotFound, "this hub is not enrolled with a cloud; use hub enroll")
	}
	c.single.Lock()
	defer c.single.Unlock()
	if err := c.opens(ctx, byHand); err != nil {
		if heldBy(err) != "" {
			err = fmt.Errorf("%w: %w", school.Errorf(school.CodeUnavailable, "%v", err), err)
		}
		return exchanged{}, err
	}
	if byHand {
		client.Impatient()
	}
	c.tried.Store(c.store.Stamp().At.Tick)
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	if err := c.store.CutTravelling(ctx); err != nil {
		return exchanged{}, err
	}
	begin := time.Now()
	r, err := client.Exchange(ctx, c.store.Travelling(ctx), segmentBudget)
	done := exchangedOf(r)
	if err := c.spending.save(); err != nil {
		c.logger.Warn("exchange", "error", err)
	}
	if err != nil {
		return done, fmt.Errorf("exchange: %w", err)
	}
	c.contact(r.PeerTime)
	if took := time.Since(begin); r.Receipted > 0 && took > 0 {
		c.paced.Store(int64(float64(r.WireUp+r.WireDown) / took.Seconds()))
	}
	if r.Agreed {
		if err := c.store.Agreed(ctx); err != nil {
			return done, err
		}
	}
	if _, err := c.store.Release(ctx); err != nil {
		return done, err
	}
	if err := c.brought(ctx); err != nil {
		return done, err
	}
	c.fetch(ctx, client, byHand, &done)
	return done, nil
}

// pace is how many bytes a second an exchange carries, at least one.
func (c *cloud) pace() int64 {
	if paced := c.paced.Load(); paced > 0 {
		return paced
	}
	return usualPace
}

// contact notes a signed answer. Its signed time is the best a hub meets.
func (c *cloud) contact(peerTime int64) {
	if peerTime > 0 {
		c.store.SetReal(peerTime)
	}
	c.last.Store(c.store.Stamp().At.Tick)
}

// run exchanges at the start, soon after changes, and now and then to fetch, and
// keeps trying, ever less often, while the cloud is away.
func (c *cloud) run(ctx context.Context) {
	pace := uplink.Pace{}
	for ctx.Err() == nil {
		if p, _ := c.current(); p == nil {
			c.rest(ctx, c.wake, nil, betweenLooks)
			continue
		}
		if heldBy(c.opens(ctx, false)) != "" {
			c.rest(ctx, c.wake, nil, heldLooks)
			continue
		}
		moved, err := c.once(ctx)
		if err == nil {
			pace.Well()
			c.rest(ctx, nil, nil, betweenFor)
			c.news(ctx)
			continue
		}
		pause := time.Duration(0)
		if busy, ok := errors.AsType[*uplink.BusyError](err); ok {
			pause = pace.Busy(busy.After, rand.Int64N)
		} else {
			pause = pace.Failed(moved, rand.Int64N)
		}
		// Each new answer must not be a new try: only enrolling anew is news now.
		c.rest(ctx, c.wake, nil, pause)
	}
}

// news returns when something waits for the cloud, or it is time to look what the
// cloud has. Not every change is news: the receipt of the last exchange is none.
func (c *cloud) news(ctx context.Context) {
	for end := time.Now().Add(betweenLooks); ctx.Err() == nil && time.Now().Before(end); {
		if counts, err := c.store.Counts(ctx); err != nil || counts.Waiting > 0 || c.left.Load() {
			return
		}
		c.rest(ctx, c.wake, c.store.Changed(), time.Until(end))
	}
}

// once exchanges and says how that ended, and whether it got anywhere.
func (c *cloud) once(ctx context.Context) (moved bool, err error) {
	done, err := c.exchange(ctx, false)
	switch {
	case err == nil:
		c.logger.Info("exchange", "sent", done.Sent, "received", done.Received, "waiting", done.Waiting, "up", done.BytesUp, "down", done.BytesDown)
		return done.moved, done.pack
	case ctx.Err() == nil:
		c.logger.Info("exchange", "error", err)
	}
	return done.moved, err
}

// rest returns after pause, or when one of the channels has news.
func (c *cloud) rest(ctx context.Context, wake, changed <-chan struct{}, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-changed:
	case <-timer.C:
	}
}
