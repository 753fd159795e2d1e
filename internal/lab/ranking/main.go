// Command ranking measures the order in which the engine puts exercises a learner has
// not met, on a file of real answers: each history of the test fold is frozen at its
// half, and the items first met in the rest are ranked. It takes the product's own
// path (ranking.Population, tracing.Model) and knows nothing of the file but its form.
//
// Its last line of output is one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"darasa/internal/lab/answers"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lab/ranking:", err)
		os.Exit(1)
	}
}

// result is the last line of output, means over students: NDPM is the share of pairs
// of a right and a wrong answer that are ordered the wrong way round, lower is
// better; AP is the average precision at finding wrong answers. The item mean is one
// order for all, by the share of right answers over folds 1 to 4.
type result struct {
	Students     int     `json:"students"`
	NDPM         float64 `json:"ndpm"`
	AP           float64 `json:"ap"`
	NDPMItemMean float64 `json:"ndpm_item_mean"`
	APItemMean   float64 `json:"ap_item_mean"`
	NDPMGain     float64 `json:"ndpm_gain"` // NDPMItemMean − NDPM
}

func run(args []string) error {
	flags := flag.NewFlagSet("ranking", flag.ContinueOnError)
	path := flags.String("data", "", "gzip CSV: student,item,skill,correct,t,fold")
	part := flags.String("order", "blend", "blend, or a part of it alone: votes, population, tracing")
	tune := flags.Bool("tune", false, "leave fold 0 out and let fold 1 stand in for it, to choose settings by")
	if err := flags.Parse(args); err != nil {
		return err
	}
	d, err := answers.Open(*path)
	if err != nil {
		return err
	}
	if *tune {
		d.HideTest()
	}
	res, err := measure(d, *part)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(res)
}
