package wire

import (
	"bytes"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"darasa/internal/school"
)

// An envelope carries a segment through those who may not read it: in the open it
// says whose it is, where it stands and what it is called; the segment itself opens
// only with the school's key. The name is that of the segment within, so that sums
// and receipts do not depend on who sealed it or how often. Beside the segment lie
// the secrets the school had before: hubs that became one school read each other's
// earlier envelopes by them.
//
//	'd' 'e', 0, flags (1: the segment was blanked and takes the place of one of its name)
//	hub 16 · epoch 4 · audience 1 · number u · hash 32 · key 8
//	encapsulated key 32 · ciphertext
const (
	envelopeMagic0 = 'd'
	envelopeMagic1 = 'e'
	envelopeFormat = 0
	envelopeInfo   = "darasa envelope 0\n"

	encapsulated = 32
	envelopeTag  = 16

	// SecretSize is the length of a school's secret, in bytes.
	SecretSize = 16
	// MaxFormer is how many earlier secrets an envelope names.
	MaxFormer = 15

	// EnvelopeOverhead is by how much, in bytes, an envelope is at most longer than
	// its segment.
	EnvelopeOverhead = 4 + 16 + 4 + 1 + binary.MaxVarintLen64 + 32 + 8 + encapsulated + envelopeTag + 1 + MaxFormer*SecretSize
)

// Envelope is what is readable of a sealed segment.
type Envelope struct {
	Hub      school.ID
	Epoch    uint32
	Audience school.Audience
	Number   uint64
	Hash     [32]byte // of the segment within
	Key      KeyID    // that opens it
	Blanked  bool     // it takes the place of one of its name

	open   []byte // everything before the encapsulated key, which the seal covers too
	sealed []byte
}

// KeyID tells school keys apart and says nothing else about them.
type KeyID [8]byte

// IsEnvelope reports whether b begins like an envelope.
func IsEnvelope(b []byte) bool {
	return len(b) > 2 && b[0] == envelopeMagic0 && b[1] == envelopeMagic1
}

// ParseEnvelope reads what is in the open. Nothing of it is proven before Open.
func ParseEnvelope(b []byte) (*Envelope, error) {
	if !IsEnvelope(b) || len(b) < 4 {
		return nil, school.Errorf(school.CodeInvalid, "not an envelope")
	}
	if b[2] != envelopeFormat || b[3] > 1 {
		return nil, school.Errorf(school.CodeVersion, "an envelope of format %d is not known here; update this program", b[2])
	}
	e, rest := &Envelope{Blanked: b[3] == 1}, b[4:]
	if len(rest) < 16+4+1 {
		return nil, errEnvelopeCut
	}
	e.Hub, e.Epoch, e.Audience = school.ID(rest[:16]), binary.BigEndian.Uint32(rest[16:]), school.Audience(rest[20])
	number, n := binary.Uvarint(rest[21:])
	if n <= 0 || number == 0 || n != len(binary.AppendUvarint(nil, number)) || !e.Audience.Valid() || e.Hub.IsZero() {
		return nil, school.Errorf(school.CodeInvalid, "the envelope names no place")
	}
	e.Number, rest = number, rest[21+n:]
	if len(rest) < 32+8+encapsulated+envelopeTag {
		return nil, errEnvelopeCut
	}
	e.Hash, e.Key = [32]byte(rest[:32]), KeyID(rest[32:40])
	e.open, e.sealed = b[:len(b)-len(rest)+40], rest[40:]
	return e, nil
}

var errEnvelopeCut = school.Errorf(school.CodeInvalid, "the envelope is not whole")

// EnvelopeKey is a school's key pair: HPKE of RFC 9180 with X25519, HKDF-SHA256 and
// ChaCha20-Poly1305. It follows from the school's secret, which no cloud ever holds.
type EnvelopeKey struct {
	ID      KeyID
	private hpke.PrivateKey
	former  [][]byte
}

