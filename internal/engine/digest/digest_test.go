package digest_test

import (
	"crypto/sha256"
	"hash/fnv"
	"testing"

	"darasa/internal/engine/digest"

	"pgregory.net/rapid"
)

func TestSum256(t *testing.T) {
	t.Run("every length around the block borders", func(t *testing.T) {
		b := make([]byte, 300)
		for i := range b {
			b[i] = byte(i * 7)
		}
		for n := range b {
			if got, want := digest.Sum256(b[:n]), sha256.Sum256(b[:n]); got != want {
				t.Fatalf("length %d: got %x, want %x", n, got, want)
			}
		}
	})
	t.Run("any bytes", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			b := rapid.SliceOf(rapid.Byte()).Draw(t, "b")
			if got, want := digest.Sum256(b), sha256.Sum256(b); got != want {
				t.Fatalf("got %x, want %x", got, want)
			}
		})
	})
}

func TestSum64(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		h := fnv.New64a()
		h.Write(b)
		if got, want := digest.Sum64(b), h.Sum64(); got != want {
			t.Fatalf("got %x, want %x", got, want)
		}
	})
}

func TestMixIsOneToOne(t *testing.T) {
	seen := map[uint64]uint64{}
	for i := range uint64(20000) {
		m := digest.Mix(i)
		if j, ok := seen[m]; ok {
			t.Fatalf("Mix(%d) = Mix(%d)", i, j)
		}
		seen[m] = i
	}
}
