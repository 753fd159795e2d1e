package release_test

import (
	"bytes"
	"crypto/ed25519"
	"slices"
	"testing"

	"darasa/internal/curriculum/release"
)

func key(i byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{i}, ed25519.SeedSize))
}

func succession(t testing.TB, old, next byte) release.Succession {
	t.Helper()
	s, err := release.Succeed(key(old), key(next))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func publicOf(i byte) ed25519.PublicKey {
	return key(i).Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
}

func TestOffer(t *testing.T) {
	whole, err := release.Open(encoded(t, folder("3", text(900)), nil), public, nil)
	if err != nil {
		t.Fatal(err)
	}
	head, err := whole.Head()
	if err != nil {
		t.Fatal(err)
	}
	offer := &release.Offer{Successions: []release.Succession{succession(t, 1, 2), succession(t, 2, 7)}, Head: head}
	names := whole.PartNames()
	for _, name := range names {
		offer.Sizes = append(offer.Sizes, len(whole.Part(name)))
	}
	body, err := offer.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := release.DecodeOffer(body)
	if err != nil || !slices.Equal(got.Successions, offer.Successions) || !bytes.Equal(got.Head, head) || !slices.Equal(got.Sizes, offer.Sizes) {
		t.Fatalf("read back %+v, %v", got, err)
	}
	r, err := release.OpenHead(got.Head, public)
	if err != nil || len(names) < 3 || !slices.Equal(r.PartNames(), names) || r.Has(names[0]) {
		t.Errorf("head %+v, %v", r, err)
	}
	if _, err := release.OpenHead(got.Head, publicOf(8)); release.ReasonOf(err) != release.ReasonForged {
		t.Errorf("another key: %v", err)
	}
	for n := range body {
		if _, err := release.DecodeOffer(body[:n]); err == nil {
			t.Fatalf("cut at %d of %d it was read", n, len(body))
		}
	}
	for _, name := range names {
		packed, err := release.PackPart(whole.Part(name))
		if err != nil || len(packed) > release.MaxPacked {
			t.Fatalf("%d bytes, %v", len(packed), err)
		}
		if body, err := release.UnpackPart(name, packed); err != nil || !bytes.Equal(body, whole.Part(name)) {
			t.Error(err)
		}
		if _, err := release.UnpackPart(names[0], packed); name != names[0] && release.ReasonOf(err) != release.ReasonDamaged {
			t.Errorf("another part: %v", err)
		}
	}
}

// A succession counts when both keys signed it, from the key that is believed on, and
// never back.
func TestFollow(t *testing.T) {
	ab, bc, ba, ad := succession(t, 1, 2), succession(t, 2, 3), succession(t, 2, 1), succession(t, 1, 4)
	for name, c := range map[string]struct {
		pinned       byte
		known, chain []release.Succession
		want         byte
	}{
		"one":                          {1, nil, []release.Succession{ab}, 2},
		"two at once":                  {1, nil, []release.Succession{ab, bc}, 3},
		"two in any order":             {1, nil, []release.Succession{bc, ab}, 3},
		"of somebody else":             {4, nil, []release.Succession{ab, bc}, 4},
		"repeated":                     {3, []release.Succession{ab, bc}, []release.Succession{ab, bc}, 3},
		"back":                         {1, nil, []release.Succession{ab, ba}, 2},
		"back, later":                  {2, []release.Succession{ab}, []release.Succession{ba}, 2},
		"the old key changes its mind": {2, []release.Succession{ab}, []release.Succession{ad}, 2},
	} {
		if got, _ := release.Follow(publicOf(c.pinned), c.known, c.chain); !bytes.Equal(got, publicOf(c.want)) {
			t.Errorf("%s: led to another key than %d", name, c.want)
		}
	}
	if _, err := release.Succeed(key(1), key(1)); err == nil {
		t.Error("a key succeeded itself")
	}
}

// Every flipped byte and every cut is seen, and so is a signature of only one key.
func TestSuccession_Forged(t *testing.T) {
	s := succession(t, 1, 2)
	body := s.AppendBinary(nil)
	if got, err := release.DecodeSuccession(body); err != nil || got != s || len(body) != release.SuccessionBytes {
		t.Fatalf("%d bytes: %v", len(body), err)
	}
	for n := range body {
		flipped := slices.Clone(body)
		flipped[n] ^= 1
		if _, err := release.DecodeSuccession(flipped); release.ReasonOf(err) == "" {
			t.Fatalf("flipped byte %d was not seen", n)
		}
		if _, err := release.DecodeSuccession(body[:n]); release.ReasonOf(err) == "" {
			t.Fatalf("cut at %d was not seen", n)
		}
	}
	thief := succession(t, 9, 2)
	forged := slices.Concat(body[:18+64], thief.AppendBinary(nil)[18+64:])
	if _, err := release.DecodeSuccession(forged); release.ReasonOf(err) != release.ReasonForged {
		t.Errorf("another old key signed: %v", err)
	}
}

func FuzzDecodeOffer(f *testing.F) {
	s := succession(f, 1, 2)
	body, err := (&release.Offer{Successions: []release.Succession{s}, Head: []byte("head"), Sizes: []int{1, 2}}).AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := release.DecodeOffer(body)
		if err != nil {
			return
		}
		again, err := o.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if o2, err := release.DecodeOffer(again); err != nil || !bytes.Equal(o2.Head, o.Head) || !slices.Equal(o2.Sizes, o.Sizes) || !slices.Equal(o2.Successions, o.Successions) {
			t.Errorf("%+v was written as %+v, %v", o, o2, err)
		}
	})
}

func FuzzDecodeSuccession(f *testing.F) {
	s := succession(f, 1, 2)
	f.Add(s.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, err := release.DecodeSuccession(body); err == nil && !bytes.Equal(s.AppendBinary(nil), body) {
			t.Error("a succession has two forms")
		}
	})
}

func FuzzUnpackPart(f *testing.F) {
	packed, err := release.PackPart([]byte("part"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, packed []byte) {
		name := release.NameOf([]byte("part"))
		if body, err := release.UnpackPart(name, packed); err == nil && release.NameOf(body) != name {
			t.Error("another part was taken")
		}
	})
}
