package replicationtest

import "crypto/ed25519"

// SigningKey is a fixed Ed25519 key for tests.
type SigningKey ed25519.PrivateKey

// Key returns the test key with this number.
func Key(n byte) SigningKey {
	return SigningKey(ed25519.NewKeyFromSeed(append(make([]byte, 31), n)))
}

// Sign signs a message.
func (k SigningKey) Sign(message []byte) []byte { return ed25519.Sign(ed25519.PrivateKey(k), message) }

// Public returns the public key.
func (k SigningKey) Public() ed25519.PublicKey {
	return ed25519.PrivateKey(k).Public().(ed25519.PublicKey)
}
