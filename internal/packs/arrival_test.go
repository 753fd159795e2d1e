package packs_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/blob"
	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
)

// desk is a hub's folder as arrivals see it: it serves one version and takes others.
type desk struct {
	testing.TB
	dir   string
	key   packs.Keys
	have  *release.Release
	taken *release.Release
	free  int64
	now   int64
	fault error // what taking a pack comes to
}

func newDesk(t testing.TB, have int) *desk {
	t.Helper()
	d := &desk{TB: t, dir: t.TempDir(), have: made(t, 1, have), free: 1 << 30, now: 1}
	d.key = packs.Keys{Dir: d.dir, Write: write}
	if err := d.key.Pin(public(1)); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) Held() (part func(release.Part) []byte, floor uint32, err error) {
	return d.have.Part, d.have.Version, nil
}

func (d *desk) Take(head []byte, parts func(release.Part) []byte) error {
	if d.fault != nil {
		return d.fault
	}
	key, err := d.key.Pinned()
	if err != nil {
		return err
	}
	r, err := release.Open(head, key, func(name release.Part) []byte {
		if body := d.have.Part(name); body != nil {
			return body
		}
		return parts(name)
	})
	if err == nil {
		d.have, d.taken = r, r
	}
	return err
}

// open begins as a new process does.
func (d *desk) open() *packs.Arrival {
	d.Helper()
	parts, err := blob.Open(filepath.Join(d.dir, "arriving", "parts"), 1<<20)
	if err != nil {
		d.Fatal(err)
	}
	a, err := packs.OpenArrival(context.Background(), packs.Config{
		Keys: d.key, Dir: filepath.Join(d.dir, "arriving"), Subject: "small", Blobs: parts, Shelf: d,
		Free: func() int64 { return d.free }, Now: func() int64 { return d.now },
	})
	if err != nil {
		d.Fatal(err)
	}
	return a
}

// offers hands the arrival what a cloud would.
func (d *desk) offers(a *packs.Arrival, digest string, r *release.Release, chain ...release.Succession) {
	d.Helper()
	asks, err := a.Asks(digest)
	if err != nil || !asks {
		d.Fatalf("does not ask: %v", err)
	}
	o := &release.Offer{Successions: chain}
	if r != nil {
		if o.Head, err = r.Head(); err != nil {
			d.Fatal(err)
		}
		for _, name := range r.PartNames() {
			o.Sizes = append(o.Sizes, len(r.Part(name)))
		}
	}
	body, err := o.AppendBinary(nil)
	if err == nil {
		err = a.Offered(context.Background(), digest, body)
	}
	if err != nil {
		d.Fatal(err)
	}
}

// step fetches one part from r, or shelves a pack that is whole.
func (d *desk) step(a *packs.Arrival, r *release.Release) (more bool) {
	d.Helper()
	name, size, ok, err := a.Next(context.Background())
	if err != nil || !ok {
		return false
	}
	if size != len(r.Part(name)) {
		d.Errorf("a part of %d bytes is announced with %d", len(r.Part(name)), size)
	}
	packed, err := release.PackPart(r.Part(name))
	if err == nil {
		err = a.Take(context.Background(), name, packed)
	}
	return err == nil
}

func (d *desk) state(a *packs.Arrival) packs.State {
	d.Helper()
	s, err := a.State()
	if err != nil {
		d.Fatal(err)
	}
	return s
}

// An update brings only what is new; each part is on the disk when it was taken, also
// for a process that begins after any of them.
func TestArrival(t *testing.T) {
	d, next := newDesk(t, 1), made(t, 1, 2)
	d.offers(d.open(), "a", next)
	steps := 0
	for d.taken == nil && steps < 20 {
		a := d.open()
		s := d.state(a)
		if s.Version != 2 || s.Have >= s.Bytes && steps == 0 {
			t.Fatalf("on its way: %+v", s)
		}
		d.step(a, next)
		steps++
	}
	if d.taken == nil || d.taken.Version != 2 || steps > 4 {
		t.Fatalf("taken %v after %d steps", d.taken, steps)
	}
	a := d.open()
	if asks, err := a.Asks("a"); asks || err != nil || d.state(a).Version != 0 {
		t.Errorf("asks again for what was taken: %v, %+v", err, d.state(a))
	}
	if asks, _ := a.Asks("b"); !asks {
		t.Error("does not ask for another offer")
	}
	left, _ := filepath.Glob(filepath.Join(d.dir, "arriving", "parts", "??", "*"))
	if len(left) > 0 {
		t.Errorf("%d parts are left", len(left))
	}
}

