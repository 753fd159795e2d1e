package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/cloudapi"
	"darasa/internal/command"
	"darasa/internal/hubapi"
	"darasa/internal/metrics"
	"darasa/internal/packs"
	"darasa/internal/school"
	"darasa/internal/web"
	"darasa/internal/websocket"
	"darasa/webapp"
)

// hub is a running hub with everything wired.
type hub struct {
	flags       serveFlags
	dir         string
	keys        *keyRing
	ring        *schoolRing
	content     *pack
	shelves     *shelves
	store       *store
	class       *classroom.Class
	api         *hubapi.API
	hall        *websocket.Hall
	cloud       *cloud
	coming      *packs.Arrival // nil when the disk takes none
	sisters     *sisters
	certificate *tls.Certificate
	logger      *slog.Logger
	server      *web.Server
	learning    sync.Mutex  // one calibration at a time
	local       *web.Server // the socket for commands beside this process
}

// serve runs a hub until ctx ends.
func (m *Main) serve(ctx context.Context, f serveFlags) (err error) {
	certificate, err := loadCertificate(f.Cert, f.Key)
	if err != nil {
		return err
	}
	if err := command.Folder(f.Data); err != nil {
		return err
	}
	unlock, err := command.Lock(f.Data)
	if err != nil {
		return err
	}
	defer unlock()
	h := &hub{flags: f, dir: f.Data, logger: slog.New(slog.NewJSONHandler(m.Stderr, nil)), certificate: certificate}
	if err := m.open(ctx, h); err != nil {
		return unlessStopped(ctx, err)
	}
	defer func() { err = errors.Join(err, h.store.Close()) }()
	if err := m.inventClass(ctx, h); err != nil {
		return err
	}
	if err := h.checkLive(); err != nil {
		return err
	}
	if err := h.listen(); err != nil {
		return err
	}
	invitation, err := h.invitation(ctx)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	settle()
	scheme := "http"
	if certificate != nil {
		scheme = "https"
	}
	return h.run(ctx, func() error {
		if _, err := fmt.Fprintf(m.Stdout, "ready %s://%s\n", scheme, h.server.Addr()); err != nil {
			return err
		}
		return m.inviteTeacher(h, invitation)
	})
}

// unlessStopped drops the error of a start that was stopped: nothing was promised yet.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // see above
	}
	return err
}

// inviteTeacher tells whoever stands at an empty hub where to begin.
func (m *Main) inviteTeacher(h *hub, invitation string) error {
	if invitation == "" {
		return nil
	}
	h.logger.Info("nobody may sign in yet", "setup", invitation)
	_, err := fmt.Fprintf(m.Stdout, "setup %s\n", invitation)
	return err
}

// invitation names the page that makes the first teacher and its code; empty when
// there is a teacher.
func (h *hub) invitation(ctx context.Context) (string, error) {
	code, err := h.class.SetupCode(ctx)
	if err != nil || code == "" {
		return "", err
	}
	return fmt.Sprintf("%s/teacher code %s-%s", h.url(), code[:len(code)/2], code[len(code)/2:]), nil
}

// memoryGoal is what the collector aims to stay under on a machine with half a
// gigabyte; what lives is about a tenth of it.
const memoryGoal = 54 << 20

// settle gives back what only the start needed. Twice, because pools keep what they
// hold over one collection.
func settle() {
	debug.SetMemoryLimit(memoryGoal)
	debug.FreeOSMemory()
	debug.FreeOSMemory()
}

func loadCertificate(cert, key string) (*tls.Certificate, error) {
	if cert == "" && key == "" {
		return nil, nil //nolint:nilnil // plain http is what was asked for
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, school.Errorf(school.CodeInvalid, "cannot use the certificate: %v", err)
	}
	return &pair, nil
}

