package simtest_test

import (
	"flag"
	"fmt"
	"sync/atomic"
	"testing"

	"darasa/internal/simtest"
)

var (
	seeds = flag.Int("seeds", 5, "how many seeds to run, each twice")
	first = flag.Uint64("first", 1, "the first seed")
	whole = flag.Bool("whole", false, "worlds of up to 5 schools, 10 hubs and 400 tablets")
)

// Every seed runs twice and must come to the same hash: what failed once can be
// looked at again. Worlds share nothing, so seeds run beside each other.
func TestSeeds(t *testing.T) {
	var steps, attempts, restarts atomic.Int64
	t.Run("each", func(t *testing.T) {
		for seed := *first; seed < *first+uint64(*seeds); seed++ {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				once := repeated(t, seed)
				steps.Add(int64(once.Steps))
				attempts.Add(int64(once.Attempts))
				restarts.Add(int64(once.Restarts))
			})
		}
	})
	t.Logf("%d seeds: %d events, %d attempts, %d restarts", *seeds, steps.Load(), attempts.Load(), restarts.Load())
}

// regressions are seeds that found a bug of ours, and which.
var regressions = []struct {
	seed  uint64
	found string
}{
	{40, "of two programs on one cloned card, the one with something to send at every contact never heard what it lacked"},
}

func TestRegressions(t *testing.T) {
	for _, r := range regressions {
		if o, err := simtest.Run(r.seed); err != nil || o.Failure != "" {
			t.Errorf("seed %d (%s): %s %v", r.seed, r.found, o.Failure, err)
		}
	}
}

// repeated runs a seed twice and returns what it came to.
func repeated(t *testing.T, seed uint64) simtest.Outcome {
	t.Helper()
	once, err := simtest.RunIn(size(), seed)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	if once.Failure != "" {
		t.Errorf("seed %d: %s", seed, once.Failure)
	}
	again, err := simtest.RunIn(size(), seed)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	if once.Hash != again.Hash || once.Steps != again.Steps {
		t.Errorf("seed %d is not repeatable: %x in %d steps, then %x in %d", seed, once.Hash, once.Steps, again.Hash, again.Steps)
	}
	return once
}

func size() simtest.Size {
	if *whole {
		return simtest.Whole
	}
	return simtest.Small
}
