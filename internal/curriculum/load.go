package curriculum

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"darasa/internal/school"
)

// packFile is pack.json.
type packFile struct {
	Format    int      `json:"format"`
	ID        string   `json:"id"`
	Version   uint32   `json:"version"`
	Languages []string `json:"languages"`
}

type skillsFile struct {
	Skills []Skill `json:"skills"`
}

// Load reads and checks the pack folder at the root of fsys. The error is a
// school.Error with CodeInvalid (or CodeLimit) that names the file, the place in
// it and what to do; Faults lists all of them.
func Load(fsys fs.FS) (*Pack, error) {
	p, faults := load(fsys)
	if len(faults) > 0 {
		return nil, faults[0]
	}
	return p, nil
}

// Head returns what the pack folder at the root of fsys says of itself, without
// reading anything else of it.
func Head(fsys fs.FS) (id string, version uint32, err error) {
	var head packFile
	if err := readJSON(fsys, "pack.json", &head); err != nil {
		return "", 0, err
	}
	p := &Pack{ID: head.ID, Version: head.Version, Languages: head.Languages}
	return head.ID, head.Version, p.checkHead()
}

// load reads all files before it compares them: what cannot be read would make
// sound files look wrong.
func load(fsys fs.FS) (*Pack, faults) {
	var head packFile
	if err := readJSON(fsys, "pack.json", &head); err != nil {
		return nil, faults{err}
	}
	if head.Format != 0 {
		return nil, faults{school.Errorf(school.CodeVersion, "pack.json: format %d is newer than this program, which reads format 0; update the hub", head.Format)}
	}
	p := &Pack{ID: head.ID, Version: head.Version, Languages: head.Languages, locales: map[string]*locale{}}
	var found faults
	found.add(p.checkHead())
	var skills skillsFile
	found.add(readJSON(fsys, "skills.json", &skills))
	p.Skills = skills.Skills
	found = append(found, p.loadGenerators(fsys)...)
	for _, language := range p.Languages {
		l := &locale{}
		if isID(language) {
			found.add(readJSON(fsys, "locale/"+language+".json", l))
		}
		p.locales[language] = l
	}
	found = append(found, p.loadMedia(fsys)...)
	found.add(p.loadWords(fsys))
	if len(found) > 0 {
		return nil, found
	}
	found.add(p.checkSkills())
	found = append(found, p.checkWords()...)
	for i := range p.Generators {
		found.add(p.checkGenerator(&p.Generators[i]))
	}
	found.add(p.loadExtras(fsys))
	if found = append(found, p.checkTexts()...); len(found) == 0 {
		found.add(p.lock())
	}
	return p, found
}

// lock takes out the generators that need media which are not there, such as a
// person's voice for the sounds of letters, and the skills that have no other.
func (p *Pack) lock() error {
	open, ready := map[string]bool{}, p.Generators[:0:0]
	for _, g := range p.Generators {
		if slices.ContainsFunc(g.Needs, func(file string) bool {
			return !slices.ContainsFunc(p.Media, func(m Media) bool { return m.Path == file })
		}) {
			continue
		}
		open[g.Skill] = true
		ready = append(ready, g)
	}
	if len(ready) == len(p.Generators) {
		return nil
	}
	p.Locked = nil
	skills := p.Skills[:0:0]
	for _, s := range p.Skills {
		waits := !open[s.ID] && slices.ContainsFunc(p.Generators, func(g Generator) bool { return g.Skill == s.ID })
		if i := slices.IndexFunc(s.After, func(e Edge) bool { return slices.Contains(p.Locked, e.Skill) }); i >= 0 && !waits {
			return faultf("skills.json", "skill %s builds on %s, which is locked until its media are there", s.ID, s.After[i].Skill)
		}
		if waits {
			p.Locked = append(p.Locked, s.ID)
			continue
		}
		skills = append(skills, s)
	}
	p.Skills, p.Generators, p.Misconceptions = skills, ready, nil
	for _, g := range ready {
		for _, m := range g.Misconceptions {
			p.Misconceptions = append(p.Misconceptions, m.ID)
		}
	}
	slices.Sort(p.Misconceptions)
	p.Misconceptions = slices.Compact(p.Misconceptions)
	return nil
}

