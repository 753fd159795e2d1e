package uplink

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"darasa/internal/web"
)

// BusyError says that the cloud is there and asks to be left alone for a while.
type BusyError struct {
	After time.Duration
	Err   error
}

// Error implements error.
func (e *BusyError) Error() string {
	return fmt.Sprintf("the cloud is busy and asks for %v: %v", e.After, e.Err)
}

// Unwrap returns the refusal itself.
func (e *BusyError) Unwrap() error { return e.Err }

// Bounds of what a busy cloud may ask for: neither a hammering nor a lost week.
const (
	leastBusy = 5 * time.Second
	mostBusy  = time.Hour
)

// judge returns a whole 2xx answer's body. An error answer of the cloud's shape keeps
// its code; what a network puts in the cloud's place is ErrNotCloud, named.
func (c *Client) judge(response *http.Response, answer []byte) ([]byte, error) {
	kind := response.Header.Get("Content-Type")
	switch status := response.StatusCode; {
	case len(answer) > maxAnswer:
		return nil, fmt.Errorf("an answer of more than %d bytes: %w", maxAnswer, ErrNotCloud)
	case status == http.StatusNetworkAuthenticationRequired:
		return nil, fmt.Errorf("the network wants somebody to sign in first (status 511): %w", ErrNotCloud)
	case status/100 == 3:
		return nil, fmt.Errorf("the network sends us to another page (status %d), perhaps to sign in: %w", status, ErrNotCloud)
	case status == http.StatusProxyAuthRequired:
		return nil, fmt.Errorf("a proxy of the network wants a password (status 407): %w", ErrNotCloud)
	case status >= 400 && strings.HasPrefix(kind, "application/json"):
		return nil, busy(response, web.ReadError(status, bytes.NewReader(answer)))
	case strings.HasPrefix(kind, "text/html"):
		return nil, fmt.Errorf("a web page came instead (status %d), perhaps to sign in: %w", status, ErrNotCloud)
	case status/100 != 2:
		return nil, fmt.Errorf("a proxy answered for it (status %d): %w", status, ErrNotCloud)
	}
	return answer, nil
}

// busy makes a refusal for want of time a BusyError.
func busy(response *http.Response, refusal error) error {
	if response.StatusCode != http.StatusTooManyRequests && response.StatusCode != http.StatusServiceUnavailable {
		return refusal
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil {
		seconds = 0
	}
	return &BusyError{After: min(mostBusy, max(leastBusy, time.Duration(seconds)*time.Second)), Err: refusal}
}
