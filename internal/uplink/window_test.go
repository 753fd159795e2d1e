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
		{"GrowsOnAnEmptyLink", []time.Duration{50 * ms, 60 * ms, 149 * ms}, 4},
		{"NeverBeyondFour", []time.Duration{50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms}, 4},
		{"HalvesWhenDelaysGrow", []time.Duration{50 * ms, 50 * ms, 50 * ms, 151 * ms}, 2},
		{"HalvesToOne", []time.Duration{50 * ms, 50 * ms, 50 * ms, time.Second, time.Second, time.Second}, 1},
		{"GrowsAgain", []time.Duration{50 * ms, 50 * ms, 50 * ms, time.Second, 60 * ms}, 3},
		{"HalvesOnFailure", []time.Duration{50 * ms, 50 * ms, 50 * ms, -1}, 2},
		{"ALowerFloor", []time.Duration{500 * ms, 50 * ms, 160 * ms}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWindow()
			for _, d := range tt.delays {
				if d < 0 {
					w.failed()
					continue
				}
				w.took(d)
			}
			if w.size != tt.want {
				t.Errorf("window = %d, want %d", w.size, tt.want)
			}
		})
	}
}
