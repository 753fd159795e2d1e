package stick

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"math/big"
	"slices"

	"darasa/internal/school"
)

// The suite is DHKEM(X25519), HKDF-SHA256 and ChaCha20-Poly1305 of RFC 9180. Its
// keys are the Ed25519 identities that hubs and clouds exchange at enrolment, moved
// to the Montgomery form of the same curve (RFC 7748, section 4.1), so that carrying
// a stick needs no further key on either side.

// prime is 2^255 − 19.
var prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))

// sealTo returns the public key that files for the owner of an identity are sealed to.
func sealTo(identity ed25519.PublicKey) (hpke.PublicKey, error) {
	if len(identity) != ed25519.PublicKeySize {
		return nil, school.Errorf(school.CodeInvalid, "a public key has %d bytes", ed25519.PublicKeySize)
	}
	little := slices.Clone(identity)
	little[31] &= 0x7f // the sign of x
	slices.Reverse(little)
	y := new(big.Int).SetBytes(little)
	// u = (1 + y) / (1 − y)
	below := new(big.Int).Mod(new(big.Int).Sub(big.NewInt(1), y), prime)
	if below.Sign() == 0 || y.Cmp(prime) >= 0 {
		return nil, school.Errorf(school.CodeInvalid, "the public key is not a point of its curve")
	}
	u := new(big.Int).Mul(new(big.Int).Add(big.NewInt(1), y), new(big.Int).ModInverse(below, prime))
	out := u.Mod(u, prime).FillBytes(make([]byte, 32))
	slices.Reverse(out)
	public, err := ecdh.X25519().NewPublicKey(out)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := hpke.NewDHKEMPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return key, nil
}

// opener returns the private key that opens what was sealed to the identity.
func opener(identity ed25519.PrivateKey) (hpke.PrivateKey, error) {
	if len(identity) != ed25519.PrivateKeySize {
		return nil, school.Errorf(school.CodeInvalid, "a private key has %d bytes", ed25519.PrivateKeySize)
	}
	digest := sha512.Sum512(identity.Seed())
	scalar, err := ecdh.X25519().NewPrivateKey(digest[:32]) // X25519 clamps it as Ed25519 does
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := hpke.NewDHKEMPrivateKey(scalar)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return key, nil
}

// reader is how a file says whom it is for: eight bytes, so that a program finds its
// own among hundreds without opening them.
func reader(public hpke.PublicKey) [8]byte {
	sum := sha256.Sum256(append([]byte("darasa stick reader\n"), public.Bytes()...))
	return [8]byte(sum[:8])
}
