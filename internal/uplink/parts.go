package uplink

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"darasa/internal/school"
)

const (
	// wholeLimit is up to how many bytes a body travels in one request; what a cut
	// loses is never more.
	wholeLimit = 16 << 10
	// pieceSize is how many bytes of a larger body one request carries.
	pieceSize = 8 << 10
)

// putLarge brings a body in pieces, each acknowledged, and then says where it belongs.
// What came over before the link broke is not sent again, also through proxies that
// pass on whole requests only.
func (c *Client) putLarge(ctx context.Context, path string, body []byte, header http.Header) ([]byte, error) {
	sum := sha256.Sum256(body)
	name := hex.EncodeToString(sum[:])
	have, err := offset(c.send(ctx, http.MethodGet, "parts/"+name, outgoing{}))
	if err != nil {
		return nil, err
	}
	for have < len(body) {
		end := min(have+pieceSize, len(body))
		next, err := offset(c.send(ctx, http.MethodPut, "parts/"+name, outgoing{
			body: body[have:end], header: http.Header{"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", have, end-1, len(body))}},
		}))
		if err != nil {
			return nil, err
		}
		if next <= have {
			return nil, fmt.Errorf("a piece was answered and not taken: %w", ErrNotCloud)
		}
		have = next
		c.kept.Add(1)
	}
	return c.send(ctx, http.MethodPut, path+"?part="+name, outgoing{header: header})
}

// putSegment brings a segment, or, when an earlier try broke off, what of it is not
// there yet.
func (c *Client) putSegment(ctx context.Context, name string, body []byte) ([]byte, error) {
	path, out := "segments/"+name, outgoing{body: body}
	if c.broken.forget(name) {
		have, err := offset(c.send(ctx, http.MethodGet, "parts/"+name, outgoing{}))
		if lost(err) {
			c.broken.note(name)
			return nil, err
		}
		switch { // a cloud that keeps no beginnings gets the whole again
		case have >= len(body):
			out = outgoing{header: http.Header{"Content-Range": {fmt.Sprintf("bytes */%d", len(body))}}}
		case have > 0:
			c.kept.Add(1)
			out = outgoing{body: body[have:], header: http.Header{"Content-Range": {fmt.Sprintf("bytes %d-%d/%d", have, len(body)-1, len(body))}}}
		}
	}
	begin := c.config.Now()
	answer, err := c.send(ctx, http.MethodPut, path, out)
	if lost(err) && int64(c.config.Now()-begin) > c.roundTrip.Load() { // else next to nothing came over
		c.broken.note(name)
	}
	return answer, err
}

// lost reports whether nobody answered.
func lost(err error) bool { return school.ErrorCode(err) == school.CodeUnavailable }

// broken are the bodies that were on their way when the link broke.
type broken struct {
	mu    sync.Mutex
	names map[string]bool
}

func (b *broken) note(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.names == nil || len(b.names) >= 1000 {
		b.names = map[string]bool{}
	}
	b.names[name] = true
}

func (b *broken) has(hash [32]byte) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names[hex.EncodeToString(hash[:])]
}

func (b *broken) forget(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	was := b.names[name]
	delete(b.names, name)
	return was
}

// offset reads the answer to a piece.
func offset(answer []byte, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	have, n := binary.Uvarint(answer)
	if n <= 0 || n != len(answer) || have > maxAnswer {
		return 0, fmt.Errorf("an answer that is no offset: %w", ErrNotCloud)
	}
	return int(have), nil
}

// begun keeps the beginnings of answers that the link broke off, for the life of the
// process.
type begun struct {
	mu    sync.Mutex
	kept  map[string]beginning // by path
	bytes int
}

type beginning struct {
	tag  string // of the whole
	body []byte
}

// begunLimit bounds all beginnings together, in bytes.
const begunLimit = 32 << 20

func (b *begun) take(path string) beginning {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := b.kept[path]
	b.bytes -= len(found.body)
	delete(b.kept, path)
	return found
}

func (b *begun) keep(path string, part beginning) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if part.tag == "" || len(part.body) == 0 || b.bytes+len(part.body) > begunLimit {
		return
	}
	if b.kept == nil {
		b.kept = map[string]beginning{}
	}
	b.kept[path], b.bytes = part, b.bytes+len(part.body)
}

// get fetches path and goes on where an earlier try broke off.
func (c *Client) get(ctx context.Context, path string) ([]byte, error) {
	part := c.begun.take(path)
	header := http.Header{}
	if len(part.body) > 0 {
		header.Set("Range", "bytes="+strconv.Itoa(len(part.body))+"-")
		header.Set("If-Range", part.tag)
	}
	response, cancel, err := c.open(ctx, http.MethodGet, path, outgoing{header: header})
	if err != nil {
		c.begun.keep(path, part)
		return nil, err
	}
	defer cancel()
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusPartialContent {
		part = beginning{tag: response.Header.Get("ETag")}
	} else if !continues(response.Header.Get("Content-Range"), len(part.body)) {
		return nil, fmt.Errorf("an answer that continues something else: %w", ErrNotCloud)
	}
	rest, err := io.ReadAll(io.LimitReader(response.Body, int64(maxAnswer+1-len(part.body))))
	part.body = append(part.body, rest...)
	if err != nil {
		if response.StatusCode/100 == 2 {
			c.begun.keep(path, part)
		}
		return nil, unreachable(err)
	}
	return c.judge(response, part.body)
}

func continues(header string, have int) bool {
	var first, last, total int
	n, err := fmt.Sscanf(header, "bytes %d-%d/%d", &first, &last, &total)
	return err == nil && n == 3 && first == have && last == total-1 && total <= maxAnswer
}
