package packs

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"darasa/internal/curriculum/release"
	"darasa/internal/school"
)

// Files of a folder of packs that say who is believed.
const (
	KeyFile        = "key"         // the pinned key, in hexadecimal digits
	SuccessionFile = "successions" // by which it came to be, oldest first
)

// Keys are those whose packs a folder believes: one that a person named, or one that it
// handed over to.
type Keys struct {
	Dir   string
	Write Write
}

// Pinned returns the key whose packs are taken, nil before there is one.
func (k Keys) Pinned() (ed25519.PublicKey, error) {
	raw, err := os.ReadFile(filepath.Join(k.Dir, KeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the pinned key: %w", err)
	}
	return ParseKey(string(bytes.TrimSpace(raw)))
}

// ParseKey reads a key as hub content build prints it.
func ParseKey(text string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, school.Errorf(school.CodeInvalid, "%q is no key for packs, which is as hub content build prints it", text)
	}
	return key, nil
}

// Believe returns the pinned key; one that a person names is it only while none is
// pinned. pin is true when it has to be kept.
func (k Keys) Believe(named ed25519.PublicKey) (key ed25519.PublicKey, pin bool, err error) {
	key, err = k.Pinned()
	switch {
	case err != nil:
		return nil, false, err
	case key == nil && len(named) == 0:
		return nil, false, release.Refuse(release.ReasonStranger, "no key for packs is pinned; name the one hub content build printed by --key")
	case key == nil:
		return named, true, nil
	case len(named) > 0 && !bytes.Equal(key, named):
		return nil, false, release.Refuse(release.ReasonStranger, "another key is believed here; %s holds it", filepath.Join(filepath.Base(k.Dir), KeyFile))
	}
	return key, false, nil
}

// Pin makes key the one that is believed.
func (k Keys) Pin(key ed25519.PublicKey) error {
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		return fmt.Errorf("make folder for packs: %w", err)
	}
	return k.Write(filepath.Join(k.Dir, KeyFile), []byte(hex.EncodeToString(key)+"\n"))
}

// Successions returns those that were followed here.
func (k Keys) Successions() (chain []release.Succession, err error) {
	raw, err := os.ReadFile(filepath.Join(k.Dir, SuccessionFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read successions: %w", err)
	}
	for len(raw) > 0 {
		n := min(len(raw), release.SuccessionBytes)
		s, err := release.DecodeSuccession(raw[:n])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", SuccessionFile, err)
		}
		chain, raw = append(chain, s), raw[n:]
	}
	return chain, nil
}

// Kept returns the keys that what lies here may be signed by: the pinned one first,
// then those it succeeded. Nothing that arrives is believed for one of these.
func (k Keys) Kept() (keys []ed25519.PublicKey, err error) {
	key, err := k.Pinned()
	if key == nil || err != nil {
		return nil, err
	}
	chain, err := k.Successions()
	if err != nil {
		return nil, err
	}
	keys = append(keys, key)
	for _, s := range chain {
		if !bytes.Equal(s.Old[:], key) {
			keys = append(keys, bytes.Clone(s.Old[:]))
		}
	}
	return keys, nil
}

// Succeed follows successions from the pinned key on and keeps where they lead. What is
// written first says where the key comes from, so that a power cut between leaves the
// old key and the same succession is followed again.
func (k Keys) Succeed(chain []release.Succession) (changed bool, err error) {
	pinned, err := k.Pinned()
	if pinned == nil || err != nil {
		return false, err
	}
	known, err := k.Successions()
	if err != nil {
		return false, err
	}
	before := known
	for i, s := range known { // of what a power cut kept from being pinned nothing is known
		if bytes.Equal(s.Old[:], pinned) {
			before = known[:i]
			break
		}
	}
	key, followed := release.Follow(pinned, before, chain)
	if len(followed) == 0 {
		return false, nil
	}
	var body []byte
	for _, s := range append(before[:len(before):len(before)], followed...) {
		body = s.AppendBinary(body)
	}
	if err := k.Write(filepath.Join(k.Dir, SuccessionFile), body); err != nil {
		return false, err
	}
	return true, k.Pin(key)
}
