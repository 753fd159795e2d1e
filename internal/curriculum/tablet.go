package curriculum

import "encoding/hex"

// The compiled pack as tablets read it; docs/content.md shows it in full.
type (
	tabletPack struct {
		tabletHead
		Generators     []tabletGenerator     `json:"generators"`
		Misconceptions []tabletMisconception `json:"misconceptions"`
		Items          []tabletItem          `json:"items"`
	}
	// tabletHead opens the whole pack and the contents page alike.
	tabletHead struct {
		Format     int               `json:"format"`
		Pack       string            `json:"pack"`
		Version    uint32            `json:"version"`
		Catalogue  string            `json:"catalogue"`
		Title      map[string]string `json:"title"`
		Languages  []string          `json:"languages"`
		Directions map[string]string `json:"directions"`
		Skills     []tabletSkill     `json:"skills"`
	}
	tabletSkill struct {
		ID      string            `json:"id"`
		Picture string            `json:"picture"`
		Title   map[string]string `json:"title"`
		Can     map[string]string `json:"can"`
		Outcome []string          `json:"outcome"`
		After   []uint32          `json:"after"`
	}
	tabletGenerator struct {
		ID     string                       `json:"id"`
		Format string                       `json:"format"`
		Text   map[string]map[string]string `json:"text"`
		Stem   []string                     `json:"stem"`
		Hints  []string                     `json:"hints"`
		Steps  []string                     `json:"steps"`
		Layout map[string]string            `json:"layout"`
		Sign   string                       `json:"sign,omitempty"`   // of value and form
		Notes  []int                        `json:"notes,omitempty"`  // of money
		Groups []string                     `json:"groups,omitempty"` // of group: the messages that name them
		Tools  []Tool                       `json:"tools,omitempty"`
		// A second explanation, which never shows the answer, and what a story is about.
		Another *tabletAnother `json:"another,omitempty"`
		Theme   string         `json:"theme,omitempty"`
	}
	tabletAnother struct {
		Say    []string          `json:"say"`
		Layout map[string]string `json:"layout,omitempty"`
	}
	tabletMisconception struct {
		ID    string            `json:"id"`
		Title map[string]string `json:"title"`
	}
	tabletItem struct {
		Skill     int              `json:"skill"`
		Generator int              `json:"generator"`
		Level     Level            `json:"level"`
		Format    string           `json:"format"`
		Instances []tabletInstance `json:"instances"`
	}
	tabletInstance struct {
		Values map[string]any    `json:"v"`
		Answer string            `json:"answer"`
		Wrong  map[string]string `json:"wrong"`
		// Of choice and picture, of picture and group, of order and group, and of steps.
		Options  []string         `json:"options,omitempty"`
		Pictures []map[string]any `json:"pictures,omitempty"`
		Tiles    []string         `json:"tiles,omitempty"`
		Work     *Work            `json:"work,omitempty"`
	}
)

// TabletJSON returns the compiled pack, the same bytes for the same pack. A tablet
// needs nothing else to show, grade and explain every exercise.
func (b *Built) TabletJSON() []byte { return mustJSON(b.tabletPack()) }

func (b *Built) tabletPack() *tabletPack {
	p := b.Pack
	hash := b.Catalogue.Hash()
	t := &tabletPack{tabletHead: tabletHead{
		Pack: p.ID, Version: p.Version, Catalogue: hex.EncodeToString(hash[:]), Languages: p.Languages,
		Title:      p.perLanguage(func(l *locale) string { return l.Pack.Title }),
		Directions: p.perLanguage(func(l *locale) string { return l.Direction }),
	}}
	for i, s := range p.Skills {
		skill := tabletSkill{
			ID: s.ID, Picture: s.Picture, Outcome: []string{}, After: append([]uint32{}, b.Catalogue.Prerequisites(uint32(i))...),
			Title: p.perLanguage(func(l *locale) string { return l.Skills[s.ID].Title }),
			Can:   p.perLanguage(func(l *locale) string { return l.Skills[s.ID].Can }),
		}
		for _, o := range s.Outcomes {
			skill.Outcome = append(skill.Outcome, o.Code)
		}
		t.Skills = append(t.Skills, skill)
	}
	for i := range p.Generators {
		t.Generators = append(t.Generators, b.tabletGenerator(&p.Generators[i]))
	}
	for _, id := range p.Misconceptions {
		t.Misconceptions = append(t.Misconceptions, tabletMisconception{
			ID: id, Title: p.perLanguage(func(l *locale) string { return l.Misconceptions[id] }),
		})
	}
	for _, it := range b.Items {
		t.Items = append(t.Items, b.tabletItem(it))
	}
	return t
}

func (b *Built) tabletGenerator(g *Generator) tabletGenerator {
	t := tabletGenerator{
		ID: g.ID, Format: g.Formats[0], Stem: g.Stem, Hints: g.Hints, Steps: g.Steps, Layout: g.layout,
		Sign: g.Sign, Notes: g.Notes, Groups: g.Groups, Text: map[string]map[string]string{}, Theme: g.Theme, Tools: g.Tools,
	}
	if g.Another != nil {
		t.Another = &tabletAnother{Say: g.Another.Say, Layout: g.Another.layout}
	}
	for _, language := range b.Pack.Languages {
		texts := map[string]string{}
		for _, key := range g.textKeys() {
			texts[key], _ = b.compileText(g, language, b.Pack.text(language, g.ID, key), texts) // finish checked them
		}
		t.Text[language] = texts
	}
	return t
}

func (b *Built) tabletItem(it Item) tabletItem {
	t := tabletItem{Skill: it.Skill, Generator: it.Generator, Level: it.Level, Format: it.Format.String()}
	names := b.Pack.Generators[it.Generator].names()
	for _, instance := range it.Instances {
		ti := tabletInstance{Values: map[string]any{}, Answer: instance.Answer, Wrong: map[string]string{}}
		for i, name := range names {
			ti.Values[name] = instance.Values[i]
		}
		for _, w := range instance.Wrong {
			ti.Wrong[w.Key] = b.Pack.Misconceptions[w.Misconception]
		}
		switch it.Format {
		case FormatChoice:
			ti.Options = instance.Options
		case FormatPicture:
			ti.Options = instance.Options
			ti.Pictures = b.Pack.Generators[it.Generator].draw(instance)
		case FormatOrder:
			ti.Tiles = instance.Tiles
		case FormatGroup:
			ti.Tiles = instance.Tiles
			if g := &b.Pack.Generators[it.Generator]; g.Pictures != nil {
				ti.Pictures = g.draw(instance)
			}
		case FormatSteps:
			ti.Work = instance.Work
		}
		t.Instances = append(t.Instances, ti)
	}
	return t
}

func (p *Pack) perLanguage(f func(*locale) string) map[string]string {
	out := map[string]string{}
	for _, language := range p.Languages {
		out[language] = f(p.locales[language])
	}
	return out
}
