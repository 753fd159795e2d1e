package mastery_test

import (
	"math"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/mastery"

	"pgregory.net/rapid"
)

// drawn is any belief a history could lead to.
func drawn(t *rapid.T) mastery.Belief {
	b := mastery.From(rapid.Float64Range(-4, 4).Draw(t, "mean"), rapid.Float64Range(0.2, 2).Draw(t, "sd"))
	for range rapid.IntRange(0, 30).Draw(t, "answers") {
		b.Take(ease(t), rapid.Bool().Draw(t, "right"), credit(t))
	}
	return b
}

func ease(t *rapid.T) float64 { return rapid.Float64Range(-2, 2).Draw(t, "ease") }
func credit(t *rapid.T) float64 {
	return rapid.SampledFrom([]float64{0.1, 0.5, 1, 1, 1, 4}).Draw(t, "credit")
}

func TestRightLowersNothingAndWrongIsNeverBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawn(t)
		right, wrong, e, c := before, before, ease(t), credit(t)
		right.Take(e, true, c)
		wrong.Take(e, false, c)
		for i := range before {
			if right[i] < before[i] {
				t.Fatalf("a right answer lowered bound %d: %v to %v", i, before, right)
			}
			if wrong[i] > right[i] {
				t.Fatalf("bound %d is better after a wrong answer: %v, after a right one %v", i, wrong, right)
			}
			if i > 0 && (right[i] > right[i-1] || wrong[i] > wrong[i-1]) {
				t.Fatalf("bounds out of order: %v, %v", right, wrong)
			}
		}
	})
}

func TestBytesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawn(t)
		r := codec.NewReader(b.AppendBinary(nil))
		if back := mastery.Read(r); back != b || r.Close() != nil {
			t.Fatalf("read back as %v, want %v (%v)", back, b, r.Err())
		}
	})
}

func FuzzRead(f *testing.F) {
	b := mastery.From(0, 1)
	f.Add(b.AppendBinary(nil))
	f.Add([]byte{0xff, 0xff, 0xff, 0x07})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := codec.NewReader(data)
		b := mastery.Read(r)
		if r.Close() != nil {
			return
		}
		if again := b.AppendBinary(nil); string(again) != string(data) {
			t.Errorf("%x is read and written as %x", data, again)
		}
	})
}

// TestWhatAnswersTell holds the belief against what a person would say.
func TestWhatAnswersTell(t *testing.T) {
	after := func(outcomes string, item float64) float64 {
		b := mastery.From(0.75, 0.9)
		for _, o := range outcomes {
			b.Take(item, o == '1', 1)
		}
		return b.Known()
	}
	for _, c := range []struct {
		name      string
		low, high float64
		got       float64
	}{
		{"nothing answered", 0.1, 0.2, after("", 0)},
		{"ten right", 0.75, 0.95, after("1111111111", 0)},
		{"ten right on hard ones", 0.9, 1, after("1111111111", -1)},
		{"ten right on easy ones tell less", 0.4, 0.8, after("1111111111", 1)},
		{"a slip among many", 0.7, 1, after("11111111011111", 0)},
		{"half of them right", 0, 0.05, after("1010101010", 0)},
		{"a bad beginning is forgiven", 0.35, 1, after("0000011111111111", 0)},
		{"all wrong", 0, 0.005, after("0000000000", 0)},
	} {
		if c.got < c.low || c.got > c.high {
			t.Errorf("%s: known %.3f, want %v to %v", c.name, c.got, c.low, c.high)
		}
	}
}

func TestFromKeepsTheBar(t *testing.T) {
	for _, mean := range []float64{-1, 0.5, 1.7346010553881064, 3} {
		b := mastery.From(mean, 0.8)
		want := 0.5 * math.Erfc((1.7346010553881064-mean)/0.8/math.Sqrt2)
		if got := b.Known(); math.Abs(got-want) > 0.01 {
			t.Errorf("mean %v: known %.3f, want %.3f", mean, got, want)
		}
	}
}

func TestObserve(t *testing.T) {
	known := map[uint8]float64{}
	for _, saw := range []uint8{engine.NotYet, engine.Partly, engine.Right} {
		b := mastery.From(1.5, 0.8)
		b.Observe(saw, 2.4)
		known[saw] = b.Known()
	}
	if !(known[engine.NotYet] < known[engine.Partly] && known[engine.Partly] < known[engine.Right]) {
		t.Errorf("known after an observation: %v", known)
	}
}

func TestNoAllocation(t *testing.T) {
	b := mastery.From(0, 1)
	if n := testing.AllocsPerRun(100, func() { b.Take(0.3, true, 0.5) }); n != 0 {
		t.Errorf("%v allocations an answer", n)
	}
}
