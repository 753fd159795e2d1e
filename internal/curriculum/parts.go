package curriculum

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// PartBytes is the size, before compression, beyond which a part takes in no
// further generator of its skill. A part is therefore smaller than this and one
// generator together, and a pack has at most MaxGenerators parts.
const PartBytes = 96 << 10

// Parts is the compiled pack cut so that a tablet can begin with a little of it.
// Files are named by the SHA-256 of their bytes, so another version of a pack
// shares with this one whatever did not change.
type Parts struct {
	Contents [sha256.Size]byte              // name of the page that lists the parts
	Files    map[[sha256.Size]byte][]byte   // the contents page and every part
	Places   []PartPlace                    // of every item of the engine
	Skills   map[string][][sha256.Size]byte // of every skill: its parts
}

// PartPlace says where an item stands: which part, and which of its items.
type PartPlace struct {
	Part [sha256.Size]byte
	At   uint32
}

// The contents page: everything about the pack but its exercises. Its skills are
// those of the whole pack; Items are the engine's items, in the part's own order.
type (
	tabletContents struct {
		tabletHead
		Misconceptions []tabletMisconception `json:"misconceptions"`
		Parts          []tabletPartLine      `json:"parts"`
		Extras         *tabletExtrasLine     `json:"extras,omitempty"`
		Audio          []tabletSoundLine     `json:"audio,omitempty"`
	}
	tabletPartLine struct {
		Name  string `json:"name"`
		Skill int    `json:"skill"`
		Items []int  `json:"items"`
	}
	// tabletPart names no place outside itself, so that an exercise added elsewhere in
	// the pack leaves its bytes as they are.
	tabletPart struct {
		Format     int               `json:"format"`
		Skill      tabletPartSkill   `json:"skill"`
		Generators []tabletGenerator `json:"generators"`
		Items      []tabletPartItem  `json:"items"`
	}
	tabletPartSkill struct {
		ID      string            `json:"id"`
		Picture string            `json:"picture"`
		Title   map[string]string `json:"title"`
		Can     map[string]string `json:"can"`
	}
	tabletPartItem struct {
		Generator int              `json:"generator"`
		Level     Level            `json:"level"`
		Format    string           `json:"format"`
		Instances []tabletInstance `json:"instances"`
	}
)

// TabletParts cuts the compiled pack by skill, and a skill with much in it by
// generator; what is recorded becomes files beside them. It has the same result
// everywhere.
func (b *Built) TabletParts(sounds ...Sound) *Parts {
	whole := b.tabletPack()
	parts := &Parts{Files: map[[sha256.Size]byte][]byte{}, Places: make([]PartPlace, len(whole.Items)), Skills: map[string][][sha256.Size]byte{}}
	contents := tabletContents{tabletHead: whole.tabletHead, Misconceptions: whole.Misconceptions, Parts: []tabletPartLine{}}
	for skill := range whole.Skills {
		for _, items := range whole.cut(skill) {
			name, id := parts.add(whole.part(skill, items)), whole.Skills[skill].ID
			parts.Skills[id] = append(parts.Skills[id], name)
			contents.Parts = append(contents.Parts, tabletPartLine{Name: hex.EncodeToString(name[:]), Skill: skill, Items: items})
			for at, item := range items {
				parts.Places[item] = PartPlace{Part: name, At: uint32(at)}
			}
		}
	}
	contents.Extras = b.extras(parts)
	contents.Audio = b.sound(parts, sounds)
	parts.Contents = parts.add(contents)
	return parts
}

// cut divides the items of a skill among parts, generators whole.
func (t *tabletPack) cut(skill int) (parts [][]int) {
	size, generator := 0, -1
	for i := range t.Items {
		item := &t.Items[i]
		if item.Skill != skill {
			continue
		}
		if item.Generator != generator && (size == 0 || size > PartBytes) {
			parts, size = append(parts, nil), 0
		}
		generator = item.Generator
		parts[len(parts)-1] = append(parts[len(parts)-1], i)
		size += len(mustJSON(item))
	}
	return parts
}

// Examples reads the exercises of a skill, none of a skill that is not there.
func (p *Parts) Examples(skill string) (*Examples, error) {
	var bodies [][]byte
	for _, name := range p.Skills[skill] {
		bodies = append(bodies, p.Files[name])
	}
	return OpenExamples(bodies...)
}

func (t *tabletPack) part(skill int, items []int) tabletPart {
	s := &t.Skills[skill]
	p := tabletPart{Skill: tabletPartSkill{ID: s.ID, Picture: s.Picture, Title: s.Title, Can: s.Can}}
	var generators []int
	for _, i := range items {
		item := &t.Items[i]
		if !slices.Contains(generators, item.Generator) {
			generators = append(generators, item.Generator)
			p.Generators = append(p.Generators, t.Generators[item.Generator])
		}
		p.Items = append(p.Items, tabletPartItem{
			Generator: slices.Index(generators, item.Generator), Level: item.Level, Format: item.Format, Instances: item.Instances,
		})
	}
	return p
}

func (p *Parts) add(page any) (name [sha256.Size]byte) {
	body := mustJSON(page)
	name = sha256.Sum256(body)
	p.Files[name] = body
	return name
}

// mustJSON encodes what is made of maps of strings, slices and numbers only, which
// cannot fail.
func mustJSON(v any) []byte {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic("curriculum: compiled pack: " + err.Error())
	}
	return encoded
}