// NewEnvelopeKey derives the pair from a school's secret. What it seals also tells
// the former secrets, the newest MaxFormer of them.
func NewEnvelopeKey(secret []byte, former ...[]byte) (*EnvelopeKey, error) {
	for _, s := range append(former, secret) {
		if len(s) != SecretSize {
			return nil, school.Errorf(school.CodeInvalid, "a school's secret has %d bytes", SecretSize)
		}
	}
	seed, err := hkdf.Expand(sha256.New, padded(secret), "darasa school envelopes", 32)
	if err != nil {
		return nil, fmt.Errorf("derive the school's key: %w", err)
	}
	scalar, err := ecdh.X25519().NewPrivateKey(seed)
	if err != nil {
		return nil, fmt.Errorf("derive the school's key: %w", err)
	}
	private, err := hpke.NewDHKEMPrivateKey(scalar)
	if err != nil {
		return nil, fmt.Errorf("derive the school's key: %w", err)
	}
	sum := sha256.Sum256(append([]byte("darasa school key\n"), private.PublicKey().Bytes()...))
	return &EnvelopeKey{ID: KeyID(sum[:8]), private: private, former: former[:min(len(former), MaxFormer)]}, nil
}

// padded brings a secret to the length HKDF wants of a pseudo-random key.
func padded(secret []byte) []byte {
	sum := sha256.Sum256(append([]byte("darasa school secret\n"), secret...))
	return sum[:]
}

// Seal closes a segment. Sealing twice gives two envelopes of one name.
func (k *EnvelopeKey) Seal(segment []byte) ([]byte, error) {
	header, err := Parse(segment)
	if err != nil {
		return nil, err
	}
	hash, err := Name(segment, header)
	if err != nil {
		return nil, err
	}
	b := append([]byte{envelopeMagic0, envelopeMagic1, envelopeFormat, byte(bit(header.Redacts != nil))}, header.Hub[:]...)
	b = append(binary.BigEndian.AppendUint32(b, header.Epoch), byte(header.Audience))
	b = append(append(binary.AppendUvarint(b, header.Number), hash[:]...), k.ID[:]...)
	enc, sender, err := hpke.NewSender(k.private.PublicKey(), hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), append([]byte(envelopeInfo), b...))
	if err != nil {
		return nil, fmt.Errorf("seal segment: %w", err)
	}
	plain := append([]byte{byte(len(k.former))}, bytes.Join(k.former, nil)...)
	sealed, err := sender.Seal(nil, append(plain, segment...))
	if err != nil {
		return nil, fmt.Errorf("seal segment: %w", err)
	}
	return append(append(b, enc...), sealed...), nil
}

// Open returns the segment within, which is then what the envelope said: its place
// and its name are checked. The signature within is not.
func (k *EnvelopeKey) Open(e *Envelope) (segment []byte, former [][]byte, err error) {
	plain, err := k.open(e)
	if err != nil {
		return nil, nil, err
	}
	n := int(plain[0]) // the seal is never of nothing
	if n > MaxFormer || len(plain) < 1+n*SecretSize {
		return nil, nil, school.Errorf(school.CodeInvalid, "the envelope holds no segment")
	}
	for i := range n {
		former = append(former, plain[1+i*SecretSize:][:SecretSize:SecretSize])
	}
	segment = plain[1+n*SecretSize:]
	header, err := Parse(segment)
	if err != nil {
		return nil, nil, err
	}
	hash, err := Name(segment, header)
	if err != nil || hash != e.Hash || header.Hub != e.Hub || header.Epoch != e.Epoch || header.Audience != e.Audience || header.Number != e.Number {
		return nil, nil, school.Errorf(school.CodeInvalid, "the envelope holds another segment than it says")
	}
	return segment, former, nil
}

func (k *EnvelopeKey) open(e *Envelope) ([]byte, error) {
	damaged := school.Errorf(school.CodeInvalid, "the envelope does not open: it is damaged, or sealed for another school")
	if e.Key != k.ID {
		return nil, damaged
	}
	recipient, err := hpke.NewRecipient(e.sealed[:encapsulated], k.private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(),
		append([]byte(envelopeInfo), e.open...))
	if err != nil {
		return nil, damaged
	}
	plain, err := recipient.Open(nil, e.sealed[encapsulated:])
	if err != nil || len(plain) == 0 {
		return nil, damaged
	}
	return plain, nil
}

// NameOf returns what the bytes of a segment, open or in its envelope, are called.
func NameOf(b []byte) ([32]byte, error) {
	if IsEnvelope(b) {
		e, err := ParseEnvelope(b)
		if err != nil {
			return [32]byte{}, err
		}
		return e.Hash, nil
	}
	h, err := Parse(b)
	if err != nil {
		return [32]byte{}, err
	}
	return Name(b, h)
}
