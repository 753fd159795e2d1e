package main

import (
	"bytes"
	"errors"
	"testing"
)

// TestTheRuleServes holds the rule to what it is for, and to being no worse than a
// model fitted on the other families: if that changes, docs/adr/0095 has to.
func TestTheRuleServes(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates sixty classes")
	}
	r := measure(15, 5)
	if r.Away.AUC < 0.65 || r.Away.Lift < 2 || r.Still.AUC < 0.6 || r.Still.Lift < 1.3 {
		t.Errorf("the worst family: away %+v, still %+v", *r.Away, *r.Still)
	}
	if r.Away.ModelAUC > 0.02 || r.Still.ModelAUC > 0.02 {
		t.Errorf("a model of the other families wins everywhere: away %+v, still %+v", *r.Away, *r.Still)
	}
	for name, f := range r.Families {
		if f.Either < 1.5*f.EitherBase || f.Listed > 0.13 {
			t.Errorf("%s: %.2f of those listed, %.2f of everybody; %.2f listed", name, f.Either, f.EitherBase, f.Listed)
		}
	}
}

func TestSameSeedSameFigures(t *testing.T) {
	var a, b bytes.Buffer
	if err := errors.Join(run([]string{"-n", "1"}, &a), run([]string{"-n", "1"}, &b)); err != nil || a.String() != b.String() {
		t.Errorf("%v: %s%s", err, &a, &b)
	}
	if err := run([]string{"-n", "0"}, &a); !errors.Is(err, errAmount) {
		t.Errorf("no classes: %v", err)
	}
}
