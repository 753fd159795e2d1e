package curriculum

import (
	"maps"
	"slices"
	"strings"
)

// checkTexts proves that every language says everything, about the same values,
// and nothing that no file asks for.
func (p *Pack) checkTexts() (found faults) {
	for _, language := range p.Languages {
		l := p.locales[language]
		file := "locale/" + language + ".json"
		if l.Language != language {
			found.add(faultf(file, "language is %q; it must repeat the file's name", l.Language))
		}
		if l.Direction != "ltr" && l.Direction != "rtl" {
			found.add(faultf(file, "direction is %q; use ltr or rtl", l.Direction))
		}
		found.add(checkText(file, "pack.title", l.Pack.Title, nil))
		found = append(found, p.checkSkillTexts(file, l)...)
		found = append(found, sameKeys(file, "misconceptions", p.Misconceptions, l.Misconceptions)...)
		for _, id := range p.Misconceptions {
			if text, ok := l.Misconceptions[id]; ok {
				found.add(checkText(file, "misconceptions."+id, text, nil))
			}
		}
		found = append(found, p.checkGeneratorTexts(file, l)...)
	}
	return found
}

func (p *Pack) checkSkillTexts(file string, l *locale) faults {
	var ids []string
	for _, s := range p.Skills {
		ids = append(ids, s.ID)
	}
	found := sameKeys(file, "skills", ids, l.Skills)
	for _, id := range ids {
		if skill, ok := l.Skills[id]; ok {
			found.add(checkText(file, "skills."+id+".title", skill.Title, nil))
			found.add(checkText(file, "skills."+id+".can", skill.Can, nil))
		}
	}
	return found
}

func (p *Pack) checkGeneratorTexts(file string, l *locale) faults {
	var ids []string
	for i := range p.Generators {
		ids = append(ids, p.Generators[i].ID)
	}
	found := sameKeys(file, "generators", ids, l.Generators)
	for i := range p.Generators {
		g := &p.Generators[i]
		texts, ok := l.Generators[g.ID]
		if !ok {
			continue
		}
		keys := g.textKeys()
		found = append(found, sameKeys(file, "generators."+g.ID, keys, texts)...)
		for _, key := range keys {
			if text, ok := texts[key]; ok {
				found.add(p.checkMessage(file, g, key, text))
			}
		}
	}
	return found
}

// checkMessage checks a message by itself and against the pack's first language.
func (p *Pack) checkMessage(file string, g *Generator, key, text string) error {
	where := "generators." + g.ID + "." + key
	if err := checkText(file, where, text, g.names()); err != nil {
		return err
	}
	first, ok := p.locales[p.Languages[0]].Generators[g.ID][key]
	if want, got := placeholders(first), placeholders(text); ok && !slices.Equal(got, want) {
		return faultf(file, "%s: it shows {%s}, but %s shows {%s}; both languages must show the same values",
			where, strings.Join(got, "} {"), p.Languages[0], strings.Join(want, "} {"))
	}
	return nil
}

// textKeys lists the messages of a generator: stem, groups, hints, steps, the second
// explanation, and one line of feedback for every misconception.
func (g *Generator) textKeys() []string {
	keys := slices.Concat(g.Stem, g.Groups, g.Hints, g.Steps)
	if g.Another != nil {
		keys = append(keys, g.Another.Say...)
	}
	for _, m := range g.Misconceptions {
		keys = append(keys, "mis."+m.ID)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func sameKeys[V any](file, where string, want []string, got map[string]V) (found faults) {
	for _, key := range want {
		if _, ok := got[key]; !ok {
			found.add(faultf(file, "%s lacks %q; add its text", where, key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if !slices.Contains(want, key) {
			found.add(faultf(file, "%s has a text for %q, which nothing uses; delete it or correct the key", where, key))
		}
	}
	return found
}

func checkText(file, where, text string, names []string) error {
	if strings.TrimSpace(text) == "" || len(text) > MaxText {
		return faultf(file, "%s is empty or longer than %d bytes", where, MaxText)
	}
	if strings.ContainsAny(text, "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") {
		return faultf(file, "%s: write digits as 0 to 9; the app keeps them left to right", where)
	}
	m, err := parseMessage(text)
	if err != nil {
		return faultf(file, "%s: %v", where, err)
	}
	for _, at := range m.places {
		if !slices.Contains(names, at.value) {
			return faultf(file, "%s: {%s} is not a value there", where, at.value)
		}
		if at.form != "" && !slices.Contains(forms, at.form) && !slices.Contains(names, at.form) {
			return faultf(file, "%s: {%s:%s}: the forms are %s, or the name of a value that says one", where, at.value, at.form, strings.Join(forms, ", "))
		}
	}
	return nil
}

// placeholders lists the values that a sound message shows, sorted, each as often as
// it stands there, and each word once: languages inflect different parts.
func placeholders(text string) []string {
	m, _ := parseMessage(text) // checkText says what is wrong
	var names, words []string
	for _, at := range m.places {
		if at.isWord() {
			words = append(words, at.value+":")
		} else {
			names = append(names, at.value)
		}
	}
	slices.Sort(words)
	names = append(names, slices.Compact(words)...)
	slices.Sort(names)
	return names
}
