package curriculum

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Examples shows single exercises of a compiled pack as learners see them.
type Examples struct {
	generators []tabletGenerator
	items      []exampleItem
}

type exampleItem struct {
	Generator int               `json:"generator"`
	Instances []json.RawMessage `json:"instances"`
}

// example is one exercise without what answers it.
type example struct {
	Generator tabletGenerator `json:"generator"`
	Instance  json.RawMessage `json:"instance"`
}

// OpenExamples reads what TabletJSON wrote.
func OpenExamples(tablet []byte) (*Examples, error) {
	var pack struct {
		Generators []tabletGenerator `json:"generators"`
		Items      []exampleItem     `json:"items"`
	}
	if err := json.Unmarshal(tablet, &pack); err != nil {
		return nil, fmt.Errorf("read compiled pack: %w", err)
	}
	return &Examples{generators: pack.Generators, items: pack.Items}, nil
}

// Show returns an exercise as JSON: its generator with the words of the question,
// and the instance as in the compiled pack; nil when there is none.
func (e *Examples) Show(item, instance uint32) json.RawMessage {
	if int(item) >= len(e.items) || int(instance) >= len(e.items[item].Instances) || e.items[item].Generator >= len(e.generators) {
		return nil
	}
	g := e.generators[e.items[item].Generator]
	text := map[string]map[string]string{}
	for language, all := range g.Text {
		text[language] = map[string]string{}
		for key, words := range all {
			if slices.Contains(g.Stem, key) || slices.Contains(g.Groups, key) || strings.HasPrefix(key, wordPrefix) {
				text[language][key] = words
			}
		}
	}
	g.Text, g.Hints, g.Steps = text, []string{}, []string{}
	body, err := json.Marshal(example{Generator: g, Instance: e.items[item].Instances[instance]})
	if err != nil {
		return nil
	}
	return body
}
