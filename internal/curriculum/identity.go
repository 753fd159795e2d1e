package curriculum

// ItemIdentity is what stays the same about an item when its pack grows: another
// catalogue may give it another number, never another identity.
type ItemIdentity struct {
	Pack, Generator string
	Level           Level
	Format          Format
}

// Identity returns the identity of an item of the catalogue; ok is false when
// there is no such item.
func (c *Catalogue) Identity(item uint32) (id ItemIdentity, ok bool) {
	if item >= uint32(len(c.items)) {
		return ItemIdentity{}, false
	}
	it := &c.items[item]
	return ItemIdentity{Pack: c.pack, Generator: it.generator, Level: it.level, Format: it.format}, true
}
