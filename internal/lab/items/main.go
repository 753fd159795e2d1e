// Command items enumerates a pack and has the second solver check every exercise.
// It prints the items with their counts, every failure, the stems of the first
// school years that nobody has spoken, and as its last line one JSON object. It
// exits with 1 when anything failed; a missing recording is no failure.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"darasa/internal/curriculum"
	"darasa/internal/curriculum/solver"
)

func main() {
	pack := flag.String("pack", "content/numeracy", "folder of the pack")
	flag.Parse()
	sum := run(os.Stdout, *pack)
	line, err := json.Marshal(sum)
	if err != nil {
		fmt.Fprintln(os.Stderr, "write summary:", err)
		os.Exit(1)
	}
	fmt.Println(string(line))
	if sum.Failures > 0 {
		os.Exit(1)
	}
}

// summary is the last line. Items counts exercises, each with its own numbers.
type summary struct {
	Skills      int `json:"skills"`
	Generators  int `json:"generators"`
	Items       int `json:"items"`
	EngineItems int `json:"engine_items"`
	Failures    int `json:"failures"`
	// WithoutAudio counts stems of kindergarten to class 2, each in each language.
	WithoutAudio int `json:"without_audio"`
	// Compressed is the compiled pack without audio, in bytes of gzip.
	Compressed int `json:"compressed_bytes"`
}

// run prints lists and failures. A pack that cannot be built is one failure.
func run(out io.Writer, folder string) summary {
	report, silent, compressed, err := check(out, folder)
	if err != nil {
		fmt.Fprintln(out, "FAIL", err)
		return summary{Failures: 1}
	}
	for _, failure := range report.Failures {
		fmt.Fprintln(out, "FAIL", failure)
	}
	for _, stem := range silent {
		fmt.Fprintln(out, "without audio:", stem)
	}
	return summary{report.Skills, report.Generators, report.Exercises, report.Items, len(report.Failures), len(silent), compressed}
}

func check(out io.Writer, folder string) (report *solver.Report, silent []string, compressed int, err error) {
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return nil, nil, 0, fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("build %s: %w", folder, err)
	}
	list(out, built)
	tablet := built.TabletJSON()
	if report, err = solver.Check(tablet); err != nil {
		return nil, nil, 0, fmt.Errorf("check %s: %w", folder, err)
	}
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	if _, err := z.Write(tablet); err != nil {
		return nil, nil, 0, fmt.Errorf("compress %s: %w", folder, err)
	}
	if err := z.Close(); err != nil {
		return nil, nil, 0, fmt.Errorf("compress %s: %w", folder, err)
	}
	return report, withoutAudio(pack), small.Len(), nil
}

// withoutAudio lists the stems of skills of kindergarten to class 2 (by the year in
// their outcomes' codes) for which media holds no GENERATOR.KEY.LANGUAGE recording.
func withoutAudio(p *curriculum.Pack) []string {
	spoken := map[string]bool{}
	for _, m := range p.Media {
		if ext := path.Ext(m.Path); slices.Contains([]string{".mp3", ".ogg", ".webm"}, ext) {
			spoken[strings.TrimSuffix(path.Base(m.Path), ext)] = true
		}
	}
	early := map[string]bool{}
	for _, s := range p.Skills {
		early[s.ID] = slices.ContainsFunc(s.Outcomes, func(o curriculum.Outcome) bool {
			parts := strings.Split(o.Code, "/")
			return len(parts) > 2 && slices.Contains([]string{"k", "1", "2"}, parts[2])
		})
	}
	var silent []string
	for _, g := range p.Generators {
		for _, key := range g.Stem {
			for _, language := range p.Languages {
				if name := g.ID + "." + key + "." + language; early[g.Skill] && !spoken[name] {
					silent = append(silent, name)
				}
			}
		}
	}
	return silent
}

// list prints one line for each item and its number of known wrong answers.
func list(out io.Writer, b *curriculum.Built) {
	names := b.Names("en")
	for i, it := range b.Items {
		wrong := 0
		for _, instance := range it.Instances {
			wrong += len(instance.Wrong)
		}
		fmt.Fprintf(out, "item %2d  %-28s %-7s %-7s instances %4d  wrong answers %4d  %s\n", i,
			b.Pack.Generators[it.Generator].ID, it.Level, it.Format, len(it.Instances), wrong, names[it.Skill])
	}
	hash := b.Catalogue.Hash()
	fmt.Fprintf(out, "catalogue %x\n", hash)
}
