//go:build planted

package simtest_test

import (
	"flag"
	"testing"

	"darasa/internal/planted"
	"darasa/internal/simtest"
)

var (
	within = flag.Uint64("within", 120, "how many seeds a planted bug may survive")
	only   = flag.Int("bug", 0, "the number of the only bug to plant")
)

// TestPlanted plants one bug after the other and demands that some seed finds it. A
// simulation that finds nothing is worth nothing until this says otherwise.
func TestPlanted(t *testing.T) {
	defer planted.Set(planted.None)
	for _, bug := range planted.All() {
		if *only > 0 && int(bug) != *only {
			continue
		}
		planted.Set(bug)
		seed, outcome := found(t)
		if outcome.Failure == "" {
			t.Errorf("%s: survived %d seeds", bug, *within)
			continue
		}
		t.Logf("%-42s seed %2d  %s", bug, seed, outcome.Failure)
	}
}

// found runs seeds until an invariant breaks. Seeds of the whole pack are left out.
func found(t *testing.T) (seed uint64, outcome simtest.Outcome) {
	t.Helper()
	for seed = 1; seed <= *within && outcome.Failure == ""; seed++ {
		if seed%25 == 0 {
			continue
		}
		var err error
		if outcome, err = simtest.Run(seed); err != nil {
			t.Fatal(err)
		}
	}
	return seed - 1, outcome
}