func (p *Pack) loadGenerators(fsys fs.FS) (found faults) {
	entries, err := fs.ReadDir(fsys, "generators")
	if err != nil {
		return faults{faultf("generators", "the folder cannot be read (%v); a pack needs one JSON file for each generator there", err)}
	}
	if len(entries) > MaxGenerators {
		return faults{school.Errorf(school.CodeLimit, "generators: more than %d files; split the pack in two", MaxGenerators)}
	}
	seen := map[string]bool{}
	for _, entry := range entries {
		g, err := loadGenerator(fsys, entry)
		if err != nil {
			found.add(err)
			continue
		}
		for _, m := range g.Misconceptions {
			if !seen[m.ID] {
				seen[m.ID] = true
				p.Misconceptions = append(p.Misconceptions, m.ID)
			}
		}
		p.Generators = append(p.Generators, g)
	}
	slices.Sort(p.Misconceptions)
	return found
}

func loadGenerator(fsys fs.FS, entry fs.DirEntry) (Generator, error) {
	g := Generator{file: "generators/" + entry.Name()}
	if entry.IsDir() || path.Ext(entry.Name()) != ".json" {
		return g, faultf(g.file, "only .json files belong in this folder; move it to media or delete it")
	}
	if err := readJSON(fsys, g.file, &g); err != nil {
		return g, err
	}
	if g.ID+".json" != entry.Name() {
		return g, faultf(g.file, "its id is %q; name the file %s.json or change the id", g.ID, g.ID)
	}
	return g, nil
}

// mediaTypes are the file kinds a browser of the least tablet can show or play.
var mediaTypes = []string{".svg", ".webp", ".png", ".jpg", ".mp3", ".ogg", ".webm"}

func (p *Pack) loadMedia(fsys fs.FS) (found faults) {
	entries, err := fs.ReadDir(fsys, "media")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return faults{faultf("media", "the folder cannot be read: %v", err)}
	}
	for _, entry := range entries {
		file := "media/" + entry.Name()
		if entry.IsDir() || !slices.Contains(mediaTypes, path.Ext(entry.Name())) {
			found.add(faultf(file, "media may hold %s files and no folders", strings.Join(mediaTypes, " ")))
			continue
		}
		content, err := readBounded(fsys, file, MaxMedia)
		if err != nil {
			found.add(err)
			continue
		}
		p.Media = append(p.Media, Media{Path: file, Size: len(content), Hash: sha256.Sum256(content)})
	}
	return found
}

// readJSON decodes one file strictly: no unknown field, no repeated key, nothing
// behind the value.
func readJSON(fsys fs.FS, file string, value any) error {
	content, err := readBounded(fsys, file, MaxFile)
	if err != nil {
		return err
	}
	if err := checkKeys(json.NewDecoder(bytes.NewReader(content)), 0); err != nil {
		return jsonFault(file, content, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return jsonFault(file, content, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return faultf(file, "something follows the JSON value; a file holds one value")
	}
	return nil
}

func readBounded(fsys fs.FS, file string, limit int64) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, faultf(file, "the file is missing or unreadable (%v); add it", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, faultf(file, "the file cannot be read: %v", err)
	}
	if int64(len(content)) > limit {
		return nil, school.Errorf(school.CodeLimit, "%s: larger than %d bytes; make it smaller or split the pack", file, limit)
	}
	return content, nil
}

// checkKeys refuses a key that stands twice in one object: encoding/json would
// let the second win in silence, and a translation would be lost.
func checkKeys(decoder *json.Decoder, depth int) error {
	if depth > 32 {
		return errors.New("it nests deeper than 32 levels")
	}
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for decoder.More() {
		if open == '{' {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if seen[name] {
				return fmt.Errorf("the key %q stands twice in one object; keep one of them", name)
			}
			seen[name] = true
		}
		if err := checkKeys(decoder, depth+1); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

func jsonFault(file string, content []byte, err error) error {
	var offset int64 = -1
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = syntax.Offset
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = kind.Offset
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		offset = int64(len(content))
	}
	if offset >= 0 && offset <= int64(len(content)) {
		line := 1 + bytes.Count(content[:offset], []byte("\n"))
		return faultf(fmt.Sprintf("%s line %d", file, line), "%v", err)
	}
	return faultf(file, "%v; docs/content.md lists the fields", err)
}

// faultf is an error at one place of a pack.
func faultf(where, format string, args ...any) error {
	return school.Errorf(school.CodeInvalid, "%s: %s", where, fmt.Sprintf(format, args...))
}
