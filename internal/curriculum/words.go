package curriculum

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// MaxNouns bounds the nouns of a pack: each is checked by people in every language.
const MaxNouns = 80

// Word is a noun that messages can inflect, or the name of an invented person.
type Word struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"` // "thing" or "person"
	Gender string `json:"gender,omitempty"`
	Region string `json:"region,omitempty"`
}

type wordsFile struct {
	Words []Word `json:"words"`
}

// wordForms are the forms of a word in one language: direct and oblique, one and
// many. Absent forms fall back to the direct ones; a name has One alone.
type wordForms struct {
	Gender      string `json:"gender,omitempty"`
	One         string `json:"one"`
	Many        string `json:"many,omitempty"`
	Oblique     string `json:"oblique,omitempty"`
	ObliqueMany string `json:"obliqueMany,omitempty"`
	Counter     string `json:"counter,omitempty"` // said between a number and the noun
}

// forms are the names of forms in messages.
var forms = []string{"counter", "many", "oblique", "obliqueMany", "one"}

// form returns a form of the word, "" when the word has none.
func (f *wordForms) form(name string) string {
	many := f.Many
	if many == "" {
		many = f.One
	}
	first := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	switch name {
	case "one":
		return f.One
	case "many":
		return many
	case "oblique":
		return first(f.Oblique, f.One)
	case "obliqueMany":
		return first(f.ObliqueMany, many)
	case "counter":
		return f.Counter
	}
	return ""
}

// loadWords reads words.json, which a pack may leave out.
func (p *Pack) loadWords(fsys fs.FS) error {
	var file wordsFile
	if _, err := fs.Stat(fsys, "words.json"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := readJSON(fsys, "words.json", &file); err != nil {
		return err
	}
	p.Words = file.Words
	return nil
}

// checkWords checks that every language has every word, and every word a gender
// where the language tells genders apart.
func (p *Pack) checkWords() (found faults) {
	nouns := 0
	var ids []string
	for _, w := range p.Words {
		switch {
		case !isID(w.ID) || slices.Contains(ids, w.ID):
			found.add(faultf("words.json", "word %q is malformed or stands twice", w.ID))
		case w.Kind == "person" && (w.Gender == "" || w.Region == ""):
			found.add(faultf("words.json", "%s: a person has a gender and a region, so that names can be balanced", w.ID))
		case w.Kind != "person" && w.Kind != "thing":
			found.add(faultf("words.json", "%s: kind is thing or person", w.ID))
		}
		if w.Kind == "thing" {
			nouns++
		}
		ids = append(ids, w.ID)
	}
	if nouns > MaxNouns {
		found.add(faultf("words.json", "%d nouns; the bound is %d, for people read each of them", nouns, MaxNouns))
	}
	for _, language := range p.Languages {
		file, words := "locale/"+language+".json", p.locales[language].Words
		found = append(found, sameKeys(file, "words", ids, words)...)
		for _, id := range slices.Sorted(maps.Keys(words)) {
			if w := words[id]; w.One == "" {
				found.add(faultf(file, "words.%s lacks its form one", id))
			}
		}
	}
	return found
}

// message is a text with its places found: {a}, {thing:many} and
// {thing, select, m {…} f {…}}.
type message struct {
	literals []string // one more than places
	places   []place
}

// place shows a value; with a form or cases the value is a word.
type place struct {
	value, form string
	cases       map[string]string // by the word's gender; "other" serves the rest
}

// parseMessage reads a text. The error says what is wrong with its braces.
func parseMessage(text string) (message, error) {
	var m message
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			if strings.Contains(text, "}") {
				return m, errors.New("a brace stands alone; write {name}")
			}
			m.literals = append(m.literals, text)
			return m, nil
		}
		inner, rest, err := braces(text[open:])
		if err != nil || strings.Contains(text[:open], "}") {
			return m, errors.New("a brace stands alone; write {name}")
		}
		p, err := parsePlace(inner)
		if err != nil {
			return m, err
		}
		m.literals, m.places, text = append(m.literals, text[:open]), append(m.places, p), rest
	}
}

// braces returns what stands in the braces with which text begins, and what follows.
func braces(text string) (inner, rest string, err error) {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return text[1:i], text[i+1:], nil
			}
		}
	}
	return "", "", errors.New("a brace stays open")
}

func parsePlace(inner string) (place, error) {
	name, cases, chosen := strings.Cut(inner, ", select,")
	if !chosen {
		value, form, _ := strings.Cut(inner, ":")
		if strings.ContainsAny(inner, "{} ,") {
			return place{}, fmt.Errorf("{%s} is no place for a value", inner)
		}
		return place{value: value, form: form}, nil
	}
	p := place{value: name, cases: map[string]string{}}
	for rest := strings.TrimSpace(cases); rest != ""; rest = strings.TrimSpace(rest) {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			return p, fmt.Errorf("{%s}: write {name, select, m {…} f {…}}", inner)
		}
		words, after, err := braces(rest[open:])
		gender := strings.TrimSpace(rest[:open])
		if err != nil || !slices.Contains([]string{"m", "f", "other"}, gender) || strings.Contains(words, "{") {
			return p, fmt.Errorf("{%s}: the cases of select are m, f and other, with plain words", inner)
		}
		p.cases[gender], rest = words, after
	}
	if len(p.cases) == 0 {
		return p, fmt.Errorf("{%s} chooses among nothing", inner)
	}
	return p, nil
}

