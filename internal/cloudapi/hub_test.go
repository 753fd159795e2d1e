package cloudapi_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/cloudapi"
	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/sqlite"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/wire"
)

// world is a cloud over HTTP with two schools; hubs 1 and 2 are of school A, hub 3
// is of school B.
type world struct {
	store            *sqlite.Cloud
	clock            *cloudtest.Clock
	server           *httptest.Server
	schoolA, schoolB school.ID
	hubs             map[byte]sqlite.CloudHub
	tokens           map[byte]string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{clock: &cloudtest.Clock{}, hubs: map[byte]sqlite.CloudHub{}, tokens: map[byte]string{}}
	w.store = cloudtest.MustOpen(t, t.TempDir(), w.clock)
	w.schoolA, w.schoolB = cloudtest.MustAddSchool(t, w.store, "A"), cloudtest.MustAddSchool(t, w.store, "B")
	for n, owner := range map[byte]school.ID{1: w.schoolA, 2: w.schoolA, 3: w.schoolB} {
		w.hubs[n], w.tokens[n] = cloudtest.MustEnroll(t, w.store, owner, n)
	}
	w.server = cloudtest.Serve(t, w.store, w.clock)
	return w
}

// call sends a request as hub n (0 for nobody), with names and values of headers besides,
// and returns status and body.
func (w *world) call(t testing.TB, n byte, method, path string, body []byte, header ...string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequest(method, w.server.URL+cloudapi.Base+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if n > 0 {
		request.Header.Set("Authorization", "Bearer "+w.tokens[n])
	}
	if len(body) > 0 && body[0] == '{' {
		request.Header.Set("Content-Type", "application/json")
	}
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

func segmentPath(hash [32]byte) string { return "/segments/" + hex.EncodeToString(hash[:]) }

func message(body []byte) string {
	var e struct {
		Error struct{ Code, Message string }
	}
	_ = json.Unmarshal(body, &e)
	return e.Error.Code + ": " + e.Error.Message
}

func TestHubCalls_NeedAToken(t *testing.T) {
	w := newWorld(t)
	w.tokens[9] = "invented"
	hash := strings.Repeat("ab", 32)
	for _, tt := range []struct{ method, path string }{
		{"POST", "/exchange"},
		{"PUT", "/segments/" + hash},
		{"GET", "/segments/" + hash},
		{"PUT", "/catalogues/" + hash},
		{"GET", "/catalogues/" + hash},
		{"PUT", "/directories/" + cloudtest.HubID(1).String()},
		{"GET", "/directories/" + cloudtest.HubID(1).String()},
		{"GET", "/hubs/" + cloudtest.HubID(1).String() + "/key"},
	} {
		for _, n := range []byte{0, 9} {
			if status, body := w.call(t, n, tt.method, tt.path, []byte("x")); status != http.StatusUnauthorized {
				t.Errorf("%s %s as %d: %d %s", tt.method, tt.path, n, status, body)
			}
		}
	}
	if status, _ := w.call(t, 1, "GET", "/nothing", nil); status != http.StatusNotFound {
		t.Errorf("an unknown call: %d", status)
	}
}

func TestEnroll(t *testing.T) {
	w := newWorld(t)
	_, code, err := w.store.AddSchool(context.Background(), "C")
	if err != nil {
		t.Fatal(err)
	}
	enroll := func(n byte, code, key string) (int, []byte) {
		body, _ := json.Marshal(map[string]any{"code": code, "hub": cloudtest.HubID(n), "key": key, "name": "Class 3"})
		return w.call(t, 0, "POST", "/enroll", body)
	}
	key := base64.RawURLEncoding.EncodeToString(sqlitetest.Key(7).Public())
	if status, body := enroll(7, code, "?"); status != http.StatusBadRequest {
		t.Fatalf("a bad key: %d %s", status, body)
	}
	status, body := enroll(7, code, key)
	var answer struct {
		School, Cloud school.ID
		Token, Key    string
	}
	if err := json.Unmarshal(body, &answer); status != http.StatusOK || err != nil {
		t.Fatalf("%d %s", status, body)
	}
	if answer.Cloud != cloudtest.CloudID || answer.Key != base64.RawURLEncoding.EncodeToString(cloudtest.CloudKey.Public()) {
		t.Errorf("answer = %s", body)
	}
	if hub, err := w.store.FindHub(context.Background(), answer.Token); err != nil || hub.ID != cloudtest.HubID(7) || hub.School != answer.School {
		t.Errorf("hub = %+v, %v", hub, err)
	}
	status, body = enroll(8, code, key)
	if status != http.StatusForbidden || !strings.Contains(message(body), "used before") {
		t.Errorf("a second use: %d %s", status, body)
	}
	if s, _ := w.store.Status(context.Background()); s.Refused != 1 || s.Refusals[0].Hub != cloudtest.HubID(8) {
		t.Errorf("the second use is not recorded: %+v", s)
	}
}

func TestExchange(t *testing.T) {
	w := newWorld(t)
	cutter := cloudtest.NewCutter(1, 5)
	first := cutter.MustCut(t, cloudtest.Answers(cutter.Hub, 1, 1, 1, 20))
	second := cutter.MustCut(t, cloudtest.Answers(cutter.Hub, 1, 1, 21, 20))
	hello := replication.Hello{Peer: cutter.Hub, Nonce: [8]byte{1}, Inline: [][]byte{first.Bytes, []byte("rubbish")}}
	status, body := w.call(t, 1, "POST", "/exchange", hello.AppendBinary(nil))
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	answer, err := replication.DecodeAnswer(body)
	if err != nil || !answer.Verify(hello.Nonce, cloudtest.CloudKey.Public()) || answer.Verify([8]byte{2}, cloudtest.CloudKey.Public()) {
		t.Fatalf("the answer is not signed over the nonce: %v", err)
	}
	if answer.Time != w.clock.Now() || answer.Own.Count != 1 || len(answer.Receipts) != 1 || answer.Receipts[0].Numbers.String() != "1" {
		t.Errorf("answer = %+v", answer)
	}
	status, body = w.call(t, 1, "PUT", segmentPath(second.Hash), second.Bytes)
	receipt, rest, err := replication.DecodeReceipt(body)
	if status != http.StatusOK || err != nil || len(rest) > 0 || !receipt.Verify(cloudtest.CloudKey.Public()) || receipt.Numbers.String() != "1-2" {
		t.Fatalf("%d, receipt %+v, %v", status, receipt, err)
	}
	if country, _ := w.store.Country(context.Background()); country.Schools[0].Attempts != 40 || country.Schools[0].LastContact == nil || country.Schools[1].LastContact != nil {
		t.Errorf("country = %+v", country)
	}
	// Someone else's name, with a token that is good.
	hello.Peer = cloudtest.HubID(2)
	if status, body := w.call(t, 1, "POST", "/exchange", hello.AppendBinary(nil)); status != http.StatusForbidden {
		t.Errorf("a hello in another's name: %d %s", status, body)
	}
	if status, _ := w.call(t, 1, "POST", "/exchange", []byte{0, 1, 2}); status != http.StatusBadRequest {
		t.Errorf("a broken hello: %d", status)
	}
	if status, _ := w.call(t, 1, "POST", "/exchange", make([]byte, cloudapi.MaxHello+1)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge hello: %d", status)
	}
}

func TestPutSegment_RefusedByName(t *testing.T) {
	w := newWorld(t)
	ops := cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 20)
	good := cloudtest.NewCutter(1, 5).MustCut(t, ops)
	wrongKey := cloudtest.NewCutter(1, 5)
	wrongKey.Key = sqlitetest.Key(9)
	forged := bytes.Clone(good.Bytes)
	forged[len(forged)-80] ^= 1
	forgedHash, _ := wire.Hash(forged)
	strange := cloudtest.NewCutter(3, 5).MustCut(t, ops)
	private := cloudtest.NewCutter(1, 6)
	private.Audience = school.AudienceSchool
	named := cloudtest.Answers(cloudtest.HubID(1), 1, 1, 1, 2)
	for _, op := range named {
		op.Audience = school.AudienceSchool
	}
	secret := private.MustCut(t, named)
	badKey := wrongKey.MustCut(t, ops)
	tests := []struct {
		name   string
		path   string
		body   []byte
		status int
		says   string
	}{
		{"ErrWrongHash", segmentPath([32]byte{1}), good.Bytes, 400, "not the segment their address names"},
		{"ErrTruncated", segmentPath(good.Hash), good.Bytes[:len(good.Bytes)-9], 400, "not the segment their address names"},
		{"ErrForged", segmentPath(forgedHash), forged, 403, "not signed with the key"},
		{"ErrWrongKey", segmentPath(badKey.Hash), badKey.Bytes, 403, "not signed with the key"},
		{"ErrWrongSchool", segmentPath(strange.Hash), strange.Bytes, 403, "its own segments only"},
		{"ErrAudience", segmentPath(secret.Hash), secret.Bytes, 403, "only the ministry's"},
		{"ErrHash", "/segments/" + strings.ToUpper(hex.EncodeToString(good.Hash[:])), good.Bytes, 400, "lower-case"},
		{"ErrTooLarge", segmentPath(good.Hash), make([]byte, cloudapi.MaxSegment+1), 413, "at most"},
		{"ErrEmpty", segmentPath(good.Hash), nil, 400, "not the segment"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, body := w.call(t, 1, "PUT", tt.path, tt.body); status != tt.status || !strings.Contains(message(body), tt.says) {
				t.Errorf("%d %s, want %d with %q", status, body, tt.status, tt.says)
			}
		})
	}
	for range 2 { // and a replay
		if status, body := w.call(t, 1, "PUT", segmentPath(good.Hash), good.Bytes); status != http.StatusOK {
			t.Fatalf("the good one: %d %s", status, body)
		}
	}
	if s, _ := w.store.Status(context.Background()); s.Attempts != 20 || s.Segments != 1 {
		t.Errorf("status = %+v", s)
	}
}

