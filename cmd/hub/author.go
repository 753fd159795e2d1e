package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"darasa/internal/curriculum"
	"darasa/internal/curriculum/solver"
	"darasa/internal/school"
)

// authorFlags are the commands of those who write packs. They need no data folder.
type authorFlags struct {
	Build   authorOut   `cmd:"" help:"Enumerate a pack and write it as tablets read it."`
	Check   authorDir   `cmd:"" help:"List every fault of a pack, and have the second solver work out every exercise."`
	Preview authorOut   `cmd:"" help:"Write a page with an exercise of every item in every language."`
	Graph   authorGraph `cmd:"" help:"Draw the skills and what builds on what, as SVG."`
}

type authorDir struct {
	Dir string `arg:"" name:"dir" placeholder:"DIR" help:"Folder of the pack."`
}

type authorOut struct {
	authorDir
	Out string `required:"" placeholder:"FILE" help:"File to write."`
}

type authorGraph struct {
	authorOut
	Language string `default:"en" placeholder:"CODE" help:"Language of the titles (${default})."`
}

func (m *Main) author(chosen string, f authorFlags) error {
	switch chosen {
	case "content check <dir>":
		return m.checkContent(f.Check.Dir)
	case "content build <dir>":
		return m.buildContent(f.Build)
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

func (m *Main) buildContent(f authorOut) error {
	built, err := m.soundContent(f.Dir)
	if err != nil {
		return err
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
	report, err := solver.Check(built.TabletJSON())
	if err != nil {
		return fmt.Errorf("check %s: %w", dir, err)
	}
	for _, failure := range report.Failures {
		if _, err := fmt.Fprintln(m.Stdout, failure); err != nil {
			return fmt.Errorf("print failure: %w", err)
		}
	}
	if n := len(report.Failures); n > 0 {
		return school.Errorf(school.CodeInvalid, "%d failures in %d exercises", n, report.Exercises)
	}
	_, err = fmt.Fprintf(m.Stdout, "%d exercises of %d generators worked out again, no failure\n", report.Exercises, report.Generators)
	return err
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
