package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"darasa/internal/hubapi"
	"darasa/internal/mdns"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/seal"
	"darasa/internal/uplink"
)

type pairFlags struct {
	folder
	Code string        `arg:"" optional:"" help:"The code the other hub shows; without it this hub shows one."`
	At   string        `placeholder:"URL" help:"Address of the other hub; by default it is looked for on this network."`
	Wait time.Duration `default:"6s" help:"How long to look for it (${default})."`
}

type pairOrder struct {
	Code string        `json:"code,omitempty"`
	At   string        `json:"at,omitempty"`
	Wait time.Duration `json:"wait,omitempty"`
}

type pairResult struct {
	Code   string    `json:"code,omitempty"`
	Sister school.ID `json:"sister,omitzero"`
	URL    string    `json:"url,omitempty"`
}

const (
	pairLifetime = 10 * time.Minute
	pairTries    = 5
)

// offer is the code this hub shows at the moment.
type offer struct {
	mu    sync.Mutex
	code  []byte
	until time.Time // of the monotonic clock
	tries int
}

// show draws a code, in the place of any earlier one.
func (o *offer) show(random io.Reader, now time.Time) ([]byte, error) {
	code := make([]byte, replication.PairCodeSize)
	if _, err := io.ReadFull(random, code); err != nil {
		return nil, fmt.Errorf("draw code: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.code, o.until, o.tries = code, now.Add(pairLifetime), 0
	return code, nil
}

// take returns the code if r was proven with it. It is good once, and gone after a
// few wrong ones.
func (o *offer) take(r *replication.PairRequest, now time.Time) ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	code := o.code
	if code == nil || now.After(o.until) {
		return nil, school.Errorf(school.CodeForbidden, "this hub shows no code now; run hub pair on it")
	}
	if !r.Proven(code) {
		if o.tries++; o.tries >= pairTries {
			o.code = nil
		}
		return nil, replication.ErrPair
	}
	o.code = nil
	return code, nil
}

// order shows a code, or pairs with the hub that shows the one given.
func (s *sisters) order(ctx context.Context, o pairOrder) (pairResult, error) {
	if o.Code == "" {
		code, err := s.offer.show(s.random, time.Now())
		return pairResult{Code: spell(code, 4), URL: s.hub.url()}, err
	}
	code, err := codeLetters.DecodeString(plainCode(o.Code))
	if err != nil || len(code) != replication.PairCodeSize {
		return pairResult{}, school.Errorf(school.CodeInvalid, "a pairing code has 16 letters and digits, as hub pair shows it")
	}
	places := []string{o.At}
	if o.At == "" {
		if places, err = s.search(ctx, o.Wait); err != nil {
			return pairResult{}, err
		}
	}
	for _, place := range places {
		var done pairResult
		if done, err = s.pairWith(ctx, strings.TrimRight(place, "/"), code); err == nil {
			return done, nil
		}
	}
	return pairResult{}, err
}

// search returns the addresses of the other hubs on this network.
func (s *sisters) search(ctx context.Context, wait time.Duration) ([]string, error) {
	hubs, err := mdns.Find(ctx, wait)
	if err != nil {
		return nil, err
	}
	var places []string
	for _, h := range hubs {
		if h.ID != s.hub.keys.Hub {
			places = append(places, strings.TrimRight(h.URL(), "/"))
		}
	}
	if len(places) == 0 {
		return nil, school.Errorf(school.CodeNotFound, "no other hub answers on this network; name its address with --at")
	}
	return places, nil
}

func (s *sisters) pairWith(ctx context.Context, url string, code []byte) (pairResult, error) {
	p, err := uplink.Pair(ctx, s.config(url), code, s.hub.keys.public())
	switch {
	case errors.Is(err, uplink.ErrNotCloud):
		return pairResult{}, school.Errorf(school.CodeInvalid, "what answers at %s is not a hub", url)
	case err != nil:
		return pairResult{}, err
	}
	if err := s.add(ctx, sister{Hub: p.Sister.ID, Key: p.Sister.Key, Token: p.Token[:], URL: url}); err != nil {
		return pairResult{}, err
	}
	s.heard(p.Sister.ID)
	if _, err := s.hub.joinSchool(ctx, p.Secret); err != nil {
		return pairResult{}, err
	}
	s.rouse()
	return pairResult{Sister: p.Sister.ID, URL: url}, nil
}

// answer is the part of the hub that shows the code.
func (s *sisters) answer(ctx context.Context, r *replication.PairRequest) (*replication.PairAnswer, error) {
	code, err := s.offer.take(r, time.Now())
	if err != nil {
		return nil, err
	}
	if r.Hub == s.hub.keys.Hub || r.Hub.IsZero() {
		return nil, school.Errorf(school.CodeInvalid, "a hub is no sister of itself")
	}
	a := &replication.PairAnswer{Hub: s.hub.keys.Hub, Key: [ed25519.PublicKeySize]byte(s.hub.keys.public())}
	if _, err := io.ReadFull(s.random, a.Nonce[:]); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	secrets, err := replication.DerivePair(code, r, a.Nonce)
	if err != nil {
		return nil, err
	}
	if a.Secret, err = seal.Seal(seal.Key(secrets.Seal), s.random, a.Hub[:], s.hub.ring.current()); err != nil {
		return nil, err
	}
	a.Prove(code, r)
	if err := s.add(ctx, sister{Hub: r.Hub, Key: r.Key[:], Token: secrets.Token[:]}); err != nil {
		return nil, err
	}
	s.heard(r.Hub)
	return a, nil
}

// pairSearch is how long a teacher's page has the other hub looked for.
const pairSearch = 6 * time.Second

// Paired implements hubapi.Sisters.
func (s *sisters) Paired() []hubapi.SisterJSON {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]hubapi.SisterJSON, len(s.list))
	for i, one := range s.list {
		out[i] = hubapi.SisterJSON{Hub: one.Hub, Name: nameOf(one.Hub), URL: one.URL, LastContact: s.seen[one.Hub]}
	}
	return out
}

