package replication_test

import (
	"testing"

	"darasa/internal/replication"
	"darasa/internal/school"
)

func TestPair(t *testing.T) {
	code := []byte("0123456789")
	r := &replication.PairRequest{Hub: school.ID{1}, Key: [32]byte{2}, Nonce: [16]byte{3}}
	r.Prove(code)
	sent, err := replication.DecodePairRequest(r.AppendBinary(nil))
	if err != nil || !sent.Proven(code) || sent.Proven([]byte("0123456788")) {
		t.Fatalf("%+v %v", sent, err)
	}
	a := &replication.PairAnswer{Hub: school.ID{4}, Key: [32]byte{5}, Nonce: [16]byte{6}, Secret: []byte("sealed")}
	a.Prove(code, sent)
	got, err := replication.DecodePairAnswer(a.AppendBinary(nil))
	if err != nil || !got.Proven(code, r) {
		t.Fatalf("%+v %v", got, err)
	}
	one, err1 := replication.DerivePair(code, r, a.Nonce)
	two, err2 := replication.DerivePair(code, sent, got.Nonce)
	if err1 != nil || err2 != nil || one != two || one.Token == one.Seal {
		t.Error("the two sides do not derive the same", err1, err2)
	}
	// A replayed answer is for another request, a changed key for nobody.
	other := *r
	other.Nonce[0]++
	changed := *got
	changed.Key[0]++
	if got.Proven(code, &other) || changed.Proven(code, r) {
		t.Error("an answer to another request, or with another key, was believed")
	}
}

func FuzzDecodePair(f *testing.F) {
	f.Add(make([]byte, 96))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := replication.DecodePairRequest(b); err == nil && string(r.AppendBinary(nil)) != string(b) {
			t.Error("request has two spellings")
		}
		if a, err := replication.DecodePairAnswer(b); err == nil && string(a.AppendBinary(nil)) != string(b) {
			t.Error("answer has two spellings")
		}
	})
}
