package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"darasa/internal/command"
	"darasa/internal/hubapi"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/web"
)

// Times and bounds of exchanges with the cloud.
const (
	quietFor      = 5 * time.Second // after a change, so that one exchange carries many
	longestPause  = 10 * time.Minute
	requestTime   = 2 * time.Minute
	segmentBudget = 4 << 20 // bytes of segments taken per exchange
	maxAnswer     = 8 << 20
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

// cloud is the hub's side of the exchange: HTTP around replication's state machine.
type cloud struct {
	dir    string
	url    string // asked for by flag; only shown until the hub is enrolled
	store  *store
	keys   *keyRing
	random io.Reader
	logger *slog.Logger
	client http.Client

	mu     sync.Mutex
	peer   *pinned
	last   atomic.Int64 // tick of the last answer that was signed
	single sync.Mutex   // one exchange at a time
}

func openCloud(dir, address string, s *store, keys *keyRing, random io.Reader, logger *slog.Logger) (*cloud, error) {
	c := &cloud{dir: dir, url: address, store: s, keys: keys, random: random, logger: logger}
	c.client.Timeout = requestTime
	raw, err := os.ReadFile(filepath.Join(dir, cloudFile))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read cloud: %w", err)
	}
	var p pinned
	if err := json.Unmarshal(raw, &p); err != nil || len(p.Key) != ed25519.PublicKeySize || p.URL == "" {
		return nil, school.Errorf(school.CodeInvalid, "%s is damaged; enrol again", cloudFile)
	}
	c.peer = &p
	return c, nil
}

func (c *cloud) pinned() *pinned {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peer
}

// state is what people are told of the cloud.
func (c *cloud) state(context.Context) (hubapi.CloudJSON, error) {
	j := hubapi.CloudJSON{URL: c.url, LastContact: c.last.Load()}
	if p := c.pinned(); p != nil {
		j.URL = p.URL
	}
	return j, nil
}

// enroll trades a one-time code for a token and pins the cloud's key.
func (c *cloud) enroll(ctx context.Context, address, code string) error {
	address = strings.TrimSuffix(address, "/")
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return school.Errorf(school.CodeInvalid, "%q is not the address of a cloud", address)
	}
	body, err := json.Marshal(map[string]string{
		"code": code, "hub": c.keys.Hub.String(), "key": base64.RawURLEncoding.EncodeToString(c.keys.public()),
	})
	if err != nil {
		return fmt.Errorf("write enrolment: %w", err)
	}
	answer, err := c.send(ctx, http.MethodPost, address+"/v1/enroll", "", "application/json", body)
	if err != nil {
		return err
	}
	var enrolled struct {
		School school.ID `json:"school"`
		Token  string    `json:"token"`
		Cloud  school.ID `json:"cloud"`
		Key    string    `json:"key"`
	}
	if err := json.Unmarshal(answer, &enrolled); err != nil {
		return school.Errorf(school.CodeInvalid, "what answers at %s is not a cloud", address)
	}
	key, err := base64.RawURLEncoding.DecodeString(enrolled.Key)
	if err != nil || len(key) != ed25519.PublicKeySize || enrolled.Cloud.IsZero() || enrolled.Token == "" {
		return school.Errorf(school.CodeInvalid, "what answers at %s is not a cloud", address)
	}
	p := &pinned{URL: address, School: enrolled.School, Cloud: enrolled.Cloud, Token: enrolled.Token, Key: key}
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write cloud: %w", err)
	}
	if err := command.WriteFile(filepath.Join(c.dir, cloudFile), append(raw, '\n')); err != nil {
		return err
	}
	c.mu.Lock()
	c.peer = p
	c.mu.Unlock()
	return nil
}

// exchanged says what one exchange did.
type exchanged struct {
	Sent      int   `json:"sent"`
	Received  int   `json:"received"`
	Receipted int   `json:"receipted"`
	Failed    int   `json:"failed"`
	BytesUp   int64 `json:"bytesUp"`
	BytesDown int64 `json:"bytesDown"`
}

