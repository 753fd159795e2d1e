package seal

import (
	"errors"
	"fmt"
	"io"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key closes and opens the personal values of one learner. It may be compared
// and stored as 32 bytes; printing or marshalling it as text shows no part of it.
type Key [KeySize]byte

// ErrKeyText is what marshalling a key as text or JSON returns: keys are stored
// as bytes by those who mean to, and never slip into a log or an answer.
var ErrKeyText = errors.New("a key is never written as text")

// NewKey draws a key from random, which must be a cryptographic source. It
// returns an error, and no key, when random gives fewer than 32 bytes.
func NewKey(random io.Reader) (Key, error) {
	var key Key
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return Key{}, fmt.Errorf("draw key: %w", err)
	}
	return key, nil
}

// KeyFromBytes copies a stored key. It returns an error when data is not 32
// bytes long.
func KeyFromBytes(data []byte) (Key, error) {
	if len(data) != KeySize {
		return Key{}, fmt.Errorf("read key: %d bytes, want %d", len(data), KeySize)
	}
	return Key(data), nil
}

// Zero overwrites the key. Copies made before are the caller's to overwrite.
func (k *Key) Zero() { clear(k[:]) }

// Format writes a placeholder whatever the verb, so that no fmt verb shows a key.
func (k Key) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "key(hidden)") }

// MarshalText always returns ErrKeyText.
func (k Key) MarshalText() ([]byte, error) { return nil, ErrKeyText }
