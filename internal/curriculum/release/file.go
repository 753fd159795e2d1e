package release

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"

	"darasa/internal/school"
)

// A pack file: magic, signature, length and bytes of the manifest, then parts (name,
// length and deflated bytes of each), and the SHA-256 of everything before it.
var magic = []byte("darasa pack 1\n")

const headBytes = 14 + ed25519.SignatureSize + 4

// message is what is signed: nothing else that is signed begins so.
func message(manifest []byte) []byte { return append([]byte("darasa pack 1\x00"), manifest...) }

func (m *Manifest) encode() ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	if len(raw) > maxManifest {
		return nil, school.Errorf(school.CodeLimit, "the list of a pack's parts has at most %d bytes", maxManifest)
	}
	return raw, nil
}

// Encode writes the release without the parts that the reader has; has may be nil.
func (r *Release) Encode(has func(Part) bool) ([]byte, error) {
	out := append([]byte{}, magic...)
	out = append(out, r.signature...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(r.raw)))
	out = append(out, r.raw...)
	written := map[Part]bool{}
	for _, file := range r.Files {
		for _, name := range file.Parts {
			part, _ := partName(name)
			if written[part] || has != nil && has(part) {
				continue
			}
			written[part] = true
			packed, err := deflate(r.parts[part])
			if err != nil {
				return nil, err
			}
			out = append(out, part[:]...)
			out = binary.BigEndian.AppendUint32(out, uint32(len(packed)))
			out = append(out, packed...)
		}
	}
	sum := sha256.Sum256(out)
	if out = append(out, sum[:]...); len(out) > MaxFile {
		return nil, school.Errorf(school.CodeLimit, "a pack file has at most %d bytes, this one would have %d", MaxFile, len(out))
	}
	return out, nil
}

// Open reads a pack file that key signed. Parts the file does not bring are taken from
// held, which may be nil. The error is a RefusedError.
func Open(body []byte, key ed25519.PublicKey, held func(Part) []byte) (*Release, error) {
	r, err := OpenHead(body, key)
	if err != nil {
		return nil, err
	}
	if err := r.complete(held); err != nil {
		return nil, err
	}
	return r, nil
}

// openSigned takes a file apart and reads its list of parts, which key signed.
func openSigned(body []byte, key ed25519.PublicKey) (r *Release, rest []byte, err error) {
	if r, rest, err = open(body); err != nil {
		return nil, nil, err
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, message(r.raw), r.signature) {
		return nil, nil, Refuse(ReasonForged, "its signature is not by the key this hub believes")
	}
	return r, rest, r.readManifest()
}

// open takes a file apart and sees that nothing of it was damaged on the way.
func open(body []byte) (r *Release, rest []byte, err error) {
	if len(body) > MaxFile {
		return nil, nil, Refuse(ReasonFormat, "a pack file has at most %d bytes", MaxFile)
	}
	if !bytes.HasPrefix(body, magic) {
		return nil, nil, Refuse(ReasonFormat, "the file is no content pack of a form this hub reads")
	}
	if len(body) < headBytes+sha256.Size {
		return nil, nil, Refuse(ReasonDamaged, "the file ends too early; copy it again")
	}
	sum := sha256.Sum256(body[:len(body)-sha256.Size])
	if !bytes.Equal(sum[:], body[len(body)-sha256.Size:]) {
		return nil, nil, Refuse(ReasonDamaged, "a part of the file is not as it was written; copy it again")
	}
	rest = body[headBytes : len(body)-sha256.Size]
	size := binary.BigEndian.Uint32(body[headBytes-4:])
	if size > maxManifest || int64(size) > int64(len(rest)) {
		return nil, nil, Refuse(ReasonDamaged, "its list of parts does not end in the file")
	}
	return &Release{raw: rest[:size], signature: body[len(magic) : headBytes-4], parts: map[Part][]byte{}}, rest[size:], nil
}

