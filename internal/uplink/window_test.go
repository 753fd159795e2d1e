package uplink

import (
	"testing"
	"time"
)

func TestWindow(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name   string
		delays []time.Duration // negative: failed
		want   int
	}{
		{"OneAtFirst", nil, 1},
		{"GrowsOnAnIdleLink", []time.Duration{50 * ms, 60 * ms, 149 * ms}, 4},
		{"NeverBeyondFour", []time.Duration{50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms}, 4},
		{"HalvesOnABusyLink", []time.Duration{50 * ms, 50 * ms, 50 * ms, 151 * ms}, 2},
		{"HalvesToOne", []time.Duration{50 * ms, 50 * ms, 50 * ms, time.Second, time.Second, time.Second}, 1},
		{"GrowsAgain", []time.Duration{50 * ms, 50 * ms, 50 * ms, time.Second, 60 * ms}, 3},
		{"HalvesOnFailure", []time.Duration{50 * ms, 50 * ms, 50 * ms, -1}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWindow()
			for _, d := range tt.delays {
				if d < 0 {
					w.failed()
					continue
				}
				w.took(d, 50*ms)
			}
			if w.size != tt.want {
				t.Errorf("window = %d, want %d", w.size, tt.want)
			}
		})
	}
	far := newWindow() // a satellite: a second is mostly way
	far.took(time.Second, 600*ms)
	slow := newWindow() // the same way, and a link that needs three seconds for a segment
	slow.took(3600*ms, 600*ms)
	unknown := newWindow()
	unknown.took(ms, 0)
	if far.size != 2 || slow.size != 1 || unknown.size != 1 {
		t.Errorf("windows = %d, %d, %d, want 2, 1, 1", far.size, slow.size, unknown.size)
	}
}
