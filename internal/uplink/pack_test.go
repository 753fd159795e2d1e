package uplink_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/blob"
	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
	"darasa/internal/replication"
	"darasa/internal/uplink"
)

// carriage is a cloud with a pack, a hub that wants it, and a link between that breaks
// after so many bytes of every part, when told to.
type carriage struct {
	*testing.T
	*place
	pack   *release.Release
	depot  *packs.Depot
	key    packs.Keys
	taken  bool
	now    int64
	cut    int                 // bytes of a part's answer that come through, 0 for all
	served map[string]int      // bytes of parts that came through, by path
	change func([]byte) []byte // what somebody makes of a part on its way
	asked  []string
}

func (c *carriage) Held() (part func(release.Part) []byte, floor uint32, err error) {
	return func(release.Part) []byte { return nil }, 1, nil
}

func (c *carriage) Take(head []byte, parts func(release.Part) []byte) error {
	key, err := c.key.Pinned()
	if err == nil {
		_, err = release.Open(head, key, parts)
	}
	c.taken = err == nil
	return err
}

// newCarriage offers a pack whose text is of size letters.
func newCarriage(t *testing.T, size int) *carriage {
	t.Helper()
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	random, text := rand.New(rand.NewPCG(1, 2)), make([]byte, size)
	for i := range text {
		text[i] = "abcdefgh "[random.IntN(9)]
	}
	c := &carriage{T: t, place: newPlace(t), now: 1, served: map[string]int{}}
	var err error
	c.pack, err = release.Make(fstest.MapFS{
		"pack.json":      {Data: []byte(`{"format": 0, "id": "small", "version": 2, "languages": ["en"]}`)},
		"locale/en.json": {Data: text},
	}, func(message []byte) []byte { return ed25519.Sign(private, message) })
	if err != nil {
		t.Fatal(err)
	}
	file, err := c.pack.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func(path string, body []byte) error { return os.WriteFile(path, body, 0o600) }
	public := private.Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
	c.key = packs.Keys{Dir: t.TempDir(), Write: write}
	dir := t.TempDir()
	if c.depot, err = packs.OpenDepot(t.Context(), packs.Keys{Dir: dir, Write: write}, c.blobs(dir)); err == nil {
		_, err = c.depot.Add(t.Context(), file, public)
	}
	if err == nil {
		err = c.key.Pin(public)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.serve()
	return c
}

func (c *carriage) blobs(dir string) *blob.Store {
	c.Helper()
	s, err := blob.Open(filepath.Join(dir, "parts"), 1<<20)
	if err != nil {
		c.Fatal(err)
	}
	return s
}

// serve puts the breaking link before the cloud.
func (c *carriage) serve() {
	api := cloudtest.API(c.cloud, &cloudtest.Clock{})
	api.Packs = c.depot
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.asked = append(c.asked, r.URL.Path)
		if !strings.HasPrefix(r.URL.Path, "/v1/packs/parts/") {
			api.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		api.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		body := answer.Body.Bytes()
		if c.change != nil {
			body = c.change(body)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		through := body
		if c.cut > 0 && c.cut < len(body) {
			through = body[:c.cut]
		}
		_, _ = w.Write(through)
		if answer.Code/100 == 2 {
			c.served[r.URL.Path] += len(through)
		}
		if len(through) < len(body) {
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	}))
	server.Config.ErrorLog = nil
	c.Cleanup(server.Close)
	c.server = server
}

// arrival begins as a new process does.
func (c *carriage) arrival() *packs.Arrival {
	c.Helper()
	dir := filepath.Join(c.key.Dir, "arriving")
	a, err := packs.OpenArrival(context.Background(), packs.Config{
		Keys: c.key, Dir: dir, Subject: "small", Blobs: c.blobs(dir), Shelf: c,
		Free: func() int64 { return 1 << 30 }, Now: func() int64 { return c.now },
	})
	if err != nil {
		c.Fatal(err)
	}
	return a
}

func always() bool { return true }

// exchange is one exchange and what it fetches, each in a process of its own.
func (c *carriage) exchange(a *packs.Arrival, change func(*uplink.Config)) error {
	c.Helper()
	config := c.config(c.server.URL)
	if change != nil {
		change(&config)
	}
	client, err := uplink.New(config)
	if err != nil {
		c.Fatal(err)
	}
	defer client.Close()
	if _, err := client.Exchange(context.Background(), c.shelf(), budget); err != nil {
		c.Fatal(err)
	}
	_, err = client.Fetch(context.Background(), "small", a, always)
	return err
}

// Whatever the link lets through at a time, and if every process ends after it, each
// byte of each part comes once: cut after every byte of a small pack, and at every
// few hundred of one of many parts.
func TestFetch_EveryOffset(t *testing.T) {
	for _, c := range []struct{ size, cut int }{{300, 1}, {40_000, 700}, {40_000, 0}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			p := newCarriage(t, c.size)
			p.cut = c.cut
			for tries := 0; !p.taken; tries++ {
				if tries > 2000 {
					t.Fatalf("after %d tries %v came", tries, p.served)
				}
				_ = p.exchange(p.arrival(), nil)
			}
			for _, name := range p.pack.PartNames() {
				packed, err := release.PackPart(p.pack.Part(name))
				if err != nil {
					t.Fatal(err)
				}
				if got := p.served[fmt.Sprintf("/v1/packs/parts/%x", name)]; got != len(packed) {
					t.Errorf("of a part of %d bytes %d were sent", len(packed), got)
				}
			}
		})
	}
}

