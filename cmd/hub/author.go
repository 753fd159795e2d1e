package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"darasa/internal/curriculum"
	"darasa/internal/curriculum/foreign"
	"darasa/internal/curriculum/solver"
	"darasa/internal/school"
)

// authorFlags are the commands of those who write packs. They need no data folder.
type authorFlags struct {
	Build   authorBuild  `cmd:"" help:"Enumerate a pack and write it as tablets read it, or, with a key, as hubs take it: signed."`
	Take    takeFlags    `cmd:"" help:"Have a hub take a signed pack; it is served from its next start."`
	Key     keyFlags     `cmd:"" help:"Say whose signed packs a hub believes, or ask it."`
	Succeed succeedFlags `cmd:"" help:"Have hubs believe another key than the one they do: the old one signs for it."`
	Check   authorDir    `cmd:"" help:"List every fault of a pack, and have the second solver work out every exercise."`
	Preview authorOut    `cmd:"" help:"Write a page with an exercise of every item in every language."`
	Graph   authorGraph  `cmd:"" help:"Draw the skills and what builds on what, as SVG."`
	Media   mediaFlags   `cmd:"" help:"Films and talks of lessons on this hub; none is ever required."`
	Import  importPack   `cmd:"" help:"Make a pack of another program's questions (GIFT, or Moodle XML), and list what is not supported."`
}

type authorDir struct {
	Dir string `arg:"" name:"dir" placeholder:"DIR" help:"Folder of the pack."`
}

type authorOut struct {
	authorDir
	Out string `required:"" placeholder:"FILE" help:"File to write."`
}

type authorBuild struct {
	authorOut
	Key   string `placeholder:"FILE" help:"Sign with the key in this file; one that is not there is drawn. Keep it: hubs believe no other."`
	Since string `placeholder:"PATH" help:"Leave out what this signed pack or folder holds already: an update."`
}

type authorGraph struct {
	authorOut
	Language string `default:"en" placeholder:"CODE" help:"Language of the titles (${default})."`
}

type importPack struct {
	File     string `arg:"" placeholder:"FILE" help:"Questions: .xml is Moodle XML, anything else GIFT."`
	Out      string `required:"" placeholder:"DIR" help:"New folder of the pack."`
	ID       string `name:"id" default:"imported" placeholder:"ID" help:"Id of the pack (${default})."`
	Title    string `default:"Imported" placeholder:"TEXT" help:"Title of the pack and of its one skill (${default})."`
	Language string `default:"en" placeholder:"CODE" help:"Language of the questions (${default})."`
}

func (m *Main) author(chosen string, f authorFlags) error {
	switch chosen {
	case "content check <dir>":
		return m.checkContent(f.Check.Dir)
	case "content build <dir>":
		return m.buildContent(f.Build)
	case "content import <file>":
		return m.importContent(f.Import)
	case "content preview <dir>":
		built, err := m.soundContent(f.Preview.Dir)
		if err != nil {
			return err
		}
		return writeOut(f.Preview.Out, built.Preview)
	case "content graph <dir>":
		pack, err := curriculum.Load(os.DirFS(f.Graph.Dir))
		if err != nil {
			return fmt.Errorf("load %s: %w", f.Graph.Dir, err)
		}
		return writeOut(f.Graph.Out, func(out io.Writer) error { return pack.Graph(out, f.Graph.Language) })
	}
	return school.Errorf(school.CodeInvalid, "%q is not a command", chosen)
}

// soundContent enumerates a pack; of a faulty one it prints every fault.
func (m *Main) soundContent(dir string) (*curriculum.Built, error) {
	built, found := curriculum.Faults(os.DirFS(dir))
	for _, fault := range found {
		if _, err := fmt.Fprintln(m.Stdout, fault); err != nil {
			return nil, fmt.Errorf("print fault: %w", err)
		}
	}
	if len(found) > 0 {
		return nil, school.Errorf(school.CodeInvalid, "%d faults in %s", len(found), dir)
	}
	return built, nil
}

func (m *Main) buildContent(f authorBuild) error {
	built, err := m.soundContent(f.Dir)
	if err != nil {
		return err
	}
	if f.Key != "" {
		return m.signContent(f, built)
	}
	if f.Since != "" {
		return school.Errorf(school.CodeInvalid, "--since is for signed packs; name a --key")
	}
	if err := os.WriteFile(f.Out, built.TabletJSON(), 0o600); err != nil {
		return fmt.Errorf("write compiled pack: %w", err)
	}
	_, err = fmt.Fprintf(m.Stdout, "catalogue %x: %d skills, %d generators, %d items\n",
		built.Catalogue.Hash(), len(built.Pack.Skills), len(built.Pack.Generators), len(built.Items))
	return err
}

func (m *Main) checkContent(dir string) error {
	built, err := m.soundContent(dir)
	if err != nil {
		return err
	}
	report, err := m.solveContent(dir, built)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "%d exercises of %d generators worked out again, no failure\n", report.Exercises, report.Generators)
	return err
}

// solveContent has the second solver work out every exercise; of one that is wrong it
// prints all it found.
func (m *Main) solveContent(dir string, built *curriculum.Built) (*solver.Report, error) {
	report, err := solver.Check(built.TabletJSON())
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", dir, err)
	}
	for _, failure := range report.Failures {
		if _, err := fmt.Fprintln(m.Stdout, failure); err != nil {
			return nil, fmt.Errorf("print failure: %w", err)
		}
	}
	if n := len(report.Failures); n > 0 {
		return nil, school.Errorf(school.CodeInvalid, "%d failures in %d exercises", n, report.Exercises)
	}
	return report, nil
}

func writeOut(path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// importContent makes the folder of a pack; a person checks it afterwards.
func (m *Main) importContent(f importPack) error {
	body, err := os.ReadFile(f.File)
	if err != nil {
		return fmt.Errorf("read questions: %w", err)
	}
	read := foreign.GIFT(string(body))
	if strings.HasSuffix(f.File, ".xml") {
		if read, err = foreign.MoodleXML(body); err != nil {
			return school.Errorf(school.CodeInvalid, "%v", err)
		}
	}
	for _, refusal := range read.Refused {
		if _, err := fmt.Fprintln(m.Stdout, refusal); err != nil {
			return fmt.Errorf("print refusal: %w", err)
		}
	}
	if len(read.Sound) == 0 {
		return school.Errorf(school.CodeInvalid, "no question in %s can be taken over", f.File)
	}
	files, err := foreign.Folder(f.ID, f.Title, f.Language, read.Sound)
	if err != nil {
		return fmt.Errorf("write pack: %w", err)
	}
	if _, err := os.Stat(f.Out); err == nil {
		return school.Errorf(school.CodeConflict, "%s is there already; name a new folder", f.Out)
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		target := filepath.Join(f.Out, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return fmt.Errorf("write pack: %w", err)
		}
		if err := os.WriteFile(target, files[path], 0o600); err != nil {
			return fmt.Errorf("write pack: %w", err)
		}
	}
	if _, err := m.soundContent(f.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.Stdout, "%d questions taken over, %d remarks; nobody has checked their answers, and they have no real hints yet\n", len(read.Sound), len(read.Refused))
	return err
}
