package curriculum

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"darasa/internal/engine"
	"darasa/internal/school"
)

// mappings are the words with which a tie to a national curriculum is vouched for.
var mappings = []string{"mapped by us, to be reviewed", "reviewed"}

// isID reports whether s can name a thing in files, catalogues and addresses:
// lower-case letters, digits and inner hyphens.
func isID(s string) bool {
	if s == "" || len(s) > MaxName || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// isName reports whether s can name a value in expressions and messages.
func isName(s string) bool {
	if s == "" || len(s) > MaxName {
		return false
	}
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	_, reserved := functions[s]
	return !reserved && !slices.Contains(reservedWords, s)
}

func (p *Pack) checkHead() error {
	switch {
	case !isID(p.ID):
		return faultf("pack.json", "id %q is not made of lower-case letters, digits and hyphens", p.ID)
	case p.Version == 0:
		return faultf("pack.json", "version is missing; start at 1")
	case len(p.Languages) == 0:
		return faultf("pack.json", "languages is empty; name at least one, such as \"en\"")
	}
	for i, language := range p.Languages {
		if !isID(language) || slices.Contains(p.Languages[:i], language) {
			return faultf("pack.json", "language %q is malformed or named twice", language)
		}
	}
	return nil
}

func (p *Pack) checkSkills() error {
	if len(p.Skills) == 0 || len(p.Skills) > MaxSkills {
		return school.Errorf(school.CodeLimit, "skills.json: %d skills; a pack has 1 to %d", len(p.Skills), MaxSkills)
	}
	index := map[string]bool{}
	for i := range p.Skills {
		s := &p.Skills[i]
		where := "skills.json skill " + s.ID
		if !isID(s.ID) || index[s.ID] {
			return faultf("skills.json", "skill %d: id %q is malformed or used twice", i, s.ID)
		}
		if !isID(s.Picture) {
			return faultf(where, "picture %q is not the name of a drawing", s.Picture)
		}
		for _, o := range s.Outcomes {
			if o.Code == "" || !slices.Contains(mappings, o.Mapping) {
				return faultf(where, "outcome %q: give a code, and a mapping that is one of: %s", o.Code, strings.Join(mappings, "; "))
			}
		}
		if len(s.After) > engine.MaxPrereqs {
			return school.Errorf(school.CodeLimit, "%s: it builds on %d skills; the bound is %d", where, len(s.After), engine.MaxPrereqs)
		}
		before := map[string]bool{}
		for _, e := range s.After {
			if !index[e.Skill] {
				return faultf(where, "it comes after %q, which does not stand before it; list skills in an order in which each follows what it builds on", e.Skill)
			}
			if before[e.Skill] || e.Why == "" {
				return faultf(where, "edge from %q: name it once and say why in one line", e.Skill)
			}
			before[e.Skill] = true
		}
		index[s.ID] = true
	}
	return nil
}

func (p *Pack) skillIndex(id string) (int, bool) {
	i := slices.IndexFunc(p.Skills, func(s Skill) bool { return s.ID == id })
	return i, i >= 0
}

// checkGenerator checks everything about a generator that needs no enumeration.
func (p *Pack) checkGenerator(g *Generator) error {
	if !isID(g.ID) {
		return faultf(g.file, "id %q is not made of lower-case letters, digits and hyphens", g.ID)
	}
	for i, skill := range append([]string{g.Skill}, g.More...) {
		if _, ok := p.skillIndex(skill); !ok {
			return faultf(g.file, "skill %q is not in skills.json", skill)
		}
		if i > 0 && (skill == g.Skill || slices.Contains(g.More[:i-1], skill)) {
			return faultf(g.file, "skill %q is named twice", skill)
		}
	}
	if len(g.More) > engine.MaxMore {
		return school.Errorf(school.CodeLimit, "%s: more names %d skills; the bound is %d", g.file, len(g.More), engine.MaxMore)
	}
	if len(g.Formats) == 0 {
		return faultf(g.file, "formats is empty; this program knows: %s", known(formatNames))
	}
	for i, name := range g.Formats {
		if _, ok := formatNames[name]; !ok || slices.Contains(g.Formats[:i], name) {
			return faultf(g.file, "format %q is unknown or named twice; this program knows: %s", name, known(formatNames))
		}
	}
	if err := g.checkFormats(); err != nil {
		return err
	}
	if len(g.Stem) == 0 || len(g.Hints) < 3 || len(g.Steps) == 0 {
		return faultf(g.file, "it needs a stem, three hints or more, and worked steps")
	}
	if err := g.checkNames(); err != nil {
		return err
	}
	if err := g.checkLevels(); err != nil {
		return err
	}
	for i, m := range g.Misconceptions {
		if !isID(m.ID) || slices.ContainsFunc(g.Misconceptions[:i], func(o Misconception) bool { return o.ID == m.ID }) {
			return faultf(g.file, "misconception %q is malformed or named twice", m.ID)
		}
	}
	if g.Theme != "" && !slices.Contains(Themes, g.Theme) {
		return faultf(g.file, "theme %q is unknown; this program knows: %s", g.Theme, strings.Join(Themes, ", "))
	}
	err := g.checkTools()
	if err != nil {
		return err
	}
	if g.layout, err = g.readLayout("layout", g.Layout); err != nil || g.Another == nil {
		return err
	}
	if len(g.Another.Say) == 0 {
		return faultf(g.file, "another says nothing; name its messages or leave it out")
	}
	if g.Another.Layout != nil {
		g.Another.layout, err = g.readLayout("another.layout", g.Another.Layout)
	}
	return err
}

func (g *Generator) checkNames() error {
	if len(g.Parameters) == 0 || len(g.Parameters) > MaxParameters || len(g.Derived) > MaxParameters {
		return school.Errorf(school.CodeLimit, "%s: a generator has 1 to %d parameters and at most as many derived values", g.file, MaxParameters)
	}
	seen := map[string]bool{}
	for _, name := range g.names() {
		if !isName(name) || seen[name] {
			return faultf(g.file, "value %q: use letters and digits, no name twice, and none of the words expressions use", name)
		}
		seen[name] = true
	}
	for _, q := range g.Parameters {
		switch {
		case q.Type == "integer" && len(q.Words) == 0 && q.From <= q.To && q.Step >= 0 && -MaxValue <= q.From && q.To <= MaxValue:
		case q.Type == "word" && len(q.Words) > 0 && q.From == 0 && q.To == 0 && q.Step == 0:
			for i, word := range q.Words {
				if !isID(word) || slices.Contains(q.Words[:i], word) {
					return faultf(g.file, "parameter %q: word %q is malformed or named twice", q.Name, word)
				}
			}
		default:
			return faultf(g.file, "parameter %q: give type integer with from ≤ to (and step), or type word with words", q.Name)
		}
	}
	return nil
}

// names lists the generator's values in the order they are computed.
func (g *Generator) names() []string {
	var names []string
	for _, q := range g.Parameters {
		names = append(names, q.Name)
	}
	for _, d := range g.Derived {
		names = append(names, d.Name)
	}
	return names
}

func (g *Generator) checkLevels() error {
	last := -1
	for _, rule := range g.Levels {
		level := slices.Index(levelNames, rule.Level)
		if level <= last {
			return faultf(g.file, "level %q: name easy, medium and hard at most once and in this order", rule.Level)
		}
		if rule.Keep < 0 || rule.Keep > MaxInstances {
			return school.Errorf(school.CodeLimit, "%s: level %s keeps %d; the bound is %d", g.file, rule.Level, rule.Keep, MaxInstances)
		}
		last = level
	}
	if last < 0 {
		return faultf(g.file, "levels is empty; give at least one of easy, medium, hard")
	}
	return nil
}

// layouts lists, for every kind of drawing, the fields it needs; "op" holds the
// sign itself, every other field the name of a value.
var layouts = map[string][]string{
	"column":   {"op", "a", "b"},
	"row":      {"op", "a", "b", "thing"},
	"picture":  {"thing", "count", "perRow"},
	"sequence": {"numbers"},
	"tens":     {"tens", "ones"},
	"frame":    {"count", "of"},
	"sum":      {"text"},
	"groups":   {"thing", "groups", "each"},
	"array":    {"rows", "columns"},
	"area":     {"rows", "columns"},
	"part":     {"shape", "parts", "filled"},
	"hundred":  {"filled"},
	"clock":    {"time"},
	"money":    {"notes"},
	"line":     {"ticks", "shown", "at"},
	"bars":     {"values", "step"},
	"key":      {"values", "thing", "each"},
	"tally":    {"count"},
	"polygon":  {"sides"},
	"angle":    {"degrees"},
	"shade":    {"parts"},
	"hands":    {"step"},
	"none":     {},
}

// readLayout reads and checks one drawing of a generator.
func (g *Generator) readLayout(where string, raw json.RawMessage) (layout map[string]string, err error) {
	if err := json.Unmarshal(raw, &layout); err != nil {
		return nil, faultf(g.file, "%s: %v; it is an object of strings with a kind", where, err)
	}
	needs, ok := layouts[layout["kind"]]
	if !ok {
		return nil, faultf(g.file, "%s kind %q is unknown; this program knows: %s", where, layout["kind"], known(layouts))
	}
	if len(layout) != len(needs)+1 {
		return nil, faultf(g.file, "%s %s has exactly the fields kind, %s", where, layout["kind"], strings.Join(needs, ", "))
	}
	for _, field := range needs {
		value := layout[field]
		if field == "op" && !slices.Contains([]string{"+", "−", "×", "÷"}, value) {
			return nil, faultf(g.file, "%s op %q: use + − (U+2212) × or ÷", where, value)
		}
		if field != "op" && !slices.Contains(g.names(), value) {
			return nil, faultf(g.file, "%s %s: %q is not a value of this generator", where, field, value)
		}
	}
	return layout, nil
}

// layoutKind is the kind of drawing before the layout is checked, "" when unknown.
func (g *Generator) layoutKind() string {
	var head struct {
		Kind string `json:"kind"`
	}
	_ = json.Unmarshal(g.Layout, &head) // checkLayout says what is wrong
	return head.Kind
}

func known[V any](m map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
