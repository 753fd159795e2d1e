package uplink

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// ErrNotCloud says that something answered in the cloud's place: a captive portal,
// a proxy, or another cloud. Nothing it said was believed.
var ErrNotCloud = errors.New("what answers is not our cloud")

const (
	exchangePath = "exchange"

	maxAnswer  = 16 << 20 // bytes of any answer
	dialTime   = 30 * time.Second
	answerTime = 60 * time.Second // from the request's last byte to the answer's first
	slowest    = 512              // bytes per second; a slower link is given up
	// recordSize bounds a TLS record that we write: of one that broke off nothing can be
	// used by the other end, so it is what a cut loses beside what is in flight.
	recordSize = 2 << 10
)

// Config is what a Client needs of its surroundings.
type Config struct {
	URL    string           // of the cloud, for example https://cloud.example
	Token  string           // from the enrolment; empty before it
	Self   school.ID        // the hub
	Peer   replication.Peer // the cloud as pinned at enrolment
	Now    func() time.Duration
	Random io.Reader
	TLS    *tls.Config                                                          // nil for the system's roots
	Dial   func(ctx context.Context, network, address string) (net.Conn, error) // nil for the network

	Calendar Calendar                                      // by which certificates are judged; nil for the machine's
	Allow    func(lane replication.Lane, size int64) error // may so many bytes go now, else *replication.HeldError; nil for always
	Spend    func(n int64)                                 // hears of every byte of the connections, both ways, from several goroutines; may be nil
	Hybrid   bool                                          // agree on TLS keys with ML-KEM too, for 2.3 KB a connection
}

// Client speaks with one cloud. It keeps its connection between exchanges. It is
// safe for concurrent use. Close it.
type Client struct {
	config    Config
	http      *http.Client
	transport *http.Transport
	sent      atomic.Int64 // bytes of connections, handshakes and headers included
	received  atomic.Int64
	roundTrip atomic.Int64 // nanoseconds the quickest connection took to open, 0 for none yet
	kept      atomic.Int64 // pieces that the cloud kept
	bare      atomic.Bool  // the last Hello did not get through
	offered   atomic.Value // string: what the cloud said of its packs last
	resting   resting
	begun     begun
	broken    broken
}

// New makes a client. It opens no connection. Now counts the time since any fixed
// moment and only measures delays.
func New(config Config) (*Client, error) {
	u, err := url.Parse(config.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, school.Errorf(school.CodeInvalid, "%q is not the address of a cloud; it begins with http:// or https://", config.URL)
	}
	config.URL = strings.TrimRight(config.URL, "/")
	c := &Client{config: config}
	c.resting.now, c.resting.partly = config.Now, c.broken.has
	dial := config.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialTime}).DialContext
	}
	c.transport = &http.Transport{
		TLSClientConfig: tlsConfig(config.TLS, u.Hostname(), config.Calendar, config.Hybrid), TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime,
		MaxConnsPerHost: maxWindow, MaxIdleConnsPerHost: maxWindow, IdleConnTimeout: 90 * time.Second, DisableCompression: true,
		MaxResponseHeaderBytes: 16 << 10,
		WriteBufferSize:        recordSize,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			begin := config.Now()
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			c.opened(config.Now() - begin)
			return &counted{Conn: conn, client: c}, nil
		},
	}
	c.http = &http.Client{
		Transport: c.transport,
		// A cloud does not redirect; a captive portal does.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// opened notes how long a connection took to open, which is a round trip and what a
// queue adds to it.
func (c *Client) opened(took time.Duration) {
	if old := c.roundTrip.Load(); old == 0 || int64(took) < old {
		c.roundTrip.Store(max(1, int64(took)))
	}
}

// Impatient forgets what is left alone for a while: a person asked for everything now.
func (c *Client) Impatient() { c.resting.forget() }

// Close lets go of idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Bytes returns what went over the client's connections since New, in both
// directions, with headers and TLS but without what TCP and IP add.
func (c *Client) Bytes() (sent, received int64) { return c.sent.Load(), c.received.Load() }

// counted counts the bytes of a connection.
type counted struct {
	net.Conn
	client *Client
}

// Read counts what comes.
func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.client.received.Add(int64(n))
	c.client.spend(n)
	return n, err
}

// Write counts what goes.
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.client.sent.Add(int64(n))
	c.client.spend(n)
	return n, err
}

func (c *Client) spend(n int) {
	if c.config.Spend != nil && n > 0 {
		c.config.Spend(int64(n))
	}
}

// allow asks the policy whether a request may go now.
func (c *Client) allow(r replication.Request) error {
	if c.config.Allow == nil {
		return nil
	}
	return c.config.Allow(r.Lane, replication.RequestCost+int64(len(r.Body)+r.Size))
}

// outgoing is what a request carries beside its address.
type outgoing struct {
	kind   string // of body, may be empty
	body   []byte
	header http.Header
}

// send does one request and returns a 2xx answer's body. An error answer of the
// cloud's shape keeps its code; any other answer is ErrNotCloud.
func (c *Client) send(ctx context.Context, method, path string, out outgoing) ([]byte, error) {
	response, cancel, err := c.open(ctx, method, path, out)
	if err != nil {
		return nil, err
	}
	defer cancel()
	defer func() { _ = response.Body.Close() }()
	if path == exchangePath {
		c.offered.Store(response.Header.Get(packsHeader))
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, unreachable(err)
	}
	return c.judge(response, answer)
}

// open sends a request and returns its answer's head. cancel ends the time the answer
// has and must be called.
func (c *Client) open(ctx context.Context, method, path string, out outgoing) (*http.Response, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime+answerTime+time.Duration(len(out.body)/slowest)*time.Second+5*time.Minute)
	request, err := http.NewRequestWithContext(ctx, method, c.config.URL+"/v1/"+path, http.NoBody)
	if err != nil {
		cancel()
		return nil, nil, fmt.Errorf("write request: %w", err)
	}
	if len(out.body) > 0 {
		request.Body, request.ContentLength = io.NopCloser(&inRecords{bytes.NewReader(out.body)}), int64(len(out.body))
	}
	if out.header != nil {
		request.Header = out.header.Clone()
	}
	request.Header.Set("User-Agent", "") // leaves the line out
	if out.kind != "" {
		request.Header.Set("Content-Type", out.kind)
	}
	if c.config.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.config.Token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		cancel()
		return nil, nil, unreachable(err)
	}
	return response, cancel, nil
}

// inRecords hands a body out in pieces, so that the connection's buffer is written when
// it is full and not passed by.
type inRecords struct{ body *bytes.Reader }

// Read implements io.Reader.
func (b *inRecords) Read(p []byte) (int, error) { return b.body.Read(p[:min(len(p), recordSize/2)]) }

// unreachable leaves the address out: it is known, and may hold a name.
func unreachable(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return fmt.Errorf("%w: %w", school.Errorf(school.CodeUnavailable, "the cloud does not answer"), err)
}
