package seal

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	version1 = 1

	header = 1 + chacha20poly1305.NonceSizeX

	// Overhead is by how many bytes a sealed value is longer than the plain one.
	Overhead = header + chacha20poly1305.Overhead
)

var (
	// ErrVersion means that the value was sealed by a form this program does not
	// know: keep it, a newer program can open it.
	ErrVersion = errors.New("sealed value of an unknown version")

	// ErrOpen means that the value does not open: another key, another place than
	// the one it was sealed for, or changed bytes. Nothing says which.
	ErrOpen = errors.New("sealed value does not open")
)

// Seal closes plain under key for the place that aad names, with a nonce drawn
// from random. The caller builds aad from entity, noun and field, so that a
// value copied to another learner or another field does not open there. The
// result is Overhead bytes longer than plain. It returns an error when random
// gives fewer than 24 bytes.
func Seal(key Key, random io.Reader, aad, plain []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("seal value: %w", err)
	}
	sealed := make([]byte, header, Overhead+len(plain))
	sealed[0] = version1
	if _, err := io.ReadFull(random, sealed[1:]); err != nil {
		return nil, fmt.Errorf("seal value: draw nonce: %w", err)
	}
	return aead.Seal(sealed, sealed[1:], plain, aad), nil
}

// Open returns the value that Seal closed under the same key and aad. It
// returns ErrVersion for a form it does not know and ErrOpen for everything
// else that is not such a value; it never returns part of one. The result is
// never longer than sealed.
func Open(key Key, aad, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, ErrOpen
	}
	if sealed[0] != version1 {
		return nil, fmt.Errorf("%w: %d", ErrVersion, sealed[0])
	}
	if len(sealed) < Overhead {
		return nil, ErrOpen
	}
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("open value: %w", err)
	}
	plain, err := aead.Open(nil, sealed[1:header], sealed[header:], aad)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}
