package cloudapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"

	"darasa/internal/school"
)

// MaxPiece is how many bytes one piece of a large body may have.
const MaxPiece = 64 << 10

// part says how much of a large body is here already.
func (a *API) part(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	if g := a.arriving.find(arrival{c.hub, hash}); g != nil {
		// The caller asks because its link was cut; what it sent until then is here.
		if err := a.keepPart(r, c, hash, g); err != nil {
			return err
		}
	}
	have, err := a.have(c, hash)
	if err != nil {
		return err
	}
	writeBytes(w, binary.AppendUvarint(nil, uint64(have)))
	return nil
}

// partsOf is where a shelf keeps beginnings; a hub that answers its sister keeps none.
func partsOf(shelf Shelf) (Parts, error) {
	parts, ok := shelf.(Parts)
	if !ok {
		return nil, school.Errorf(school.CodeNotFound, "no pieces are kept here")
	}
	return parts, nil
}

// have counts a segment that is here already as all of it: then only its receipt was lost.
func (a *API) have(c caller, hash [32]byte) (int64, error) {
	body, ok, err := c.shelf.Segment(hash)
	if err != nil || ok {
		return int64(len(body)), err
	}
	parts, err := partsOf(c.shelf)
	if err != nil {
		return 0, err
	}
	return parts.PartHave(hash)
}

// putPart takes one piece of a large body; what does not continue what is here is
// passed over, and the answer says from where to go on.
func (a *API) putPart(w http.ResponseWriter, r *http.Request, c caller) error {
	hash, err := parseHash(r.PathValue("hash"))
	if err != nil {
		return err
	}
	span, err := parseSpan(r, MaxDirectory)
	if err != nil {
		return err
	}
	parts, err := partsOf(c.shelf)
	if err != nil {
		return err
	}
	g, key := &growing{start: span.start, total: span.total}, arrival{c.hub, hash}
	a.arriving.begin(key, g)
	defer a.arriving.end(key, g)
	if err := readInto(g, w, r, MaxPiece); err != nil {
		return errors.Join(err, a.keepPart(r, c, hash, g))
	}
	if int64(len(g.body)) != span.last-span.start+1 {
		return school.Errorf(school.CodeInvalid, "Content-Range speaks of %d bytes and %d came", span.last-span.start+1, len(g.body))
	}
	have, err := parts.PutPart(hash, span.total, span.start, g.body)
	if err != nil {
		return err
	}
	writeBytes(w, binary.AppendUvarint(nil, uint64(have)))
	return nil
}

// span is what a Content-Range says: bytes from start to last, of total.
type span struct{ start, last, total int64 }

// parseSpan reads the request's Content-Range, of a body of at most limit bytes.
func parseSpan(r *http.Request, limit int64) (s span, err error) {
	if _, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &s.start, &s.last, &s.total); err != nil ||
		s.start < 0 || s.last < s.start || s.last >= s.total {
		return s, school.Errorf(school.CodeInvalid, "Content-Range says bytes FIRST-LAST/TOTAL")
	}
	if s.total > limit {
		return s, tooLong(limit)
	}
	return s, nil
}

// readWhole reads a body of at most limit bytes, or takes the one that came in pieces
// before and that ?part names. It may be packed with gzip; the limit is for what it
// becomes.
func readWhole(w http.ResponseWriter, r *http.Request, c caller, limit int64) ([]byte, error) {
	body, err := readPacked(w, r, c, limit)
	if err != nil || r.Header.Get("Content-Encoding") == "" {
		return body, err
	}
	if r.Header.Get("Content-Encoding") != "gzip" {
		return nil, school.Errorf(school.CodeInvalid, "a body is packed with gzip or not at all")
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, school.Errorf(school.CodeInvalid, "the body is not what gzip packed: %v", err)
	}
	plain, err := io.ReadAll(io.LimitReader(reader, limit+1))
	switch {
	case err != nil:
		return nil, school.Errorf(school.CodeInvalid, "the body is not what gzip packed: %v", err)
	case int64(len(plain)) > limit:
		return nil, tooLong(limit)
	}
	return plain, nil
}

func readPacked(w http.ResponseWriter, r *http.Request, c caller, limit int64) ([]byte, error) {
	name := r.URL.Query().Get("part")
	if name == "" {
		return readBody(w, r, limit)
	}
	hash, err := parseHash(name)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(c.shelf)
	if err != nil {
		return nil, err
	}
	body, err := parts.TakePart(hash)
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) > limit:
		return nil, tooLong(limit)
	case sha256.Sum256(body) != hash:
		return nil, school.Errorf(school.CodeInvalid, "the pieces are not the body their address names; send them again")
	}
	return body, nil
}