// Nobody is asked before somebody says whose packs are believed.
func TestArrival_NoKey(t *testing.T) {
	d := newDesk(t, 1)
	if err := os.Remove(filepath.Join(d.dir, packs.KeyFile)); err != nil {
		t.Fatal(err)
	}
	a := d.open()
	if asks, err := a.Asks("a"); asks || err != nil {
		t.Errorf("asks %v %v", asks, err)
	}
	if s := d.state(a); s.Pinned || !s.Offered {
		t.Errorf("%+v", s)
	}
}

// What is refused is refused before a part of it was fetched, is told by name, and is
// not asked for again before something else is offered, or a person wants it.
func TestArrival_Refused(t *testing.T) {
	for name, c := range map[string]struct {
		have, by byte
		version  int
		want     release.Reason
	}{
		"another key": {1, 9, 2, release.ReasonForged},
		"rolled back": {3, 1, 2, release.ReasonRolledBack},
		"the same":    {2, 1, 2, ""},
	} {
		d := newDesk(t, int(c.have))
		a := d.open()
		d.offers(a, "a", made(t, c.by, c.version))
		if _, _, ok, err := a.Next(t.Context()); ok || err != nil {
			t.Errorf("%s: a part is fetched, %v", name, err)
		}
		a = d.open()
		asks, _ := a.Asks("a")
		if s := d.state(a); asks || s.Version != 0 || !strings.Contains(s.Refused, string(c.want)) || (c.want == "") != (s.Refused == "") {
			t.Errorf("%s: asks %v, %+v", name, asks, s)
		}
		a.Impatient()
		if asks, _ := a.Asks("a"); asks != (c.want != "") {
			t.Errorf("%s: by hand it asks %v", name, asks)
		}
	}
}

// A part that is not what was signed is not kept, the fetching rests for an hour and
// goes on then; what the shelf refuses leaves nothing behind.
func TestArrival_Tampered(t *testing.T) {
	d, next := newDesk(t, 1), made(t, 1, 2)
	a := d.open()
	d.offers(a, "a", next)
	name, _, _, _ := a.Next(t.Context())
	packed, err := release.PackPart([]byte("something else"))
	if err != nil {
		t.Fatal(err)
	}
	err = a.Take(t.Context(), name, packed)
	refused(t, "something else", err, release.ReasonDamaged)
	a.Hold(err, true)
	if _, _, ok, _ := a.Next(t.Context()); ok || !strings.Contains(d.state(a).Held, "not what was signed") {
		t.Errorf("goes on at once: %+v", d.state(a))
	}
	d.now += 360_001
	d.fault = release.Refuse(release.ReasonFaulty, "it cannot be built")
	for d.step(a, next) {
	}
	if s := d.state(d.open()); s.Version != 0 || !strings.Contains(s.Refused, "(faulty)") {
		t.Errorf("%+v", s)
	}
}

// Without room nothing is fetched, and people are told how much is lacking; with room
// it goes on. A disk that is full in the middle is waited for.
func TestArrival_NoRoom(t *testing.T) {
	d, next := newDesk(t, 1), made(t, 1, 2)
	a := d.open()
	d.offers(a, "a", next)
	d.free = 10 << 10
	if d.step(a, next) || d.state(a).Held != "no room for pack 2: 0.1 MB needed, 0.0 MB free" {
		t.Errorf("%+v", d.state(a))
	}
	d.free = 1 << 20
	for d.step(a, next) {
	}
	if d.taken == nil {
		t.Errorf("with room again: %+v", d.state(a))
	}
}

