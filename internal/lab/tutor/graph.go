package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"

	"darasa/internal/curriculum"
	"darasa/internal/tutor"
)

// graph is a course with its names, the form that -graph reads and op graph writes.
type graph struct {
	Skills []graphSkill `json:"skills"`
	Edges  [][2]string  `json:"edges"` // before, after
}

type graphSkill struct {
	ID    string      `json:"id"`
	Items []graphItem `json:"items"`
}

type graphItem struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// labels are the names of an item's levels, in the engine's order.
var labels = []string{"easy", "medium", "hard"}

// named is a course with the names of its skills and items.
type named struct {
	course *tutor.Course
	graph  graph
	skills []string
	items  []string
	itemOf map[string]uint32
}

func readGraph(path string) (*named, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var g graph
	if err := json.Unmarshal(text, &g); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return name(g)
}

// name gives dense numbers to a graph. Items have as many exercises as can be told
// apart, because a graph says nothing of them.
func name(g graph) (*named, error) {
	n := &named{course: &tutor.Course{}, graph: g, itemOf: map[string]uint32{}}
	skillOf := map[string]uint16{}
	for i, s := range g.Skills {
		if _, twice := skillOf[s.ID]; twice {
			return nil, fmt.Errorf("skill %q is there twice", s.ID)
		}
		skillOf[s.ID] = uint16(i)
		n.skills = append(n.skills, s.ID)
		n.course.Skills = append(n.course.Skills, tutor.Skill{})
		for _, it := range s.Items {
			level := slices.Index(labels, it.Label)
			if level < 0 {
				return nil, fmt.Errorf("item %q: label %q is not easy, medium or hard", it.ID, it.Label)
			}
			if _, twice := n.itemOf[it.ID]; twice {
				return nil, fmt.Errorf("item %q is there twice", it.ID)
			}
			n.itemOf[it.ID] = uint32(len(n.items))
			n.items = append(n.items, it.ID)
			n.course.Items = append(n.course.Items, tutor.Item{Skill: uint16(i), Level: uint8(level), Instances: math.MaxUint32})
		}
	}
	for _, e := range g.Edges {
		before, ok := skillOf[e[0]]
		after, too := skillOf[e[1]]
		if !ok || !too {
			return nil, fmt.Errorf("edge %q before %q: no such skill", e[0], e[1])
		}
		s := &n.course.Skills[after]
		s.Prereqs = append(s.Prereqs, before)
	}
	return n, n.course.Validate()
}

// readPack builds a pack and names its items by generator, level and format.
func readPack(folder string) (*named, error) {
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", folder, err)
	}
	n := &named{course: built.Course(), itemOf: map[string]uint32{}, graph: graph{Edges: [][2]string{}}}
	for _, s := range built.Pack.Skills {
		n.skills = append(n.skills, s.ID)
		n.graph.Skills = append(n.graph.Skills, graphSkill{ID: s.ID, Items: []graphItem{}})
	}
	for s, skill := range n.course.Skills {
		for _, p := range skill.Prereqs {
			n.graph.Edges = append(n.graph.Edges, [2]string{n.skills[p], n.skills[s]})
		}
	}
	for i, it := range built.Items {
		id := fmt.Sprintf("%s/%s/%s", built.Pack.Generators[it.Generator].ID, it.Level, it.Format)
		n.itemOf[id] = uint32(i)
		n.items = append(n.items, id)
		s := &n.graph.Skills[n.course.Items[i].Skill]
		s.Items = append(s.Items, graphItem{id, labels[n.course.Items[i].Level]})
	}
	return n, nil
}
