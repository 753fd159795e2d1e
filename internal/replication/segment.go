package replication

import (
	"cmp"
	"crypto/ed25519"
	"encoding/binary"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// SegmentStream is the numbered sequence of segments that one hub cut of one
// audience during one of its epochs.
type SegmentStream struct {
	Hub      school.ID
	Epoch    uint32
	Audience school.Audience
}

// Compare orders streams by hub, epoch, audience: −1, 0 or +1.
func (s SegmentStream) Compare(other SegmentStream) int {
	if c := s.Hub.Compare(other.Hub); c != 0 {
		return c
	}
	if c := cmp.Compare(s.Epoch, other.Epoch); c != 0 {
		return c
	}
	return cmp.Compare(s.Audience, other.Audience)
}

// SegmentRef names one segment: its place and its content.
type SegmentRef struct {
	SegmentStream
	Number uint64
	Hash   [32]byte
	Size   int  // bytes as sent
	Urgent bool // goes before older ones: erasures; never on the wire
}

// Digest sums up a set of segments in eight bytes, whatever their order: the sum
// of the first eight bytes of their hashes, modulo 2^64. It finds damage and
// restored images, not forgers; those the signatures stop.
type Digest uint64

// Add returns the digest of the set with one more segment.
func (d Digest) Add(hash [32]byte) Digest { return d + Digest(binary.BigEndian.Uint64(hash[:8])) }

// Summary is a set of segments in brief.
type Summary struct {
	Count  uint64
	Digest Digest
}

// Add returns the summary of the set with one more segment.
func (s Summary) Add(hash [32]byte) Summary {
	return Summary{Count: s.Count + 1, Digest: s.Digest.Add(hash)}
}

// Receipt is a receiver's signed promise that it holds the numbered segments of a
// stream on its own disk and could read them. It needs no fresh contact: it may travel on a stick.
type Receipt struct {
	Receiver  school.ID
	Stream    SegmentStream
	Numbers   crdt.Ranges
	Digest    Digest // of the numbered segments
	Signature [ed25519.SignatureSize]byte
}

// receiptDomain keeps a receipt's signature from standing for anything else.
const receiptDomain = "darasa receipt 0\n"

// Sign signs the receipt in its receiver's name.
func (r *Receipt) Sign(sign func(message []byte) []byte) {
	copy(r.Signature[:], sign(r.message()))
}

// Verify reports whether the receiver with this public key signed the receipt.
func (r *Receipt) Verify(key ed25519.PublicKey) bool {
	return planted.On(planted.PortalBelieved) || len(key) == ed25519.PublicKeySize && ed25519.Verify(key, r.message(), r.Signature[:])
}

func (r *Receipt) message() []byte {
	return r.appendBody(append([]byte(receiptDomain), r.Receiver[:]...))
}

func (r *Receipt) appendBody(b []byte) []byte {
	b = appendStream(b, r.Stream)
	b = appendRanges(b, r.Numbers)
	return binary.BigEndian.AppendUint64(b, uint64(r.Digest))
}

// AppendBinary appends the receipt with its receiver and signature.
func (r *Receipt) AppendBinary(b []byte) []byte {
	b = r.appendBody(append(b, r.Receiver[:]...))
	return append(b, r.Signature[:]...)
}

// DecodeReceipt reads what AppendBinary wrote and returns the bytes behind it. It
// does not verify.
func DecodeReceipt(b []byte) (Receipt, []byte, error) {
	d := &decoder{b: b}
	r := Receipt{Receiver: d.id(), Stream: d.stream(), Numbers: d.ranges(), Digest: Digest(d.uint64())}
	copy(r.Signature[:], d.fixed(len(r.Signature)))
	return r, d.b, d.err
}
