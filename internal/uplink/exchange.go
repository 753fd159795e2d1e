package uplink

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"time"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// Report says what one exchange did.
type Report struct {
	replication.Report
	WireUp, WireDown int64 // bytes of the connections: bodies, headers, TLS
	Requests         int
	Kept             int64 // times the cloud kept a piece of a body
	Held             error // why the policy ended it early, a *replication.HeldError; nil when it did not
}

// Moved reports whether the exchange brought anything over, so that trying again soon
// gets further.
func (r *Report) Moved() bool { return r.Receipted > 0 || r.Received > 0 || r.Kept > 0 }

// Exchange carries out one exchange: what shelf has for the cloud goes up, what the
// cloud has for the hub comes down, at most budget bytes of it. It returns an error
// when the conversation as a whole came to nothing: ErrNotCloud, or why nobody
// answered. Single segments that came to nothing are counted in the report; the
// next exchange goes on where the receipts say.
func (c *Client) Exchange(ctx context.Context, shelf replication.Shelf, budget uint64) (Report, error) {
	up, down := c.Bytes()
	var nonce [8]byte
	if _, err := io.ReadFull(c.config.Random, nonce[:]); err != nil {
		return Report{}, fmt.Errorf("draw nonce: %w", err)
	}
	prepare := replication.NewCall
	if c.bare.Load() {
		prepare = replication.NewBareCall
	}
	kept := c.kept.Load()
	call, err := prepare(c.config.Self, c.config.Peer, c.resting.over(shelf), nonce, budget)
	if err != nil {
		return Report{}, err
	}
	d := &driver{client: c, call: call, window: newWindow(), answers: make(chan answer), tried: map[[32]byte]int{}, answered: map[[32]byte]bool{}}
	err = d.run(ctx)
	d.settle(shelf)
	c.bare.Store(lost(err) && call.Report.PeerTime == 0)
	r := Report{Report: call.Report, Requests: d.requests, Kept: c.kept.Load() - kept, Held: d.held}
	r.Agreed = r.Agreed && d.held == nil
	upNow, downNow := c.Bytes()
	r.WireUp, r.WireDown = upNow-up, downNow-down
	return r, err
}

// driver carries out a call's requests, a window of them at a time. The call is
// touched by one goroutine only.
type driver struct {
	client   *Client
	call     *replication.Call
	window   *window
	answers  chan answer
	flying   int
	requests int
	held     error                 // what the policy said to the first request that it held back
	stopped  bool                  // no further request is sent
	err      error                 // of the conversation as a whole
	again    []replication.Request // lost on their way, to be sent once more
	tried    map[[32]byte]int
	answered map[[32]byte]bool // segments that the cloud took or refused
}

type answer struct {
	request replication.Request
	body    []byte
	err     error
	delay   time.Duration
}

// settle notes which of the segments that were answered are still not signed for.
func (d *driver) settle(shelf replication.Shelf) {
	if len(d.answered) == 0 {
		return
	}
	left := map[[32]byte]bool{}
	waiting, err := shelf.Waiting(d.client.config.Peer.ID, math.MaxInt32)
	if err != nil {
		return
	}
	for _, ref := range waiting {
		left[ref.Hash] = true
	}
	for hash := range d.answered {
		d.client.resting.note(hash, !left[hash])
	}
}

// failuresInRow is after how many failed requests in a row the link counts as gone.
const failuresInRow = 3

func (d *driver) run(ctx context.Context) error {
	failures := 0
	next, have := d.next()
	for have || d.flying > 0 {
		for have && !d.stopped && d.flying < d.window.size && d.may(next) {
			if d.held = d.client.allow(next); d.held != nil {
				d.stopped = true // what comes behind it is no more urgent
				break
			}
			d.fly(ctx, next)
			if next.Verb == replication.VerbHello {
				have = false
				break
			}
			next, have = d.next()
		}
		if d.stopped {
			have = false
		}
		if d.flying == 0 {
			break
		}
		a := <-d.answers
		d.flying--
		if d.landed(a) {
			failures = 0
		} else if failures++; failures >= failuresInRow {
			d.stop(fmt.Errorf("the link is gone: %w", a.err))
		}
		if have && len(d.again) > 0 && next.Verb != replication.VerbHello { // what was lost goes first
			next, d.again = d.again[0], append(d.again[1:], next)
		}
		if !have && !d.stopped {
			next, have = d.next()
		}
	}
	return errors.Join(d.err, ctx.Err())
}

// heard notes that the cloud had its word on a segment.
func (d *driver) heard(r replication.Request) {
	if r.Verb == replication.VerbPutSegment {
		d.answered[r.Hash] = true
	}
}

