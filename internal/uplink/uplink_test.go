package uplink_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

const budget = 1 << 20

// place is a hub and a cloud over real HTTP.
type place struct {
	hub    *sqlite.Hub
	cloud  *sqlite.Cloud
	server *httptest.Server
	token  string
	owner  school.ID
}

func newPlace(t *testing.T) *place {
	t.Helper()
	clock := &cloudtest.Clock{}
	config := sqlitetest.Config(t, filepath.Join(t.TempDir(), "hub.sqlite"), 1)
	config.Keys = func(hub school.ID) ed25519.PublicKey { // hub 3 is a stranger
		if hub[15] > 2 {
			return nil
		}
		return sqlitetest.Key(hub[15]).Public()
	}
	hub, err := sqlite.OpenHub(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = hub.Close() })
	p := &place{hub: hub, cloud: cloudtest.MustOpen(t, t.TempDir(), clock)}
	p.owner = cloudtest.MustAddSchool(t, p.cloud, "A")
	_, p.token = cloudtest.MustEnroll(t, p.cloud, p.owner, 1)
	p.server = cloudtest.Serve(t, p.cloud, clock)
	return p
}

// teach applies a lesson and cuts it into segments.
func (p *place) teach(t *testing.T, ops []*crdt.Op) {
	t.Helper()
	if _, err := p.hub.Apply(context.Background(), ops); err != nil {
		t.Fatal(err)
	}
	if _, err := p.hub.Cut(context.Background(), school.AudienceMinistry, true); err != nil {
		t.Fatal(err)
	}
}

func (p *place) shelf() *sqlite.Shelf {
	return p.hub.Shelf(context.Background(), school.AudienceMinistry)
}

