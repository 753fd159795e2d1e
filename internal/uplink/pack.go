package uplink

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// packsHeader is the line by which a cloud tells what it offers; see cloudapi.
const packsHeader = "Packs"

const (
	offerCost = 8 << 10 // bytes of an offer, about, before it is known
	maxPart   = 66 << 10
	maxOffer  = 2 << 20
)

// Parcel is the one pack on its way to this hub, as its caller keeps it.
type Parcel interface {
	// Asks reports whether the offer behind a digest is still to be asked for.
	Asks(digest string) (bool, error)
	// Offered takes the offer, nil when there is none for this hub's subject.
	Offered(ctx context.Context, digest string, offer []byte) error
	// Next returns a part to fetch and about how many bytes it has; ok is false when
	// nothing is to be fetched now.
	Next(ctx context.Context) (name [32]byte, size int, ok bool, err error)
	Beginnings
	// Take keeps a part that came whole. A part that is not what was signed is an error
	// of code invalid.
	Take(ctx context.Context, name [32]byte, body []byte) error
	// Hold notes why the pack does not come on; it rests for a while when trying again
	// soon would come to the same.
	Hold(why error, rest bool)
}

// Beginnings keeps what came of the one thing that is on its way.
type Beginnings interface {
	// Beginning returns what is here of a part, or of the offer by the zero name, and the
	// tag it came under. One beginning is kept at a time.
	Beginning(name [32]byte) (tag string, body []byte)
	// Grow keeps more of a part, which begins at an offset; at 0 it begins anew.
	Grow(name [32]byte, tag string, at int, more []byte) error
	// Forget drops the beginning.
	Forget() error
}

// Fetched says what Fetch did.
type Fetched struct {
	Parts int
	Left  bool // the policy let it go on, and there was more when it was told to stop
}

// Fetch asks for the pack the cloud offers, when the last exchange said that there is
// another, and brings its parts one after another while more says so. Each request is
// asked of the policy in the last lane. The error is the link's or the disk's.
func (c *Client) Fetch(ctx context.Context, subject string, p Parcel, more func() bool) (done Fetched, err error) {
	err = c.askOffer(ctx, subject, p)
	for err == nil {
		var name [32]byte
		var size int
		var ok bool
		if name, size, ok, err = p.Next(ctx); err != nil || !ok {
			break
		}
		if done.Left = !more(); done.Left {
			return done, nil
		}
		if err = c.fetchPart(ctx, p, name, size); err == nil {
			done.Parts++
		}
	}
	if err == nil {
		return done, nil
	}
	_, held := errors.AsType[*replication.HeldError](err)
	if p.Hold(err, !held && !lost(err)); held {
		return done, nil
	}
	return done, err
}

// askOffer asks once for every digest.
func (c *Client) askOffer(ctx context.Context, subject string, p Parcel) error {
	digest, _ := c.offered.Load().(string)
	if asks, err := p.Asks(digest); err != nil || !asks {
		return err
	}
	offer, err := c.getResumed(ctx, p, resumed{path: "packs/" + url.PathEscape(subject), most: maxOffer, size: offerCost})
	if err != nil && school.ErrorCode(err) != school.CodeNotFound {
		return err
	}
	if ferr := p.Forget(); ferr != nil {
		return ferr
	}
	return p.Offered(ctx, digest, offer)
}

// fetchPart brings one part, from where an earlier try broke off. A beginning that does
// not lead to the part is dropped, and the part fetched whole, once.
func (c *Client) fetchPart(ctx context.Context, p Parcel, name [32]byte, size int) error {
	r := resumed{name: name, path: "packs/parts/" + hex.EncodeToString(name[:]), most: maxPart, size: size}
	for {
		_, begun := p.Beginning(name)
		whole, err := c.getResumed(ctx, p, r)
		if err != nil {
			return err
		}
		err = p.Take(ctx, name, whole)
		if school.ErrorCode(err) != school.CodeInvalid {
			return err
		}
		if ferr := p.Forget(); len(begun) == 0 || ferr != nil {
			return errors.Join(err, ferr)
		}
	}
}

// resumed is something whose beginning the parcel keeps.
type resumed struct {
	name [32]byte // of a part; zero for the offer
	path string
	most int // bytes it may have
	size int // bytes it has, about
}

// getResumed asks for it piece by piece, from where an earlier try broke off, so that no
// policy is spent beyond and no cut costs more.
func (c *Client) getResumed(ctx context.Context, p Parcel, r resumed) ([]byte, error) {
	have := beginning{}
	have.tag, have.body = p.Beginning(r.name)
	for {
		rest := min(pieceSize, max(0, r.size-len(have.body)))
		if err := c.allow(replication.Request{Lane: replication.LanePack, Size: rest}); err != nil {
			return nil, err
		}
		at := len(have.body)
		got, whole, err := c.getPiece(ctx, r, have)
		if err == nil && whole {
			return got.body, nil
		}
		if at = min(at, len(got.body)); got.tag != have.tag {
			at = 0
		}
		if len(got.body) > at {
			err = errors.Join(err, p.Grow(r.name, got.tag, at, got.body[at:]))
		} else if err == nil {
			err = fmt.Errorf("a piece of nothing: %w", ErrNotCloud)
		}
		if err != nil {
			return nil, err
		}
		have = got
	}
}

// getPiece asks for what follows the beginning. Also beside an error the beginning may
// have grown.
func (c *Client) getPiece(ctx context.Context, r resumed, have beginning) (got beginning, whole bool, err error) {
	header := http.Header{"Range": {fmt.Sprintf("bytes=%d-%d", len(have.body), len(have.body)+pieceSize-1)}}
	if len(have.body) > 0 {
		header.Set("If-Range", have.tag)
	}
	response, cancel, err := c.open(ctx, http.MethodGet, r.path, outgoing{header: header})
	if err != nil {
		return have, false, err
	}
	defer cancel()
	defer func() { _ = response.Body.Close() }()
	total := 0
	switch response.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable: // all of it is here
		return have, true, nil
	case http.StatusPartialContent:
		if total, err = pieceOf(response.Header.Get("Content-Range"), len(have.body), r.most); err != nil {
			return have, false, err
		}
	default:
		have = beginning{}
	}
	have.tag = response.Header.Get("ETag")
	body, err := io.ReadAll(io.LimitReader(response.Body, int64(r.most+1-len(have.body))))
	if err != nil {
		if response.StatusCode/100 == 2 {
			have.body = append(have.body, body...)
		}
		return have, false, unreachable(err)
	}
	if body, err = c.judge(response, body); err != nil {
		return have, false, err
	}
	if have.body = append(have.body, body...); len(have.body) > r.most {
		return beginning{}, false, fmt.Errorf("an answer of more than %d bytes: %w", r.most, ErrNotCloud)
	}
	return have, total == 0 || len(have.body) >= total, nil
}

// pieceOf reads how many bytes the whole has of which an answer is a piece.
func pieceOf(header string, have, most int) (total int, err error) {
	var first, last int
	if n, err := fmt.Sscanf(header, "bytes %d-%d/%d", &first, &last, &total); err != nil || n != 3 || first != have || last < first || last >= total || total > most {
		return 0, fmt.Errorf("an answer that continues something else: %w", ErrNotCloud)
	}
	return total, nil
}
