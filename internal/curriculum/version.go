package curriculum

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Version names what an item's generator asks and how it is answered: pack, generator
// and 16 digits of a digest of the levels, formats and answers of all its items. It
// stays the same while the pack around it grows and changes when an answer does, so
// that what people say of it holds for as long as it is true. ok is false when there
// is no such item. It reads the whole catalogue; Versions does so once for all items.
func (c *Catalogue) Version(item uint32) (version string, ok bool) {
	if int64(item) >= int64(len(c.items)) {
		return "", false
	}
	return c.Versions()[item], true
}

// Versions returns the Version of every item.
func (c *Catalogue) Versions() []string {
	byGenerator := map[string][]byte{}
	for i := range c.items {
		it := &c.items[i]
		b := append(byGenerator[it.generator], byte(it.level), byte(it.format))
		b = binary.AppendUvarint(b, uint64(len(it.answers)))
		for _, a := range it.answers {
			b = appendString(b, a.key)
		}
		byGenerator[it.generator] = b
	}
	names := make(map[string]string, len(byGenerator))
	for generator, b := range byGenerator {
		sum := sha256.Sum256(b)
		names[generator] = c.pack + "/" + generator + "@" + hex.EncodeToString(sum[:8])
	}
	out := make([]string, len(c.items))
	for i := range c.items {
		out[i] = names[c.items[i].generator]
	}
	return out
}