func (p *place) waiting(t *testing.T) int {
	t.Helper()
	waiting, err := p.shelf().Waiting(cloudtest.CloudID, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(waiting)
}

func (p *place) attempts(t *testing.T) int64 {
	t.Helper()
	status, err := p.cloud.Status(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return status.Attempts
}

func (p *place) config(address string) uplink.Config {
	start := time.Now()
	return uplink.Config{
		URL: address, Token: p.token, Self: sqlitetest.HubID, Peer: replication.Peer{ID: cloudtest.CloudID, Key: cloudtest.CloudKey.Public()},
		Now: func() time.Duration { return time.Since(start) }, Random: rand.Reader,
	}
}

func (p *place) client(t *testing.T, address string) *uplink.Client {
	t.Helper()
	c, err := uplink.New(p.config(address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// proxy stands between hub and cloud and may answer itself.
func (p *place) proxy(t *testing.T, instead func(w http.ResponseWriter, r *http.Request) bool) string {
	t.Helper()
	target, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !instead(w, r) {
			through.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestExchange_HubToCloud(t *testing.T) {
	p := newPlace(t)
	ops := sqlitetest.Lesson(6, 40)
	p.teach(t, ops)
	c := p.client(t, p.server.URL)
	r, err := c.Exchange(context.Background(), p.shelf(), budget)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.attempts(t); got != 240 || p.waiting(t) != 0 || r.Receipted == 0 || r.PeerTime != cloudtest.Start {
		t.Fatalf("%d attempts, %d waiting, report %+v", got, p.waiting(t), r)
	}
	if r.WireUp <= r.BytesUp || r.WireDown <= r.BytesDown {
		t.Errorf("the wire carries less than the bodies: %+v", r)
	}
	quiet, err := c.Exchange(context.Background(), p.shelf(), budget)
	if err != nil {
		t.Fatal(err)
	}
	if quiet.Requests != 1 || quiet.BytesUp > 60 || quiet.BytesDown > 140 || quiet.WireUp+quiet.WireDown > 600 {
		t.Errorf("nothing to send took %d requests, bodies %d and %d bytes, wire %d and %d",
			quiet.Requests, quiet.BytesUp, quiet.BytesDown, quiet.WireUp, quiet.WireDown)
	}
	t.Logf("nothing to send: %d request, bodies %d up, %d down; wire %d up, %d down",
		quiet.Requests, quiet.BytesUp, quiet.BytesDown, quiet.WireUp, quiet.WireDown)
	// The next lesson, from the next run of the hub.
	p.teach(t, later(ops))
	if _, err := c.Exchange(context.Background(), p.shelf(), budget); err != nil {
		t.Fatal(err)
	}
	if got := p.attempts(t); got != 480 {
		t.Errorf("%d attempts, want 480", got)
	}
}

// later is the same lesson from tablets in another epoch.
func later(ops []*crdt.Op) []*crdt.Op {
	var out []*crdt.Op
	for _, op := range ops {
		next := *op
		next.Epoch += 50
		next.Stamp.At.Tick += 1_000_000
		out = append(out, &next)
	}
	return out
}

func TestExchange_ErrNotCloud(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>Please accept our terms.</html>")
		return true
	}
	var recorded []byte
	tests := []struct {
		name    string
		instead func(w http.ResponseWriter, r *http.Request) bool
	}{
		{"PortalSays200", page},
		{"PortalSaysNothing", func(http.ResponseWriter, *http.Request) bool { return true }},
		{"PortalRedirects", func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/login", http.StatusFound)
			return true
		}},
		{"PortalSays511", func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusNetworkAuthenticationRequired)
			return true
		}},
		{"ProxyRepeatsYesterday", func(w http.ResponseWriter, _ *http.Request) bool {
			_, _ = w.Write(recorded)
			return true
		}},
		{"EndlessPage", func(w http.ResponseWriter, _ *http.Request) bool {
			chunk := bytes.Repeat([]byte("x"), 1<<20)
			for range 20 {
				if _, err := w.Write(chunk); err != nil {
					break
				}
			}
			return true
		}},
	}
	p := newPlace(t)
	p.teach(t, sqlitetest.Lesson(2, 10))
	// What a true answer to another nonce looks like.
	recorder := p.proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		request, _ := http.NewRequest(r.Method, p.server.URL+r.URL.Path, bytes.NewReader(body))
		request.Header = r.Header
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return true
		}
		defer func() { _ = response.Body.Close() }()
		if answer, _ := io.ReadAll(response.Body); len(recorded) == 0 {
			recorded = answer
		}
		w.WriteHeader(http.StatusBadGateway)
		return true
	})
	if _, err := p.client(t, recorder).Exchange(context.Background(), p.shelf(), budget); err == nil || len(recorded) == 0 {
		t.Fatalf("nothing was recorded: %v", err)
	}
	before := p.waiting(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := p.client(t, p.proxy(t, tt.instead)).Exchange(context.Background(), p.shelf(), budget)
			if !errors.Is(err, uplink.ErrNotCloud) || r.Receipted != 0 || p.waiting(t) != before || r.Requests != 1 {
				t.Errorf("err = %v, report %+v, %d waiting of %d", err, r, p.waiting(t), before)
			}
		})
	}
	t.Run("AnotherCloud", func(t *testing.T) {
		config := p.config(p.server.URL)
		config.Peer.Key = sqlitetest.Key(9).Public()
		c, err := uplink.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exchange(context.Background(), p.shelf(), budget); !errors.Is(err, uplink.ErrNotCloud) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("TokenRefused", func(t *testing.T) {
		config := p.config(p.server.URL)
		config.Token = "old"
		c, err := uplink.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exchange(context.Background(), p.shelf(), budget); school.ErrorCode(err) != school.CodeUnauthorized {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("NobodyThere", func(t *testing.T) {
		if _, err := p.client(t, "http://127.0.0.1:1").Exchange(context.Background(), p.shelf(), budget); school.ErrorCode(err) != school.CodeUnavailable {
			t.Errorf("err = %v", err)
		}
	})
}

// A portal that comes up between the Hello and the segments is given up after a few
// requests, and nothing it says is a receipt.
func TestExchange_PortalInTheMiddle(t *testing.T) {
	p := newPlace(t)
	for i := range 30 {
		p.teach(t, cloudtest.Answers(sqlitetest.HubID, 1, 1, uint64(i*5+1), 5))
	}
	puts := atomic.Int64{}
	address := p.proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		puts.Add(1)
		_, _ = io.WriteString(w, "<html>Your time is over.</html>")
		return true
	})
	r, err := p.client(t, address).Exchange(context.Background(), p.shelf(), budget)
	if err == nil || r.Failed == 0 || puts.Load() > 8 {
		t.Fatalf("err %v, report %+v, %d puts", err, r, puts.Load())
	}
	if held := p.cloudSegments(t); p.waiting(t) != 30-held {
		t.Errorf("%d wait, the cloud has %d of 30", p.waiting(t), held)
	}
	if _, err := p.client(t, p.server.URL).Exchange(context.Background(), p.shelf(), budget); err != nil || p.waiting(t) != 0 || p.attempts(t) != 150 {
		t.Errorf("afterwards: %v, %d wait, %d attempts", err, p.waiting(t), p.attempts(t))
	}
}

func (p *place) cloudSegments(t *testing.T) int {
	t.Helper()
	status, err := p.cloud.Status(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return status.Segments
}

// One segment that the cloud refuses does not stop those behind it.
func TestExchange_RefusedBesideGood(t *testing.T) {
	p := newPlace(t)
	for i := range 20 {
		p.teach(t, cloudtest.Answers(sqlitetest.HubID, 1, 1, uint64(i*5+1), 5))
	}
	puts := atomic.Int64{}
	address := p.proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || puts.Add(1)%3 != 0 {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":{"code":"forbidden","message":"this one not"}}`)
		return true
	})
	r, err := p.client(t, address).Exchange(context.Background(), p.shelf(), budget)
	if err != nil || r.Failed == 0 || r.Requests < 15 {
		t.Fatalf("err %v, report %+v", err, r)
	}
	if code := school.ErrorCode(r.LastErr); code != school.CodeForbidden {
		t.Errorf("the reason is lost: %v", r.LastErr)
	}
	if left := p.waiting(t); left != 20-p.cloudSegments(t) || left > 8 {
		t.Errorf("%d wait, the cloud has %d of 20", left, p.cloudSegments(t))
	}
}

// A link that is cut again and again still finishes, with nothing counted twice.
func TestExchange_CutLink(t *testing.T) {
	p := newPlace(t)
	total := 0
	for i := range 40 {
		p.teach(t, cloudtest.Answers(sqlitetest.HubID, uint32(i%3+1), byte(i%5), uint64(i*20+1), 20))
		total += 20
	}
	config := p.config(p.server.URL)
	allowance := atomic.Int64{}
	config.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &cutting{Conn: conn, left: &allowance}, err
	}
	c, err := uplink.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	exchanges, last := 0, p.waiting(t)
	for p.waiting(t) > 0 {
		if exchanges++; exchanges > 60 {
			t.Fatalf("%d segments still wait after %d exchanges", p.waiting(t), exchanges)
		}
		allowance.Store(6000)
		_, _ = c.Exchange(context.Background(), p.shelf(), budget)
		if now := p.waiting(t); now > last {
			t.Fatalf("%d wait after %d", now, last)
		} else {
			last = now
		}
	}
	if got := p.attempts(t); got != int64(total) || exchanges < 3 {
		t.Errorf("%d attempts after %d exchanges, want %d after several", got, exchanges, total)
	}
}

// cutting is a connection of a link that carries so many bytes up and then breaks.
type cutting struct {
	net.Conn
	left *atomic.Int64
}

func (c *cutting) Write(b []byte) (int, error) {
	if c.left.Add(-int64(len(b))) < 0 {
		_ = c.Conn.Close()
		return 0, errors.New("the link was cut")
	}
	return c.Conn.Write(b)
}

// Sisters' segments come down. The key of one sister is known, the other's the
// cloud vouches for.
func TestExchange_FromSisters(t *testing.T) {
	p := newPlace(t)
	for n := byte(2); n <= 3; n++ {
		sister, _ := cloudtest.MustEnroll(t, p.cloud, p.owner, n)
		segment := cloudtest.NewCutter(n, 9).MustCut(t, cloudtest.Answers(sister.ID, 1, 1, 1, 20))
		if _, _, err := p.cloud.For(context.Background(), sister).Receive(sister.ID, segment.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	p.teach(t, sqlitetest.Lesson(1, 5))
	r, err := p.client(t, p.server.URL).Exchange(context.Background(), p.shelf(), budget)
	if err != nil || r.Received != 2 || r.Failed != 0 {
		t.Fatalf("report %+v, %v; want two segments", r, err)
	}
	for n := byte(2); n <= 3; n++ {
		stream := crdt.Stream{Writer: crdt.Writer{Hub: cloudtest.HubID(n), Device: 1}, Epoch: 100, Audience: school.AudienceMinistry}
		if have, err := p.hub.Have(context.Background(), stream); err != nil || have.String() != "1-20" {
			t.Errorf("the hub has %s of hub %d's tablet, %v; want 1-20", have, n, err)
		}
	}
	if again, err := p.client(t, p.server.URL).Exchange(context.Background(), p.shelf(), budget); err != nil || again.Requests != 1 {
		t.Errorf("afterwards: %+v, %v; want one request", again, err)
	}
}

func TestEnroll(t *testing.T) {
	p := newPlace(t)
	_, code, err := p.cloud.AddSchool(context.Background(), "B")
	if err != nil {
		t.Fatal(err)
	}
	config := p.config(p.server.URL + "/")
	config.Self = cloudtest.HubID(5)
	e, err := uplink.Enroll(context.Background(), config, code, sqlitetest.Key(5).Public())
	if err != nil {
		t.Fatal(err)
	}
	if e.Cloud.ID != cloudtest.CloudID || !e.Cloud.Key.Equal(cloudtest.CloudKey.Public()) || e.School.IsZero() {
		t.Errorf("enrolment = %+v", e)
	}
	if hub, err := p.cloud.FindHub(context.Background(), e.Token); err != nil || hub.ID != config.Self {
		t.Errorf("hub = %+v, %v", hub, err)
	}
	if _, err := uplink.Enroll(context.Background(), config, code, sqlitetest.Key(5).Public()); school.ErrorCode(err) != school.CodeForbidden {
		t.Errorf("a second use: %v", err)
	}
	for _, answer := range []string{"", "<html>", "{}", `{"school":"x"}`, `{"school":"` + p.owner.String() + `","cloud":"` + p.owner.String() + `","token":"t","key":"AA"}`} {
		portal := p.proxy(t, func(w http.ResponseWriter, _ *http.Request) bool {
			_, _ = io.WriteString(w, answer)
			return true
		})
		config.URL = portal
		if _, err := uplink.Enroll(context.Background(), config, code, sqlitetest.Key(5).Public()); !errors.Is(err, uplink.ErrNotCloud) {
			t.Errorf("%q: %v", answer, err)
		}
	}
	for _, bad := range []string{"", "cloud.example", "ftp://cloud.example", "http://"} {
		config.URL = bad
		if _, err := uplink.Enroll(context.Background(), config, code, sqlitetest.Key(5).Public()); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
