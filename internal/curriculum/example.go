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
	Level     Level             `json:"level"`
	Format    string            `json:"format"`
	Instances []json.RawMessage `json:"instances"`
}

// example is one exercise without what answers it.
type example struct {
	Generator tabletGenerator `json:"generator"`
	Instance  json.RawMessage `json:"instance"`
}

// OpenExamples reads what TabletJSON wrote, or parts of it one after another.
func OpenExamples(bodies ...[]byte) (*Examples, error) {
	e := &Examples{}
	for _, body := range bodies {
		var pack struct {
			Generators []tabletGenerator `json:"generators"`
			Items      []exampleItem     `json:"items"`
		}
		if err := json.Unmarshal(body, &pack); err != nil {
			return nil, fmt.Errorf("read compiled pack: %w", err)
		}
		for _, item := range pack.Items {
			if item.Generator < 0 || item.Generator >= len(pack.Generators) {
				return nil, fmt.Errorf("read compiled pack: an item of generator %d", item.Generator)
			}
			item.Generator += len(e.generators)
			e.items = append(e.items, item)
		}
		e.generators = append(e.generators, pack.Generators...)
	}
	return e, nil
}

// Show returns an exercise as JSON: its generator with the words of the question,
// and the instance as in the compiled pack; nil when there is none.
func (e *Examples) Show(item, instance uint32) json.RawMessage {
	if int(item) >= len(e.items) || int(instance) >= len(e.items[item].Instances) {
		return nil
	}
	return e.show(int(item), int(instance), false)
}

// show writes an exercise that is there, its worked steps only where they are asked for.
func (e *Examples) show(item, instance int, steps bool) json.RawMessage {
	g := e.generators[e.items[item].Generator]
	text := map[string]map[string]string{}
	for language, all := range g.Text {
		text[language] = map[string]string{}
		for key, words := range all {
			if slices.Contains(g.Stem, key) || slices.Contains(g.Groups, key) || steps && slices.Contains(g.Steps, key) || strings.HasPrefix(key, wordPrefix) {
				text[language][key] = words
			}
		}
	}
	g.Text, g.Hints = text, []string{}
	if !steps {
		g.Steps = []string{}
	}
	body, err := json.Marshal(example{Generator: g, Instance: e.items[item].Instances[instance]})
	if err != nil {
		return nil
	}
	return body
}
