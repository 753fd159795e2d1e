package packs_test

import (
	"bytes"
	"crypto/ed25519"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/blob"
	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
)

func private(i byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{i}, ed25519.SeedSize))
}

func public(i byte) ed25519.PublicKey {
	return private(i).Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
}

func write(path string, body []byte) error { return os.WriteFile(path, body, 0o600) }

// made is version n of a pack of some ten parts, of which two differ from version to
// version, as key by signs it.
func made(t testing.TB, by byte, n int) *release.Release {
	t.Helper()
	random, long := rand.New(rand.NewPCG(1, 2)), []byte{}
	for range 60_000 {
		long = append(long, "abcdefgh "[random.IntN(9)])
	}
	copy(long[30_000:], "version "+strconv.Itoa(n))
	r, err := release.Make(fstest.MapFS{
		"pack.json":      {Data: []byte(`{"format": 0, "id": "small", "version": ` + strconv.Itoa(n) + `, "languages": ["en"]}`)},
		"locale/en.json": {Data: long},
	}, func(message []byte) []byte { return ed25519.Sign(private(by), message) })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func file(t testing.TB, r *release.Release) []byte {
	t.Helper()
	body, err := r.Encode(nil)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func depot(t testing.TB, dir string) *packs.Depot {
	t.Helper()
	parts, err := blob.Open(filepath.Join(dir, "parts"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	d, err := packs.OpenDepot(t.Context(), packs.Keys{Dir: dir, Write: write}, parts)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func add(t testing.TB, d *packs.Depot, r *release.Release, key ed25519.PublicKey) {
	t.Helper()
	if _, err := d.Add(t.Context(), file(t, r), key); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, what string, err error, want release.Reason) {
	t.Helper()
	if release.ReasonOf(err) != want {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

func succession(t testing.TB, old, next byte) []byte {
	t.Helper()
	s, err := release.Succeed(private(old), private(next))
	if err != nil {
		t.Fatal(err)
	}
	return s.AppendBinary(nil)
}

func TestDepot(t *testing.T) {
	dir := t.TempDir()
	d := depot(t, dir)
	if _, err := d.Offer("small"); d.Digest() != "" || err == nil {
		t.Errorf("an empty depot offers %q, %v", d.Digest(), err)
	}
	_, err := d.Add(t.Context(), file(t, made(t, 1, 1)), nil)
	refused(t, "nobody is believed", err, release.ReasonStranger)
	add(t, d, made(t, 1, 2), public(1))
	first := d.Digest()
	_, err = d.Add(t.Context(), file(t, made(t, 2, 3)), nil)
	refused(t, "another key", err, release.ReasonForged)
	_, err = d.Add(t.Context(), file(t, made(t, 1, 1)), nil)
	refused(t, "an older one", err, release.ReasonRolledBack)
	add(t, d, made(t, 1, 2), nil) // the same again
	if d.Digest() != first {
		t.Error("the same pack again is an offer")
	}
	update, err := made(t, 1, 3).Encode(made(t, 1, 2).Has)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Add(t.Context(), update, nil); err != nil {
		t.Error(err)
	}
	for range 2 { // the second time as a later process finds it
		list := d.List()
		if len(list) != 2 || !list[0].Offered || list[0].Version != 3 || list[1].Offered || list[0].Bytes < 60_000 {
			t.Errorf("list %+v", list)
		}
		body, err := d.Offer("small")
		offer, _ := release.DecodeOffer(body)
		head, headErr := release.OpenHead(offer.Head, public(1))
		if err != nil || headErr != nil || head.Version != 3 || len(offer.Sizes) != list[0].Parts {
			t.Errorf("offer %v %v", err, headErr)
		}
		d = depot(t, dir)
	}
	if _, err := d.Offer("words"); err == nil {
		t.Error("another subject is offered")
	}
	if err := d.Remove(t.Context(), "small", 2); err != nil || len(d.List()) != 1 {
		t.Error(err)
	}
	for _, name := range made(t, 1, 3).PartNames() {
		if _, err := d.Part(t.Context(), name); err != nil {
			t.Errorf("a part of the pack that stays is gone: %v", err)
		}
	}
	if err := d.Remove(t.Context(), "small", 3); err != nil || d.Digest() != "" {
		t.Error(err, d.Digest())
	}
	if err := d.Remove(t.Context(), "small", 3); err == nil {
		t.Error("removed twice")
	}
	left, _ := filepath.Glob(filepath.Join(dir, "parts", "??", "*"))
	if len(left) > 0 {
		t.Errorf("%d parts of nothing are left", len(left))
	}
}

// What the old key signed is offered no longer once another succeeds it.
func TestDepot_Succession(t *testing.T) {
	d := depot(t, t.TempDir())
	add(t, d, made(t, 1, 2), public(1))
	before := d.Digest()
	_, err := d.Add(t.Context(), succession(t, 8, 9), nil)
	refused(t, "of somebody else", err, release.ReasonStranger)
	if _, err := d.Add(t.Context(), succession(t, 1, 2), nil); err != nil || d.Digest() == before || d.List()[0].Offered {
		t.Errorf("%v, %+v", err, d.List())
	}
	_, err = d.Add(t.Context(), file(t, made(t, 1, 3)), nil)
	refused(t, "the old key", err, release.ReasonForged)
	_, err = d.Add(t.Context(), file(t, made(t, 2, 1)), nil)
	refused(t, "an older one by the new key", err, release.ReasonRolledBack)
	add(t, d, made(t, 2, 2), nil) // the same content, signed anew
	if l := d.List(); len(l) != 1 || !l[0].Offered {
		t.Errorf("%+v", l)
	}
}

// A power cut between the succession and the key leaves the old one, and the same
// succession is followed again.
func TestKeys_PowerCut(t *testing.T) {
	dir, cut := t.TempDir(), true
	k := packs.Keys{Dir: dir, Write: func(path string, body []byte) error {
		if cut && filepath.Base(path) == packs.KeyFile {
			return os.ErrClosed
		}
		return write(path, body)
	}}
	cut = false
	if err := k.Pin(public(1)); err != nil {
		t.Fatal(err)
	}
	chain := []release.Succession{decode(t, succession(t, 1, 2)), decode(t, succession(t, 2, 3))}
	cut = true
	if _, err := k.Succeed(chain); err == nil {
		t.Fatal("the cut was not noticed")
	}
	if key, err := k.Pinned(); err != nil || !key.Equal(public(1)) {
		t.Errorf("half a succession: %v", err)
	}
	cut = false
	for _, want := range []bool{true, false} {
		if changed, err := k.Succeed(chain); err != nil || changed != want {
			t.Errorf("changed %v, %v", changed, err)
		}
	}
	kept, err := k.Kept()
	if err != nil || len(kept) != 3 || !kept[0].Equal(public(3)) {
		t.Errorf("%d keys, %v", len(kept), err)
	}
	_, pin, err := k.Believe(public(1))
	if refused(t, "the first key again", err, release.ReasonStranger); pin {
		t.Error("a succeeded key was pinned")
	}
	if _, err := packs.ParseKey(strings.Repeat("x", 64)); err == nil {
		t.Error("letters are a key")
	}
}

func decode(t testing.TB, body []byte) release.Succession {
	t.Helper()
	s, err := release.DecodeSuccession(body)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
