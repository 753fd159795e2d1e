package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"darasa/internal/command"
	"darasa/internal/curriculum"
	"darasa/internal/curriculum/release"
	"darasa/internal/school"
)

// signContent writes a pack as hubs take it. Nothing is signed that the second solver
// has a fault to find with.
func (m *Main) signContent(f authorBuild, built *curriculum.Built) error {
	if _, err := m.solveContent(f.Dir, built); err != nil {
		return err
	}
	private, err := packKey(f.Key, m.Random)
	if err != nil {
		return err
	}
	r, err := release.Make(os.DirFS(f.Dir), func(message []byte) []byte { return ed25519.Sign(private, message) })
	if err != nil {
		return err
	}
	public := private.Public().(ed25519.PublicKey) //nolint:forcetypeassert,errcheck // documented to be one
	has, err := partsSince(f.Since, public)
	if err != nil {
		return err
	}
	body, err := r.Encode(has)
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.Out, body, 0o600); err != nil {
		return fmt.Errorf("write pack: %w", err)
	}
	_, err = fmt.Fprintf(m.Stdout, "%s version %d, %d bytes, key %s\n", r.Pack, r.Version, len(body), hex.EncodeToString(public))
	return err
}

// partsSince tells which parts the readers of an update have; nil where it is none.
func partsSince(path string, key ed25519.PublicKey) (has func(release.Part) bool, err error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, school.Errorf(school.CodeNotFound, "%s cannot be read: %v", path, err)
	}
	if info.IsDir() {
		parts, err := release.Parts(os.DirFS(path))
		return func(part release.Part) bool { return parts[part] != nil }, err
	}
	body, err := readBounded(path, release.MaxFile)
	if err != nil {
		return nil, err
	}
	old, err := release.Open(body, key, nil)
	if err != nil {
		return nil, err
	}
	return old.Has, nil
}

// packKey reads the signing key of those who release packs, or draws it where there is
// no file yet.
func packKey(path string, random io.Reader) (ed25519.PrivateKey, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := io.ReadFull(random, seed); err != nil {
			return nil, fmt.Errorf("draw key: %w", err)
		}
		return ed25519.NewKeyFromSeed(seed), command.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(seed)+"\n"))
	}
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, school.Errorf(school.CodeInvalid, "%s holds no key for packs; name a new file to draw one", path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