func (r *Release) readManifest() error {
	decoder := json.NewDecoder(bytes.NewReader(r.raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r.Manifest); err != nil || decoder.More() {
		return Refuse(ReasonFormat, "its list of parts cannot be read")
	}
	if r.Form != 0 {
		return Refuse(ReasonFormat, "form %d is newer than this hub, which reads form 0; update the hub", r.Form)
	}
	return nil
}

// wanted is every part the manifest names, and refuses paths that leave the folder.
func (r *Release) wanted() (map[Part]bool, error) {
	wanted, seen := map[Part]bool{}, map[string]bool{}
	if len(r.Files) > maxFiles {
		return nil, Refuse(ReasonFormat, "a pack has at most %d files", maxFiles)
	}
	for _, file := range r.Files {
		if !fs.ValidPath(file.Path) || file.Path == "." || seen[file.Path] {
			return nil, Refuse(ReasonFormat, "%q is no file of a pack, or stands twice", file.Path)
		}
		seen[file.Path] = true
		for _, name := range file.Parts {
			part, ok := partName(name)
			if !ok {
				return nil, Refuse(ReasonFormat, "%s names a part as nothing is named", file.Path)
			}
			wanted[part] = true
		}
	}
	return wanted, nil
}

func (r *Release) readParts(rest []byte, wanted map[Part]bool) error {
	for size := 0; len(rest) > 0; {
		if len(rest) < sha256.Size+4 {
			return Refuse(ReasonDamaged, "it ends in the middle of a part")
		}
		part, length := Part(rest[:sha256.Size]), binary.BigEndian.Uint32(rest[sha256.Size:])
		rest = rest[sha256.Size+4:]
		if int64(length) > int64(len(rest)) {
			return Refuse(ReasonDamaged, "part %x ends behind the file", part[:4])
		}
		if !wanted[part] {
			return Refuse(ReasonDamaged, "part %x belongs to no file of it", part[:4])
		}
		body, err := inflate(rest[:length])
		if size += len(body); err != nil || sha256.Sum256(body) != part || size > maxWhole {
			return Refuse(ReasonDamaged, "part %x is not what was signed", part[:4])
		}
		r.parts[part], rest = body, rest[length:]
	}
	return nil
}

// complete takes what the file left out from what is here already.
func (r *Release) complete(held func(Part) []byte) error {
	size := 0
	for _, file := range r.Files {
		for _, name := range file.Parts {
			part, _ := partName(name)
			if !r.Has(part) && held != nil {
				if body := held(part); body != nil && sha256.Sum256(body) == part {
					r.parts[part] = body
				}
			}
			if !r.Has(part) {
				return Refuse(ReasonIncomplete, "a part of %s is neither in the file nor here; bring the whole pack", file.Path)
			}
			if size += len(r.parts[part]); size > maxWhole {
				return Refuse(ReasonFormat, "a pack has at most %d bytes", maxWhole)
			}
		}
	}
	return nil
}

// Folder returns the files of the pack.
func (r *Release) Folder() (fs.FS, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, file := range r.Files {
		out, err := w.CreateHeader(&zip.FileHeader{Name: file.Path, Method: zip.Store})
		if err != nil {
			return nil, fmt.Errorf("unfold pack: %w", err)
		}
		for _, name := range file.Parts {
			part, _ := partName(name)
			if _, err := out.Write(r.parts[part]); err != nil {
				return nil, fmt.Errorf("unfold pack: %w", err)
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("unfold pack: %w", err)
	}
	folder, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return nil, fmt.Errorf("unfold pack: %w", err)
	}
	return folder, nil
}

func partName(name string) (part Part, ok bool) {
	raw, err := hex.DecodeString(name)
	if err != nil || len(raw) != len(part) {
		return part, false
	}
	return Part(raw), true
}

func deflate(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("pack part: %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("pack part: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack part: %w", err)
	}
	return b.Bytes(), nil
}

func inflate(packed []byte) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), mostPart+1))
	if err != nil || len(body) > mostPart {
		return nil, fmt.Errorf("unpack part of %d bytes: %w", len(body), err)
	}
	return body, nil
}