// exchange cuts what lies in the tail and brings the cloud what it lacks. Only the
// ministry's audience travels; what belongs to the school stays here.
func (c *cloud) exchange(ctx context.Context) (exchanged, error) {
	p := c.pinned()
	if p == nil {
		return exchanged{}, school.Errorf(school.CodeNotFound, "this hub is not enrolled with a cloud; use hub enroll")
	}
	c.single.Lock()
	defer c.single.Unlock()
	if _, err := c.store.Cut(ctx, school.AudienceMinistry, true); err != nil {
		return exchanged{}, err
	}
	var nonce [8]byte
	if _, err := io.ReadFull(c.random, nonce[:]); err != nil {
		return exchanged{}, fmt.Errorf("draw nonce: %w", err)
	}
	call, err := replication.NewCall(c.keys.Hub, replication.Peer{ID: p.Cloud, Key: p.Key}, c.store.Shelf(ctx, school.AudienceMinistry), nonce, segmentBudget)
	if err != nil {
		return exchanged{}, err
	}
	var helloErr error
	for {
		r, ok := call.Next()
		if !ok {
			break
		}
		if err := ctx.Err(); err != nil {
			return exchanged{}, fmt.Errorf("exchange: %w", err)
		}
		body, err := c.request(ctx, p, r)
		if err != nil {
			call.Failed(r, err)
		} else if err = call.Answered(r, body); err == nil && r.Verb == replication.VerbHello {
			c.contact(call.Report.PeerTime)
		}
		if err != nil && r.Verb == replication.VerbHello {
			helloErr = err
		}
	}
	done := exchanged{
		Sent: call.Report.Sent, Received: call.Report.Received, Receipted: call.Report.Receipted, Failed: call.Report.Failed,
		BytesUp: call.Report.BytesUp, BytesDown: call.Report.BytesDown,
	}
	if helloErr != nil {
		return done, fmt.Errorf("exchange: %w", helloErr)
	}
	if _, err := c.store.Release(ctx); err != nil {
		return done, err
	}
	return done, nil
}

// contact notes a signed answer. The cloud's signed time is the best there is.
func (c *cloud) contact(peerTime int64) {
	if peerTime > 0 && !c.store.Clock().Trusted() {
		c.store.SetReal(peerTime)
	}
	c.last.Store(c.store.Stamp().At.Tick)
}

func (c *cloud) request(ctx context.Context, p *pinned, r replication.Request) ([]byte, error) {
	const binary = "application/octet-stream"
	hash := hex.EncodeToString(r.Hash[:])
	switch r.Verb {
	case replication.VerbHello:
		return c.send(ctx, http.MethodPost, p.URL+"/v1/exchange", p.Token, binary, r.Body)
	case replication.VerbPutSegment:
		return c.send(ctx, http.MethodPut, p.URL+"/v1/segments/"+hash, p.Token, binary, r.Body)
	case replication.VerbGetSegment:
		return c.send(ctx, http.MethodGet, p.URL+"/v1/segments/"+hash, p.Token, "", nil)
	case replication.VerbPutCatalogue:
		return c.send(ctx, http.MethodPut, p.URL+"/v1/catalogues/"+hash, p.Token, binary, r.Body)
	case replication.VerbGetCatalogue:
		return c.send(ctx, http.MethodGet, p.URL+"/v1/catalogues/"+hash, p.Token, "", nil)
	case replication.VerbPutDirectory:
		return c.send(ctx, http.MethodPut, p.URL+"/v1/directories/"+r.Hub.String(), p.Token, binary, r.Body)
	case replication.VerbGetDirectory:
		return c.send(ctx, http.MethodGet, p.URL+"/v1/directories/"+r.Hub.String(), p.Token, "", nil)
	}
	return nil, fmt.Errorf("verb %d has no call", r.Verb)
}

func (c *cloud) send(ctx context.Context, method, address, token, kind string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := c.client.Do(r)
	if err != nil {
		return nil, school.Errorf(school.CodeUnavailable, "the cloud does not answer: %v", errors.Unwrap(err))
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode/100 != 2 {
		return nil, web.ReadError(response.StatusCode, response.Body)
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, school.Errorf(school.CodeUnavailable, "the cloud's answer broke off: %v", err)
	}
	return answer, nil
}

// run exchanges whenever something changed and a while has passed, and keeps
// trying, ever less often, while the cloud is away.
func (c *cloud) run(ctx context.Context) {
	pause := quietFor
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.store.Changed():
		case <-time.After(pause):
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(quietFor):
		}
		if c.pinned() == nil {
			pause = quietFor
			continue
		}
		if _, err := c.exchange(ctx); err != nil {
			if ctx.Err() == nil {
				c.logger.Info("exchange", "error", err)
			}
			pause = min(longestPause, pause*2)
			pause += time.Duration(rand.Int64N(int64(pause) / 4))
			c.rest(ctx, pause)
			continue
		}
		pause = longestPause
	}
}

// rest waits without looking at changes: the cloud is away, and each new answer
// must not be a new try.
func (c *cloud) rest(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
