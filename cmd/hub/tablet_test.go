package main_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"darasa/internal/hubapi"
)

// browser is raw HTTP with a cookie or a bearer.
type browser struct {
	kind                string // of bodies, empty for JSON
	code                string // beside a child's file, sent once it was told
	url, cookie, bearer string
}

// do sends one call and returns status and body.
func (b *browser) do(method, path, body string) (int, []byte, error) {
	r, err := http.NewRequest(method, b.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", cmp.Or(b.kind, "application/json"))
	if b.code != "" {
		r.Header.Set(hubapi.CodeHeader, b.code)
	}
	if b.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	if b.cookie != "" {
		r.Header.Set("Cookie", b.cookie)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	b.code = cmp.Or(response.Header.Get(hubapi.CodeHeader), b.code)
	for _, c := range response.Cookies() {
		if c.Name == "darasa" {
			b.cookie = c.Name + "=" + c.Value
		}
	}
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func (b *browser) must(t *testing.T, method, path, body string, into any) {
	t.Helper()
	status, answer, err := b.do(method, path, body)
	if err != nil || status != http.StatusOK {
		t.Fatalf("%s %s: %d %s %v", method, path, status, answer, err)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
}

// tablet is one enrolled device whose ops are all attempts, numbered from 1.
type tablet struct {
	browser
	address   *atomic.Value // where the hub is now
	device    uint32
	epoch     uint32
	learner   string
	catalogue string
	acked     atomic.Uint64
	sent      atomic.Uint64
}

func enrol(t *testing.T, url, token, learner string, pictures []int) *tablet {
	t.Helper()
	tab := &tablet{browser: browser{url: url}, epoch: 77, learner: learner}
	var enrolled struct {
		Number uint32
		Secret string
	}
	tab.must(t, "POST", "/devices", fmt.Sprintf(`{"token":%q}`, token), &enrolled)
	tab.device, tab.bearer = enrolled.Number, enrolled.Secret
	var class struct{ Catalogue string }
	tab.must(t, "GET", "/class", "", &class)
	tab.catalogue = class.Catalogue
	var welcome struct{ OK bool }
	tab.must(t, "POST", "/sign-in", fmt.Sprintf(`{"learner":%q,"pictures":[%d,%d]}`, learner, pictures[0], pictures[1]), &welcome)
	if !welcome.OK {
		t.Fatal("the secret in demo.json does not sign in")
	}
	return tab
}

// attempt writes the op with that number; the same number is always the same op.
func (tab *tablet) attempt(seq uint64) string {
	return fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":1,"mono":%d,"kind":"attempt","attempt":{"learner":%q,"catalogue":%q,`+
		`"item":%d,"instance":0,"response":"1","correct":%v,"duration":100,"hints":0}}`,
		seq, 179_543_520_000+int64(seq)*100, seq*100, tab.learner, tab.catalogue, seq%3, seq%2 == 0)
}

func (tab *tablet) batch(ops ...string) string {
	return fmt.Sprintf(`{"protocol":0,"epoch":%d,"audience":"ministry","ops":[%s]}`, tab.epoch, strings.Join(ops, ","))
}

// answerUntil sends ever new answers until ctx ends, each until it is acknowledged.
func (tab *tablet) answerUntil(ctx context.Context) { tab.answerFrom(ctx, 1) }

func (tab *tablet) answerFrom(ctx context.Context, first uint64) {
	for seq := first; ctx.Err() == nil; seq++ {
		tab.sent.Store(max(tab.sent.Load(), seq)) // what went out unpromised before a cut may be there after it
		for !tab.send(seq) {
			if ctx.Err() != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		tab.acked.Store(seq)
	}
}

func (tab *tablet) send(seq uint64) bool {
	tab.url = tab.address.Load().(string)
	status, answer, err := tab.do("POST", "/ops", tab.batch(tab.attempt(seq)))
	var ack struct {
		Now     []int64
		Durable [][2]uint64
	}
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, &ack) != nil || len(ack.Now) != 2 {
		return false
	}
	for _, r := range ack.Durable {
		if r[0] <= seq && seq <= r[1] {
			return true
		}
	}
	return false
}