// next returns what to send: first what the link lost on its way.
func (d *driver) next() (replication.Request, bool) {
	if len(d.again) > 0 {
		r := d.again[0]
		d.again = d.again[1:]
		return r, true
	}
	return d.call.Next()
}

// may keeps a Hello apart from everything else.
func (d *driver) may(r replication.Request) bool {
	return r.Verb != replication.VerbHello || d.flying == 0
}

func (d *driver) fly(ctx context.Context, r replication.Request) {
	d.flying++
	d.requests++
	go func() {
		start := d.client.config.Now()
		body, err := d.client.do(ctx, r)
		d.answers <- answer{r, body, err, d.client.config.Now() - start}
	}()
}

// landed hands an answer to the call and reports whether the link is well.
func (d *driver) landed(a answer) bool {
	if a.err == nil {
		err := d.call.Answered(a.request, a.body)
		if err == nil {
			d.heard(a.request)
			d.window.took(a.delay, time.Duration(d.client.roundTrip.Load()))
			return true
		}
		d.window.failed()
		if a.request.Verb == replication.VerbHello {
			d.stop(d.notCloud(err))
		}
		return false
	}
	if busy, ok := errors.AsType[*BusyError](a.err); ok {
		d.call.Failed(a.request, a.err)
		d.stop(fmt.Errorf("exchange: %w", busy))
		return true
	}
	if lost(a.err) && a.request.Verb == replication.VerbPutSegment && d.tried[a.request.Hash] < failuresInRow {
		// Most of it may be over there already, and a new connection may do.
		d.tried[a.request.Hash]++
		d.again = append(d.again, a.request)
		d.window.failed()
		return false
	}
	d.call.Failed(a.request, a.err)
	code := school.ErrorCode(a.err)
	refused := code != school.CodeUnavailable && code != school.CodeInternal
	if refused {
		d.heard(a.request)
	}
	if a.request.Verb == replication.VerbHello {
		d.stop(fmt.Errorf("exchange: %w", a.err))
		return refused
	}
	if !refused {
		d.window.failed()
	}
	return refused
}

// notCloud tells a foreign answer from trouble with our own store: a signed answer
// leaves the cloud's time in the report before anything is saved.
func (d *driver) notCloud(err error) error {
	if d.call.Report.PeerTime != 0 {
		return fmt.Errorf("exchange: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrNotCloud, err)
}

func (d *driver) stop(err error) {
	d.stopped = true
	d.err = errors.Join(d.err, err)
}

// do carries out one request of the call.
func (c *Client) do(ctx context.Context, r replication.Request) ([]byte, error) {
	hash := hex.EncodeToString(r.Hash[:])
	switch r.Verb {
	case replication.VerbHello:
		return c.send(ctx, http.MethodPost, exchangePath, outgoing{body: r.Body})
	case replication.VerbPutSegment:
		return c.putSegment(ctx, hash, r.Body)
	case replication.VerbGetSegment:
		return c.get(ctx, "segments/"+hash)
	case replication.VerbPutCatalogue:
		return c.put(ctx, "catalogues/"+hash, r.Body)
	case replication.VerbGetCatalogue:
		return c.get(ctx, "catalogues/"+hash)
	case replication.VerbPutDirectory:
		return c.put(ctx, "directories/"+r.Hub.String(), r.Body)
	case replication.VerbGetDirectory:
		return c.get(ctx, "directories/"+r.Hub.String())
	case replication.VerbGetKey:
		return c.get(ctx, "hubs/"+r.Hub.String()+"/key")
	}
	return nil, fmt.Errorf("verb %d has no call", r.Verb)
}

// put brings a list or a catalogue: packed, and in pieces when it is large. A cloud that
// knows neither gets it as it is.
func (c *Client) put(ctx context.Context, path string, body []byte) ([]byte, error) {
	header, packed := http.Header{}, pack(body)
	if len(packed) < len(body) {
		header.Set("Content-Encoding", "gzip")
	} else {
		packed = body
	}
	var answer []byte
	var err error
	if len(packed) > wholeLimit {
		answer, err = c.putLarge(ctx, path, packed, header)
	} else {
		answer, err = c.send(ctx, http.MethodPut, path, outgoing{body: packed, header: header})
	}
	if code := school.ErrorCode(err); err != nil && (code == school.CodeNotFound || code == school.CodeInvalid) {
		return c.send(ctx, http.MethodPut, path, outgoing{body: body})
	}
	return answer, err
}

// pack makes a list or a catalogue smaller; segments are packed as it is.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a known level
	_, err := w.Write(body)
	if err = errors.Join(err, w.Close()); err != nil {
		return body
	}
	return b.Bytes()
}
