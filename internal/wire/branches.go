package wire

import "darasa/internal/planted"

// maxBranches bounds how many ways one hub's directory may go; each restored copy
// that went on adds one.
const maxBranches = 64

// Branches are the directories of one hub and audience: the one the hub goes on
// with, and those that went another way behind a common prefix, because the hub was
// restored from an older copy or two of them ran from one. It is not safe for
// concurrent use.
type Branches struct{ dirs []*Directory }

// NewBranches begins with the directory the hub goes on with.
func NewBranches(main *Directory) *Branches { return &Branches{dirs: []*Directory{main}} }

// Main returns the directory the hub goes on with.
func (b *Branches) Main() *Directory { return b.dirs[0] }

// Extend returns the directory that a segment's header builds on and makes it hold
// what the header declares. A header that builds on a shorter prefix than a branch
// has, and goes another way, begins a branch. It returns a NeedDirectoryError when
// no branch knows the prefix, and ErrTooLarge at the bound.
func (b *Branches) Extend(h *Header) (*Directory, error) {
	var parent *Directory
	for _, dir := range b.dirs {
		if planted.On(planted.OneBranch) && dir != b.dirs[0] {
			break
		}
		if !dir.Knows(h.Base, h.BaseDigest) {
			continue
		}
		if h.goesOn(dir) {
			return h.Extend(dir)
		}
		parent = dir
	}
	if parent == nil {
		return nil, &NeedDirectoryError{Count: h.Base, Digest: h.BaseDigest}
	}
	if len(b.dirs) >= maxBranches {
		return nil, ErrTooLarge
	}
	dir, err := h.Extend(parent.Prefix(h.Base))
	if err == nil {
		b.dirs = append(b.dirs, dir)
	}
	return dir, err
}

// goesOn reports whether what the header declares agrees with what dir has behind
// the prefix that both know.
func (h *Header) goesOn(dir *Directory) bool {
	for i, e := range h.Declared {
		if at := h.Base + uint32(i); at < dir.Len() && dir.entries[at] != e {
			return false
		}
	}
	return true
}

// Learn adds a whole list, unless a branch has all of it. One that only goes on from
// the main directory takes its place, and main tells so.
func (b *Branches) Learn(dir *Directory) (main bool, err error) {
	for i, have := range b.dirs {
		if digest, ok := have.Digest(dir.Len()); ok && dir.Knows(dir.Len(), digest) {
			return false, nil
		}
		if digest, ok := have.Digest(have.Len()); ok && dir.Knows(have.Len(), digest) {
			b.dirs[i] = dir
			return i == 0, nil
		}
	}
	if len(b.dirs) >= maxBranches {
		return false, ErrTooLarge
	}
	b.dirs = append(b.dirs, dir)
	return false, nil
}