// open wires the rooms to each other.
func (m *Main) open(ctx context.Context, h *hub) error {
	var err error
	if h.keys, err = loadKeys(h.dir, m.Wall().UnixMilli(), m.Random); err != nil {
		return err
	}
	if h.ring, err = newSchoolRing(h.keys, h.dir); err != nil {
		return err
	}
	content, err := openPack(h.dir, h.flags.Pack, h.flags.PackKey)
	if err != nil {
		return err
	}
	for _, why := range content.refused {
		h.logger.Error("a pack is not served; the old one goes on", "why", why, "pack", content.subject, "version", content.served)
	}
	h.content = content
	var refused []error
	h.shelves, refused = openShelves(ctx, h.dir, content.Languages)
	for _, err := range refused {
		h.logger.Error("what people added cannot be used", "why", school.ErrorMessage(err))
	}
	if h.store, err = openStore(ctx, h.dir, h.keys, h.ring, content, m.Wall, m.Random); err != nil {
		return err
	}
	if r := h.store.Repaired(); r != nil {
		h.logger.Error("the database was damaged and is built anew", "causes", r.Causes, "file", r.File, "segments", r.Segments, "ops", r.Ops)
	}
	h.hall = websocket.New(room{h}, websocket.DefaultPace, h.logger)
	h.class, err = classroom.Open(ctx, classroom.Config{
		Hub: h.keys.Hub, Demo: h.isDemo() || h.flags.Demo > 0, Secret: [32]byte(h.keys.Secret), Token: h.keys.Token, School: h.ring.current(),
		Log: h.store, Facts: h.store, Desk: h.store, Vault: h.store, Time: h.store,
		Random: m.Random, Content: classContent{content}, Live: h.hall,
	})
	if err != nil {
		return errors.Join(err, h.store.Close())
	}
	if h.cloud, err = openCloud(h.dir, h.flags.Cloud, h.store, h.keys, m.Random, h.logger); err != nil {
		return errors.Join(err, h.store.Close())
	}
	h.coming = h.openComing(ctx)
	h.cloud.coming = h.coming
	h.cloud.brought = func(ctx context.Context) error {
		_, err := h.schoolNews(ctx)
		if err == nil {
			_, err = h.store.Redact(ctx)
		}
		h.class.Brought()
		return err
	}
	if h.sisters, err = openSisters(h, m.Random); err != nil {
		return errors.Join(err, h.store.Close())
	}
	carry := carrier{h}
	carry.sweep()
	h.api = hubapi.New(hubapi.Config{
		Class: h.class, Guide: content.guide, Example: content.Example, Files: tabletFiles{content}, Live: h.hall, Name: nameOf(h.keys.Hub), Languages: content.Languages,
		Cloud: h.cloud.state, Exchange: h.setExchange, Disk: func() uint64 { return command.Free(h.dir) }, Poster: h.poster, Attention: h.attention, Content: h.contentState, Now: time.Now,
		Carrier: carry, Registrar: carry, Sisters: h.sisters, Erasures: h.erasures,
		Handout: content.Handout, Films: h.shelves.lessons, Voices: h.shelves.voices, Clips: content.Clips,
	})
	return nil
}

func (h *hub) listen() error {
	static, err := web.NewStatic(webapp.Files(), "index.html")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle(hubapi.Base+"/", h.api)
	mux.Handle(cloudapi.Base+"/", h.sisters.handler())
	mux.Handle("GET /healthz", web.Route("GET /healthz", http.HandlerFunc(h.health)))
	mux.Handle("GET /metrics", web.Route("GET /metrics", h.metrics().Handler()))
	mux.Handle("/", web.Route("static", static))
	handler := web.Log(h.logger, web.Secure(web.KnownHost(h.flags.Host, web.SameOrigin(mux))))
	if h.server, err = web.Listen(h.flags.Listen, h.certificate, handler, h.logger); err != nil {
		return school.Errorf(school.CodeUnavailable, "%v", err)
	}
	return nil
}

