package crdt

import (
	"slices"
	"strconv"

	"darasa/internal/hlc"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// RegisterID names one last-writer-wins register or one add-wins set.
type RegisterID struct {
	Noun   school.Noun
	Entity school.ID
	Field  school.Field
	Key    string
}

// ID returns which register or set r addresses.
func (r *Register) ID() RegisterID {
	return RegisterID{Noun: r.Noun, Entity: r.Entity, Field: r.Field, Key: r.Key}
}

// Version is one value a register was ever set to, with what decides between it
// and others.
type Version struct {
	At    hlc.Timestamp
	Dot   Dot
	Value []byte
}

// Wins reports whether v beats other: the later timestamp, then the greater
// writer, epoch and number. It is a total order, so every replica agrees.
func (v Version) Wins(other Version) bool {
	if c := v.At.Compare(other.At); c != 0 {
		return c > 0 != planted.On(planted.OlderWins)
	}
	return v.Dot.Compare(other.Dot) > 0
}

// SortVersions orders versions winner first, without duplicates: the state of a
// register is the first, the rest are the losers a teacher may read.
func SortVersions(versions []Version) []Version {
	out := slices.Clone(versions)
	slices.SortFunc(out, func(a, b Version) int {
		switch {
		case a.Dot == b.Dot:
			return 0
		case a.Wins(b):
			return -1
		}
		return 1
	})
	return slices.CompactFunc(out, func(a, b Version) bool { return a.Dot == b.Dot })
}

// Set is an add-wins set: every add is a dot, a remove takes back the dots it had
// seen, so an add made elsewhere at the same time stays. Removes may arrive before
// the adds they take back. The zero value is empty and usable.
type Set struct {
	adds    map[Dot]string
	removed map[Dot]bool
}

// Add records the add made by the op named dot.
func (s *Set) Add(dot Dot, element []byte) {
	if s.adds == nil {
		s.adds = map[Dot]string{}
	}
	s.adds[dot] = string(element)
}

// Remove records that the named adds were taken back.
func (s *Set) Remove(dots []Dot) {
	if s.removed == nil {
		s.removed = map[Dot]bool{}
	}
	for _, d := range dots {
		s.removed[d] = true
	}
}

// Elements returns the members, sorted by their bytes, each once.
func (s *Set) Elements() []string {
	var out []string
	for dot, element := range s.adds {
		if !s.removed[dot] {
			out = append(out, element)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Dots returns the adds that keep element in the set, in canonical order: what a
// remove of it must name.
func (s *Set) Dots(element []byte) []Dot {
	var out []Dot
	for dot, e := range s.adds {
		if e == string(element) && !s.removed[dot] {
			out = append(out, dot)
		}
	}
	slices.SortFunc(out, Dot.Compare)
	return out
}

// SessionKey is the Key of registers about the session opened by the op dot; their
// Entity is the writer's hub.
func SessionKey(dot Dot) string {
	return strconv.FormatUint(uint64(dot.Writer.Device), 10) + "." +
		strconv.FormatUint(uint64(dot.Epoch), 10) + "." + strconv.FormatUint(dot.Seq, 10)
}

// CompareCanonical is the order in which a learner's attempts are folded: by
// timestamp, then by dot. Timestamps are part of the op, so the order of two
// attempts never changes once both are written.
func CompareCanonical(a, b *Op) int {
	if c := a.Stamp.At.Compare(b.Stamp.At); c != 0 {
		return c
	}
	return a.Dot.Compare(b.Dot)
}
