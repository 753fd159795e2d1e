package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"darasa/internal/cloudapi"
	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/lab/workload"
	"darasa/internal/library"
	"darasa/internal/ministry"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/uplink"
	"darasa/internal/web"
)

// world is a hub with everything waiting, a cloud that knows it, and the link.
type world struct {
	hub      *sqlite.Hub
	cloud    *sqlite.Cloud
	network  *network
	client   *uplink.Client
	caller   sqlite.CloudHub
	seen     *seen
	random   *rand.Rand
	attempts int64 // of the payload
}

func keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func signer(key ed25519.PrivateKey) func([]byte) []byte {
	return func(message []byte) []byte { return ed25519.Sign(key, message) }
}

func public(key ed25519.PrivateKey) ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// measure fills a hub, brings everything over the link and adds up what it cost.
func measure(w *workload.Workload, s settings, folder string) (*result, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	world := &world{network: newNetwork(s.link), random: rand.New(rand.NewPCG(s.link.seed, 1)), seen: &seen{times: map[string]int{}}}
	defer func() { _ = world.network.Close() }()
	if err := world.openHub(ctx, w, folder); err != nil {
		return nil, err
	}
	defer func() { _ = world.hub.Close() }()
	token, err := world.openCloud(ctx, folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = world.cloud.Close() }()
	served := world.serve(ctx)
	defer func() {
		world.client.Close()
		cancel()
		_ = world.network.Close()
		<-served
	}()
	world.client, err = uplink.New(uplink.Config{
		URL: "http://cloud.example.org", Token: token, Self: hubID, Peer: replication.Peer{ID: cloudID, Key: public(keyOf("cloud"))},
		Now: sinceStart(), Random: chaCha(s.link.seed), Dial: world.network.Dial,
	})
	if err != nil {
		return nil, err
	}
	return world.bring(ctx, s.limit)
}

func sinceStart() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

func chaCha(seed uint64) io.Reader {
	return rand.NewChaCha8(sha256.Sum256([]byte(fmt.Sprint("link", seed))))
}

var (
	hubID   = workload.ID("hub", "")
	cloudID = workload.ID("cloud", "")
)

// openHub opens an empty hub and hands it the workload as its tablets would have.
func (w *world) openHub(ctx context.Context, load *workload.Workload, folder string) error {
	items := workload.NewCatalogue(load)
	product, err := productCatalogue(items, len(load.Skills.Names))
	if err != nil {
		return err
	}
	items.Hash = product.Hash()
	lib, err := library.New(product)
	if err != nil {
		return err
	}
	key := keyOf("hub")
	w.attempts = int64(len(load.Attempts))
	now := int64(0)
	for i := range load.Attempts {
		now = max(now, load.Attempts[i].At)
	}
	w.hub, err = sqlite.OpenHub(ctx, sqlite.Config{
		Path: filepath.Join(folder, "hub.sqlite"), Hub: hubID, Epoch: 1, Library: lib, Mono: func() int64 { return 0 },
		Sign: signer(key), Keys: func(id school.ID) ed25519.PublicKey {
			if id == hubID {
				return public(key)
			}
			return nil
		},
		Clock: func(last hlc.Timestamp) *hlc.Clock { return hlc.NewClock(func() int64 { now++; return now }, last) },
	})
	if err != nil {
		return err
	}
	return w.fill(ctx, load, items)
}

// batch is how many ops enter the hub at once.
const batch = 500

func (w *world) fill(ctx context.Context, load *workload.Workload, items *workload.Catalogue) error {
	maker := workload.NewMaker(load, items, true)
	for from := 0; from < len(load.Edits); from += batch {
		var ops []*crdt.Op
		for i := from; i < min(from+batch, len(load.Edits)); i++ {
			op, err := maker.Edit(&load.Edits[i])
			if err != nil {
				return err
			}
			ops = append(ops, op)
		}
		if err := w.apply(ctx, ops); err != nil {
			return err
		}
	}
	for from := 0; from < len(load.Attempts); from += batch {
		if err := w.apply(ctx, maker.Attempts(load.Attempts[from:min(from+batch, len(load.Attempts))])); err != nil {
			return err
		}
	}
	_, err := w.hub.Cut(ctx, school.AudienceMinistry, true)
	return err
}

func (w *world) apply(ctx context.Context, ops []*crdt.Op) error {
	result, err := w.hub.Apply(ctx, ops)
	if err == nil && len(result.Refused) > 0 {
		err = fmt.Errorf("the hub refuses an op of the payload: %w", result.Refused[0].Err)
	}
	return err
}

