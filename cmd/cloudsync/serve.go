package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"darasa/content"
	"darasa/internal/cloudapi"
	"darasa/internal/command"
	"darasa/internal/curriculum"
	"darasa/internal/metrics"
	"darasa/internal/ministry"
	"darasa/internal/packs"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/web"
	"darasa/webapp"
)

// cloud is a running cloud with everything wired.
type cloud struct {
	main   *Main
	dir    string
	id     *identity
	store  *sqlite.Cloud
	packs  *packs.Depot
	logger *slog.Logger
	server *web.Server
	local  *web.Server // the socket for commands beside this process
	skills map[string]ministry.Named
	url    string
}

// store is the database as the handlers ask it.
type store struct{ *sqlite.Cloud }

// Shelf implements cloudapi.Store.
func (s store) Shelf(ctx context.Context, token string) (school.ID, cloudapi.Shelf, error) {
	hub, err := s.FindHub(ctx, token)
	if err != nil {
		return school.ID{}, nil, err
	}
	return hub.ID, s.For(ctx, hub), nil
}

// serve runs a cloud until ctx ends.
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
	c, err := m.open(ctx, f.Data, slog.New(slog.NewJSONHandler(m.Stderr, nil)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	if err := c.listen(f, certificate); err != nil {
		return err
	}
	if err := m.openAccount(ctx, f.Data, c.store, c.logger); err != nil {
		return err
	}
	return c.run(ctx, func() error {
		_, err := fmt.Fprintln(m.Stdout, "ready", c.url)
		return err
	})
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

// open reads the folder and wires the store with the content.
func (m *Main) open(ctx context.Context, dir string, logger *slog.Logger) (*cloud, error) {
	c := &cloud{main: m, dir: dir, logger: logger}
	var err error
	if c.id, err = loadIdentity(dir, m.Wall().UnixMilli(), m.Random); err != nil {
		return nil, err
	}
	if c.packs, err = openPacks(ctx, dir); err != nil {
		return nil, err
	}
	built, err := buildPack()
	if err != nil {
		return nil, err
	}
	c.skills = skillNames(built)
	c.store, err = sqlite.OpenCloud(ctx, sqlite.CloudConfig{
		Path: filepath.Join(dir, databaseFile), ID: c.id.Cloud, Key: c.id.public(), Now: m.ticks, Random: m.Random,
	})
	if err != nil {
		return nil, err
	}
	if err := c.store.AddCatalogue(ctx, built.Catalogue.Hash(), built.Catalogue.AppendBinary(nil)); err != nil {
		return nil, errors.Join(err, c.store.Close())
	}
	return c, nil
}

// buildPack enumerates the content, once for a process.
var buildPack = sync.OnceValues(func() (*curriculum.Built, error) {
	files, err := content.Numeracy()
	if err != nil {
		return nil, fmt.Errorf("open content: %w", err)
	}
	pack, err := curriculum.Load(files)
	if err != nil {
		return nil, fmt.Errorf("open content: %w", err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, fmt.Errorf("open content: %w", err)
	}
	return built, nil
})

// skillNames says what people call the skills of a pack.
func skillNames(built *curriculum.Built) map[string]ministry.Named {
	names := map[string]ministry.Named{}
	for _, language := range built.Pack.Languages {
		for i, title := range built.Names(language) {
			skill := &built.Pack.Skills[i]
			named := names[skill.ID]
			if named.Title == nil {
				named.Title = map[string]string{}
				for _, outcome := range skill.Outcomes {
					named.Outcomes = append(named.Outcomes, outcome.Code)
				}
			}
			named.Title[language] = title
			names[skill.ID] = named
		}
	}
	return names
}

func (c *cloud) listen(f serveFlags, certificate *tls.Certificate) error {
	static, err := web.NewStatic(webapp.Files(), "ministry.html")
	if err != nil {
		return err
	}
	api := cloudapi.New(cloudapi.Config{
		ID: c.id.Cloud, Key: c.id.public(), Sign: c.id.sign, Store: store{c.store}, Accounts: c.store, Packs: c.packs,
		Skill: func(skill string) ministry.Named { return c.skills[skill] },
		Now:   c.main.ticks, Random: c.main.Random, Demo: f.Demo,
	})
	mux := http.NewServeMux()
	mux.Handle(cloudapi.Base+"/", api)
	mux.Handle("GET /healthz", web.Route("GET /healthz", http.HandlerFunc(c.health)))
	mux.Handle("GET /metrics", web.Route("GET /metrics", c.metrics().Handler()))
	mux.Handle("/", web.Route("static", ministryOnly(static)))
	handler := web.Log(c.logger, web.Secure(web.SameOrigin(mux)))
	if c.server, err = web.Listen(f.Listen, certificate, handler, c.logger); err != nil {
		return school.Errorf(school.CodeUnavailable, "%v", err)
	}
	scheme := "http"
	if certificate != nil {
		scheme = "https"
	}
	c.url = scheme + "://" + c.server.Addr().String()
	return nil
}

// ministryOnly keeps the pages and the service worker of a classroom away from
// the ministry's address; the build carries all of them.
func ministryOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/index.html", "/index", "/teacher", "/teacher.html", "/sw.js":
			web.WriteError(w, r, school.Errorf(school.CodeNotFound, "that page is served by a classroom's hub"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// health says that the cloud answers and its store reads.
func (c *cloud) health(w http.ResponseWriter, r *http.Request) {
	if _, err := c.store.CountAccounts(r.Context()); err != nil {
		web.WriteError(w, r, err)
		return
	}
	web.WriteJSON(w, http.StatusOK, map[string]bool{"ok": true})
}

func (c *cloud) metrics() *metrics.Registry {
	r := metrics.New("cloudsync")
	stats, _ := c.store.Stats()
	r.Counter("commits_total", "Commits to disk, each at synchronous=FULL.", func() float64 { return float64(stats.Commits.Load()) })
	r.Counter("commit_seconds_total", "Time spent in COMMIT, which is the disk's.", func() float64 { return float64(stats.CommitNanos.Load()) / 1e9 })
	r.Counter("jobs_total", "Writes that shared those commits.", func() float64 { return float64(stats.Jobs.Load()) })
	r.Counter("jobs_failed_total", "Writes that came to nothing; whoever asked was told.", func() float64 { return float64(stats.Failed.Load()) })
	r.Gauge("queue_depth", "Writes waiting for the next commit.", func() float64 { _, depth := c.store.Stats(); return float64(depth) })
	status := func() sqlite.CloudStatus {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s, err := c.store.Status(ctx)
		if err != nil {
			return sqlite.CloudStatus{}
		}
		return s
	}
	r.Gauge("schools", "Schools in the registry.", func() float64 { return float64(status().Schools) })
	r.Gauge("hubs", "Enrolled hubs.", func() float64 { return float64(status().Hubs) })
	r.Gauge("segments", "Segments kept.", func() float64 { return float64(status().Segments) })
	r.Gauge("segment_bytes", "Bytes of segments kept.", func() float64 { return float64(status().Bytes) })
	r.Gauge("attempts", "Attempts counted.", func() float64 { return float64(status().Attempts) })
	r.Gauge("segments_waiting_kinds", "Kinds of things that kept segments wait for.", func() float64 { return float64(len(status().Waiting)) })
	r.Gauge("alarms", "Places with two segments, newest 50.", func() float64 { return float64(len(status().Alarms)) })
	r.Gauge("refusals", "Things not kept, with their reasons in status.", func() float64 { return float64(status().Refused) })
	r.Gauge("disk_free_bytes", "Room left in the data folder.", func() float64 { return float64(command.Free(c.dir)) })
	return r
}

// run serves until ctx ends. Servers stop first, so that everything acknowledged
// is finished before the store closes.
func (c *cloud) run(ctx context.Context, ready func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := c.listenLocal(); err != nil {
		return err
	}
	var wg sync.WaitGroup
	errs := make(chan error, 3)
	for _, server := range []*web.Server{c.server, c.local} {
		wg.Go(func() {
			if err := server.Serve(ctx); err != nil {
				errs <- err
				cancel()
			}
		})
	}
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