// health says that the hub answers and its store reads.
func (h *hub) health(w http.ResponseWriter, r *http.Request) {
	if _, err := h.store.Counts(r.Context()); err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

func (h *hub) metrics() *metrics.Registry {
	r := metrics.New("hub")
	stats, _ := h.store.Stats()
	r.Counter("commits_total", "Commits to disk, each at synchronous=FULL.", func() float64 { return float64(stats.Commits.Load()) })
	r.Counter("commit_seconds_total", "Time spent in COMMIT, which is the disk's.", func() float64 { return float64(stats.CommitNanos.Load()) / 1e9 })
	r.Counter("jobs_total", "Writes that shared those commits.", func() float64 { return float64(stats.Jobs.Load()) })
	r.Counter("jobs_failed_total", "Writes that came to nothing; whoever asked was told.", func() float64 { return float64(stats.Failed.Load()) })
	r.Counter("ops_applied_total", "Ops of tablets that were new.", func() float64 { return float64(h.class.Applied()) })
	r.Gauge("queue_depth", "Writes waiting for the next commit.", func() float64 { _, depth := h.store.Stats(); return float64(depth) })
	r.Gauge("tablets_live", "Tablets with an open live connection.", func() float64 { return float64(h.hall.Tablets()) })
	counts := func() classroom.Counts {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		c, err := h.store.Counts(ctx)
		if err != nil {
			return classroom.Counts{}
		}
		return c
	}
	r.Gauge("ops_waiting", "Ops no second holder has signed for.", func() float64 { return float64(counts().Waiting) })
	r.Gauge("ops_held", "Durable ops that wait for something.", func() float64 { return float64(counts().Held) })
	r.Gauge("ops_refused", "Texts that were no ops, kept for people to see.", func() float64 { return float64(counts().Refused) })
	r.Gauge("disk_free_bytes", "Room left in the data folder.", func() float64 { return float64(command.Free(h.dir)) })
	return r
}

// run serves until ctx ends. Servers stop first, so that everything acknowledged
// is finished before the store closes.
func (h *hub) run(ctx context.Context, ready func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := h.listenLocal(); err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make(chan error, 8)
	start := func(fn func() error) {
		wg.Go(func() {
			if err := fn(); err != nil {
				errs <- err
				cancel()
			}
		})
	}
	background, stopBackground := context.WithCancel(ctx)
	defer stopBackground()
	h.server.OnShutdown(stopBackground)
	start(func() error { h.hall.Run(background); return nil })
	start(func() error { h.cloud.run(background); return nil })
	start(func() error { h.sisters.run(background); return nil })
	start(func() error { return h.server.Serve(ctx) })
	start(func() error { return h.local.Serve(ctx) })
	start(func() error { return h.announce(background) })
	start(func() error { return h.upkeep(background) })
	start(func() error { return h.calibrations(background) })
	start(func() error { h.past(background); h.live(background); return nil })
	if err := ready(); err != nil {
		errs <- err
		cancel()
	}
	wg.Wait()
	close(errs)
	var all []error
	for err := range errs {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// room is the hub as the live connections ask it.
type room struct{ *hub }

// Tablet implements websocket.Room.
func (r room) Tablet(_ context.Context, bearer string) (uint32, error) {
	device, ok := r.class.ByBearer(bearer)
	if !ok {
		return 0, school.Errorf(school.CodeUnauthorized, "this tablet is not known here")
	}
	return device.Number, nil
}

// Teacher implements websocket.Room.
func (r room) Teacher(ctx context.Context, request *http.Request) error {
	return r.api.Teacher(ctx, request)
}

// Presence implements websocket.Room.
func (r room) Presence(device uint32, learner, partner school.ID, item, since int64) {
	r.class.Presence(device, learner, partner, item, since)
}

// Gone implements websocket.Room.
func (r room) Gone(device uint32) { r.class.Gone(device) }

// Board implements websocket.Room.
func (r room) Board(ctx context.Context) ([]byte, uint64, error) { return r.api.Board(ctx) }
