package uplink_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

// What a network puts in the cloud's place is named, and nothing it says is believed.
func TestExchange_NetworksAreNamed(t *testing.T) {
	p := newPlace(t)
	p.teach(t, sqlitetest.Lesson(2, 10))
	before := p.waiting(t)
	tests := map[string]struct {
		status     int
		kind, want string
	}{
		"SignInFirst":   {511, "text/html", "sign in first"},
		"RedirectsAway": {302, "", "another page"},
		"WebPage":       {200, "text/html; charset=utf-8", "web page"},
		"WebPageOf404":  {404, "text/html", "web page"},
		"ProxyPassword": {407, "text/html", "password"},
		"ProxyIsLost":   {502, "text/plain", "proxy answered"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			address := p.proxy(t, func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("Content-Type", tt.kind)
				w.Header().Set("Location", "http://portal.example/")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, "<html>")
				return true
			})
			_, err := p.client(t, address).Exchange(context.Background(), p.shelf(), budget)
			if !errors.Is(err, uplink.ErrNotCloud) || !strings.Contains(err.Error(), tt.want) || p.waiting(t) != before {
				t.Errorf("err = %v, %d waiting of %d", err, p.waiting(t), before)
			}
		})
	}
}

// A proxy that cuts answers short, or changes a byte of what goes either way, costs
// what it touched: nothing is believed, nothing is lost, and a clean link finishes.
func TestExchange_RewritingProxy(t *testing.T) {
	p := newPlace(t)
	for i := range 6 {
		p.teach(t, cloudAnswers(i))
	}
	for name, instead := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"ChangesBodiesUp": func(_ http.ResponseWriter, r *http.Request) bool {
			body, _ := io.ReadAll(r.Body)
			if len(body) > 100 {
				body[len(body)/2] ^= 1
			}
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			return false
		},
		"CutsBodiesUp": func(_ http.ResponseWriter, r *http.Request) bool {
			r.Body, r.ContentLength = io.NopCloser(io.LimitReader(r.Body, 100)), min(100, r.ContentLength)
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := p.client(t, p.proxy(t, instead)).Exchange(context.Background(), p.shelf(), budget)
			if held := p.cloudSegments(t); held == 6 || p.waiting(t) < 6-held {
				t.Errorf("%d segments are held and %d wait; report %+v", held, p.waiting(t), r)
			}
		})
	}
	if _, err := p.client(t, p.server.URL).Exchange(context.Background(), p.shelf(), budget); err != nil || p.waiting(t) != 0 || p.attempts(t) != 30 {
		t.Errorf("afterwards: %v, %d wait, %d attempts", err, p.waiting(t), p.attempts(t))
	}
}

// A busy cloud is left alone for as long as it asks, within reason.
func TestExchange_Busy(t *testing.T) {
	p := newPlace(t)
	p.teach(t, sqlitetest.Lesson(2, 10))
	for header, want := range map[string]time.Duration{"120": 2 * time.Minute, "": 5 * time.Second, "soon": 5 * time.Second, "99999999": time.Hour, "-3": 5 * time.Second} {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			requests := 0
			address := p.proxy(t, func(w http.ResponseWriter, _ *http.Request) bool {
				requests++
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Retry-After", header)
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"error":{"code":"unavailable","message":"too much to do"}}`)
				return true
			})
			_, err := p.client(t, address).Exchange(context.Background(), p.shelf(), budget)
			if busy, ok := errors.AsType[*uplink.BusyError](err); !ok || busy.After != want || requests != 1 {
				t.Errorf("%d after %q: %v, %d requests, want %v", status, header, err, requests, want)
			}
		}
	}
}

func cloudAnswers(i int) []*crdt.Op {
	return cloudtest.Answers(sqlitetest.HubID, 1, 1, uint64(i*5+1), 5)
}
