package main

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"darasa/internal/cloudapi"
	"darasa/internal/command"
	"darasa/internal/mdns"
	"darasa/internal/ministry"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/uplink"
)

const (
	sisterEvery  = 2 * time.Minute // between exchanges with a sister that answers
	sisterSearch = 3 * time.Second // for one that moved
	maxSisters   = 32
)

// sister is another hub of the school that this one was paired with.
type sister struct {
	Hub   school.ID `json:"hub"`
	Key   []byte    `json:"key"`
	Token []byte    `json:"token"` // of calls in both directions
	URL   string    `json:"url"`   // where it was last; empty until it is found
}

func (s sister) bearer() string { return base64.RawURLEncoding.EncodeToString(s.Token) }

// sisters are the hubs in this building: they exchange directly, without any cloud,
// by the same conversation.
type sisters struct {
	hub    *hub
	random io.Reader
	offer  offer
	wake   chan struct{}

	mu   sync.Mutex
	list []sister
	seen map[school.ID]int64 // when one answered or called last in this run, in ticks
}

func openSisters(h *hub, random io.Reader) (*sisters, error) {
	s := &sisters{hub: h, random: random, wake: make(chan struct{}, 1), seen: map[school.ID]int64{}}
	raw, err := os.ReadFile(filepath.Join(h.dir, sisterFile))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read sisters: %w", err)
	}
	if err := json.Unmarshal(raw, &s.list); err != nil {
		return nil, school.Errorf(school.CodeInvalid, "%s is damaged; remove it and pair again", sisterFile)
	}
	return s, nil
}

func (s *sisters) all() []sister {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// add keeps a sister, in the place of what was known of it.
func (s *sisters) add(ctx context.Context, news sister) error {
	if err := s.hub.store.Travelling(ctx).LearnKey(news.Hub, news.Key); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(s.list), func(o sister) bool { return o.Hub == news.Hub })
	if len(list) >= maxSisters {
		return school.Errorf(school.CodeLimit, "a hub has at most %d sisters", maxSisters)
	}
	return s.put(append(list, news))
}

// put wants the lock.
func (s *sisters) put(list []sister) error {
	raw, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write sisters: %w", err)
	}
	if err := command.WriteFile(filepath.Join(s.hub.dir, sisterFile), append(raw, '\n')); err != nil {
		return err
	}
	s.list = list
	return nil
}

// heard notes that a sister answered or called.
func (s *sisters) heard(id school.ID) {
	now := s.hub.store.Stamp().At.Tick
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[id] = now
}

// moved notes where a sister answers now.
func (s *sisters) moved(id school.ID, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.list)
	i := slices.IndexFunc(list, func(o sister) bool { return o.Hub == id })
	if i < 0 || list[i].URL == url {
		return nil
	}
	list[i].URL = url
	return s.put(list)
}

func (s *sisters) config(url string) uplink.Config {
	start := time.Now()
	return uplink.Config{URL: url, Self: s.hub.keys.Hub, Random: s.random, Now: func() time.Duration { return time.Since(start) }}
}

func (s *sisters) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run exchanges with every sister now and then. One that does not answer where it
// was is looked for on the network.
func (s *sisters) run(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := s.exchangeAll(ctx); err != nil && ctx.Err() == nil {
			s.hub.logger.Info("exchange with sisters", "error", err)
		}
		s.hub.cloud.rest(ctx, s.wake, nil, sisterEvery)
	}
}

func (s *sisters) exchangeAll(ctx context.Context) (all exchanged, err error) {
	for _, one := range s.all() {
		done, e := s.exchange(ctx, one)
		all.add(done)
		err = errors.Join(err, e)
	}
	return all, err
}

// exchange brings one sister what it lacks and takes what it has for us.
func (s *sisters) exchange(ctx context.Context, one sister) (exchanged, error) {
	if one.URL != "" {
		done, err := s.exchangeAt(ctx, one)
		if err == nil {
			return done, nil
		}
	}
	if !s.hub.reachesNetwork() {
		return exchanged{}, school.Errorf(school.CodeUnavailable, "sister hub %s does not answer", one.Hub.Short())
	}
	hubs, err := mdns.Find(ctx, sisterSearch)
	if err != nil {
		return exchanged{}, err
	}
	i := slices.IndexFunc(hubs, func(h mdns.Hub) bool { return h.ID == one.Hub })
	if i < 0 {
		return exchanged{}, school.Errorf(school.CodeUnavailable, "sister hub %s does not answer", one.Hub.Short())
	}
	one.URL = hubs[i].URL()
	return s.exchangeAt(ctx, one)
}

