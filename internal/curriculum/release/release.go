package release

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"

	"darasa/internal/curriculum"
	"darasa/internal/school"
)

// Bounds of what is read.
const (
	MaxFile     = 32 << 20 // bytes of a pack file
	maxManifest = 1 << 20  // bytes
	maxFiles    = 4096
	maxWhole    = 64 << 20 // bytes of all files together
)

// Manifest is what is signed. A version counts up with every release; an older one is
// never taken again.
type Manifest struct {
	Form    int    `json:"form"`
	Pack    string `json:"pack"`
	Version uint32 `json:"version"`
	Files   []File `json:"files"`
}

// File is one file of the pack's folder: its parts in order, as hex SHA-256.
type File struct {
	Path  string   `json:"path"`
	Parts []string `json:"parts"`
}

// Part names a part by the SHA-256 of its bytes.
type Part = [sha256.Size]byte

// Release is a whole pack under a signature.
type Release struct {
	Manifest
	raw       []byte // the manifest as it was signed
	signature []byte
	parts     map[Part][]byte
}

// Make puts the folder of a pack under a signature. sign is Ed25519.
func Make(folder fs.FS, sign func(message []byte) []byte) (*Release, error) {
	id, version, err := curriculum.Head(folder)
	if err != nil {
		return nil, fmt.Errorf("read what the pack says of itself: %w", err)
	}
	r := &Release{Manifest: Manifest{Pack: id, Version: version}, parts: map[Part][]byte{}}
	if r.Files, err = collect(folder, r.parts); err != nil {
		return nil, err
	}
	if r.raw, err = r.encode(); err != nil {
		return nil, err
	}
	r.signature = sign(message(r.raw))
	return r, nil
}

// Parts returns all parts of a folder, for an update of what somebody has as a folder.
func Parts(folder fs.FS) (map[Part][]byte, error) {
	parts := map[Part][]byte{}
	_, err := collect(folder, parts)
	return parts, err
}

// Same tells whether both are the same pack, file by file.
func (r *Release) Same(other *Release) bool { return bytes.Equal(r.raw, other.raw) }

// Has tells whether the release holds a part.
func (r *Release) Has(part Part) bool { _, ok := r.parts[part]; return ok }

// Part returns the bytes of a part, nil when it is not here.
func (r *Release) Part(part Part) []byte { return r.parts[part] }

// collect reads the files of a pack in the order of their names.
func collect(folder fs.FS, parts map[Part][]byte) (files []File, err error) {
	size := 0
	err = fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		if size += len(body); size > maxWhole || len(files) >= maxFiles {
			return school.Errorf(school.CodeLimit, "a pack has at most %d files and %d bytes", maxFiles, maxWhole)
		}
		file := File{Path: path.Clean(name), Parts: []string{}}
		for _, piece := range cut(body) {
			sum := sha256.Sum256(piece)
			parts[sum] = piece
			file.Parts = append(file.Parts, hex.EncodeToString(sum[:]))
		}
		files = append(files, file)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the pack's folder: %w", err)
	}
	return files, nil
}

// NameOf names a part.
func NameOf(body []byte) Part { return sha256.Sum256(body) }
