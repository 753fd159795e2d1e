package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is one device's or browser's HTTP, with its own connections.
type client struct {
	base   string
	bearer string
	cookie string
	http   http.Client
	dials  int
}

func newClient(base string) *client {
	c := &client{base: strings.TrimSuffix(base, "/") + "/api/v1"}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	c.http = http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		MaxIdleConnsPerHost: 1, DisableCompression: false,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c.dials++
			return dialer.DialContext(ctx, network, address)
		},
	}}
	return c
}

// call sends one request and reads the answer into out; a status other than 200 is
// an error with the hub's own words.
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write request: %w", err)
		}
		reader = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.cookie != "" {
		r.Header.Set("Cookie", c.cookie)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return &statusError{path: path, status: response.Status, body: string(answer), code: response.StatusCode}
	}
	for _, set := range response.Cookies() {
		if set.Name == "darasa" {
			c.cookie = set.Name + "=" + set.Value
		}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// cut sends a request on a connection of its own and closes it before the answer:
// whether the hub took it is unknown, as when a tablet leaves the room.
func (c *client) cut(address, path string, body []byte) error {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintf(conn, "POST /api/v1%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, address, c.bearer, len(body), body)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

// halfOpen begins a request and never ends it; the connection stays until the hub
// gives up on it or the run ends.
func halfOpen(address string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	if _, err := fmt.Fprintf(conn, "POST /api/v1/ops HTTP/1.1\r\nHost: %s\r\nContent-Le", address); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("send: %w", err)
	}
	return conn, nil
}