// When nothing new is offered an exchange is one request, whose answer says so in 20
// bytes; where nothing is offered at all, in none.
func TestFetch_Idle(t *testing.T) {
	p := newCarriage(t, 300)
	if err := p.exchange(p.arrival(), nil); err != nil || !p.taken {
		t.Fatal(err)
	}
	p.asked = nil
	if err := p.exchange(p.arrival(), nil); err != nil || len(p.asked) != 1 {
		t.Errorf("nothing new costs %v, %v", p.asked, err)
	}
	for _, offered := range []bool{true, false} {
		if !offered {
			if err := p.depot.Remove(t.Context(), "small", 2); err != nil {
				t.Fatal(err)
			}
		}
		hello := replication.Hello{Peer: p.config("").Self, Nonce: [8]byte{1}}
		request, err := http.NewRequest(http.MethodPost, p.server.URL+"/v1/exchange", strings.NewReader(string(hello.AppendBinary(nil))))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+p.token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		want := 0
		if offered {
			want = 11
		}
		if got := response.Header.Get("Packs"); len(got) != want {
			t.Errorf("offered %v: the line says %q", offered, got)
		}
	}
}

// A part that somebody changed on its way is not kept: it is asked for again an hour
// later, and then comes.
func TestFetch_Tampered(t *testing.T) {
	p := newCarriage(t, 40_000)
	p.change = func(body []byte) []byte { body[len(body)/2] ^= 1; return body }
	a := p.arrival()
	err := p.exchange(a, nil)
	if s, _ := a.State(); release.ReasonOf(err) != release.ReasonDamaged || s.Have != 0 || !strings.Contains(s.Held, "(damaged)") {
		t.Errorf("%v, %+v", err, s)
	}
	p.change, p.asked = nil, nil
	if err := p.exchange(a, nil); err != nil || len(p.asked) != 1 {
		t.Errorf("asked again at once: %v %v", p.asked, err)
	}
	p.now += 360_001
	if err := p.exchange(a, nil); err != nil || !p.taken {
		t.Errorf("an hour later: %v", err)
	}
}

// A beginning that belongs to other bytes is dropped, and the part fetched whole.
func TestFetch_WrongBeginning(t *testing.T) {
	p := newCarriage(t, 300)
	p.cut = 40
	_ = p.exchange(p.arrival(), nil)
	tail := filepath.Join(p.key.Dir, "arriving", "tail")
	body, err := os.ReadFile(tail)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)-1] ^= 1
	if err := os.WriteFile(tail, body, 0o600); err != nil {
		t.Fatal(err)
	}
	p.cut = 0
	if err := p.exchange(p.arrival(), nil); err != nil || !p.taken {
		t.Errorf("%v, taken %v", err, p.taken)
	}
}

// The policy is asked before each request, in the last lane: turned off nothing is
// asked for, and a metered day carries half its bytes.
func TestFetch_Policy(t *testing.T) {
	p := newCarriage(t, 120_000)
	a := p.arrival()
	m := &meter{policy: replication.Policy{Mode: replication.Metered, Daily: 40_000}, tick: 179_543_520_000}
	days := 0
	for ; !p.taken && days < 20; days++ {
		if err := p.exchange(a, m.apply); err != nil {
			t.Fatal(err)
		}
		if spent := m.spent().Day(m.tick); spent > 22_000 {
			t.Errorf("day %d: %d bytes", days, spent)
		}
		if s, _ := a.State(); !p.taken && !strings.Contains(s.Held, "bytes of this day") {
			t.Errorf("day %d: %+v", days, s)
		}
		m.tick += 2 * 8_640_000
	}
	if !p.taken || days < 2 {
		t.Errorf("taken %v after %d days", p.taken, days)
	}
}

// What a cloud sends instead of a part is believed in nothing, and bounded.
func TestFetch_Hostile(t *testing.T) {
	for name, body := range map[string][]byte{"nothing": {}, "a page": []byte("<html>"), "too much": make([]byte, 1<<20), "a bomb": bomb(t)} {
		p := newCarriage(t, 300)
		p.change = func([]byte) []byte { return body }
		a := p.arrival()
		if err := p.exchange(a, nil); err == nil || p.taken {
			t.Errorf("%s was taken for a part: %v", name, err)
		}
		if s, _ := a.State(); s.Have != 0 || s.Held == "" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func bomb(t *testing.T) []byte {
	t.Helper()
	body, err := release.PackPart(make([]byte, 32<<20))
	if err != nil || sha256.Sum256(body) == [32]byte{} {
		t.Fatal(err)
	}
	return body
}
