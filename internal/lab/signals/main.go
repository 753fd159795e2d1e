// Command signals measures when the board calls for a person: how many invented
// children who guess or work without gain it finds, how soon, and how often it calls
// for children who do neither. It takes the product's own path (projection.Board and
// struggle.Find).
//
// The children are simulated; what it prints says nothing of real ones. Its last line
// of output is one JSON object.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab/signals:", err)
		os.Exit(1)
	}
}

// result is the last line of output.
type result struct {
	Learners int                 `json:"learners"`
	Families map[string]*figures `json:"families"`
	// What goals name: the least recall of those who should be found, and the most
	// false alarms of those who should not.
	GuessingRecall float64 `json:"guessing_recall"`
	GuessingFalse  float64 `json:"guessing_false"`
	SpinningRecall float64 `json:"spinning_recall"`
	SpinningFalse  float64 `json:"spinning_false"`
}

var errAmount = errors.New("-n must be at least 1")

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("signals", flag.ContinueOnError)
	n := flags.Int("n", 1000, "learners in each family")
	seed := flags.Uint64("seed", 1, "of everything that is drawn")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return errAmount
	}
	return json.NewEncoder(out).Encode(measure(*n, *seed))
}

func measure(n int, seed uint64) *result {
	r := &result{Learners: n, Families: map[string]*figures{}, GuessingRecall: 1, SpinningRecall: 1}
	for i, f := range families {
		got := sittings(&f, n, seed, uint64(i))
		r.Families[f.name] = got
		if f.guesses {
			r.GuessingRecall = min(r.GuessingRecall, got.Guessing)
		} else {
			r.GuessingFalse = max(r.GuessingFalse, got.Guessing)
		}
		switch {
		case f.spins:
			r.SpinningRecall = min(r.SpinningRecall, got.Spinning)
		case !f.guesses:
			r.SpinningFalse = max(r.SpinningFalse, got.Spinning)
		}
	}
	return r
}
