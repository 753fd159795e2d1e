package media

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"sync"

	"darasa/internal/school"
)

// Files keeps bytes by their SHA-256; package blob does. Put stores what r gives, at
// most limit bytes, whole or not at all.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) ([32]byte, error)
	Get(ctx context.Context, hash [32]byte) (io.ReadSeekCloser, error)
	// Keep deletes whatever wanted does not want.
	Keep(ctx context.Context, wanted func(hash [32]byte) bool) error
}

// List is where a shelf writes what it holds; Write replaces it in one step.
type List interface {
	Read() ([]byte, error) // nil before anything was written
	Write([]byte) error
}

// File is one that is kept.
type File struct {
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
	Hash  Hash   `json:"hash"`
}

// Hash is the SHA-256 of a file, in JSON as 64 hexadecimal digits.
type Hash [32]byte

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%x", h[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	var raw []byte
	if n, err := fmt.Sscanf(string(text), "%x", &raw); n != 1 || err != nil || len(text) != 2*len(h) || len(raw) != len(h) {
		return fmt.Errorf("%q is no SHA-256", text)
	}
	copy(h[:], raw)
	return nil
}

// Bounds say what a shelf takes.
type Bounds struct {
	Bytes int64 // of one file
	Total int64 // of all together; 0 leaves it to Files
	Files int
	Types []string
}

// Shelf is safe for use by several goroutines.
type Shelf struct {
	files  Files
	list   List
	bounds Bounds

	writing sync.Mutex // one change at a time: what was just put is not named yet
	mu      sync.Mutex
	held    map[string]File
}

// Name is what a file may be known by.
var name = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Open reads what a shelf holds, and drops bytes that nothing names, which a power cut
// between two writes leaves. A list that cannot be read is an error: what it named is
// untouched.
func Open(ctx context.Context, files Files, list List, bounds Bounds) (*Shelf, error) {
	s := &Shelf{files: files, list: list, bounds: bounds}
	raw, err := list.Read()
	if err != nil {
		return nil, fmt.Errorf("read the list of files: %w", err)
	}
	if s.held, err = parse(raw); err != nil {
		return nil, err
	}
	return s, s.sweep(ctx)
}

// parse reads a list of files; of a damaged one nothing is believed.
func parse(raw []byte) (map[string]File, error) {
	held := map[string]File{}
	if len(raw) == 0 {
		return held, nil
	}
	if err := json.Unmarshal(raw, &held); err != nil {
		return nil, school.Errorf(school.CodeInvalid, "the list of files is damaged: %v", err)
	}
	for at, f := range held {
		if !name.MatchString(at) || !known(f.Type) || f.Bytes <= 0 {
			return nil, school.Errorf(school.CodeInvalid, "the list of files is damaged at %q", at)
		}
	}
	return held, nil
}

// Put keeps what r gives under a name; another file of that name gives way only once
// the new one is on the disk. Errors: school.CodeInvalid for a name or a kind of file
// that is not taken here, school.CodeLimit for too much, and those of Files.
func (s *Shelf) Put(ctx context.Context, at string, r io.Reader) (File, error) {
	if !name.MatchString(at) {
		return File{}, school.Errorf(school.CodeInvalid, "%q names no file", at)
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, fmt.Errorf("read the file: %w", err)
	}
	kind, err := Kind(head[:n])
	if err != nil {
		return File{}, err
	}
	if !slices.Contains(s.bounds.Types, kind) {
		return File{}, school.Errorf(school.CodeInvalid, "a file of type %s is not taken here", kind)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	counted := &counter{r: io.MultiReader(bytes.NewReader(head[:n]), r)}
	hash, err := s.files.Put(ctx, counted, s.bounds.Bytes)
	if err != nil {
		return File{}, err
	}
	f := File{Type: kind, Bytes: counted.n, Hash: hash}
	return f, s.change(ctx, func(held map[string]File) error {
		if _, ok := held[at]; !ok && len(held) >= s.bounds.Files {
			return school.Errorf(school.CodeLimit, "more than %d files are not kept here; remove one first", s.bounds.Files)
		}
		held[at] = f
		if total := Total(held); s.bounds.Total > 0 && total > s.bounds.Total {
			return school.Errorf(school.CodeLimit, "these files together would have %d bytes; %d are kept here, so remove some first", total, s.bounds.Total)
		}
		return nil
	})
}

// Total is the bytes of files together.
func Total(held map[string]File) (bytes int64) {
	for _, f := range held {
		bytes += f.Bytes
	}
	return bytes
}

// Remove forgets a name; one that is not held is no error.
func (s *Shelf) Remove(ctx context.Context, at string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.change(ctx, func(held map[string]File) error { delete(held, at); return nil })
}

// change writes the list anew, then drops what it no longer names. The caller is the
// only one who writes.
func (s *Shelf) change(ctx context.Context, do func(held map[string]File) error) error {
	next := s.All()
	err := do(next)
	if err == nil {
		var raw []byte
		if raw, err = json.Marshal(next); err == nil {
			err = s.list.Write(raw)
		}
	}
	if err == nil {
		s.mu.Lock()
		s.held = next
		s.mu.Unlock()
	}
	return errors.Join(err, s.sweep(context.WithoutCancel(ctx)))
}

// sweep drops bytes that no name leads to.
func (s *Shelf) sweep(ctx context.Context) error {
	wanted := map[[32]byte]bool{}
	for _, f := range s.All() {
		wanted[f.Hash] = true
	}
	return s.files.Keep(ctx, func(hash [32]byte) bool { return wanted[hash] })
}

// All returns every file by name.
func (s *Shelf) All() map[string]File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.held)
}

// Open gives a file's bytes from any offset; the caller closes it. It returns
// school.CodeNotFound for a name that is not held, and the errors of Files.
func (s *Shelf) Open(ctx context.Context, at string) (File, io.ReadSeekCloser, error) {
	s.mu.Lock()
	f, ok := s.held[at]
	s.mu.Unlock()
	if !ok {
		return File{}, nil, school.Errorf(school.CodeNotFound, "there is no such file")
	}
	body, err := s.files.Get(ctx, f.Hash)
	return f, body, err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
