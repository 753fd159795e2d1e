// Package blobtest is the contract of a blob store as tests: whatever keeps
// blobs for the hub or the cloud passes Run. It does not test where or how a
// store keeps them, nor what it does after damage.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/iotest"

	"darasa/internal/blob"
)

// Store is what the product asks of a blob store.
type Store interface {
	// Put keeps what the reader gives, at most limit bytes, and returns its hash.
	Put(ctx context.Context, r io.Reader, limit int64) (blob.Hash, error)
	// Get opens a blob at its beginning, verified; blob.ErrNotFound when not held.
	Get(ctx context.Context, hash blob.Hash) (io.ReadSeekCloser, error)
	// Has tells whether the blob is held.
	Has(hash blob.Hash) bool
	// Delete forgets a blob, also one that is not held.
	Delete(ctx context.Context, hash blob.Hash) error
	// Usage returns the number of blobs held and their bytes together.
	Usage() (blobs int, bytes int64)
}

const megabyte = 1 << 20

// Run proves the contract on stores made by open, which returns an empty store
// of at most quota bytes.
func Run(t *testing.T, open func(t *testing.T, quota int64) Store) {
	t.Run("PutGet", func(t *testing.T) { putGet(t, open(t, 4*megabyte)) })
	t.Run("Resume", func(t *testing.T) { resume(t, open(t, megabyte)) })
	t.Run("Twice", func(t *testing.T) { twice(t, open(t, megabyte)) })
	t.Run("Delete", func(t *testing.T) { remove(t, open(t, megabyte)) })
	t.Run("ErrNotFound", func(t *testing.T) { notFound(t, open(t, megabyte)) })
	t.Run("ErrTooLarge", func(t *testing.T) { tooLarge(t, open(t, megabyte)) })
	t.Run("ErrQuota", func(t *testing.T) { quota(t, open(t, 100_000)) })
	t.Run("BrokenReader", func(t *testing.T) { brokenReader(t, open(t, megabyte)) })
	t.Run("Cancelled", func(t *testing.T) { cancelled(t, open(t, megabyte)) })
	t.Run("Many", func(t *testing.T) { many(t, open(t, 150_000)) })
}