// Show implements hubapi.Sisters.
func (s *sisters) Show(ctx context.Context) (hubapi.PairCodeJSON, error) {
	done, err := s.order(ctx, pairOrder{})
	return hubapi.PairCodeJSON{Code: done.Code, URL: done.URL, Seconds: int(pairLifetime.Seconds())}, err
}

// Pair implements hubapi.Sisters.
func (s *sisters) Pair(ctx context.Context, code, at string) (hubapi.SisterJSON, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*pairSearch)
	defer cancel()
	done, err := s.order(ctx, pairOrder{Code: code, At: at, Wait: pairSearch})
	if err != nil {
		return hubapi.SisterJSON{}, err
	}
	all := s.Paired()
	return all[slices.IndexFunc(all, func(one hubapi.SisterJSON) bool { return one.Hub == done.Sister })], nil
}

// nameOf is what hubs call each other before people.
func nameOf(hub school.ID) string { return "Darasa " + hub.Short() }

func (m *Main) pair(ctx context.Context, f pairFlags) error {
	order := pairOrder{Code: f.Code, At: f.At, Wait: f.Wait}
	done, ok, err := pairJob.beside(ctx, f.Data, order)
	switch {
	case err != nil:
		return err
	case !ok:
		return school.Errorf(school.CodeUnavailable, "start hub serve first: the other hub must be able to reach this one")
	case f.Code == "":
		_, err = fmt.Fprintf(m.Stdout, "pairing code %s\nType it on the other hub within ten minutes: hub pair %s (or with --at %s)\n", done.Code, done.Code, done.URL)
	default:
		_, err = fmt.Fprintf(m.Stdout, "paired with hub %s at %s: one school from now on\n", done.Sister.Short(), done.URL)
	}
	return err
}
