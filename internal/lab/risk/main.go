// Command risk measures whom a week's list of concern finds in invented classes, by
// two rules and, beside them, by a model fitted on the other families. Outcomes: (a)
// no practice on at least five of the next ten days the class met; (b) no skill
// becomes steady on the next ten days she comes. The rules are the product's own
// (classroom/risk).
//
// The schools are simulated; what it prints says nothing of a real child. Its last
// line of output is one JSON object.
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
		fmt.Fprintln(os.Stderr, "lab/risk:", err)
		os.Exit(1)
	}
}

// outcome is one of the two things looked for in one family. Precision is of the five
// ranked highest in every class and week, Base what five by lot would give. Wins is
// the model's AUC less the rule's.
type outcome struct {
	Base           float64 `json:"base"`
	AUCRule        float64 `json:"auc_rule"`
	AUCModel       float64 `json:"auc_model"`
	PrecisionRule  float64 `json:"precision5_rule"`
	PrecisionModel float64 `json:"precision5_model"`
	Wins           float64 `json:"model_wins"`
}

// figures are one family's. Listed is the share of children on a week's list, Either
// the share of those listed for whom (a) or (b) came true beside EitherBase, that of
// everybody; CaughtA and CaughtB are the shares of those it came true for who were on
// the list, LeadA and LeadB the days the class met, in the middle, between the first of
// the lists in a row with a child and the day the outcome was complete.
type figures struct {
	Away       outcome `json:"away"`
	Still      outcome `json:"still"`
	Listed     float64 `json:"listed"`
	Either     float64 `json:"either_of_listed"`
	EitherBase float64 `json:"either_base"`
	CaughtA    float64 `json:"caught_away"`
	CaughtB    float64 `json:"caught_still"`
	LeadA      float64 `json:"lead_days_away"`
	LeadB      float64 `json:"lead_days_still"`
}

type result struct {
	Classes  int                 `json:"classes"`
	Families map[string]*figures `json:"families"`
	Away     *worst              `json:"away"`
	Still    *worst              `json:"still"`
}

// worst are the worst family's figures, for goals to name: of the rule its AUC and its
// precision over the base rate, of the model the least advantage in both. Families in
// which hardly anybody comes to it say nothing and are left out.
type worst struct {
	AUC            float64 `json:"auc"`
	Lift           float64 `json:"lift"`
	ModelAUC       float64 `json:"model_wins_auc"`
	ModelPrecision float64 `json:"model_wins_precision5"`
}

// rare is a base rate under which a family says nothing.
const rare = 0.02

func newWorst() *worst { return &worst{1, 100, 1, 1} }

func (w *worst) worst(o *outcome) {
	if o.Base < rare {
		return
	}
	w.AUC, w.Lift = min(w.AUC, o.AUCRule), min(w.Lift, o.PrecisionRule/o.Base)
	w.ModelAUC, w.ModelPrecision = min(w.ModelAUC, o.Wins), min(w.ModelPrecision, o.PrecisionModel-o.PrecisionRule)
}

var errAmount = errors.New("-n must be at least 1")

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("risk", flag.ContinueOnError)
	n := flags.Int("n", 50, "classes of forty in each family")
	seed := flags.Uint64("seed", 1, "of everything that is drawn")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return errAmount
	}
	return json.NewEncoder(out).Encode(measure(*n, *seed))
}
