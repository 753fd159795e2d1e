package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Hash names a blob: the SHA-256 of its bytes.
type Hash = [sha256.Size]byte

// Name returns the hash as 64 lower-case hexadecimal digits.
func Name(hash Hash) string { return hex.EncodeToString(hash[:]) }

// ParseHash reads what Name writes. It returns an error for anything else,
// upper-case digits included, so that a blob has one name only.
func ParseHash(text string) (Hash, error) {
	var hash Hash
	if len(text) != hex.EncodedLen(len(hash)) {
		return Hash{}, fmt.Errorf("read blob hash: %d characters, want %d", len(text), hex.EncodedLen(len(hash)))
	}
	if _, err := hex.Decode(hash[:], []byte(text)); err != nil {
		return Hash{}, fmt.Errorf("read blob hash: %w", err)
	}
	if Name(hash) != text {
		return Hash{}, fmt.Errorf("read blob hash: upper-case digits in %s", text)
	}
	return hash, nil
}
