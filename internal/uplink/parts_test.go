package uplink_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

// A catalogue of many times what the link carries between two cuts arrives, and so do
// the segments that wait for it.
func TestExchange_LargeCatalogueOverCuts(t *testing.T) {
	p := newPlace(t)
	clock := &cloudtest.Clock{}
	p.cloud = cloudtest.MustOpenEmpty(t, t.TempDir(), clock)
	owner := cloudtest.MustAddSchool(t, p.cloud, "A")
	_, p.token = cloudtest.MustEnroll(t, p.cloud, owner, 1)
	p.server = cloudtest.Serve(t, p.cloud, clock)
	p.teach(t, cloudtest.Answers(sqlitetest.HubID, 1, 1, 1, 200))
	config, allowance := p.config(p.server.URL), atomic.Int64{}
	config.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		return &cutting{Conn: conn, left: &allowance}, err
	}
	c, err := uplink.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	size := len(sqlitetest.Built().Catalogue.AppendBinary(nil))
	exchanges := 0
	for ; p.attempts(t) < 200; exchanges++ {
		if exchanges > 200 {
			t.Fatalf("after %d exchanges of 5,000 bytes a catalogue of %d is not there", exchanges, size)
		}
		allowance.Store(5000)
		_, _ = c.Exchange(context.Background(), p.shelf(), budget)
	}
	if sent, _ := c.Bytes(); exchanges < 3 || sent > int64(2*size) {
		t.Errorf("%d exchanges sent %d bytes for a catalogue of %d", exchanges, sent, size)
	}
}

// call does one request as the hub.
func (p *place) call(t *testing.T, method, path string, body []byte, header ...string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequest(method, p.server.URL+"/v1/"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.token)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, answer
}

func TestParts(t *testing.T) {
	p := newPlace(t)
	body := bytes.Repeat([]byte("abcdefgh"), 2000)
	sum := sha256.Sum256(body)
	path := "parts/" + hex.EncodeToString(sum[:])
	put := func(from, to, total int, piece []byte) (int, uint64) {
		status, answer := p.call(t, http.MethodPut, path, piece, "Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, total))
		have, _ := binary.Uvarint(answer)
		return status, have
	}
	steps := []struct {
		name       string
		from, to   int
		wantStatus int
		want       uint64
	}{
		{"First", 0, 6000, 200, 6000},
		{"TheSameAgain", 0, 6000, 200, 6000},
		{"Overlapping", 4000, 9000, 200, 9000},
		{"BeyondAGap", 12_000, 16_000, 200, 9000},
		{"Last", 9000, 16_000, 200, 16_000},
	}
	for _, s := range steps {
		if status, have := put(s.from, s.to, len(body), body[s.from:s.to]); status != s.wantStatus || have != s.want {
			t.Errorf("%s: %d, %d here, want %d, %d", s.name, status, have, s.wantStatus, s.want)
		}
	}
	refused := map[string]int{
		"TotalsDiffer": first(put(0, 10, 11, body[:10])),
		"Short":        first(put(0, 10, len(body), body[:9])),
		"TooLarge":     first(put(0, 10, 1<<30, body[:10])),
	}
	status, _ := p.call(t, http.MethodPut, path, body[:10])
	refused["NoRange"] = status
	for name, status := range refused {
		if status < 400 || status >= 500 {
			t.Errorf("%s: status %d", name, status)
		}
	}
	// Whole and of no use as what it is put for: refused, and gone.
	use := "catalogues/" + hex.EncodeToString(sum[:]) + "?part=" + hex.EncodeToString(sum[:])
	for i, want := range []int{400, 404} {
		if status, _ := p.call(t, http.MethodPut, use, nil); status != want {
			t.Errorf("use %d: %d, want %d", i, status, want)
		}
	}
}

func first(a int, _ uint64) int { return a }

// A packed body that unpacks to more than its limit is refused, and costs no more
// memory than the limit.
func TestParts_Bomb(t *testing.T) {
	p := newPlace(t)
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = w.Write(zeros)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := "catalogues/" + hex.EncodeToString(make([]byte, 32))
	status, answer := p.call(t, http.MethodPut, path, bomb.Bytes(), "Content-Encoding", "gzip")
	if status != http.StatusRequestEntityTooLarge || !bytes.Contains(answer, []byte(school.CodeLimit)) {
		t.Errorf("%d bytes that become 64 MB: %d %s", bomb.Len(), status, answer)
	}
	if status, _ := p.call(t, http.MethodPut, path, []byte("no gzip"), "Content-Encoding", "gzip"); status != http.StatusBadRequest {
		t.Errorf("something else: %d", status)
	}
	if status, _ := p.call(t, http.MethodPut, path, []byte("x"), "Content-Encoding", "br"); status != http.StatusBadRequest {
		t.Errorf("another packing: %d", status)
	}
}
