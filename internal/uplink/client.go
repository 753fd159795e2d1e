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
	"darasa/internal/web"
)

// ErrNotCloud says that something answered in the cloud's place: a captive portal,
// a proxy, or another cloud. Nothing it said was believed.
var ErrNotCloud = errors.New("what answers is not our cloud")

const (
	maxAnswer  = 16 << 20 // bytes of any answer
	dialTime   = 30 * time.Second
	answerTime = 60 * time.Second // from the request's last byte to the answer's first
	slowest    = 512              // bytes per second; a slower link is given up
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
}

// Client speaks with one cloud. It keeps its connection between exchanges. It is
// safe for concurrent use. Close it.
type Client struct {
	config    Config
	http      *http.Client
	transport *http.Transport
	sent      atomic.Int64 // bytes of connections, handshakes and headers included
	received  atomic.Int64
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
	dial := config.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialTime}).DialContext
	}
	c.transport = &http.Transport{
		TLSClientConfig: config.TLS, TLSHandshakeTimeout: dialTime, ResponseHeaderTimeout: answerTime,
		MaxConnsPerHost: maxWindow, MaxIdleConnsPerHost: maxWindow, IdleConnTimeout: 90 * time.Second, DisableCompression: true,
		MaxResponseHeaderBytes: 16 << 10,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
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
	return n, err
}

// Write counts what goes.
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.client.sent.Add(int64(n))
	return n, err
}

// send does one request and returns a 2xx answer's body. An error answer of the
// cloud's shape keeps its code; any other answer is ErrNotCloud.
func (c *Client) send(ctx context.Context, method, path, kind string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime+answerTime+time.Duration(len(body)/slowest)*time.Second+5*time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, c.config.URL+"/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("write request: %w", err)
	}
	request.Header.Set("User-Agent", "darasa")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if c.config.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.config.Token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, unreachable(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, unreachable(err)
	case len(answer) > maxAnswer:
		return nil, fmt.Errorf("an answer of more than %d bytes: %w", maxAnswer, ErrNotCloud)
	case response.StatusCode >= 400:
		return nil, refusal(response.StatusCode, response.Header.Get("Content-Type"), answer)
	case response.StatusCode/100 != 2:
		return nil, fmt.Errorf("status %d: %w", response.StatusCode, ErrNotCloud)
	}
	return answer, nil
}

// unreachable leaves the address out: it is known, and may hold a name.
func unreachable(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return fmt.Errorf("%w: %w", school.Errorf(school.CodeUnavailable, "the cloud does not answer"), err)
}

func refusal(status int, kind string, body []byte) error {
	if !strings.HasPrefix(kind, "application/json") {
		return fmt.Errorf("status %d: %w", status, ErrNotCloud)
	}
	return web.ReadError(status, bytes.NewReader(body))
}
