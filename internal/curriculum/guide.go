package curriculum

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Advice is what a teacher reads about a skill or a misconception, per language:
// its name, one line to say to a learner, and one thing to do with the class. Lesson
// is the id of the lesson that explains a skill.
type Advice struct {
	Title map[string]string `json:"title"`
	Say   map[string]string `json:"say,omitempty"`
	Do    map[string]string `json:"do,omitempty"`

	Lesson string `json:"lesson,omitempty"`
}

// Guide is a pack's words for teachers, by id, and the lessons she may open. Tablets
// never see the words.
type Guide struct {
	Skills         map[string]Advice
	Misconceptions map[string]Advice
	Outline        []Outlined
	Lessons        []Lesson
}

// Outlined is where a skill stands in the curriculum: its picture, the grade of its
// first outcome (0 where the code names none) and that outcome's strand.
type Outlined struct {
	Skill   string
	Picture string
	Grade   uint8
	Strand  string
}

// outline reads where every skill stands; a folder of words alone has none.
func (g *Guide) outline(fsys fs.FS) error {
	if _, err := fs.Stat(fsys, "skills.json"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var skills skillsFile
	if err := readJSON(fsys, "skills.json", &skills); err != nil {
		return err
	}
	for i := range skills.Skills {
		g.Outline = append(g.Outline, outlined(&skills.Skills[i]))
	}
	return nil
}

// outlined reads the place of a skill from its first outcome, whose code is
// curriculum/subject/grade/strand/outcome.
func outlined(s *Skill) Outlined {
	o := Outlined{Skill: s.ID, Picture: s.Picture}
	if len(s.Outcomes) == 0 {
		return o
	}
	parts := strings.Split(s.Outcomes[0].Code, "/")
	if len(parts) < 4 {
		return o
	}
	if grade, err := strconv.ParseUint(parts[2], 10, 8); err == nil {
		o.Grade = uint8(grade)
	}
	o.Strand = parts[3]
	return o
}

// guideFile is guide/<language>.json of a pack folder.
type guideFile struct {
	Language       string               `json:"language"`
	Review         string               `json:"review"`
	Skills         map[string]guideLine `json:"skills"`
	Misconceptions map[string]guideLine `json:"misconceptions"`
}

type guideLine struct {
	Say string `json:"say"`
	Do  string `json:"do,omitempty"`
}

// LoadGuide reads the words for teachers of the pack folder at the root of fsys. A
// pack without a guide folder has titles only. Errors are those of Load.
func LoadGuide(fsys fs.FS) (*Guide, error) {
	var head packFile
	if err := readJSON(fsys, "pack.json", &head); err != nil {
		return nil, err
	}
	g := &Guide{Skills: map[string]Advice{}, Misconceptions: map[string]Advice{}}
	if err := g.outline(fsys); err != nil {
		return nil, err
	}
	for _, language := range head.Languages {
		var l locale
		if err := readJSON(fsys, "locale/"+language+".json", &l); err != nil {
			return nil, err
		}
		for id, skill := range l.Skills {
			put(g.Skills, id, language, skill.Title, guideLine{})
		}
		for id, title := range l.Misconceptions {
			put(g.Misconceptions, id, language, title, guideLine{})
		}
		if err := g.advise(fsys, language, &l); err != nil {
			return nil, err
		}
	}
	return g, g.lessons(fsys)
}

// lessons reads what explains single skills; Load has checked it before.
func (g *Guide) lessons(fsys fs.FS) error {
	return eachFile(fsys, "lessons", func(file string) error {
		var l Lesson
		if err := readJSON(fsys, file, &l); err != nil {
			return err
		}
		if a := g.Skills[l.Skill]; a.Lesson == "" {
			a.Lesson = l.ID
			g.Skills[l.Skill] = a
		}
		g.Lessons = append(g.Lessons, l)
		return nil
	})
}

// advise adds what guide/<language>.json says; it must speak of everything.
func (g *Guide) advise(fsys fs.FS, language string, l *locale) error {
	file := "guide/" + language + ".json"
	if _, err := fs.Stat(fsys, "guide"); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var words guideFile
	if err := readJSON(fsys, file, &words); err != nil {
		return err
	}
	if words.Language != language {
		return faultf(file, "language is %q; it must repeat the file's name", words.Language)
	}
	found := append(sameKeys(file, "skills", slices.Sorted(maps.Keys(l.Skills)), words.Skills),
		sameKeys(file, "misconceptions", slices.Sorted(maps.Keys(l.Misconceptions)), words.Misconceptions)...)
	if len(found) > 0 {
		return found[0]
	}
	for _, part := range []struct {
		name string
		all  map[string]Advice
		said map[string]guideLine
	}{{"skills", g.Skills, words.Skills}, {"misconceptions", g.Misconceptions, words.Misconceptions}} {
		for _, id := range slices.Sorted(maps.Keys(part.said)) {
			line := part.said[id]
			if err := checkText(file, part.name+"."+id+".say", line.Say, nil); err != nil {
				return err
			}
			put(part.all, id, language, part.all[id].Title[language], line)
		}
	}
	return nil
}

func put(all map[string]Advice, id, language, title string, line guideLine) {
	a := all[id]
	for _, part := range []struct {
		words *map[string]string
		text  string
	}{{&a.Title, title}, {&a.Say, line.Say}, {&a.Do, line.Do}} {
		if part.text == "" {
			continue
		}
		if *part.words == nil {
			*part.words = map[string]string{}
		}
		(*part.words)[language] = part.text
	}
	all[id] = a
}
