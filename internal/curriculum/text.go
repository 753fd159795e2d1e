package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// checkTexts proves that every language says everything, about the same values,
// and nothing that no file asks for.
func (p *Pack) checkTexts() error {
	for _, language := range p.Languages {
		l := p.locales[language]
		file := "locale/" + language + ".json"
		if l.Language != language {
			return faultf(file, "language is %q; it must repeat the file's name", l.Language)
		}
		if l.Direction != "ltr" && l.Direction != "rtl" {
			return faultf(file, "direction is %q; use ltr or rtl", l.Direction)
		}
		if err := checkText(file, "pack.title", l.Pack.Title, nil); err != nil {
			return err
		}
		if err := p.checkSkillTexts(file, l); err != nil {
			return err
		}
		if err := sameKeys(file, "misconceptions", p.Misconceptions, l.Misconceptions); err != nil {
			return err
		}
		for _, id := range p.Misconceptions {
			if err := checkText(file, "misconceptions."+id, l.Misconceptions[id], nil); err != nil {
				return err
			}
		}
		if err := p.checkGeneratorTexts(file, l); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pack) checkSkillTexts(file string, l *locale) error {
	var ids []string
	for _, s := range p.Skills {
		ids = append(ids, s.ID)
	}
	if err := sameKeys(file, "skills", ids, l.Skills); err != nil {
		return err
	}
	for _, id := range ids {
		if err := checkText(file, "skills."+id+".title", l.Skills[id].Title, nil); err != nil {
			return err
		}
		if err := checkText(file, "skills."+id+".can", l.Skills[id].Can, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pack) checkGeneratorTexts(file string, l *locale) error {
	var ids []string
	for i := range p.Generators {
		ids = append(ids, p.Generators[i].ID)
	}
	if err := sameKeys(file, "generators", ids, l.Generators); err != nil {
		return err
	}
	for i := range p.Generators {
		g := &p.Generators[i]
		keys := g.textKeys()
		if err := sameKeys(file, "generators."+g.ID, keys, l.Generators[g.ID]); err != nil {
			return err
		}
		for _, key := range keys {
			where := "generators." + g.ID + "." + key
			text := l.Generators[g.ID][key]
			if err := checkText(file, where, text, g.names()); err != nil {
				return err
			}
			first := placeholders(p.text(p.Languages[0], g.ID, key))
			if got := placeholders(text); !slices.Equal(got, first) {
				return faultf(file, "%s: it shows {%s}, but %s shows {%s}; both languages must show the same values",
					where, strings.Join(got, "} {"), p.Languages[0], strings.Join(first, "} {"))
			}
		}
	}
	return nil
}

// textKeys lists the messages of a generator: stem, hints, steps, and one line of
// feedback for every misconception.
func (g *Generator) textKeys() []string {
	keys := slices.Concat(g.Stem, g.Hints, g.Steps)
	for _, m := range g.Misconceptions {
		keys = append(keys, "mis."+m.ID)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func sameKeys[V any](file, where string, want []string, got map[string]V) error {
	for _, key := range want {
		if _, ok := got[key]; !ok {
			return faultf(file, "%s lacks %q; add its text", where, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if !slices.Contains(want, key) {
			return faultf(file, "%s has a text for %q, which nothing uses; delete it or correct the key", where, key)
		}
	}
	return nil
}

func checkText(file, where, text string, names []string) error {
	if strings.TrimSpace(text) == "" || len(text) > MaxText {
		return faultf(file, "%s is empty or longer than %d bytes", where, MaxText)
	}
	if strings.ContainsAny(text, "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") {
		return faultf(file, "%s: write digits as 0 to 9; the app keeps them left to right", where)
	}
	rest := text
	for _, name := range placeholders(text) {
		if !slices.Contains(names, name) {
			return faultf(file, "%s: {%s} is not a value there", where, name)
		}
		rest = strings.ReplaceAll(rest, "{"+name+"}", "")
	}
	if strings.ContainsAny(rest, "{}") {
		return faultf(file, "%s: a brace stands alone; write {name}", where)
	}
	return nil
}

// placeholders lists the names in braces, sorted, each as often as it stands there.
func placeholders(text string) []string {
	var names []string
	for {
		_, after, ok := strings.Cut(text, "{")
		if !ok {
			slices.Sort(names)
			return names
		}
		name, rest, ok := strings.Cut(after, "}")
		if !ok {
			slices.Sort(names)
			return names
		}
		names = append(names, name)
		text = rest
	}
}
