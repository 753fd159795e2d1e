package replication

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"darasa/internal/school"
)

// Two hubs in one building become sisters by a code that one shows and a person
// types at the other: 80 random bits, good once and for minutes. Each proves to the
// other that it knows the code and which key it signs with; nothing that passes
// between them opens anything without it.

const (
	// PairCodeSize is the length of a pairing code in bytes.
	PairCodeSize = 10

	pairNonce = 16
	proofSize = sha256.Size
)

// PairRequest is what the hub where the code was typed says first.
type PairRequest struct {
	Hub   school.ID
	Key   [ed25519.PublicKeySize]byte
	Nonce [pairNonce]byte
	Proof [proofSize]byte
}

// PairAnswer is what the hub that showed the code says then. Secret is the school's,
// sealed under a key that follows from the code and both nonces.
type PairAnswer struct {
	Hub    school.ID
	Key    [ed25519.PublicKeySize]byte
	Nonce  [pairNonce]byte
	Secret []byte
	Proof  [proofSize]byte
}

// PairSecrets are what both derive: the token of their calls and the key of Secret.
type PairSecrets struct {
	Token [32]byte
	Seal  [32]byte
}

// ErrPair says that the other did not know the code.
var ErrPair = school.Errorf(school.CodeForbidden, "that is not the code shown there; look again, a code is good once and for ten minutes")

func (r *PairRequest) body() []byte {
	return append(append(append([]byte("darasa pair 1\n"), r.Hub[:]...), r.Key[:]...), r.Nonce[:]...)
}

func (a *PairAnswer) body(r *PairRequest) []byte {
	b := append(append(append([]byte("darasa pair 2\n"), a.Hub[:]...), a.Key[:]...), a.Nonce[:]...)
	return append(append(b, a.Secret...), r.body()...)
}

func prove(code, message []byte) [proofSize]byte {
	mac := hmac.New(sha256.New, code)
	_, _ = mac.Write(message) // a hash never fails to write
	return [proofSize]byte(mac.Sum(nil))
}

// Prove fills in the proof that its writer knows the code.
func (r *PairRequest) Prove(code []byte) { r.Proof = prove(code, r.body()) }

// Proven reports whether the writer knew the code.
func (r *PairRequest) Proven(code []byte) bool {
	want := prove(code, r.body())
	return hmac.Equal(r.Proof[:], want[:])
}

// Prove fills in the proof of the answer to r.
func (a *PairAnswer) Prove(code []byte, r *PairRequest) { a.Proof = prove(code, a.body(r)) }

// Proven reports whether who answered r knew the code.
func (a *PairAnswer) Proven(code []byte, r *PairRequest) bool {
	want := prove(code, a.body(r))
	return hmac.Equal(a.Proof[:], want[:])
}

// DerivePair returns what both sides of a pairing know afterwards.
func DerivePair(code []byte, r *PairRequest, answerNonce [pairNonce]byte) (s PairSecrets, err error) {
	salt := append(r.Nonce[:], answerNonce[:]...)
	raw, err := hkdf.Key(sha256.New, code, salt, "darasa pair secrets", len(s.Token)+len(s.Seal))
	if err != nil {
		return s, fmt.Errorf("derive pair: %w", err)
	}
	s.Token, s.Seal = [32]byte(raw), [32]byte(raw[len(s.Token):])
	return s, nil
}

// AppendBinary appends the message's form.
func (r *PairRequest) AppendBinary(b []byte) []byte {
	return append(append(append(append(b, r.Hub[:]...), r.Key[:]...), r.Nonce[:]...), r.Proof[:]...)
}

// DecodePairRequest reads what AppendBinary wrote.
func DecodePairRequest(b []byte) (*PairRequest, error) {
	d := &decoder{b: b}
	r := &PairRequest{Hub: d.id(), Key: [ed25519.PublicKeySize]byte(d.fixed(ed25519.PublicKeySize)), Nonce: [pairNonce]byte(d.fixed(pairNonce)), Proof: [proofSize]byte(d.fixed(proofSize))}
	return r, d.done()
}

// AppendBinary appends the message's form.
func (a *PairAnswer) AppendBinary(b []byte) []byte {
	b = append(append(append(append(b, a.Hub[:]...), a.Key[:]...), a.Nonce[:]...), a.Proof[:]...)
	return append(b, a.Secret...)
}

// maxPairSecret bounds the sealed secret, in bytes.
const maxPairSecret = 256

// DecodePairAnswer reads what AppendBinary wrote.
func DecodePairAnswer(b []byte) (*PairAnswer, error) {
	d := &decoder{b: b}
	a := &PairAnswer{Hub: d.id(), Key: [ed25519.PublicKeySize]byte(d.fixed(ed25519.PublicKeySize)), Nonce: [pairNonce]byte(d.fixed(pairNonce)), Proof: [proofSize]byte(d.fixed(proofSize))}
	if len(d.b) > maxPairSecret {
		d.fail("it is too long")
	}
	a.Secret, d.b = d.b, nil
	return a, d.done()
}
