package cloudapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"darasa/internal/school"
)

// leastPart is from how many bytes on the beginning of a body that broke off is kept.
const leastPart = 512

// arriving are the bodies on their way in, so that a hub whose link was cut can learn
// how much of one came over although nobody told this end of the cut.
type arriving struct {
	mu     sync.Mutex
	bodies map[arrival]*growing
}

type arrival struct {
	hub  school.ID
	hash [32]byte
}

// growing is one body, as far as it came.
type growing struct {
	mu           sync.Mutex
	start, total int64
	body         []byte
}

func (g *growing) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.body = append(g.body, b...)
	return len(b), nil
}

func (g *growing) soFar() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.body[:len(g.body):len(g.body)]
}

func (a *arriving) begin(key arrival, g *growing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.bodies == nil {
		a.bodies = map[arrival]*growing{}
	}
	a.bodies[key] = g
}

func (a *arriving) end(key arrival, g *growing) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.bodies[key] == g {
		delete(a.bodies, key)
	}
}

func (a *arriving) find(key arrival) *growing {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.bodies[key]
}

// readResumable reads a body named by hash. When the link breaks, what came is kept,
// and a later request with Content-Range goes on from there.
func (a *API) readResumable(w http.ResponseWriter, r *http.Request, c caller, hash [32]byte, limit int64) ([]byte, error) {
	if strings.HasPrefix(r.Header.Get("Content-Range"), "bytes */") { // nothing is left to send
		body, ok, err := c.shelf.Segment(hash)
		if err != nil || ok {
			return body, err
		}
		parts, err := partsOf(c.shelf)
		if err != nil {
			return nil, err
		}
		return parts.TakePart(hash)
	}
	g := &growing{total: r.ContentLength}
	ranged := r.Header.Get("Content-Range") != ""
	if ranged {
		span, err := parseSpan(r, limit)
		if err != nil {
			return nil, err
		}
		g.start, g.total = span.start, span.total
	}
	key := arrival{c.hub, hash}
	a.arriving.begin(key, g)
	defer a.arriving.end(key, g)
	if err := readInto(g, w, r, limit); err != nil {
		return nil, errors.Join(err, a.keepPart(r, c, hash, g))
	}
	if !ranged {
		return g.body, nil
	}
	parts, err := partsOf(c.shelf)
	if err != nil {
		return nil, err
	}
	have, err := parts.PutPart(hash, g.total, g.start, g.body)
	if err != nil {
		return nil, err
	}
	if have < g.total {
		return nil, school.Errorf(school.CodeConflict, "of this body only %d bytes are here; send it again", have)
	}
	return parts.TakePart(hash)
}

// keepPart keeps the beginning of a body, when it is worth a row and of known length.
func (a *API) keepPart(r *http.Request, c caller, hash [32]byte, g *growing) error {
	body := g.soFar()
	if len(body) < leastPart || g.total <= int64(len(body)) {
		return nil
	}
	// The request's own context ended with its link.
	_, shelf, err := a.Store.Shelf(context.WithoutCancel(r.Context()), c.token)
	if err != nil {
		return err
	}
	if parts, ok := shelf.(Parts); ok {
		_, err = parts.PutPart(hash, g.total, g.start, body)
	}
	return err
}
