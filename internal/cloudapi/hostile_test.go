package cloudapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"darasa/internal/cloudapi"
	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/wire"
)

// mostMemory bounds what answering one bad input may allocate, in bytes, this test's own
// side of the connection included.
const mostMemory = 96 << 20

// zeros writes n bytes of nothing, a MiB at a time.
func zeros(t *testing.T, out io.WriteCloser, n int64) {
	t.Helper()
	for chunk := make([]byte, 1<<20); n > 0; n -= int64(len(chunk)) {
		if _, err := out.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// bombs are a GiB as zstd, and more than any list may have as gzip.
func bombs(t *testing.T) (zstdBomb, gzipBomb []byte) {
	t.Helper()
	var z, g bytes.Buffer
	packer, err := zstd.NewWriter(&z, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	zeros(t, packer, 1<<30)
	zipper, _ := gzip.NewWriterLevel(&g, gzip.BestSpeed)
	zeros(t, zipper, 128<<20)
	if z.Len() > 256<<10 || z.Len() > cloudapi.MaxSegment || g.Len() > cloudapi.MaxDirectory {
		t.Fatalf("the bombs have %d and %d bytes, too long to be taken for anything", z.Len(), g.Len())
	}
	return z.Bytes(), g.Bytes()
}

// allocates runs do and returns how many bytes were allocated meanwhile.
func allocates(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// bad is one input that is not what it should be, as a segment.
type bad struct {
	name, code string
	body       []byte
}

func badSegments(t *testing.T, zstdBomb []byte) []bad {
	t.Helper()
	ops := cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 20)
	cut := func(change func(*cloudtest.Cutter)) []byte {
		c := cloudtest.NewCutter(1, 5)
		change(c)
		return c.MustCut(t, ops).Bytes
	}
	good := cut(func(*cloudtest.Cutter) {})
	bent := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	format := bytes.Clone(good)
	format[2]++
	return []bad{
		{"Truncated", school.CodeForbidden, good[:len(good)-9]},
		{"TruncatedHeader", school.CodeInvalid, good[:30]},
		{"Forged", school.CodeForbidden, bent(len(good) - 80)},
		{"WrongSchool", school.CodeForbidden, cut(func(c *cloudtest.Cutter) { c.Hub, c.Key = cloudtest.HubID(3), sqlitetest.Key(3) })},
		{"WrongKey", school.CodeForbidden, cut(func(c *cloudtest.Cutter) { c.Key = sqlitetest.Key(9) })},
		{"NewerProtocol", school.CodeVersion, cut(func(c *cloudtest.Cutter) { c.Newer = 1 })},
		{"NewerFormat", school.CodeInvalid, format},
		{"ZeroBytes", school.CodeInvalid, make([]byte, 4096)},
		{"Nothing", school.CodeInvalid, nil},
		{"Page", school.CodeInvalid, []byte("<html>please sign in</html>")},
		{"Bomb", school.CodeInvalid, zstdBomb},
	}
}

// TestBadInput brings every kind of bad input to every door of the cloud. Each is refused
// by a code, costs bounded memory, and the good segment beside it arrives.
func TestBadInput(t *testing.T) {
	w := newWorld(t)
	zstdBomb, gzipBomb := bombs(t)
	cutter, epoch := cloudtest.NewCutter(1, 77), uint64(0)
	next := func() *wire.Segment {
		epoch++
		return cutter.MustCut(t, cloudtest.Answers(cloudtest.HubID(1), 2, 2, 20*epoch+1, 20))
	}
	arrives := func(t *testing.T, s *wire.Segment) {
		t.Helper()
		status, body := w.call(t, 1, "PUT", segmentPath(s.Hash), s.Bytes)
		receipt, _, err := replication.DecodeReceipt(body)
		if status != http.StatusOK || err != nil || !receipt.Numbers.Contains(s.Header.Number) {
			t.Errorf("the good one beside it: %d, %v, %v", status, receipt.Numbers, err)
		}
	}
	bounded := func(t *testing.T, do func()) {
		t.Helper()
		if used := allocates(do); used > mostMemory {
			t.Errorf("%d bytes were allocated, at most %d may be", used, mostMemory)
		}
	}
	for _, b := range badSegments(t, zstdBomb) {
		t.Run("Put/"+b.name, func(t *testing.T) {
			hash, err := wire.NameOf(b.body)
			if err != nil {
				hash = sha256.Sum256(b.body)
			}
			bounded(t, func() {
				if status, body := w.call(t, 1, "PUT", segmentPath(hash), b.body); status/100 != 4 || !strings.HasPrefix(message(body), b.code+": ") || len(message(body)) < 20 {
					t.Errorf("%d %s, want %s and why", status, message(body), b.code)
				}
			})
			arrives(t, next())
		})
		t.Run("Exchange/"+b.name, func(t *testing.T) {
			if len(b.body) > replication.MaxInline {
				return // the message itself is refused; see below
			}
			good := next()
			hello := replication.Hello{Peer: cloudtest.HubID(1), Inline: [][]byte{b.body, good.Bytes}}
			bounded(t, func() {
				status, body := w.call(t, 1, "POST", "/exchange", hello.AppendBinary(nil))
				answer, err := replication.DecodeAnswer(body)
				if status != http.StatusOK || err != nil || len(answer.Receipts) != 1 || !answer.Receipts[0].Numbers.Contains(good.Header.Number) {
					t.Errorf("%d %s, %v; want a receipt for the good one only", status, message(body), err)
				}
			})
		})
		t.Run("Bundle/"+b.name, func(t *testing.T) {
			good := next()
			taker := bundleOf(t, w)
			for _, body := range [][]byte{b.body, good.Bytes} {
				bounded(t, func() {
					if err := taker.Take(append([]byte{byte(replication.PartSegment)}, body...)); err != nil {
						t.Errorf("one bad part ends the bundle: %v", err)
					}
				})
			}
			if r := taker.Report; r.Refused != 1 || r.Segments != 1 || school.ErrorCode(r.LastErr) != b.code {
				t.Errorf("the bundle came to %+v", r)
			}
			arrives(t, good) // replayed
		})
	}
	hello := replication.Hello{Peer: cloudtest.HubID(1)}
	message0 := hello.AppendBinary(nil)
	newer := bytes.Clone(message0)
	newer[0]++
	others := replication.Hello{Peer: cloudtest.HubID(3)}
	hashOf := func(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }
	for _, tt := range []struct {
		name, method, path, code string
		body                     []byte
	}{
		{"Exchange/Message/Truncated", "POST", "/exchange", school.CodeInvalid, message0[:20]},
		{"Exchange/Message/Longer", "POST", "/exchange", school.CodeInvalid, append(bytes.Clone(message0), 0)},
		{"Exchange/Message/Newer", "POST", "/exchange", school.CodeVersion, newer},
		{"Exchange/Message/OfAnother", "POST", "/exchange", school.CodeForbidden, others.AppendBinary(nil)},
		{"Exchange/Message/Bomb", "POST", "/exchange", school.CodeVersion, zstdBomb},
		{"Exchange/Message/TooLong", "POST", "/exchange", school.CodeLimit, make([]byte, cloudapi.MaxHello+1)},
		{"Directory/OfAnother", "PUT", "/directories/" + cloudtest.HubID(3).String(), school.CodeForbidden, wire.NewDirectory().AppendBinary(nil)},
		{"Directory/Page", "PUT", "/directories/" + cloudtest.HubID(1).String(), school.CodeInvalid, []byte("<html>")},
		{"Catalogue/OfAnotherName", "PUT", "/catalogues/" + hashOf([]byte("x")), school.CodeInvalid, []byte("y")},
		{"Catalogue/Nonsense", "PUT", "/catalogues/" + hashOf([]byte("y")), school.CodeInvalid, []byte("y")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bounded(t, func() {
				if _, body := w.call(t, 1, tt.method, tt.path, tt.body); !strings.HasPrefix(message(body), tt.code+": ") {
					t.Errorf("%s, want %s and why", message(body), tt.code)
				}
			})
			arrives(t, next())
		})
	}
	for _, path := range []string{"/directories/" + cloudtest.HubID(1).String(), "/catalogues/" + hashOf(nil)} {
		t.Run("Packed"+path[:5]+"/Bomb", func(t *testing.T) {
			bounded(t, func() {
				if got := w.packed(t, path, gzipBomb); !strings.HasPrefix(got, school.CodeLimit+": ") {
					t.Errorf("%s, want %s and why", got, school.CodeLimit)
				}
			})
			arrives(t, next())
		})
	}
	t.Run("Kept/Reordered", func(t *testing.T) {
		first := cutter.MustCut(t, cloudtest.Answers(cloudtest.HubID(1), 3, 9, 1, 20)) // names a tablet and a child
		second := cutter.MustCut(t, cloudtest.Answers(cloudtest.HubID(1), 3, 9, 21, 20))
		epoch += 2
		status, body := w.call(t, 1, "PUT", segmentPath(second.Hash), second.Bytes)
		receipt, _, err := replication.DecodeReceipt(body)
		if status != http.StatusOK || err != nil || receipt.Numbers.Contains(second.Header.Number) {
			t.Errorf("the later one first: %d, %s, %v", status, receipt.Numbers, err)
		}
		arrives(t, first)
		arrives(t, second)
	})
	t.Run("Kept/In2090", func(t *testing.T) {
		epoch++
		ops := cloudtest.Answers(cloudtest.HubID(1), 2, 2, 20*epoch+1, 20)
		for _, op := range ops {
			op.Stamp.At.Tick += 64 * 365 * school.TicksPerDay // an answer is never refused for its date
		}
		arrives(t, cutter.MustCut(t, ops))
		arrives(t, next())
	})
	if s, err := w.store.Status(context.Background()); err != nil || s.Attempts != int64(20*epoch) || len(s.Waiting) != 0 {
		t.Errorf("%d attempts of %d arrived, %d segments wait, %v", s.Attempts, 20*epoch, len(s.Waiting), err)
	}
}

// packed puts a body that says of itself that it is gzip.
func (w *world) packed(t *testing.T, path string, body []byte) string {
	t.Helper()
	_, answer := w.call(t, 1, http.MethodPut, path, body, "Content-Encoding", "gzip")
	return message(answer)
}

// bundleOf opens a bundle of hub 1 for the cloud.
func bundleOf(t *testing.T, w *world) *replication.Taker {
	t.Helper()
	shelf := w.store.For(context.Background(), w.hubs[1])
	taker := &replication.Taker{Self: cloudtest.CloudID, Peer: replication.Peer{ID: cloudtest.HubID(1), Key: sqlitetest.Key(1).Public()}, Shelf: shelf}
	writer := replication.Bundler{Self: cloudtest.HubID(1), Shelf: emptyShelf{shelf}, Sign: sqlitetest.Key(1).Sign}
	if _, err := writer.Write(cloudtest.CloudID, nil, taker.Take); err != nil {
		t.Fatal(err)
	}
	return taker
}

// emptyShelf holds nothing.
type emptyShelf struct{ replication.Shelf }

// Holdings implements replication.Receiver.
func (emptyShelf) Holdings(school.ID) ([]replication.Holding, error) { return nil, nil }
