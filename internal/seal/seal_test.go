package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/seal"
)

// counting is a source of 0, 1, 2, …: repeatable, and never the same nonce twice.
type counting byte

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
		*c++
	}
	return len(p), nil
}

func mustKey(t interface{ Fatal(...any) }, random io.Reader) seal.Key {
	key, err := seal.NewKey(random)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func mustHex(t *testing.T, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The vector is A.3.1 of draft-irtf-cfrg-xchacha-03: a value sealed by version 1
// must open in any other implementation of XChaCha20-Poly1305, for ever.
func TestSealMatchesThePublishedVector(t *testing.T) {
	key, err := seal.KeyFromBytes(mustHex(t, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"))
	if err != nil {
		t.Fatal(err)
	}
	aad := mustHex(t, "50515253c0c1c2c3c4c5c6c7")
	nonce := mustHex(t, "404142434445464748494a4b4c4d4e4f5051525354555657")
	plain := []byte("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")
	want := "01" + hex.EncodeToString(nonce) +
		"bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb" +
		"731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452" +
		"2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9" +
		"21f9664c97637da9768812f615c68b13b52e" +
		"c0875924c1c7987947deafd8780acf49"

	got, err := seal.Seal(key, bytes.NewReader(nonce), aad, plain)
	if err != nil {
		t.Fatal(err)
	}
	if hex.EncodeToString(got) != want {
		t.Fatalf("got %x, want %s", got, want)
	}
	opened, err := seal.Open(key, aad, mustHex(t, want))
	if err != nil || !bytes.Equal(opened, plain) {
		t.Fatalf("got %q, %v, want %q", opened, err, plain)
	}
}

// golden is one name sealed by version 1. These bytes lie in schools' databases:
// the test may gain lines, this one never changes.
const golden = "01202122232425262728292a2b2c2d2e2f3031323334353637" +
	"c5e0956ca391cc3fe33f1cbe0494e666b75c6bb8a4b8f0872ec6"

func TestGoldenBytes(t *testing.T) {
	random := new(counting)
	key := mustKey(t, random)
	got, err := seal.Seal(key, random, []byte("learner 7, name"), []byte("عائشہ"))
	if err != nil {
		t.Fatal(err)
	}
	if hex.EncodeToString(got) != golden {
		t.Errorf("sealed: got %x, want %s", got, golden)
	}
	plain, err := seal.Open(key, []byte("learner 7, name"), mustHex(t, golden))
	if err != nil || string(plain) != "عائشہ" {
		t.Errorf("opened: got %q, %v", plain, err)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := counting(rapid.Byte().Draw(t, "source"))
		key := mustKey(t, &random)
		aad := rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		sealed, err := seal.Seal(key, &random, aad, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(sealed), len(plain)+seal.Overhead; got != want {
			t.Fatalf("length: got %d, want %d", got, want)
		}
		got, err := seal.Open(key, aad, sealed)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("got %x, %v, want %x", got, err, plain)
		}
	})
}

func TestAnyChangedBitIsRefused(t *testing.T) {
	random := new(counting)
	key := mustKey(t, random)
	aad := []byte("learner 7, name")
	sealed, err := seal.Seal(key, random, aad, []byte("Amina"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[i/8] ^= 1 << (i % 8)
		if plain, err := seal.Open(key, aad, changed); err == nil {
			t.Fatalf("bit %d changed: opened as %q", i, plain)
		}
	}
	for n := range sealed {
		if plain, err := seal.Open(key, aad, sealed[:n]); err == nil {
			t.Fatalf("cut to %d bytes: opened as %q", n, plain)
		}
	}
}

func TestOpen(t *testing.T) {
	random := new(counting)
	key, other := mustKey(t, random), mustKey(t, random)
	sealed, err := seal.Seal(key, random, []byte("learner 7, name"), []byte("Amina"))
	if err != nil {
		t.Fatal(err)
	}
	newer := bytes.Clone(sealed)
	newer[0] = 2
	zeroed := key
	zeroed.Zero()
	tests := []struct {
		name   string
		key    seal.Key
		aad    string
		sealed []byte
		want   error
	}{
		{"OK", key, "learner 7, name", sealed, nil},
		{"ErrOpen/another learner's key", other, "learner 7, name", sealed, seal.ErrOpen},
		{"ErrOpen/erased key", zeroed, "learner 7, name", sealed, seal.ErrOpen},
		{"ErrOpen/copied to another field", key, "learner 7, note", sealed, seal.ErrOpen},
		{"ErrOpen/empty", key, "learner 7, name", nil, seal.ErrOpen},
		{"ErrOpen/only a version", key, "learner 7, name", []byte{1}, seal.ErrOpen},
		{"ErrVersion", key, "learner 7, name", newer, seal.ErrVersion},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plain, err := seal.Open(tt.key, []byte(tt.aad), tt.sealed)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err != nil && plain != nil {
				t.Errorf("an error came with %q", plain)
			}
		})
	}
}

func TestSealErrShortSource(t *testing.T) {
	if _, err := seal.NewKey(strings.NewReader("too short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("key: got %v, want %v", err, io.ErrUnexpectedEOF)
	}
	sealed, err := seal.Seal(seal.Key{}, strings.NewReader("too short"), nil, nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) || sealed != nil {
		t.Errorf("nonce: got %x, %v, want %v", sealed, err, io.ErrUnexpectedEOF)
	}
}

func FuzzOpen(f *testing.F) {
	random := new(counting)
	key := mustKey(f, random)
	sealed, err := seal.Seal(key, random, []byte("aad"), []byte("plain"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("aad"), sealed)
	f.Add([]byte("aad"), sealed[:seal.Overhead])
	f.Add([]byte(nil), []byte{2, 0, 0})
	f.Fuzz(func(t *testing.T, aad, data []byte) {
		plain, err := seal.Open(key, aad, data)
		genuine := bytes.Equal(aad, []byte("aad")) && bytes.Equal(data, sealed)
		if (err == nil) != genuine {
			t.Fatalf("genuine %v, opened %q, %v", genuine, plain, err)
		}
	})
}