// isWord reports whether the place inflects a word.
func (p *place) isWord() bool { return p.form != "" || p.cases != nil }

// said is what the place shows for a word in a language.
func (p *Pack) said(language string, at *place, id, form string) (string, error) {
	words, ok := p.locales[language].Words[id]
	if !ok {
		return "", fmt.Errorf("%q is not in words.json", id)
	}
	if at.cases == nil {
		if text := words.form(form); text != "" {
			return text, nil
		}
		return "", fmt.Errorf("the word %s has no form %q", id, form)
	}
	gender := words.Gender
	if i := slices.IndexFunc(p.Words, func(w Word) bool { return w.ID == id }); gender == "" && i >= 0 {
		gender = p.Words[i].Gender
	}
	for _, key := range []string{gender, "other"} {
		if text, ok := at.cases[key]; ok {
			return text, nil
		}
	}
	return "", fmt.Errorf("the word %s has gender %q, for which select has no case", id, gender)
}

// wordPrefix opens the keys under which a compiled generator has the forms of words.
const wordPrefix = "word."

// compileText writes a generator's message as tablets read it, {a} and
// {thing:form}, and adds the forms that its words need to texts.
func (b *Built) compileText(g *Generator, language, text string, texts map[string]string) (string, error) {
	m, err := parseMessage(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for i := range m.places {
		at := &m.places[i]
		form := at.form
		if at.cases != nil {
			form = at.caseName()
		}
		out.WriteString(m.literals[i])
		if !at.isWord() {
			out.WriteString("{" + at.value + "}")
			continue
		}
		out.WriteString("{" + at.value + ":" + form + "}")
		for _, pair := range b.pairs(g, at.value, form) {
			said, err := b.Pack.said(language, at, pair[0], pair[1])
			if err != nil {
				return "", err
			}
			texts[wordPrefix+pair[0]+"."+pair[1]] = said
		}
	}
	return out.String() + m.literals[len(m.places)], nil
}

// caseName gives the same name to the same cases.
func (p *place) caseName() string {
	key := ""
	for _, gender := range slices.Sorted(maps.Keys(p.cases)) {
		key += gender + "=" + p.cases[gender] + ";"
	}
	h := hashString(0xcbf29ce484222325, key)
	return fmt.Sprintf("c%x", h&0xffff)
}

// pairs are the words a value has in the exercises, each with the forms it is asked
// in: form itself, or what the value of that name says.
func (b *Built) pairs(g *Generator, value, form string) [][2]string {
	names := g.names()
	at, by := slices.Index(names, value), slices.Index(names, form)
	seen := map[[2]string]bool{}
	for i := range b.Items {
		if &b.Pack.Generators[b.Items[i].Generator] != g {
			continue
		}
		for _, in := range b.Items[i].Instances {
			pair := [2]string{fmt.Sprint(in.Values[at]), form}
			if by >= 0 {
				pair[1] = fmt.Sprint(in.Values[by])
			}
			seen[pair] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) })
}

// Say writes a message of an exercise in a language, as a tablet shows it, "" when
// there is no such message.
func (b *Built) Say(language string, item, instance int, key string) string {
	g := &b.Pack.Generators[b.Items[item].Generator]
	return b.say(language, g, &b.Items[item].Instances[instance], key)
}

func (b *Built) say(language string, g *Generator, in *Instance, key string) string {
	texts := map[string]string{}
	text, err := b.compileText(g, language, b.Pack.text(language, g.ID, key), texts)
	if err != nil {
		return ""
	}
	m, _ := parseMessage(text) // compileText wrote it
	value := func(name string) string {
		if i := slices.Index(g.names(), name); i >= 0 {
			return fmt.Sprint(in.Values[i])
		}
		return name
	}
	var out strings.Builder
	for i, at := range m.places {
		out.WriteString(m.literals[i])
		if at.isWord() {
			out.WriteString(texts[wordPrefix+value(at.value)+"."+value(at.form)])
			continue
		}
		out.WriteString(value(at.value))
	}
	return out.String() + m.literals[len(m.places)]
}

// inflect checks that every word of every exercise has the forms its messages need.
func (b *Built) inflect() (found faults) {
	for i := range b.Pack.Generators {
		g := &b.Pack.Generators[i]
		for _, language := range b.Pack.Languages {
			for _, key := range g.textKeys() {
				if _, err := b.compileText(g, language, b.Pack.text(language, g.ID, key), map[string]string{}); err != nil {
					found.add(faultf("locale/"+language+".json", "generators.%s.%s: %v", g.ID, key, err))
				}
			}
		}
	}
	return found
}

// Messages returns the texts of a generator in a language by their keys, with every
// place of a value or word as one word.
func (p *Pack) Messages(language, generator string) map[string]string {
	out := map[string]string{}
	for key, text := range p.locales[language].Generators[generator] {
		if m, err := parseMessage(text); err == nil {
			out[key] = strings.Join(m.literals, "x")
		}
	}
	return out
}
