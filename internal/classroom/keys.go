package classroom

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"

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

// knownBrowser reads what newBrowser wrote for this teacher and returns a name for
// that browser.
func (k *keys) knownBrowser(teacher school.ID, known string) (name string, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(known)
	if err != nil || len(raw) != browserNonce+sha256.Size || !hmac.Equal(raw[browserNonce:], k.browserTag(teacher, raw[:browserNonce])) {
		return "", false
	}
	return hex.EncodeToString(raw[:browserNonce]), true
}

// browserNonce is how many random bytes tell a teacher's browsers apart.
const browserNonce = 12

// newBrowser makes a text that only this hub can make, and only for this teacher.
func (k *keys) newBrowser(teacher school.ID, random io.Reader) (string, error) {
	var nonce [browserNonce]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return "", fmt.Errorf("draw browser: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(nonce[:], k.browserTag(teacher, nonce[:])...)), nil
}

func (k *keys) browserTag(teacher school.ID, nonce []byte) []byte {
	mac := hmac.New(sha256.New, k.pepper)
	_, _ = io.WriteString(mac, "browser of a teacher\n") // a hash never fails to write
	_, _ = mac.Write(teacher[:])
	_, _ = mac.Write(nonce)
	return mac.Sum(nil)
}

// about binds a sealed value to the one register it was sealed for.
func about(noun school.Noun, entity school.ID, field school.Field) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(noun))
	b = append(b, entity[:]...)
	return binary.BigEndian.AppendUint16(b, uint16(field))
}
