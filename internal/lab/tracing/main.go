// Command tracing measures how well the engine predicts answers it has not seen, on
// a file of real ones. It takes the product's own path (tracing.Calibration,
// tracing.Model) and knows nothing of the file but its form.
//
// Its last line of output is one JSON object; docs of the flags are in -help.
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
		fmt.Fprintln(os.Stderr, "lab/tracing:", err)
		os.Exit(1)
	}
}

// result is the last line of output. AUCSnapshots is null in calibrated mode, where
// snapshots do not change.
type result struct {
	Rows            int      `json:"rows"`
	AUC             float64  `json:"auc"`
	AUCSnapshots    *float64 `json:"auc_snapshots"`
	LogLoss         float64  `json:"logloss"`
	RMSE            float64  `json:"rmse"`
	ECE             float64  `json:"ece"`
	UpdatesPerSec   float64  `json:"updates_per_sec"`
	BytesPerStudent float64  `json:"bytes_per_student"`
}

func run(args []string) error {
	flags := flag.NewFlagSet("tracing", flag.ContinueOnError)
	path := flags.String("data", "", "gzip CSV: student,item,skill,correct,t,fold")
	mode := flags.String("mode", "calibrated", "calibrated: shared weights from folds 1-4, then fold 0; "+
		"cold: blocks of 30 students, each an empty hub; labels: cold on fold 0 with authors' levels")
	baseline := flags.String("baseline", "", "elo, bkt, pfa or bestlr: a baseline instead of the engine")
	tune := flags.Bool("tune", false, "leave fold 0 out and let fold 1 stand in for it, to choose settings by")
	if err := flags.Parse(args); err != nil {
		return err
	}
	d, err := answers.Open(*path)
	if err != nil {
		return err
	}
	res, err := measure(d, *mode, *baseline, *tune)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(res)
}
