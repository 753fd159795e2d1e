package main_test

import (
	"bytes"
	"encoding/base32"
	"io"
	"net/http"
	"strings"
	"testing"

	"darasa/internal/replication"
	"darasa/internal/school"
)

// TestBadInput_Pair brings every kind of bad input to the door at which hubs are paired.
// Each is refused by a code, also beside a code that is shown, and the good request after
// it is answered, once.
func TestBadInput_Pair(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir)
	show := func() []byte {
		text := strings.Fields(strings.TrimPrefix(run(t, "pair", "--data", dir), "pairing code "))[0]
		code, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(text, "-", ""))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	post := func(body []byte) (int, string) {
		response, err := http.Post(r.url+"/v1/pair", "application/octet-stream", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		said, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(said)
	}
	request := func(code []byte, change func(*replication.PairRequest)) []byte {
		q := &replication.PairRequest{Hub: school.ID{0: 7, 15: 9}, Key: [32]byte{1}, Nonce: [16]byte{2}}
		q.Prove(code)
		change(q)
		return q.AppendBinary(nil)
	}
	same := func(*replication.PairRequest) {}
	code := show()
	good := request(code, same)
	for _, tt := range []struct {
		name, code string
		body       []byte
	}{
		{"Nothing", school.CodeInvalid, nil},
		{"Truncated", school.CodeInvalid, good[:len(good)-1]},
		{"Longer", school.CodeInvalid, append(bytes.Clone(good), 0)},
		{"Page", school.CodeInvalid, []byte("<html>please sign in</html>")},
		{"TooLong", school.CodeLimit, make([]byte, 1<<20)},
		{"ZeroBytes", school.CodeForbidden, make([]byte, len(good))},
		{"WrongCode", school.CodeForbidden, request([]byte("0123456789"), same)},
		{"AnotherKey", school.CodeForbidden, request(code, func(q *replication.PairRequest) { q.Key[0]++ })},
		{"AnotherHub", school.CodeForbidden, request(code, func(q *replication.PairRequest) { q.Hub[0]++ })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if status, said := post(tt.body); status/100 != 4 || !strings.Contains(said, tt.code) || len(said) < 20 {
				t.Errorf("%d %s, want %s and why", status, said, tt.code)
			}
		})
	}
	if status, said := post(good); status != http.StatusOK {
		t.Errorf("the good one: %d %.200s", status, said)
	}
	if status, said := post(good); status != http.StatusForbidden || !strings.Contains(said, "no code now") {
		t.Errorf("replayed: %d %s", status, said)
	}
}
