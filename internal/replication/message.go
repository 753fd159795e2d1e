package replication

import (
	"crypto/ed25519"
	"encoding/binary"
	"math"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// MaxInline is how many bytes of segments a Hello may carry.
const MaxInline = 64 << 10

// Hello opens an exchange: who calls, what of the caller's own segments it believes
// the other holds, and what it holds of others'. Heads come only when asked for or
// when something waits, so that a Hello with nothing to send stays under 60 bytes.
type Hello struct {
	Peer    school.ID
	Nonce   [8]byte
	Budget  uint64  // bytes the caller is ready to receive in this exchange
	Own     Summary // of the caller's own segments the other has receipted
	Sisters Summary // of segments of other hubs that the caller holds
	Full    bool    // Heads lists everything the caller holds, which may be nothing
	Heads   []Head  // what the caller holds of each stream, its own included
	Inline  [][]byte
}

// Head says which numbers of a stream its sender holds.
type Head struct {
	SegmentStream
	Numbers crdt.Ranges
}

// Answer closes the first round: the other's signed time and summary, what it
// wants, and what it has for the caller.
type Answer struct {
	Receiver  school.ID
	Time      int64   // ticks since 1970, the receiver's trusted time, 0 when it has none
	Own       Summary // what the receiver holds of the caller's segments
	Directory uint64  // how many entries of the caller's directory the receiver knows
	AskHeads  bool    // summaries differ: say Hello again with heads
	Wanted    []Head  // numbers the receiver lacks
	Offers    []SegmentRef
	Needs     [][32]byte // catalogues the receiver lacks
	Receipts  []Receipt
	Signature [ed25519.SignatureSize]byte // over the Hello's nonce and everything above
}

const (
	helloVersion = 0
	answerDomain = "darasa answer 0\n"
	maxOffers    = 1024
	maxNeeds     = 64
	maxReceipts  = 64
)

// AppendBinary appends the message's canonical form.
func (h *Hello) AppendBinary(b []byte) []byte {
	b = append(b, helloVersion)
	b = append(append(b, h.Peer[:]...), h.Nonce[:]...)
	b = binary.AppendUvarint(b, h.Budget)
	b = appendSummary(appendSummary(b, h.Own), h.Sisters)
	b = appendHeads(appendBool(b, h.Full), h.Heads)
	b = binary.AppendUvarint(b, uint64(len(h.Inline)))
	for _, segment := range h.Inline {
		b = append(binary.AppendUvarint(b, uint64(len(segment))), segment...)
	}
	return b
}

// DecodeHello reads one Hello; its memory is bounded by len(b).
func DecodeHello(b []byte) (*Hello, error) {
	d := &decoder{b: b}
	if v := d.byte(); v != helloVersion && d.err == nil {
		return nil, school.Errorf(school.CodeVersion, "exchange version %d is not known here", v)
	}
	h := &Hello{Peer: d.id()}
	copy(h.Nonce[:], d.fixed(8))
	h.Budget = d.uvarint(math.MaxInt64)
	h.Own, h.Sisters, h.Full, h.Heads = d.summary(), d.summary(), d.bool(), d.heads()
	for range d.uvarint(maxHeads) {
		size := d.uvarint(MaxInline)
		if d.err != nil {
			break
		}
		h.Inline = append(h.Inline, d.fixed(int(size)))
	}
	return h, d.done()
}

func appendSummary(b []byte, s Summary) []byte {
	b = binary.AppendUvarint(b, s.Count)
	if s.Count == 0 {
		return b
	}
	return binary.BigEndian.AppendUint64(b, uint64(s.Digest))
}

func (d *decoder) summary() Summary {
	s := Summary{Count: d.uvarint(math.MaxInt64)}
	if s.Count > 0 {
		s.Digest = Digest(d.uint64())
	}
	return s
}

func appendHeads(b []byte, heads []Head) []byte {
	b = binary.AppendUvarint(b, uint64(len(heads)))
	for _, h := range heads {
		b = appendRanges(appendStream(b, h.SegmentStream), h.Numbers)
	}
	return b
}

func (d *decoder) heads() []Head {
	var out []Head
	for range d.uvarint(maxHeads) {
		h := Head{SegmentStream: d.stream(), Numbers: d.ranges()}
		if d.err != nil {
			return nil
		}
		out = append(out, h)
	}
	return out
}

// body is what the signature covers, nonce apart.
func (a *Answer) body(b []byte) []byte {
	b = append(b, helloVersion)
	b = append(b, a.Receiver[:]...)
	b = binary.AppendVarint(b, a.Time)
	b = appendSummary(b, a.Own)
	b = binary.AppendUvarint(b, a.Directory)
	b = appendHeads(appendBool(b, a.AskHeads), a.Wanted)
	b = binary.AppendUvarint(b, uint64(len(a.Offers)))
	for _, o := range a.Offers {
		b = binary.AppendUvarint(appendStream(b, o.SegmentStream), o.Number)
		b = binary.AppendUvarint(append(b, o.Hash[:]...), uint64(o.Size))
	}
	b = binary.AppendUvarint(b, uint64(len(a.Needs)))
	for _, n := range a.Needs {
		b = append(b, n[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(a.Receipts)))
	for i := range a.Receipts {
		b = a.Receipts[i].AppendBinary(b)
	}
	return b
}

func (a *Answer) message(nonce [8]byte) []byte {
	return a.body(append([]byte(answerDomain), nonce[:]...))
}

// Sign signs the answer to the Hello with this nonce.
func (a *Answer) Sign(nonce [8]byte, sign func(message []byte) []byte) {
	copy(a.Signature[:], sign(a.message(nonce)))
}

// Verify reports whether the pinned peer gave this answer to this Hello. A captive
// portal's 200, a proxy's copy of yesterday and another cloud all fail here.
func (a *Answer) Verify(nonce [8]byte, key ed25519.PublicKey) bool {
	return planted.On(planted.PortalBelieved) || len(key) == ed25519.PublicKeySize && ed25519.Verify(key, a.message(nonce), a.Signature[:])
}

// AppendBinary appends the message's canonical form.
func (a *Answer) AppendBinary(b []byte) []byte { return append(a.body(b), a.Signature[:]...) }

// DecodeAnswer reads one Answer; it does not verify. Its memory is bounded by len(b).
func DecodeAnswer(b []byte) (*Answer, error) {
	d := &decoder{b: b}
	if v := d.byte(); v != helloVersion && d.err == nil {
		return nil, school.Errorf(school.CodeVersion, "exchange version %d is not known here", v)
	}
	a := &Answer{Receiver: d.id()}
	raw := d.uvarint(math.MaxUint64)
	a.Time = int64(raw>>1) ^ -int64(raw&1)
	a.Own, a.Directory, a.AskHeads = d.summary(), d.uvarint(math.MaxInt64), d.bool()
	a.Wanted = d.heads()
	for range d.uvarint(maxOffers) {
		o := SegmentRef{SegmentStream: d.stream(), Number: d.uvarint(math.MaxInt64)}
		copy(o.Hash[:], d.fixed(32))
		o.Size = int(d.uvarint(math.MaxInt32))
		if d.err != nil {
			return nil, d.err
		}
		a.Offers = append(a.Offers, o)
	}
	for range d.uvarint(maxNeeds) {
		a.Needs = append(a.Needs, [32]byte(d.fixed(32)))
	}
	for range d.uvarint(maxReceipts) {
		r, rest, err := DecodeReceipt(d.b)
		if d.err != nil || err != nil {
			d.fail("a receipt")
			break
		}
		d.b = rest
		a.Receipts = append(a.Receipts, r)
	}
	copy(a.Signature[:], d.fixed(len(a.Signature)))
	return a, d.done()
}
