package simtest_test

import (
	"flag"
	"testing"

	"darasa/internal/simtest"
)

var (
	seeds = flag.Int("seeds", 5, "how many seeds to run, each twice")
	first = flag.Uint64("first", 1, "the first seed")
)

// Every seed runs twice and must come to the same hash: what failed once can be
// looked at again.
func TestSeeds(t *testing.T) {
	var steps, attempts, restarts int
	for seed := *first; seed < *first+uint64(*seeds); seed++ {
		once, err := simtest.Run(seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if once.Failure != "" {
			t.Errorf("seed %d: %s", seed, once.Failure)
		}
		again, err := simtest.Run(seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if once.Hash != again.Hash || once.Steps != again.Steps {
			t.Errorf("seed %d is not repeatable: %x in %d steps, then %x in %d", seed, once.Hash, once.Steps, again.Hash, again.Steps)
		}
		steps, attempts, restarts = steps+once.Steps, attempts+once.Attempts, restarts+once.Restarts
	}
	t.Logf("%d seeds: %d events, %d attempts, %d restarts", *seeds, steps, attempts, restarts)
}
