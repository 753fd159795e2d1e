package crdt_test

import (
	"bytes"
	"strings"
	"testing"

	"darasa/internal/crdt"
)

func TestVoid(t *testing.T) {
	for _, want := range []crdt.Void{{"numeracy/add@0123456789abcdef", true}, {"x", false}} {
		op := want.Op()
		if got, ok := crdt.ReadVoid(op.Body); op.Kind != crdt.KindVoid || !ok || got != want {
			t.Errorf("got %+v, %v; want %+v", got, ok, want)
		}
	}
	for _, bad := range []string{"", "\x00\x01", "\x01\x01x", "\x00\x02x", "\x00\x01\xff", "\x00\x01" + strings.Repeat("x", crdt.MaxVersion+1)} {
		if v, ok := crdt.ReadVoid([]byte(bad)); ok {
			t.Errorf("%q read as %+v", bad, v)
		}
	}
}

func FuzzReadVoid(f *testing.F) {
	f.Add(crdt.Void{Version: "numeracy/add@00", Wrong: true}.Op().Body)
	f.Fuzz(func(t *testing.T, body []byte) {
		if v, ok := crdt.ReadVoid(body); ok && !bytes.Equal(v.Op().Body, body) {
			t.Fatalf("%+v has other bytes", v)
		}
	})
}
