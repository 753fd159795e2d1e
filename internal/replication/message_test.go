package replication_test

import (
	"crypto/ed25519"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

func drawStream(t *rapid.T) replication.SegmentStream {
	return replication.SegmentStream{
		Hub: school.ID{15: rapid.ByteRange(1, 3).Draw(t, "hub")}, Epoch: rapid.Uint32().Draw(t, "epoch"),
		Audience: school.Audience(rapid.ByteRange(1, 3).Draw(t, "audience")),
	}
}

func drawRanges(t *rapid.T) crdt.Ranges {
	var rs crdt.Ranges
	for range rapid.IntRange(0, 4).Draw(t, "ranges") {
		from := rapid.Uint64Range(1, 1000).Draw(t, "from")
		rs = rs.Add(crdt.Range{From: from, To: from + rapid.Uint64Range(0, 30).Draw(t, "more")})
	}
	return rs
}

func drawHeads(t *rapid.T) []replication.Head {
	var out []replication.Head
	for range rapid.IntRange(0, 3).Draw(t, "heads") {
		out = append(out, replication.Head{SegmentStream: drawStream(t), Numbers: drawRanges(t)})
	}
	return out
}

func drawSummary(t *rapid.T) replication.Summary {
	s := replication.Summary{}
	for range rapid.IntRange(0, 3).Draw(t, "summary") {
		s = s.Add([32]byte{rapid.Byte().Draw(t, "hash")})
	}
	return s
}

func TestHello_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := replication.Hello{
			Peer: school.ID{1}, Nonce: [8]byte{2}, Budget: rapid.Uint64Range(0, 1<<40).Draw(t, "budget"),
			Own: drawSummary(t), Sisters: drawSummary(t), Full: rapid.Bool().Draw(t, "full"), Heads: drawHeads(t),
		}
		for range rapid.IntRange(0, 3).Draw(t, "inline") {
			want.Inline = append(want.Inline, rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "segment"))
		}
		encoded := want.AppendBinary(nil)
		got, err := replication.DecodeHello(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if again := got.AppendBinary(nil); string(again) != string(encoded) {
			t.Fatalf("re-encoded %x, want %x", again, encoded)
		}
		if _, err := replication.DecodeHello(encoded[:len(encoded)-1]); err == nil {
			t.Fatal("a cut message was read")
		}
	})
}

func TestAnswer_RoundTripAndSignature(t *testing.T) {
	public, private := testKey(1)
	_, other := testKey(2)
	rapid.Check(t, func(t *rapid.T) {
		want := replication.Answer{
			Receiver: school.ID{9}, Time: rapid.Int64().Draw(t, "time"), Own: drawSummary(t),
			Directory: rapid.Uint64Range(0, 1000).Draw(t, "directory"), AskHeads: rapid.Bool().Draw(t, "ask"), Wanted: drawHeads(t),
		}
		for range rapid.IntRange(0, 2).Draw(t, "offers") {
			want.Offers = append(want.Offers, replication.SegmentRef{SegmentStream: drawStream(t), Number: 3, Hash: [32]byte{4}, Size: 500})
		}
		receipt := replication.Receipt{Receiver: want.Receiver, Stream: drawStream(t), Numbers: drawRanges(t), Digest: 5}
		receipt.Sign(func(m []byte) []byte { return ed25519.Sign(private, m) })
		want.Receipts = append(want.Receipts, receipt)
		nonce := [8]byte{rapid.Byte().Draw(t, "nonce")}
		want.Sign(nonce, func(m []byte) []byte { return ed25519.Sign(private, m) })

		encoded := want.AppendBinary(nil)
		got, err := replication.DecodeAnswer(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Verify(nonce, public) || !got.Receipts[0].Verify(public) {
			t.Fatal("a true answer was not believed")
		}
		if got.Verify([8]byte{nonce[0] + 1}, public) {
			t.Fatal("yesterday's answer was believed")
		}
		if got.Verify(nonce, other.Public().(ed25519.PublicKey)) {
			t.Fatal("another cloud was believed")
		}
		at := rapid.IntRange(0, len(encoded)-1).Draw(t, "flip")
		encoded[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if bent, err := replication.DecodeAnswer(encoded); err == nil && bent.Verify(nonce, public) {
			t.Fatalf("a flipped bit at %d went unnoticed", at)
		}
	})
}

// A conversation with nothing to say is small.
func TestExchange_QuietSizes(t *testing.T) {
	_, private := testKey(1)
	hello := replication.Hello{
		Peer: school.ID{1}, Nonce: [8]byte{1}, Budget: 1 << 20,
		Own: replication.Summary{Count: 5000, Digest: 1}, Sisters: replication.Summary{Count: 5000, Digest: 1},
	}
	if got := len(hello.AppendBinary(nil)); got > 60 {
		t.Errorf("a quiet hello has %d bytes, want at most 60", got)
	}
	answer := replication.Answer{Receiver: school.ID{2}, Time: 179_543_520_000, Own: hello.Own, Directory: 1000}
	answer.Sign(hello.Nonce, func(m []byte) []byte { return ed25519.Sign(private, m) })
	if got := len(answer.AppendBinary(nil)); got > 140 {
		t.Errorf("a quiet answer has %d bytes, want at most 140", got)
	}
}

func testKey(seed byte) (ed25519.PublicKey, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed(append(make([]byte, 31), seed))
	return private.Public().(ed25519.PublicKey), private
}

func FuzzDecodeHello(f *testing.F) {
	h := replication.Hello{Peer: school.ID{1}, Inline: [][]byte{{1, 2}}, Heads: []replication.Head{{
		SegmentStream: replication.SegmentStream{Audience: 3}, Numbers: crdt.Ranges{{From: 1, To: 4}, {From: 9, To: 9}},
	}}}
	f.Add(h.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if h, err := replication.DecodeHello(data); err == nil {
			if _, err := replication.DecodeHello(h.AppendBinary(nil)); err != nil {
				t.Fatalf("what we read we cannot read again: %v", err)
			}
		}
	})
}

func FuzzDecodeAnswer(f *testing.F) {
	a := replication.Answer{Receiver: school.ID{2}, Needs: [][32]byte{{1}}, Receipts: []replication.Receipt{{Stream: replication.SegmentStream{Audience: 3}}}}
	f.Add(a.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := replication.DecodeAnswer(data); err == nil {
			if _, err := replication.DecodeAnswer(a.AppendBinary(nil)); err != nil {
				t.Fatalf("what we read we cannot read again: %v", err)
			}
		}
	})
}