func (s *sisters) exchangeAt(ctx context.Context, one sister) (done exchanged, err error) {
	config := s.config(one.URL)
	config.Token, config.Peer = one.bearer(), replication.Peer{ID: one.Hub, Key: one.Key}
	client, err := uplink.New(config)
	if err != nil {
		return done, err
	}
	defer client.Close()
	c := s.hub.cloud
	c.single.Lock()
	defer c.single.Unlock()
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	if err := s.hub.store.CutTravelling(ctx); err != nil {
		return done, err
	}
	r, err := client.Exchange(ctx, s.hub.store.Travelling(ctx), segmentBudget)
	done = exchangedOf(r)
	if err != nil {
		return done, fmt.Errorf("exchange with sister %s: %w", one.Hub.Short(), err)
	}
	s.heard(one.Hub)
	if _, err := s.hub.store.Release(ctx); err != nil {
		return done, err
	}
	return done, errors.Join(c.brought(ctx), s.moved(one.Hub, one.URL))
}

// syncNow exchanges with the sisters and the cloud, whichever this hub has.
func (h *hub) syncNow(ctx context.Context) (exchanged, error) {
	p, _ := h.cloud.current()
	all, err := h.sisters.exchangeAll(ctx)
	if p == nil && len(h.sisters.all()) > 0 {
		return all, err
	}
	done, cloudErr := h.cloud.exchange(ctx, true)
	all.add(done)
	if cloudErr == nil && err != nil {
		h.logger.Info("exchange with sisters", "error", err)
	}
	return all, cloudErr
}

// handler answers the calls of sisters.
func (s *sisters) handler() http.Handler {
	h := s.hub
	return cloudapi.NewSister(cloudapi.Config{
		ID: h.keys.Hub, Key: h.keys.public(), Store: sisterStore{s}, Random: s.random,
		Sign: func(message []byte) []byte { return ed25519.Sign(h.keys.private(), message) },
		Now:  func() int64 { return h.store.Stamp().At.Tick },
	}, func(r *replication.PairRequest) (*replication.PairAnswer, error) {
		return s.answer(context.Background(), r)
	})
}

// sisterStore is this hub's store as the handlers ask it.
type sisterStore struct{ *sisters }

// Enroll implements cloudapi.Store; hubs enrol with clouds.
func (sisterStore) Enroll(context.Context, string, school.ID, []byte, string) (school.ID, string, error) {
	return school.ID{}, "", school.Errorf(school.CodeForbidden, "this is a hub; enrol with a cloud")
}

// Country implements cloudapi.Store.
func (sisterStore) Country(context.Context) (ministry.Country, error) {
	return ministry.Country{}, school.Errorf(school.CodeForbidden, "this is a hub")
}

// Touch implements cloudapi.Store. What a sister brought may be names and edits.
func (s sisterStore) Touch(ctx context.Context, _ school.ID) error {
	return s.hub.cloud.brought(ctx)
}

// Shelf implements cloudapi.Store.
func (s sisterStore) Shelf(ctx context.Context, token string) (school.ID, cloudapi.Shelf, error) {
	for _, one := range s.all() {
		if subtle.ConstantTimeCompare([]byte(one.bearer()), []byte(token)) == 1 {
			s.heard(one.Hub)
			// Who asks gets what there is, not what was cut when we last called somebody.
			return one.Hub, sisterShelf{s.hub.store.Travelling(ctx), one.Hub}, s.hub.store.CutTravelling(ctx)
		}
	}
	return school.ID{}, nil, school.Errorf(school.CodeUnauthorized, "this hub is not paired here; run hub pair on both")
}

// sisterShelf lets a caller bring her own list only.
type sisterShelf struct {
	*sqlite.Shelf
	caller school.ID
}

// LearnDirectory implements replication.Learner.
func (s sisterShelf) LearnDirectory(hub school.ID, body []byte) error {
	if hub != s.caller {
		return school.Errorf(school.CodeForbidden, "the directory is of hub %s; a hub brings its own only", hub.Short())
	}
	return s.Shelf.LearnDirectory(hub, body)
}
