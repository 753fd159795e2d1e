package uplink

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
}

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
	call, err := replication.NewCall(c.config.Self, c.config.Peer, shelf, nonce, budget)
	if err != nil {
		return Report{}, err
	}
	d := &driver{client: c, call: call, window: newWindow(), answers: make(chan answer)}
	err = d.run(ctx)
	r := Report{Report: call.Report, Requests: d.requests}
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
	stopped  bool  // no further request is sent
	err      error // of the conversation as a whole
}

type answer struct {
	request replication.Request
	body    []byte
	err     error
	delay   time.Duration
}

// failuresInRow is after how many failed requests in a row the link counts as gone.
const failuresInRow = 3

func (d *driver) run(ctx context.Context) error {
	failures := 0
	next, have := d.call.Next()
	for have || d.flying > 0 {
		for have && !d.stopped && d.flying < d.window.size && d.may(next) {
			d.fly(ctx, next)
			if next.Verb == replication.VerbHello {
				have = false
				break
			}
			next, have = d.call.Next()
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
		if !have && !d.stopped {
			next, have = d.call.Next()
		}
	}
	return errors.Join(d.err, ctx.Err())
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
			d.window.took(a.delay)
			return true
		}
		d.window.failed()
		if a.request.Verb == replication.VerbHello {
			d.stop(d.notCloud(err))
		}
		return false
	}
	d.call.Failed(a.request, a.err)
	code := school.ErrorCode(a.err)
	refused := code != school.CodeUnavailable && code != school.CodeInternal
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

const binaryKind = "application/octet-stream"

// do carries out one request of the call.
func (c *Client) do(ctx context.Context, r replication.Request) ([]byte, error) {
	hash := hex.EncodeToString(r.Hash[:])
	switch r.Verb {
	case replication.VerbHello:
		return c.send(ctx, http.MethodPost, "exchange", binaryKind, r.Body)
	case replication.VerbPutSegment:
		return c.send(ctx, http.MethodPut, "segments/"+hash, binaryKind, r.Body)
	case replication.VerbGetSegment:
		return c.send(ctx, http.MethodGet, "segments/"+hash, "", nil)
	case replication.VerbPutCatalogue:
		return c.send(ctx, http.MethodPut, "catalogues/"+hash, binaryKind, r.Body)
	case replication.VerbGetCatalogue:
		return c.send(ctx, http.MethodGet, "catalogues/"+hash, "", nil)
	case replication.VerbPutDirectory:
		return c.send(ctx, http.MethodPut, "directories/"+r.Hub.String(), binaryKind, r.Body)
	case replication.VerbGetDirectory:
		return c.send(ctx, http.MethodGet, "directories/"+r.Hub.String(), "", nil)
	case replication.VerbGetKey:
		return c.send(ctx, http.MethodGet, "hubs/"+r.Hub.String()+"/key", "", nil)
	}
	return nil, fmt.Errorf("verb %d has no call", r.Verb)
}
