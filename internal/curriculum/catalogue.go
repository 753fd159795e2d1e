package curriculum

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"darasa/internal/engine"
	"darasa/internal/school"
)

// catalogueFormat opens every catalogue, so that a later form can be told apart.
const catalogueFormat = 0

// maxCatalogueInstances bounds the instances of one catalogue.
const maxCatalogueInstances = MaxGenerators * MaxInstances

// Catalogue is what an attempt refers to: skills and their edges, items, how many
// instances each has, and the keys of right and of known wrong answers. It is
// immutable, named by its hash and kept for ever; texts are not part of it, so a
// better translation leaves the name as it is. Use Built.Catalogue or
// DecodeCatalogue; the zero value is empty.
type Catalogue struct {
	pack           string
	values         [sha256.Size]byte
	misconceptions []string
	skills         []skillEntry
	items          []itemEntry
	hash           [sha256.Size]byte
	bySkill        [][]uint32
}

type skillEntry struct {
	id    string
	after []uint32
}

type itemEntry struct {
	generator string
	skill     uint32
	more      []uint32
	level     Level
	format    Format
	answers   []answerEntry
}

type answerEntry struct {
	key   string
	wrong []WrongKey
	keys  []string // the keys of wrong
}

// AppendBinary appends the canonical form; its SHA-256 is Hash.
func (c *Catalogue) AppendBinary(b []byte) []byte {
	b = append(b, catalogueFormat)
	b = appendString(b, c.pack)
	b = append(b, c.values[:]...)
	b = binary.AppendUvarint(b, uint64(len(c.misconceptions)))
	for _, id := range c.misconceptions {
		b = appendString(b, id)
	}
	b = binary.AppendUvarint(b, uint64(len(c.skills)))
	for _, s := range c.skills {
		b = appendNumbers(appendString(b, s.id), s.after)
	}
	b = binary.AppendUvarint(b, uint64(len(c.items)))
	for i := range c.items {
		b = c.items[i].append(b)
	}
	return b
}

