// Command pairs measures what the engine makes of answers that two learners gave
// together, beside two simpler ways of counting them: everything for both, and
// everything for the one who entered it. Pairs are simulated: in one family one
// partner dominates, in the other one copies. Nobody in it shares the engine's form.
//
// Its last line of output is one JSON object.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"darasa/internal/lab/score"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "lab/pairs:", err)
		os.Exit(1)
	}
}

// figures compare the chances believed after the lesson with answers each learner
// then gives alone. Wins is the least advantage in log-loss over the two others.
type figures struct {
	LogLoss       float64 `json:"logloss"`
	AUC           float64 `json:"auc"`
	LogLossBoth   float64 `json:"logloss_both"`
	AUCBoth       float64 `json:"auc_both"`
	LogLossDriver float64 `json:"logloss_driver"`
	AUCDriver     float64 `json:"auc_driver"`
	Wins          float64 `json:"wins"`
	WinsAUC       float64 `json:"wins_auc"`
}

type result struct {
	Pairs    int                 `json:"pairs"`
	Families map[string]*figures `json:"families"`
	// The worst family's advantages, for a goal to name.
	Wins    float64 `json:"wins"`
	WinsAUC float64 `json:"wins_auc"`
}

func run(args []string) error {
	flags := flag.NewFlagSet("pairs", flag.ContinueOnError)
	n := flags.Int("n", 1000, "pairs of each family")
	seed := flags.Uint64("seed", 1, "of all that is random")
	if err := flags.Parse(args); err != nil {
		return err
	}
	res, err := measure(*n, *seed)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(res)
}

func measure(n int, seed uint64) (*result, error) {
	res := &result{Pairs: n, Families: map[string]*figures{}, Wins: 1, WinsAUC: 1}
	for _, family := range families {
		var scores [numArms]score.Score
		for i := range n {
			if err := lesson(family, seed, uint64(i), &scores); err != nil {
				return nil, err
			}
		}
		f := &figures{AUC: scores[armEngine].AUC(), AUCBoth: scores[armBoth].AUC(), AUCDriver: scores[armDriver].AUC()}
		f.LogLoss, _, _ = scores[armEngine].Errors()
		f.LogLossBoth, _, _ = scores[armBoth].Errors()
		f.LogLossDriver, _, _ = scores[armDriver].Errors()
		f.Wins = min(f.LogLossBoth, f.LogLossDriver) - f.LogLoss
		f.WinsAUC = f.AUC - max(f.AUCBoth, f.AUCDriver)
		res.Families[family.name] = f
		res.Wins, res.WinsAUC = min(res.Wins, f.Wins), min(res.WinsAUC, f.WinsAUC)
	}
	return res, nil
}