// A newer offer takes the place of what is on its way; the parts both have are kept.
func TestArrival_Overtaken(t *testing.T) {
	d := newDesk(t, 1)
	a := d.open()
	d.offers(a, "a", made(t, 1, 2))
	d.step(a, made(t, 1, 2))
	d.offers(a, "b", made(t, 1, 3))
	for d.step(a, made(t, 1, 3)) {
	}
	if d.taken == nil || d.taken.Version != 3 {
		t.Fatalf("%+v", d.state(a))
	}
	left, _ := filepath.Glob(filepath.Join(d.dir, "arriving", "parts", "??", "*"))
	if len(left) > 0 {
		t.Errorf("%d parts of the older one are left", len(left))
	}
}

// A hub whose key is succeeded believes the new one from then on and no word of the old.
func TestArrival_Succession(t *testing.T) {
	d := newDesk(t, 1)
	a := d.open()
	forged := decode(t, succession(t, 8, 9))
	d.offers(a, "forged", made(t, 9, 2), forged)
	if s := d.state(a); !strings.Contains(s.Refused, "(forged)") {
		t.Errorf("%+v", s)
	}
	d.offers(a, "a", made(t, 2, 2), decode(t, succession(t, 1, 2)))
	for d.step(a, made(t, 2, 2)) {
	}
	if key, err := d.key.Pinned(); err != nil || !key.Equal(public(2)) || d.taken == nil {
		t.Fatalf("%v, %+v", err, d.state(a))
	}
	d.offers(a, "b", made(t, 1, 3), decode(t, succession(t, 2, 1)))
	if s := d.state(a); !strings.Contains(s.Refused, "(forged)") {
		t.Errorf("the old key is back: %+v", s)
	}
	d.offers(a, "c", nil, decode(t, succession(t, 2, 3))) // nobody signed with it yet
	if key, _ := d.key.Pinned(); !key.Equal(public(3)) || d.state(a).Refused != "" {
		t.Errorf("%+v", d.state(a))
	}
}

// Whatever of the files of an arrival is lost or half there, a new process goes on, and
// the pack that comes of it is the one that was signed.
func TestArrival_HalfPresent(t *testing.T) {
	next := made(t, 1, 2)
	for _, name := range []string{"offer", "seen", "tail", "part"} {
		for cut := range 12 {
			d := newDesk(t, 1)
			a := d.open()
			d.offers(a, "a", next)
			d.step(a, next)
			if part, _, ok, _ := a.Next(t.Context()); ok {
				if err := a.Grow(part, "tag", 0, []byte("beginning")); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(d.dir, "arriving", name)
			if name == "part" {
				found, _ := filepath.Glob(filepath.Join(d.dir, "arriving", "parts", "??", "*"))
				if len(found) != 1 {
					t.Fatalf("%d parts", len(found))
				}
				path = found[0]
			}
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, body[:len(body)*cut/12], 0o600); err != nil {
				t.Fatal(err)
			}
			a = d.open()
			if asks, err := a.Asks("a"); err != nil {
				t.Fatal(err)
			} else if asks {
				d.offers(a, "a", next)
			}
			for d.step(a, next) {
			}
			if d.taken == nil || !bytes.Equal(file(t, d.taken), file(t, next)) {
				t.Fatalf("%s cut at %d of 12: %+v", name, cut, d.state(a))
			}
		}
	}
}

func FuzzBeginning(f *testing.F) {
	d := newDesk(f, 1)
	a := d.open()
	name := release.NameOf([]byte("x"))
	if err := a.Grow(name, "tag", 0, []byte("begin")); err != nil {
		f.Fatal(err)
	}
	if err := a.Grow(name, "tag", 5, []byte("ning")); err != nil {
		f.Fatal(err)
	}
	if tag, body := a.Beginning(name); tag != "tag" || string(body) != "beginning" {
		f.Fatalf("%q %q", tag, body)
	}
	path := filepath.Join(d.dir, "arriving", "tail")
	body, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if tag, body := a.Beginning(name); len(tag)+len(body) > len(raw) || len(body) > release.MaxOffer {
			t.Errorf("%d bytes came to %d", len(raw), len(tag)+len(body))
		}
	})
}
