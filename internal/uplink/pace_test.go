package uplink

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	none := func(int64) int64 { return 0 }
	const nothing, moved = false, true
	p := Pace{}
	for i, want := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second} {
		if got := p.Failed(nothing, none); got != want {
			t.Errorf("failure %d: %v, want %v", i+1, got, want)
		}
	}
	// A link that is cut all the time and still carries something is not punished.
	for range 100 {
		if got := p.Failed(moved, none); got != shortestPause {
			t.Fatalf("after progress: %v", got)
		}
	}
	for range 100 {
		if got := p.Failed(nothing, none); got > longestPause {
			t.Fatalf("%v is too long", got)
		}
	}
	if got := p.Failed(nothing, func(n int64) int64 { return n - 1 }); got <= longestPause || got > longestPause*5/4 {
		t.Errorf("with the most jitter: %v", got)
	}
	p.Well()
	if got := p.Failed(nothing, none); got != firstPause {
		t.Errorf("after a good exchange: %v", got)
	}
}