func content(seed uint64, size int) []byte {
	data, random := make([]byte, size), rand.New(rand.NewPCG(seed, 1))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func mustPut(t *testing.T, s Store, data []byte) blob.Hash {
	t.Helper()
	hash, err := s.Put(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func mustGet(t *testing.T, s Store, hash blob.Hash) []byte {
	t.Helper()
	r, err := s.Get(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return data
}

func wantUsage(t *testing.T, s Store, blobs int, size int64) {
	t.Helper()
	if gotBlobs, gotSize := s.Usage(); gotBlobs != blobs || gotSize != size {
		t.Errorf("usage: got %d blobs, %d bytes, want %d, %d", gotBlobs, gotSize, blobs, size)
	}
}

func putGet(t *testing.T, s Store) {
	total := int64(0)
	for i, size := range []int{0, 1, 65_535, 65_536, 65_537, megabyte} {
		data := content(uint64(i), size)
		hash := mustPut(t, s, data)
		if want := sha256.Sum256(data); hash != want {
			t.Fatalf("%d bytes: got hash %x, want %x", size, hash, want)
		}
		if !s.Has(hash) || !bytes.Equal(mustGet(t, s, hash), data) {
			t.Fatalf("%d bytes: read other bytes than were put", size)
		}
		total += int64(size)
		wantUsage(t, s, i+1, total)
	}
}

func resume(t *testing.T, s Store) {
	data := content(7, 200_000)
	r, err := s.Get(t.Context(), mustPut(t, s, data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	for _, offset := range []int64{150_000, 16_384, 0, 200_000} {
		if _, err := r.Seek(offset, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(rest, data[offset:]) {
			t.Fatalf("from %d: other bytes, %v", offset, err)
		}
	}
}

func twice(t *testing.T, s Store) {
	data := content(1, 1000)
	if a, b := mustPut(t, s, data), mustPut(t, s, data); a != b {
		t.Errorf("one content, two hashes: %x, %x", a, b)
	}
	wantUsage(t, s, 1, 1000)
}

func remove(t *testing.T, s Store) {
	kept, gone := mustPut(t, s, content(1, 1000)), mustPut(t, s, content(2, 500))
	for range 2 {
		if err := s.Delete(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	}
	if s.Has(gone) || !s.Has(kept) {
		t.Errorf("has deleted %v, has kept %v", s.Has(gone), s.Has(kept))
	}
	if _, err := s.Get(t.Context(), gone); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("get deleted: got %v, want %v", err, blob.ErrNotFound)
	}
	wantUsage(t, s, 1, 1000)
	if mustPut(t, s, content(2, 500)) != gone || !bytes.Equal(mustGet(t, s, gone), content(2, 500)) {
		t.Error("a deleted blob cannot be put again")
	}
}

func notFound(t *testing.T, s Store) {
	if _, err := s.Get(t.Context(), blob.Hash{1}); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("got %v, want %v", err, blob.ErrNotFound)
	}
}

func tooLarge(t *testing.T, s Store) {
	data := content(1, 100_000)
	for _, limit := range []int64{0, 1, 65_536, 99_999} {
		_, err := s.Put(t.Context(), bytes.NewReader(data), limit)
		if !errors.Is(err, blob.ErrTooLarge) {
			t.Errorf("limit %d: got %v, want %v", limit, err, blob.ErrTooLarge)
		}
	}
	wantUsage(t, s, 0, 0)
	mustPut(t, s, data)
}

func quota(t *testing.T, s Store) {
	first := mustPut(t, s, content(1, 60_000))
	second := content(2, 40_001)
	if _, err := s.Put(t.Context(), bytes.NewReader(second), megabyte); !errors.Is(err, blob.ErrQuota) {
		t.Fatalf("got %v, want %v", err, blob.ErrQuota)
	}
	wantUsage(t, s, 1, 60_000)
	mustPut(t, s, second[1:])
	if err := s.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, second)
}

func brokenReader(t *testing.T, s Store) {
	for _, broken := range []error{io.ErrUnexpectedEOF, errors.New("the link went away")} {
		r := io.MultiReader(bytes.NewReader(content(1, 70_000)), iotest.ErrReader(broken))
		if _, err := s.Put(t.Context(), r, megabyte); !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
	wantUsage(t, s, 0, 0)
	data := content(1, 70_000)
	hash, err := s.Put(t.Context(), iotest.DataErrReader(iotest.OneByteReader(bytes.NewReader(data))), megabyte)
	if err != nil || hash != sha256.Sum256(data) {
		t.Errorf("byte by byte: got %x, %v", hash, err)
	}
}

func cancelled(t *testing.T, s Store) {
	hash := mustPut(t, s, content(1, 1000))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, bytes.NewReader(content(2, 1000)), megabyte); !errors.Is(err, context.Canceled) {
		t.Errorf("put: got %v, want %v", err, context.Canceled)
	}
	if err := s.Delete(ctx, hash); !errors.Is(err, context.Canceled) {
		t.Errorf("delete: got %v, want %v", err, context.Canceled)
	}
	wantUsage(t, s, 1, 1000)
}

// many has writers of equal and of different blobs at once, more than the quota
// holds: what is kept is whole and within it.
func many(t *testing.T, s Store) {
	var writers sync.WaitGroup
	results := make(chan error, 32)
	for i := range 32 {
		writers.Go(func() {
			data := content(uint64(i%16), 20_000)
			hash, err := s.Put(t.Context(), bytes.NewReader(data), megabyte)
			if err == nil && hash != sha256.Sum256(data) {
				err = fmt.Errorf("writer %d: wrong hash", i)
			}
			if errors.Is(err, blob.ErrQuota) {
				err = nil
			}
			results <- err
		})
	}
	writers.Wait()
	close(results)
	for err := range results {
		if err != nil {
			t.Error(err)
		}
	}
	blobs, size := s.Usage()
	if blobs == 0 || size > 150_000 || size != int64(blobs)*20_000 {
		t.Errorf("%d blobs, %d bytes", blobs, size)
	}
	for i := range 16 {
		data := content(uint64(i), 20_000)
		if hash := sha256.Sum256(data); s.Has(hash) && !bytes.Equal(mustGet(t, s, hash), data) {
			t.Errorf("blob %d holds other bytes", i)
		}
	}
}
