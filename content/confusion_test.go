package content_test

import (
	"strings"
	"testing"
)

// Each misconception gives its own wrong answer on a fifth of some generator's
// exercises at least, and on most exercises another one than its neighbours.
func TestMisconceptionsDiffer(t *testing.T) {
	b := build(t)
	c, err := b.Confusion()
	if err != nil {
		t.Fatal(err)
	}
	var matrix strings.Builder
	if err := c.Print(&matrix, b.Pack.Misconceptions); err != nil {
		t.Fatal(err)
	}
	t.Logf("percent of shared exercises on which two procedures give one answer:\n%s", &matrix)
	if len(b.Pack.Misconceptions) < 60 {
		t.Errorf("%d misconceptions, want 60", len(b.Pack.Misconceptions))
	}
	for _, id := range b.Pack.Misconceptions {
		if c.Fires[id] < 0.20 {
			t.Errorf("%s fires on %.0f %% of a generator's exercises at most", id, 100*c.Fires[id])
		}
	}
	for pair, share := range c.Meets {
		if share > 0.5 {
			t.Errorf("%s and %s give one answer on %.0f %% of the exercises of every generator they share", pair[0], pair[1], 100*share)
		}
	}
}
