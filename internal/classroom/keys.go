package classroom

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"darasa/internal/school"
	"darasa/internal/seal"
)

// keys are drawn from the one secret in the key file, so that the database alone
// opens nothing: pepper for picture secrets, wrap for learners' keys, names for
// teachers' names.
type keys struct {
	pepper []byte
	wrap   seal.Key
	names  seal.Key
}

func newKeys(secret [32]byte) (k keys, err error) {
	for _, key := range []struct {
		name string
		into func([]byte)
	}{
		{"darasa picture secrets", func(b []byte) { k.pepper = b }},
		{"darasa learner keys", func(b []byte) { k.wrap = seal.Key(b) }},
		{"darasa teacher names", func(b []byte) { k.names = seal.Key(b) }},
	} {
		b, err := hkdf.Expand(sha256.New, secret[:], key.name, 32)
		if err != nil {
			return keys{}, fmt.Errorf("derive keys: %w", err)
		}
		key.into(b)
	}
	return k, nil
}

// pictures returns the tag of a learner's picture secret. The pictures count in
// the order they were tapped.
func (k *keys) pictures(learner school.ID, pictures []uint8) []byte {
	mac := hmac.New(sha256.New, k.pepper)
	_, _ = mac.Write(learner[:]) // a hash never fails to write
	_, _ = mac.Write(pictures)
	return mac.Sum(nil)
}

// about binds a sealed value to the one register it was sealed for.
func about(noun school.Noun, entity school.ID, field school.Field) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(noun))
	b = append(b, entity[:]...)
	return binary.BigEndian.AppendUint16(b, uint16(field))
}
