package solver

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// pack is the part of a compiled pack that the solver reads.
type pack struct {
	Languages  []string          `json:"languages"`
	Directions map[string]string `json:"directions"`
	Skills     []struct {
		ID    string            `json:"id"`
		Title map[string]string `json:"title"`
		Can   map[string]string `json:"can"`
	} `json:"skills"`
	Generators     []generator `json:"generators"`
	Misconceptions []struct {
		ID    string            `json:"id"`
		Title map[string]string `json:"title"`
	} `json:"misconceptions"`
	Items []item `json:"items"`
}

type generator struct {
	ID     string                       `json:"id"`
	Text   map[string]map[string]string `json:"text"`
	Stem   []string                     `json:"stem"`
	Hints  []string                     `json:"hints"`
	Steps  []string                     `json:"steps"`
	Layout map[string]string            `json:"layout"`
	Sign   string                       `json:"sign"`
	Notes  []int                        `json:"notes"`
	Groups []string                     `json:"groups"`
	// Another is a second explanation.
	Another *struct {
		Say []string `json:"say"`
	} `json:"another"`
}

type item struct {
	Skill     int        `json:"skill"`
	Generator int        `json:"generator"`
	Level     int        `json:"level"`
	Format    string     `json:"format"`
	Instances []instance `json:"instances"`
}

type instance struct {
	Values map[string]any    `json:"v"`
	Answer string            `json:"answer"`
	Wrong  map[string]string `json:"wrong"`
	// What can be tapped, where the format has it.
	Options  []string  `json:"options"`
	Pictures []picture `json:"pictures"`
	Tiles    []string  `json:"tiles"`
	Work     *paper    `json:"work"`
}

// picture is one drawn option: some things, parts of a whole, a clock, a shape of
// some sides, an angle, or squares left and right of a line.
type picture struct {
	Kind    string `json:"kind"`
	Thing   string `json:"thing"`
	Count   int    `json:"count"`
	Shape   string `json:"shape"`
	Parts   int    `json:"parts"`
	Filled  int    `json:"filled"`
	Time    string `json:"time"`
	Size    int    `json:"size"`
	Left    int    `json:"left"`
	Right   int    `json:"right"`
	Rows    int    `json:"rows"`
	Columns int    `json:"columns"`
}

func decode(compiled []byte) (*pack, error) {
	p := &pack{}
	if err := json.Unmarshal(compiled, p); err != nil {
		return nil, fmt.Errorf("read compiled pack: %w", err)
	}
	for i, it := range p.Items {
		if it.Skill < 0 || it.Skill >= len(p.Skills) || it.Generator < 0 || it.Generator >= len(p.Generators) {
			return nil, fmt.Errorf("read compiled pack: item %d names no skill or generator", i)
		}
	}
	return p, nil
}

// show writes a value as a tablet does.
func show(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// render fills a message with the values of an instance; {thing:many} is the form
// many of the word that thing names, or the form that the value many names.
func render(text string, values map[string]any, words map[string]string) (string, error) {
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(text, "{")
		out.WriteString(before)
		if !ok {
			return out.String(), nil
		}
		name, rest, ok := strings.Cut(after, "}")
		name, form, inflected := strings.Cut(name, ":")
		if _, known := values[name]; !ok || !known {
			return "", fmt.Errorf("{%s} has no value", name)
		}
		shown := show(values[name])
		if inflected {
			if by, known := values[form]; known {
				form = show(by)
			}
			if shown = words["word."+shown+"."+form]; shown == "" {
				return "", fmt.Errorf("{%s:%s} has no word", name, form)
			}
		}
		out.WriteString(shown)
		text = rest
	}
}

// rendered is one exercise in one language.
type rendered struct {
	stem, groups, hints, steps, another []string
	feedback                            map[string]string // by misconception
}

// all returns the messages in one order, the same for every language.
func (r *rendered) all(misconceptions []string) []string {
	out := slices.Concat(r.stem, r.groups, r.hints, r.steps, r.another)
	for _, id := range misconceptions {
		out = append(out, r.feedback[id])
	}
	return out
}

// renderAll renders an exercise, or says what is missing.
func (g *generator) renderAll(language string, in *instance) (*rendered, []string) {
	var problems []string
	line := func(key string) string {
		text := g.Text[language][key]
		if strings.TrimSpace(text) == "" {
			problems = append(problems, "no text for "+key)
			return ""
		}
		full, err := render(text, in.Values, g.Text[language])
		if err != nil {
			problems = append(problems, key+": "+err.Error())
		}
		return full
	}
	lines := func(keys []string) []string {
		var out []string
		for _, key := range keys {
			out = append(out, line(key))
		}
		return out
	}
	r := &rendered{stem: lines(g.Stem), groups: lines(g.Groups), hints: lines(g.Hints), steps: lines(g.Steps), feedback: map[string]string{}}
	if g.Another != nil {
		r.another = lines(g.Another.Say)
	}
	for _, id := range in.Wrong {
		r.feedback[id] = line("mis." + id)
	}
	return r, problems
}
