package curriculum

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Lesson explains one skill in a few screens, each a sentence or two and a tool
// that stands after some moves; then come questions, for the handout and the end.
type Lesson struct {
	ID        string           `json:"id"`
	Skill     string           `json:"skill"`
	Screens   []LessonScreen   `json:"screens"`
	Questions []LessonQuestion `json:"questions"`

	file string
}

// LessonScreen is one step of an explanation.
type LessonScreen struct {
	Say  map[string]string `json:"say"` // by language
	Draw LessonDrawing     `json:"draw"`
}

// LessonDrawing is a tool as it stands after moves, told as tablets log them.
type LessonDrawing struct {
	Kind  string       `json:"kind"`
	Op    string       `json:"op"`
	A     int          `json:"a"`
	B     int          `json:"b"`
	Moves []LessonMove `json:"moves"`
}

// LessonMove is one move at a tool; Bar counts the bars of one.
type LessonMove struct {
	Do  string `json:"do"`
	N   int    `json:"n"`
	Bar int    `json:"bar,omitempty"`
}

// LessonQuestion is a sum with one empty box, the same in every language.
type LessonQuestion struct {
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
}

// Puzzle is for those ahead: with an answer that can be checked, or open, for the
// teacher to look at.
type Puzzle struct {
	ID     string            `json:"id"`
	Grade  int               `json:"grade"`
	Ask    map[string]string `json:"ask"` // by language
	Answer string            `json:"answer,omitempty"`
	Open   bool              `json:"open,omitempty"`

	file string
}

// Bounds of lessons and puzzles.
const (
	maxLessons = 256
	maxScreens = 12
)

var moves = []string{"put", "start", "hop", "ten", "one", "trade", "dot", "row", "double", "cut", "fill", "both"}

// loadExtras reads the folders lessons and puzzles, which a pack may be without.
func (p *Pack) loadExtras(fsys fs.FS) error {
	err := eachFile(fsys, "lessons", func(file string) error {
		l := Lesson{file: file}
		if err := readJSON(fsys, file, &l); err != nil {
			return err
		}
		p.Lessons = append(p.Lessons, l)
		return p.checkLesson(&l)
	})
	if err != nil {
		return err
	}
	return eachFile(fsys, "puzzles", func(file string) error {
		z := Puzzle{file: file}
		if err := readJSON(fsys, file, &z); err != nil {
			return err
		}
		p.Puzzles = append(p.Puzzles, z)
		return p.checkPuzzle(&z)
	})
}

// eachFile calls read for the JSON files of a folder, if there is one, by name.
func eachFile(fsys fs.FS, folder string, read func(file string) error) error {
	entries, err := fs.ReadDir(fsys, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return faultf(folder, "the folder cannot be read: %v", err)
	}
	if len(entries) > maxLessons {
		return faultf(folder, "more than %d files; split the pack in two", maxLessons)
	}
	for _, entry := range entries {
		file := folder + "/" + entry.Name()
		if entry.IsDir() || path.Ext(entry.Name()) != ".json" {
			return faultf(file, "only .json files belong in this folder")
		}
		if err := read(file); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pack) checkLesson(l *Lesson) error {
	if _, ok := p.skillIndex(l.Skill); !ok {
		return faultf(l.file, "skill %q is not in skills.json", l.Skill)
	}
	if !isID(l.ID) || !strings.HasSuffix(l.file, "/"+l.ID+".json") {
		return faultf(l.file, "its id is %q; it must repeat the file's name", l.ID)
	}
	if len(l.Screens) == 0 || len(l.Screens) > maxScreens || len(l.Questions) == 0 {
		return faultf(l.file, "a lesson has 1 to %d screens, and questions", maxScreens)
	}
	for _, s := range l.Screens {
		if err := p.checkSaid(l.file, s.Say); err != nil {
			return err
		}
		if !slices.Contains(toolOps[s.Draw.Kind], s.Draw.Op) {
			return faultf(l.file, "a drawing of %q with op %q; this program knows: %s", s.Draw.Kind, s.Draw.Op, known(toolOps))
		}
		for _, m := range s.Draw.Moves {
			if !slices.Contains(moves, m.Do) || m.Bar < 0 || m.Bar > 1 {
				return faultf(l.file, "move %q; use one of %s", m.Do, strings.Join(moves, " "))
			}
		}
	}
	for _, q := range l.Questions {
		if strings.Count(q.Ask, "▢") != 1 || q.Answer == "" {
			return faultf(l.file, "question %q: it has one empty box ▢ and an answer", q.Ask)
		}
	}
	return nil
}

func (p *Pack) checkPuzzle(z *Puzzle) error {
	if !isID(z.ID) || !strings.HasSuffix(z.file, "/"+z.ID+".json") {
		return faultf(z.file, "its id is %q; it must repeat the file's name", z.ID)
	}
	if z.Open == (z.Answer != "") || z.Grade < 0 || z.Grade > 12 {
		return faultf(z.file, "a puzzle has an answer or is open, and a grade")
	}
	return p.checkSaid(z.file, z.Ask)
}

func (p *Pack) checkSaid(file string, said map[string]string) error {
	if found := sameKeys(file, "texts", p.Languages, said); len(found) > 0 {
		return found[0]
	}
	for _, language := range p.Languages {
		if err := checkText(file, language, said[language], nil); err != nil {
			return err
		}
	}
	return nil
}

// The file of lessons and puzzles, and how the contents page names it.
type (
	tabletExtras struct {
		Format  int      `json:"format"`
		Lessons []Lesson `json:"lessons"`
		Puzzles []Puzzle `json:"puzzles"`
	}
	tabletExtrasLine struct {
		Name    string   `json:"name"`
		Skills  []string `json:"skills"` // that have a lesson
		Puzzles int      `json:"puzzles"`
	}
)

// extras puts lessons and puzzles into a file of their own; nil where there are none.
func (b *Built) extras(parts *Parts) *tabletExtrasLine {
	p := b.Pack
	if len(p.Lessons)+len(p.Puzzles) == 0 {
		return nil
	}
	name := parts.add(tabletExtras{Lessons: append([]Lesson{}, p.Lessons...), Puzzles: append([]Puzzle{}, p.Puzzles...)})
	line := &tabletExtrasLine{Name: hex.EncodeToString(name[:]), Skills: []string{}, Puzzles: len(p.Puzzles)}
	for _, l := range p.Lessons {
		line.Skills = append(line.Skills, l.Skill)
	}
	return line
}