func TestSisters(t *testing.T) {
	w := newWorld(t)
	cutter := cloudtest.NewCutter(1, 5)
	segment := cutter.MustCut(t, cloudtest.Answers(cutter.Hub, 1, 1, 1, 20))
	if status, body := w.call(t, 1, "PUT", segmentPath(segment.Hash), segment.Bytes); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	directory := "/directories/" + cutter.Hub.String()
	for n, want := range map[byte]int{2: http.StatusOK, 3: http.StatusNotFound} {
		status, body := w.call(t, n, "GET", segmentPath(segment.Hash), nil)
		if status != want || want == http.StatusOK && !bytes.Equal(body, segment.Bytes) {
			t.Errorf("segment as hub %d: %d", n, status)
		}
		if status, _ := w.call(t, n, "GET", directory, nil); status != want {
			t.Errorf("directory as hub %d: %d", n, status)
		}
		status, body = w.call(t, n, "GET", "/hubs/"+cutter.Hub.String()+"/key", nil)
		if status != want {
			t.Errorf("key as hub %d: %d", n, status)
		}
		if key, err := replication.DecodeHubKey(body); want == http.StatusOK && (err != nil || !key.Verify(cloudtest.CloudKey.Public()) ||
			key.Hub != cutter.Hub || string(key.Key[:]) != string(sqlitetest.Key(1).Public())) {
			t.Errorf("key as hub %d: %+v, %v", n, key, err)
		}
		hello := replication.Hello{
			Peer: cloudtest.HubID(n), Budget: 1 << 20, Full: true,
			Heads: []replication.Head{{SegmentStream: replication.SegmentStream{Hub: cloudtest.HubID(n), Epoch: 1, Audience: school.AudienceMinistry}}},
		}
		_, body = w.call(t, n, "POST", "/exchange", hello.AppendBinary(nil))
		answer, err := replication.DecodeAnswer(body)
		if err != nil || (len(answer.Offers) == 1) != (want == http.StatusOK) {
			t.Errorf("offers to hub %d: %+v, %v", n, answer, err)
		}
	}
	if status, _ := w.call(t, 2, "PUT", directory, cutter.Directory.AppendBinary(nil)); status != http.StatusForbidden {
		t.Errorf("a sister's directory was taken: %d", status)
	}
	if status, _ := w.call(t, 1, "PUT", directory, cutter.Directory.AppendBinary(nil)); status != http.StatusNoContent {
		t.Errorf("a hub's own directory: %d", status)
	}
	catalogue := sqlitetest.Built().Catalogue
	hash := catalogue.Hash()
	path := "/catalogues/" + hex.EncodeToString(hash[:])
	if status, body := w.call(t, 3, "GET", path, nil); status != http.StatusOK || !bytes.Equal(body, catalogue.AppendBinary(nil)) {
		t.Errorf("catalogue: %d", status)
	}
	if status, _ := w.call(t, 3, "PUT", path, catalogue.AppendBinary(nil)); status != http.StatusNoContent {
		t.Errorf("catalogue again: %d", status)
	}
	if status, _ := w.call(t, 3, "PUT", "/catalogues/"+strings.Repeat("00", 32), catalogue.AppendBinary(nil)); status != http.StatusBadRequest {
		t.Errorf("a catalogue under a wrong name: %d", status)
	}
	if status, _ := w.call(t, 3, "GET", "/catalogues/"+strings.Repeat("00", 32), nil); status != http.StatusNotFound {
		t.Errorf("an unknown catalogue: %d", status)
	}
}
