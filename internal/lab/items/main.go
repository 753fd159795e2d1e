// Command items enumerates a pack and has the second solver check every exercise.
// It prints the generators with their counts, every failure, and as its last line
// one JSON object. It exits with 1 when anything failed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

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
}

// run prints lists and failures. A pack that cannot be built is one failure.
func run(out io.Writer, folder string) summary {
	report, err := check(out, folder)
	if err != nil {
		fmt.Fprintln(out, "FAIL", err)
		return summary{Failures: 1}
	}
	for _, failure := range report.Failures {
		fmt.Fprintln(out, "FAIL", failure)
	}
	return summary{report.Skills, report.Generators, report.Exercises, report.Items, len(report.Failures)}
}

func check(out io.Writer, folder string) (*solver.Report, error) {
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", folder, err)
	}
	list(out, built)
	report, err := solver.Check(built.TabletJSON())
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", folder, err)
	}
	return report, nil
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
