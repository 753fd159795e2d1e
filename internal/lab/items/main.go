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
	failures, err := run(os.Stdout, *pack)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if failures > 0 {
		os.Exit(1)
	}
}

// run checks the pack and returns the number of failures.
func run(out io.Writer, folder string) (int, error) {
	summary := struct {
		Skills      int `json:"skills"`
		Generators  int `json:"generators"`
		Items       int `json:"items"` // exercises, each with its own numbers
		EngineItems int `json:"engine_items"`
		Failures    int `json:"failures"`
	}{}
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return 0, fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return 0, fmt.Errorf("build %s: %w", folder, err)
	}
	list(out, built)
	report, err := solver.Check(built.TabletJSON())
	if err != nil {
		return 0, fmt.Errorf("check %s: %w", folder, err)
	}
	for _, failure := range report.Failures {
		fmt.Fprintln(out, "FAIL", failure)
	}
	summary.Skills, summary.Generators = report.Skills, report.Generators
	summary.Items, summary.EngineItems = report.Exercises, report.Items
	summary.Failures = len(report.Failures)
	line, err := json.Marshal(summary)
	if err != nil {
		return 0, fmt.Errorf("write summary: %w", err)
	}
	fmt.Fprintln(out, string(line))
	return len(report.Failures), nil
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