func (it *itemEntry) append(b []byte) []byte {
	b = appendString(b, it.generator)
	b = binary.AppendUvarint(b, uint64(it.skill))
	b = appendNumbers(b, it.more)
	b = append(b, byte(it.level), byte(it.format))
	b = binary.AppendUvarint(b, uint64(len(it.answers)))
	for _, a := range it.answers {
		b = appendString(b, a.key)
		b = binary.AppendUvarint(b, uint64(len(a.wrong)))
		for _, w := range a.wrong {
			b = binary.AppendUvarint(appendString(b, w.Key), uint64(w.Misconception))
		}
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendNumbers appends a count and ascending numbers.
func appendNumbers(b []byte, numbers []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	for _, n := range numbers {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

// DecodeCatalogue reads a catalogue in canonical form. It refuses what
// AppendBinary would not write (CodeInvalid), a newer form (CodeVersion) and what
// passes a bound (CodeLimit); its memory is bounded by a small multiple of len(b).
func DecodeCatalogue(b []byte) (*Catalogue, error) {
	r := &reader{b: b}
	if form := r.byte(); r.err == nil && form != catalogueFormat {
		return nil, school.Errorf(school.CodeVersion, "catalogue form %d is newer than this program", form)
	}
	c := &Catalogue{pack: r.id(), values: [sha256.Size]byte(r.take(sha256.Size)), hash: sha256.Sum256(b)}
	for range r.count(MaxGenerators * 16) {
		id := r.id()
		if n := len(c.misconceptions); n > 0 && id <= c.misconceptions[n-1] {
			r.fail("misconceptions are not in order")
		}
		c.misconceptions = append(c.misconceptions, id)
	}
	for i := range r.count(MaxSkills) {
		c.skills = append(c.skills, skillEntry{id: r.id(), after: r.numbers(uint32(i), engine.MaxPrereqs)})
	}
	left := maxCatalogueInstances
	for range r.count(MaxGenerators * 16) {
		c.items = append(c.items, r.item(c, &left))
		if r.err != nil {
			break
		}
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("something follows its end")
	}
	if r.err != nil {
		return nil, r.err
	}
	c.bySkill = make([][]uint32, len(c.skills))
	for i, it := range c.items {
		c.bySkill[it.skill] = append(c.bySkill[it.skill], uint32(i))
	}
	return c, nil
}

func (r *reader) item(c *Catalogue, left *int) itemEntry {
	it := itemEntry{generator: r.id(), skill: r.below(uint32(len(c.skills))), more: r.numbers(uint32(len(c.skills)), engine.MaxMore)}
	it.level, it.format = Level(r.byte()), Format(r.byte())
	if it.level > Hard || it.format == 0 || slices.Contains(it.more, it.skill) {
		r.fail("an item has no such level, format or skill")
	}
	n := r.count(min(*left, len(r.b)))
	*left -= n
	for range n {
		a := answerEntry{key: r.key()}
		for range r.count(64) {
			w := WrongKey{Key: r.key(), Misconception: r.below(uint32(len(c.misconceptions)))}
			if w.Key == a.key || slices.Contains(a.keys, w.Key) {
				r.fail("a wrong answer stands twice or is right")
			}
			a.wrong, a.keys = append(a.wrong, w), append(a.keys, w.Key)
		}
		if r.err != nil {
			break
		}
		it.answers = append(it.answers, a)
	}
	if n == 0 {
		r.fail("an item has no instances")
	}
	return it
}

// Hash names the catalogue: the SHA-256 of its canonical form.
func (c *Catalogue) Hash() [sha256.Size]byte { return c.hash }

// Pack returns the id of the pack the catalogue was built from.
func (c *Catalogue) Pack() string { return c.pack }

// NumItems counts the items.
func (c *Catalogue) NumItems() int { return len(c.items) }

// NumSkills counts the skills.
func (c *Catalogue) NumSkills() int { return len(c.skills) }

// SkillID returns the id of a skill, "" when there is none with this number.
func (c *Catalogue) SkillID(skill uint32) string {
	if int64(skill) >= int64(len(c.skills)) {
		return ""
	}
	return c.skills[skill].id
}

// Prerequisites returns the skills a skill builds on, ascending, each smaller than
// skill. The caller does not change the slice.
func (c *Catalogue) Prerequisites(skill uint32) []uint32 {
	if int64(skill) >= int64(len(c.skills)) {
		return nil
	}
	return c.skills[skill].after
}

// Skill returns the first skill of an item, 0 when there is no such item.
func (c *Catalogue) Skill(item uint32) uint32 {
	if int64(item) >= int64(len(c.items)) {
		return 0
	}
	return c.items[item].skill
}

// ItemsOf returns the items whose first skill is skill, ascending. The caller does
// not change the slice.
func (c *Catalogue) ItemsOf(skill uint32) []uint32 {
	if int64(skill) >= int64(len(c.bySkill)) {
		return nil
	}
	return c.bySkill[skill]
}

// Instances counts the instances of an item, 0 when there is no such item.
func (c *Catalogue) Instances(item uint32) uint32 {
	if int64(item) >= int64(len(c.items)) {
		return 0
	}
	return uint32(len(c.items[item].answers))
}

func (c *Catalogue) answer(item, instance uint32) *answerEntry {
	if instance >= c.Instances(item) {
		return nil
	}
	return &c.items[item].answers[instance]
}

// Key returns the right answer of an instance in canonical form, "" when there is
// no such instance.
func (c *Catalogue) Key(item, instance uint32) string {
	if a := c.answer(item, instance); a != nil {
		return a.key
	}
	return ""
}

// Wrong returns the known wrong answers of an instance in canonical form. The
// caller does not change the slice.
func (c *Catalogue) Wrong(item, instance uint32) []string {
	if a := c.answer(item, instance); a != nil {
		return a.keys
	}
	return nil
}
