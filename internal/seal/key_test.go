package seal_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"darasa/internal/seal"
)

func TestKeyIsNeverShown(t *testing.T) {
	key, err := seal.KeyFromBytes([]byte(strings.Repeat("k", seal.KeySize)))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
		for _, value := range []any{key, &key, struct{ K seal.Key }{key}} {
			got := fmt.Sprintf(verb, value)
			if strings.Contains(got, "kk") || strings.Contains(got, "6b6b") ||
				strings.Contains(got, "6B6B") || strings.Contains(got, "107 107") {
				t.Errorf("%s of %T shows the key: %s", verb, value, got)
			}
		}
	}
	if data, err := json.Marshal(key); !errors.Is(err, seal.ErrKeyText) {
		t.Errorf("JSON: got %s, %v, want %v", data, err, seal.ErrKeyText)
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("signed in", "key", key)
	slog.New(slog.NewTextHandler(&out, nil)).Info("signed in", "key", key)
	if strings.Contains(out.String(), "107,107") || strings.Contains(out.String(), "kk") {
		t.Errorf("a log line shows the key: %s", &out)
	}
}

func TestKeyFromBytes(t *testing.T) {
	for _, n := range []int{0, 31, 33} {
		if _, err := seal.KeyFromBytes(make([]byte, n)); err == nil {
			t.Errorf("%d bytes were taken for a key", n)
		}
	}
	stored := []byte(strings.Repeat("k", seal.KeySize))
	key, err := seal.KeyFromBytes(stored)
	if err != nil {
		t.Fatal(err)
	}
	stored[0] = 'x'
	if string(key[:]) != strings.Repeat("k", seal.KeySize) {
		t.Error("the key changed with the slice it was read from")
	}
	key.Zero()
	if key != (seal.Key{}) {
		t.Error("Zero left bytes of the key")
	}
}
