package replication

import (
	"crypto/ed25519"

	"darasa/internal/school"
)

// HubKey is a cloud's signed word that a hub of the caller's school signs with this
// key. A hub pins the cloud's key at enrolment and learns its sisters' through it.
type HubKey struct {
	Hub       school.ID
	Key       [ed25519.PublicKeySize]byte
	Signature [ed25519.SignatureSize]byte
}

const keyDomain = "darasa hub key 0\n"

func (k *HubKey) message() []byte {
	return append(append([]byte(keyDomain), k.Hub[:]...), k.Key[:]...)
}

// Verify reports whether the peer with this public key vouched for it.
func (k *HubKey) Verify(peer ed25519.PublicKey) bool {
	return len(peer) == ed25519.PublicKeySize && ed25519.Verify(peer, k.message(), k.Signature[:])
}

// AppendBinary appends the message's canonical form.
func (k *HubKey) AppendBinary(b []byte) []byte {
	return append(append(append(b, k.Hub[:]...), k.Key[:]...), k.Signature[:]...)
}

// DecodeHubKey reads what AppendBinary wrote; it does not verify.
func DecodeHubKey(b []byte) (HubKey, error) {
	d := &decoder{b: b}
	k := HubKey{Hub: d.id(), Key: [ed25519.PublicKeySize]byte(d.fixed(ed25519.PublicKeySize))}
	copy(k.Signature[:], d.fixed(ed25519.SignatureSize))
	return k, d.done()
}
