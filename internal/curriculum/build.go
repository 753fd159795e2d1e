package curriculum

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Built is a pack with every exercise enumerated. Item i of the engine, of the
// catalogue and of the tablet's JSON are the same: generator × level × format, in
// this order of nesting.
type Built struct {
	Pack      *Pack
	Items     []Item
	Catalogue *Catalogue
}

// Item is what the engine chooses: the exercises of one generator, level and
// format. Skill and Generator are places in the pack's lists.
type Item struct {
	Skill     int
	Generator int
	Level     Level
	Format    Format
	Instances []Instance
}

// Build enumerates a pack. It has the same result everywhere; its errors name the
// generator's file, the values at hand and what to do.
func Build(p *Pack) (*Built, error) {
	b := &Built{Pack: p}
	for i := range p.Generators {
		if err := b.enumerate(i); err != nil {
			return nil, err
		}
	}
	return b, b.finish()
}

// enumerate appends the items of one generator.
func (b *Built) enumerate(generator int) error {
	g := &b.Pack.Generators[generator]
	found, err := b.Pack.enumerate(g)
	if err != nil {
		return err
	}
	skill, _ := b.Pack.skillIndex(g.Skill)
	for j, rule := range g.Levels {
		for _, name := range g.Formats {
			b.Items = append(b.Items, Item{
				Skill: skill, Generator: generator, Level: Level(slices.Index(levelNames, rule.Level)),
				Format: formatNames[name], Instances: found[j],
			})
		}
	}
	return nil
}

// finish makes the catalogue once every generator is enumerated.
func (b *Built) finish() (err error) {
	for i := range b.Pack.Skills {
		if !slices.ContainsFunc(b.Items, func(it Item) bool { return it.Skill == i }) {
			return faultf("skills.json", "skill %s has no generator; add one or remove the skill", b.Pack.Skills[i].ID)
		}
	}
	if found := b.inflect(); len(found) > 0 {
		return found[0]
	}
	b.Catalogue, err = b.catalogue()
	return err
}

// Names returns the skills' titles in a language, in the engine's order; an
// unknown language gives the pack's first.
func (b *Built) Names(language string) []string {
	l, ok := b.Pack.locales[language]
	if !ok {
		l = b.Pack.locales[b.Pack.Languages[0]]
	}
	names := make([]string, len(b.Pack.Skills))
	for i, s := range b.Pack.Skills {
		names[i] = l.Skills[s.ID].Title
	}
	return names
}

// MisconceptionName returns the title of a misconception in a language, "" when
// either is unknown.
func (b *Built) MisconceptionName(language, id string) string {
	l, ok := b.Pack.locales[language]
	if !ok {
		return ""
	}
	return l.Misconceptions[id]
}

// Grade compares a response with the answer of an instance; see Catalogue.Grade.
func (b *Built) Grade(item, instance uint32, response string) (correct bool, misconception string, ok bool) {
	return b.Catalogue.Grade(item, instance, response)
}

// catalogue collects what must never change while an attempt names it.
func (b *Built) catalogue() (*Catalogue, error) {
	c := &Catalogue{pack: b.Pack.ID, values: b.values(), misconceptions: b.Pack.Misconceptions}
	for _, s := range b.Pack.Skills {
		entry := skillEntry{id: s.ID}
		for _, e := range s.After {
			place, _ := b.Pack.skillIndex(e.Skill)
			entry.after = append(entry.after, uint32(place))
		}
		slices.Sort(entry.after)
		c.skills = append(c.skills, entry)
	}
	for _, it := range b.Items {
		g := &b.Pack.Generators[it.Generator]
		entry := itemEntry{generator: g.ID, skill: uint32(it.Skill), level: it.Level, format: it.Format}
		for _, id := range g.More {
			place, _ := b.Pack.skillIndex(id)
			entry.more = append(entry.more, uint32(place))
		}
		slices.Sort(entry.more)
		for _, instance := range it.Instances {
			entry.answers = append(entry.answers, answerEntry{key: instance.Answer, wrong: instance.Wrong})
		}
		c.items = append(c.items, entry)
	}
	return DecodeCatalogue(c.AppendBinary(nil))
}

// values is the digest of every instance's parameters, so that a catalogue's name
// also fixes which exercise an instance number means. Derived values only feed
// texts and are left out, as texts are.
func (b *Built) values() [sha256.Size]byte {
	h := sha256.New()
	var buffer []byte
	for _, it := range b.Items {
		n := len(b.Pack.Generators[it.Generator].Parameters)
		for _, instance := range it.Instances {
			buffer = buffer[:0]
			for _, v := range instance.Values[:n] {
				switch v := v.(type) {
				case int:
					buffer = binary.AppendVarint(append(buffer, 'n'), int64(v))
				case string:
					buffer = appendString(append(buffer, 's'), v)
				}
			}
			_, _ = h.Write(buffer) // a hash never fails to write
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}
