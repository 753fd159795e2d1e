package wire

import (
	"crypto/sha256"
	"encoding/binary"

	"darasa/internal/school"
)

// Catalogue is what attempts can be predicted from: items, their skills and their
// answer keys. It is named by a hash and never changes. Items are numbered from
// 0 to NumItems−1, the instances of an item from 0 to Instances−1; methods are
// called within these bounds only.
type Catalogue interface {
	// NumItems returns how many items there are.
	NumItems() int
	// Skill returns the skill an item belongs to.
	Skill(item uint32) uint32
	// ItemsOf returns the items of a skill in an order that never changes; every
	// item is among those of its skill.
	ItemsOf(skill uint32) []uint32
	// Instances returns how many instances an item has, 0 when it is not enumerated.
	Instances(item uint32) uint32
	// Key returns the right response to an instance.
	Key(item, instance uint32) string
	// Wrong returns the wrong responses to an instance that have a name, in an
	// order that never changes.
	Wrong(item, instance uint32) []string
}

// Context is what both ends share. Nothing in it is kept or changed but the
// Directory.
type Context struct {
	// Directory is the list that the segments of one hub and audience build on.
	// Encode and Decode append the entries a segment declares when they succeed,
	// and leave it as it was when they fail. Whoever encodes must store the entries
	// with the segment, in one transaction, or load the directory anew.
	Directory *Directory
	// Catalogues finds a catalogue by its hash; nil finds none.
	Catalogues func(hash [32]byte) (Catalogue, bool)
	// Instance is the instance rule: which of an item's n instances a learner
	// meets who has answered it count times before. Nil encodes without it.
	Instance func(seed uint64, item, count, n uint32) uint32
}

// Seed returns the number that the instance rule knows a learner by: the first
// eight bytes, big-endian, of the SHA-256 of the id.
func Seed(learner school.ID) uint64 {
	sum := sha256.Sum256(learner[:])
	return binary.BigEndian.Uint64(sum[:8])
}
