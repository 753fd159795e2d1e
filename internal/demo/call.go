package demo

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"darasa/internal/hubapi"
)

// Doer sends a request; *http.Client is one.
type Doer interface {
	Do(r *http.Request) (*http.Response, error)
}

// caller is a simulated tablet's way to the hub.
type caller struct {
	url    string
	client Doer
	bearer string
}

// maxBody bounds what an answer may take in memory.
const maxBody = 4 << 20

func (c caller) call(ctx context.Context, method, path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+hubapi.Base+path, bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.bearer)
	response, err := c.client.Do(r)
	if err != nil {
		return fmt.Errorf("call %s: %w", path, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return fmt.Errorf("call %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("call %s: %s %.200s", path, response.Status, answer)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("call %s: %w", path, err)
	}
	return nil
}

// planBody is a plan as the hub sends it.
type planBody struct {
	Blob blob `json:"blob"`
}

type blob []byte

// UnmarshalText reads base64url without padding.
func (b *blob) UnmarshalText(text []byte) (err error) {
	*b, err = base64.RawURLEncoding.DecodeString(string(text))
	return err
}

// ackBody is what the hub says to a batch.
type ackBody struct {
	Durable [][2]uint64 `json:"durable"`
	Plan    *planBody   `json:"plan"`
}

func (a *ackBody) covers(seq uint64) bool {
	for _, r := range a.Durable {
		if r[0] <= seq && seq <= r[1] {
			return true
		}
	}
	return false
}
