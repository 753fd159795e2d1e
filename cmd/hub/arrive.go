package main

import (
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"darasa/internal/command"
	"darasa/internal/curriculum/release"
	"darasa/internal/packs"
	"darasa/internal/school"
)

// arrived takes the pack file that hub serve was given, where it was, and returns the
// subject asked for. A folder that has begun goes on with what it has.
func arrived(dir, asked, key string) (subject string, refused []string, err error) {
	if !strings.HasSuffix(asked, takenSuffix) && !strings.ContainsRune(asked, filepath.Separator) {
		return asked, nil, nil
	}
	_, err = os.Stat(filepath.Join(dir, packedFile))
	begun := err == nil
	r, err := arrive(dir, asked, key, begun)
	if err == nil {
		return r, nil, nil
	}
	if !begun {
		return "", nil, err
	}
	return "", []string{school.ErrorMessage(err)}, nil
}

func arrive(dir, path, named string, begun bool) (string, error) {
	var key ed25519.PublicKey
	if named != "" {
		var err error
		if key, err = packs.ParseKey(named); err != nil {
			return "", err
		}
	}
	body, err := readBounded(path, release.MaxFile)
	if err != nil {
		return "", err
	}
	subject, have := "", fs.FS(nil)
	if begun {
		if subject, err = packName(dir, ""); err != nil {
			return "", err
		}
		if have, _, err = takenIn(dir).folderOf(subject); err != nil {
			have = nil // damaged: the file may bring all of it
		}
	}
	r, err := takenIn(dir).take(arriving{body: body, key: key}, subject, have)
	if err != nil {
		return "", err
	}
	return r.Pack, nil
}

// putBackup writes the packs on the shelf into a backup, in pieces.
func (t taken) putBackup(put func([]byte) error) error {
	found, err := t.shelf()
	if err != nil {
		return err
	}
	for _, s := range found[:min(len(found), takenKept)] {
		body, err := readBounded(s.path, release.MaxFile)
		if err != nil {
			return err
		}
		head := append([]byte{partPack}, filepath.Base(s.path)+"\x00"...)
		for len(body) > 0 {
			n := min(len(body), backupPiece/2)
			if err := put(append(head[:len(head):len(head)], body[:n]...)); err != nil {
				return err
			}
			body = body[n:]
		}
	}
	return nil
}

// restore puts packs of a backup on the shelf. They are looked at when they are served.
func (t taken) restore(packs map[string][]byte) error {
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return fmt.Errorf("make folder for packs: %w", err)
	}
	for name, body := range packs {
		if err := command.WriteFile(filepath.Join(t.dir, name), body); err != nil {
			return err
		}
	}
	return nil
}
