// Command learners measures the tutor on invented learners: whether placement finds
// what they know, whether mastery is declared rightly, whether practice is neither
// too hard nor too easy, and what is left after a month. It takes the product's own
// path (tutor.Tutor) and knows of the tutor only what a plan and a choice say.
//
// No scored family shares the engine's form, and no shipped weight was fitted to any. What
// it prints are simulated figures: none of them is a learning gain of a child.
//
// Its last line of output is one JSON object.
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
		fmt.Fprintln(os.Stderr, "lab/learners:", err)
		os.Exit(1)
	}
}

// result is the last line of output.
type result struct {
	Placement       map[string]placed  `json:"placement"`
	UnreadyByBelief float64            `json:"unready_by_belief"`
	UnreadyByTruth  float64            `json:"unready_by_truth"`
	Families        map[string]figures `json:"families"`
}

var errAmount = errors.New("-n must be at least 1")

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("learners", flag.ContinueOnError)
	n := flags.Int("n", 1000, "learners in each family")
	seed := flags.Uint64("seed", 1, "of everything that is drawn")
	only := flags.String("only", "", "one family, while developing")
	tuning := flags.Bool("tuning", false, "the families that choices are made on instead of those that are scored")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return errAmount
	}
	taught := families
	if *tuning {
		taught = tuningFamilies
	}
	r, err := measure(*n, *seed, *only, taught)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(r)
}

// measure runs every family of states and those of growth given, or one alone.
func measure(n int, seed uint64, only string, taught []family) (*result, error) {
	l, err := newLab(seed)
	if err != nil {
		return nil, err
	}
	r := &result{Placement: map[string]placed{}, Families: map[string]figures{}}
	var unready gate
	for _, f := range stateFamilies {
		if only != "" && only != f.name {
			continue
		}
		p, g, err := l.place(f, n)
		if err != nil {
			return nil, fmt.Errorf("placement, %s: %w", f.name, err)
		}
		r.Placement[f.name] = p
		unready.add(g)
	}
	for _, f := range taught {
		if only != "" && only != f.name {
			continue
		}
		p, g, err := l.teachAll(f, n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		r.Families[f.name] = p
		unready.add(g)
	}
	r.UnreadyByBelief = share(unready.belief, unready.asked)
	r.UnreadyByTruth = share(unready.truth, unready.asked)
	return r, nil
}

// gate counts practice that was offered, and of it what was offered on a skill with
// a prerequisite that is not known: as the tutor itself says, and in truth.
type gate struct{ asked, belief, truth float64 }

func (g *gate) add(h gate) {
	g.asked += h.asked
	g.belief += h.belief
	g.truth += h.truth
}

// share returns part of whole, 0 of nothing.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}
