package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"darasa/internal/command"
	"darasa/internal/curriculum"
	"darasa/internal/library"
	"darasa/internal/school"
)

// pack is the content a hub serves, in the forms its rooms ask for.
type pack struct {
	*library.Library
	packed
	subject   string
	folder    fs.FS    // the sources that are served
	served    uint32   // version
	refused   []string // packs that could not be served, and why
	catalogue *curriculum.Catalogue
	guide     *curriculum.Guide
	examples  *examples
}

// packFile says which pack the hub of this folder serves, where it is not numeracy.
const packFile = "pack"

// packName is what is asked for, else what the folder served last. A folder keeps the
// subject it began with: its log means nothing in another.
func packName(dir, asked string) (string, error) {
	kept, err := os.ReadFile(filepath.Join(dir, packFile))
	served := string(kept)
	if errors.Is(err, fs.ErrNotExist) {
		served, err = "", nil
		if _, begun := os.Stat(filepath.Join(dir, packedFile)); begun == nil {
			served = "numeracy"
		}
	}
	if err != nil {
		return "", fmt.Errorf("read which pack is served: %w", err)
	}
	switch {
	case asked == "" && served == "":
		return "numeracy", nil
	case asked == "" || asked == served:
		return served, nil
	case served != "":
		return "", school.Errorf(school.CodeConflict, "this folder serves %s; another subject needs a folder of its own", served)
	}
	if err := command.WriteFile(filepath.Join(dir, packFile), []byte(asked)); err != nil {
		return "", fmt.Errorf("keep which pack is served: %w", err)
	}
	return asked, nil
}

// openPack makes the content ready: from the file an earlier start of this program
// left in dir, or by enumerating every exercise, which takes a small machine
// seconds. A pack file that is refused, or damaged since it was taken, leaves what was
// served before; one that is refused in a new folder is an error.
func openPack(dir, asked, key string) (*pack, error) {
	asked, refused, err := arrived(dir, asked, key)
	if err != nil {
		return nil, err
	}
	name, err := packName(dir, asked)
	if err != nil {
		return nil, err
	}
	folder, damaged, err := takenIn(dir).folderOf(name)
	if err != nil {
		return nil, school.Errorf(school.CodeInvalid, "open content: %v", err)
	}
	_, served, err := curriculum.Head(folder)
	if err != nil {
		return nil, fmt.Errorf("read content: %w", err)
	}
	for _, err := range damaged {
		refused = append(refused, school.ErrorMessage(err))
	}
	ready, err := unpack(dir, folder)
	if err != nil {
		return nil, err
	}
	p, err := shelve(folder, ready)
	if err == nil {
		p.subject, p.folder, p.served, p.refused = name, folder, served, refused
	}
	return p, err
}

// shelve makes what was enumerated answer the questions of the hub's rooms.
func shelve(folder fs.FS, ready packed) (*pack, error) {
	catalogue, err := curriculum.DecodeCatalogue(ready.Catalogue)
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	lib, err := library.New(catalogue)
	if err != nil {
		return nil, fmt.Errorf("open content: %w", err)
	}
	guide, err := curriculum.LoadGuide(folder)
	if err != nil {
		return nil, fmt.Errorf("read the teachers' words: %w", err)
	}
	return &pack{Library: lib, packed: ready, catalogue: catalogue, guide: guide, examples: &examples{parts: ready.Parts}}, nil
}

// Example shows an exercise as learners see it.
func (p *pack) Example(item, instance uint32) json.RawMessage {
	return p.examples.show(item, instance)
}

// Handout lists exercises of a skill for paper.
func (p *pack) Handout(skill string, sheet, n int) []json.RawMessage {
	examples, err := p.Parts.Examples(skill)
	if err != nil {
		return nil // our own parts; a damaged one has been refused when the pack was opened
	}
	return examples.Handout(sheet, n)
}

// classContent is the pack as package classroom asks for it.
type classContent struct{ *pack }

// Current returns the catalogue that new plans use.
func (c classContent) Current() [32]byte { return c.catalogue.Hash() }

// SkillID names a skill for people's decisions; the library's Skill is its reverse.
func (c classContent) SkillID(skill uint16) string { return c.catalogue.SkillID(uint32(skill)) }

// Misconception names the mistake behind a wrong response.
func (c classContent) Misconception(item, instance uint32, response string) string {
	_, misconception, _ := c.catalogue.Grade(item, instance, response)
	return misconception
}

// tabletFiles is the pack as tablets fetch it.
type tabletFiles struct{ *pack }

// Course returns the tutor's course of a catalogue.
func (f tabletFiles) Course(catalogue [32]byte) ([]byte, bool) {
	course, ok := f.Library.Course(catalogue)
	if !ok {
		return nil, false
	}
	return course.AppendBinary(nil), true
}

// Snapshot returns a calibration snapshot.
func (f tabletFiles) Snapshot(number uint32) ([]byte, bool) {
	snapshot := f.Library.Snapshot(number)
	if snapshot == nil {
		return nil, false
	}
	return snapshot.AppendBinary(nil), true
}

// Pack returns the compiled pack.
func (f tabletFiles) Pack(catalogue [32]byte) ([]byte, bool) {
	if catalogue != f.catalogue.Hash() {
		return nil, false
	}
	whole, err := f.tablet()
	return whole, err == nil
}

// Contents names the page that lists the parts of the compiled pack.
func (f tabletFiles) Contents(catalogue [32]byte) ([32]byte, bool) {
	return f.Parts.Contents, catalogue == f.catalogue.Hash()
}

// Part returns the contents page or a part by its hash.
func (f tabletFiles) Part(name [32]byte) ([]byte, bool) {
	body, ok := f.Parts.Files[name]
	return body, ok
}

// PartOf tells which part holds an item, and as which of its items.
func (f tabletFiles) PartOf(catalogue [32]byte, item uint32) (part [32]byte, at uint32, ok bool) {
	if catalogue != f.catalogue.Hash() || item >= uint32(len(f.Parts.Places)) {
		return part, 0, false
	}
	place := f.Parts.Places[item]
	return place.Part, place.At, true
}