// openCloud opens an empty cloud in which the hub is enrolled, and returns its token.
func (w *world) openCloud(ctx context.Context, folder string) (token string, err error) {
	w.cloud, err = sqlite.OpenCloud(ctx, sqlite.CloudConfig{
		Path: filepath.Join(folder, "cloud.sqlite"), ID: cloudID, Key: public(keyOf("cloud")), Now: cloudTime, Random: chaCha(0),
	})
	if err != nil {
		return "", err
	}
	_, code, err := w.cloud.AddSchool(ctx, "measured")
	if err != nil {
		return "", err
	}
	if _, token, err = w.cloud.Enroll(ctx, code, hubID, public(keyOf("hub")), "hub"); err != nil {
		return "", err
	}
	w.caller, err = w.cloud.FindHub(ctx, token)
	return token, err
}

func cloudTime() int64 { return time.Now().UnixMilli() / 10 }

// cloudStore is the cloud's store as its handlers ask it.
type cloudStore struct{ *sqlite.Cloud }

// Shelf implements cloudapi.Store.
func (s cloudStore) Shelf(ctx context.Context, token string) (school.ID, cloudapi.Shelf, error) {
	hub, err := s.FindHub(ctx, token)
	if err != nil {
		return school.ID{}, nil, err
	}
	return hub.ID, s.For(ctx, hub), nil
}

// serve answers on the network as cloudsync does, until ctx ends.
func (w *world) serve(ctx context.Context) (done chan struct{}) {
	api := cloudapi.New(cloudapi.Config{
		ID: cloudID, Key: public(keyOf("cloud")), Sign: signer(keyOf("cloud")), Store: cloudStore{w.cloud}, Accounts: w.cloud,
		Skill: func(string) ministry.Named { return ministry.Named{} }, Now: cloudTime, Random: chaCha(1),
	})
	server := web.NewServer(w.network, nil, w.seen.note(api), slog.New(slog.DiscardHandler))
	done = make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ctx)
	}()
	return done
}

// bring calls the cloud until nothing waits, with the hub's own pauses.
func (w *world) bring(ctx context.Context, limit time.Duration) (*result, error) {
	start := time.Now()
	go w.network.cutting()
	pace, res := uplink.Pace{}, &result{}
	shelf := w.hub.Shelf(ctx, school.AudienceMinistry)
	for {
		if time.Since(start) > limit {
			return nil, fmt.Errorf("not finished after %v", limit)
		}
		res.Exchanges++
		report, err := w.client.Exchange(ctx, shelf, segmentBudget)
		if err != nil {
			time.Sleep(pace.Failed(report.Moved(), w.random.Int64N))
			continue
		}
		pace.Well()
		if report.Agreed && report.Failed == 0 { // a catalogue may be asked for after the last segment
			break
		}
	}
	res.Virtual = time.Since(start).Seconds()
	return res, w.addUp(ctx, res)
}

// segmentBudget is what the hub is ready to take in one exchange, in bytes.
const segmentBudget = 4 << 20

// addUp fills in what the network and the cloud know.
func (w *world) addUp(ctx context.Context, res *result) error {
	holdings, err := w.cloud.For(ctx, w.caller).Holdings(hubID)
	if err != nil {
		return err
	}
	for _, holding := range holdings {
		for _, ref := range holding.Refs {
			res.Payload += int64(ref.Size)
			res.Segments++
		}
	}
	if res.Payload == 0 {
		return errors.New("the payload has nothing for the cloud")
	}
	status, err := w.cloud.Status(ctx)
	if err != nil {
		return err
	}
	if status.Attempts != w.attempts {
		return fmt.Errorf("the cloud counts %d attempts of %d", status.Attempts, w.attempts)
	}
	n := w.network
	n.mu.Lock()
	defer n.mu.Unlock()
	packets := n.up.packets + n.down.packets
	res.Wire = n.up.bytes + n.down.bytes
	res.Ratio = float64(res.Wire) / float64(res.Payload)
	res.RatioIP = float64(res.Wire+packets*packetHead*3/2) / float64(res.Payload)
	res.Handshakes, res.Cuts, res.Resent = n.dials, n.cuts, w.seen.again()
	return nil
}

// seen counts how often each segment began to arrive.
type seen struct {
	mu    sync.Mutex
	times map[string]int
}

func (s *seen) note(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if hash, ok := strings.CutPrefix(r.URL.Path, cloudapi.Base+"/segments/"); ok && r.Method == http.MethodPut {
			s.mu.Lock()
			s.times[hash]++
			s.mu.Unlock()
		}
		next.ServeHTTP(rw, r)
	})
}

func (s *seen) again() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	again := 0
	for _, times := range s.times {
		again += times - 1
	}
	return again
}
