package release

import (
	"bytes"
	"crypto/ed25519"
	"slices"

	"darasa/internal/school"
)

// A Succession is the word of one key for packs that another signs from now on. Both
// sign it: the old one because it is believed, the new one because whoever names a key
// must hold it.
type Succession struct {
	Old, New   [ed25519.PublicKeySize]byte
	signatures [2 * ed25519.SignatureSize]byte
}

var successionMagic = []byte("darasa pack key 1\n")

// SuccessionBytes is how long the file of a succession is.
const SuccessionBytes = 18 + 2*ed25519.PublicKeySize + 2*ed25519.SignatureSize

func (s *Succession) message() []byte {
	return slices.Concat([]byte("darasa pack key 1\x00"), s.Old[:], s.New[:])
}

// Succeed makes the key of next believed where that of old is.
func Succeed(old, next ed25519.PrivateKey) (Succession, error) {
	var s Succession
	copy(s.Old[:], old[ed25519.SeedSize:])
	copy(s.New[:], next[ed25519.SeedSize:])
	if s.Old == s.New {
		return s, school.Errorf(school.CodeInvalid, "a key cannot succeed itself; name a file for the new one")
	}
	copy(s.signatures[:], ed25519.Sign(old, s.message()))
	copy(s.signatures[ed25519.SignatureSize:], ed25519.Sign(next, s.message()))
	return s, nil
}

// AppendBinary appends the succession as a file holds it.
func (s *Succession) AppendBinary(b []byte) []byte {
	return append(append(append(append(b, successionMagic...), s.Old[:]...), s.New[:]...), s.signatures[:]...)
}

// IsSuccession tells a succession from a pack, by how the file begins.
func IsSuccession(body []byte) bool { return bytes.HasPrefix(body, successionMagic) }

// DecodeSuccession reads one and sees that both keys signed it. Whether the old one is
// believed is for the reader to say, by Follow. The error is a RefusedError.
func DecodeSuccession(body []byte) (s Succession, err error) {
	if len(body) != SuccessionBytes || !IsSuccession(body) {
		return s, Refuse(ReasonDamaged, "the word that one key succeeds another is not whole; copy it again")
	}
	rest := body[len(successionMagic):]
	rest = rest[copy(s.Old[:], rest):]
	rest = rest[copy(s.New[:], rest):]
	copy(s.signatures[:], rest)
	message := s.message()
	if s.Old == s.New || !ed25519.Verify(s.Old[:], message, s.signatures[:ed25519.SignatureSize]) || !ed25519.Verify(s.New[:], message, s.signatures[ed25519.SignatureSize:]) {
		return Succession{}, Refuse(ReasonForged, "the word that one key succeeds another is not signed by both")
	}
	return s, nil
}

// Follow returns the key that is believed where pinned was, and the successions that
// led there; known are those that were followed before. No key that was succeeded is
// believed again, so that what is repeated or comes late changes nothing.
func Follow(pinned ed25519.PublicKey, known, chain []Succession) (key ed25519.PublicKey, followed []Succession) {
	key, retired := pinned, map[[ed25519.PublicKeySize]byte]bool{}
	for _, s := range known {
		retired[s.Old] = true
	}
	for moved := true; moved; {
		moved = false
		for _, s := range chain {
			if bytes.Equal(s.Old[:], key) && !retired[s.New] {
				retired[s.Old] = true
				key, followed, moved = slices.Clone(s.New[:]), append(followed, s), true
			}
		}
	}
	return key, followed
}
