package tracing_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/tracing"

	"pgregory.net/rapid"
)

func TestSnapshotRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSnapshot(t, "snapshot")
		b := s.AppendBinary(nil)
		back, err := tracing.DecodeSnapshot(b)
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash() != s.Hash() {
			t.Fatal("the hash changed on the way")
		}
		for i := range s.Items {
			if back.Items[i] != s.Items[i] {
				t.Fatalf("item %d: got %+v, want %+v: a snapshot must hold what travels", i, back.Items[i], s.Items[i])
			}
		}
		if back.Shared != s.Shared || back.Scale != s.Scale || back.Shift != s.Shift {
			t.Fatal("shared weights changed on the way")
		}
	})
}

func TestSnapshotRefused(t *testing.T) {
	good := tracing.Generic(course())
	t.Run("ErrSnapshot for a forbidden sign", func(t *testing.T) {
		for _, feature := range []int{tracing.SkillRight, tracing.SkillFast, tracing.LearnerSlow, tracing.FirstTime, tracing.Gap} {
			bad := *good
			bad.Shared[feature].Mean = -bad.Shared[feature].Mean
			if _, err := tracing.DecodeSnapshot(bad.AppendBinary(nil)); !errors.Is(err, tracing.ErrSnapshot) {
				t.Errorf("feature %d: got %v, want ErrSnapshot", feature, err)
			}
		}
		bad := *good
		bad.Scale.Mean = -1
		if _, err := tracing.DecodeSnapshot(bad.AppendBinary(nil)); !errors.Is(err, tracing.ErrSnapshot) {
			t.Errorf("scale: got %v, want ErrSnapshot", err)
		}
	})
	t.Run("ErrSnapshot for another course", func(t *testing.T) {
		other := course()
		other.Items = other.Items[1:]
		if _, err := tracing.NewModel(other, good); !errors.Is(err, tracing.ErrSnapshot) {
			t.Errorf("got %v, want ErrSnapshot", err)
		}
	})
	t.Run("cut short", func(t *testing.T) {
		b := good.AppendBinary(nil)
		for n := range b {
			if _, err := tracing.DecodeSnapshot(b[:n]); err == nil {
				t.Fatalf("%d of %d bytes were accepted", n, len(b))
			}
		}
	})
	t.Run("ErrVersion", func(t *testing.T) {
		b := good.AppendBinary(nil)
		b[0] = 9
		if _, err := tracing.DecodeSnapshot(b); !errors.Is(err, codec.ErrVersion) {
			t.Errorf("got %v, want ErrVersion", err)
		}
	})
}

func FuzzDecodeSnapshot(f *testing.F) {
	f.Add(tracing.Generic(course()).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := tracing.DecodeSnapshot(b)
		if err != nil {
			return
		}
		if got := s.AppendBinary(nil); string(got) != string(b) {
			t.Errorf("% x was read, % x written", b, got)
		}
	})
}

// world answers by hidden difficulties that the course does not know, from a family
// that is not the engine's: right when ability passes a threshold, else guessed.
type world struct {
	state uint64
}

func (w *world) float() float64 {
	w.state = w.state*6364136223846793005 + 1442695040888963407
	return float64(w.state>>11) / (1 << 53)
}

func (w *world) answer(item uint32, ability float64) bool {
	hidden := []float64{.1, .5, .9, .3, .35, .7, .2, .6, .8, .75, .95}
	if ability+w.float()*0.3 > hidden[item] {
		return w.float() < 0.95
	}
	return w.float() < 0.15
}

func TestCalibrationLearnsTheItems(t *testing.T) {
	snapshots := []*tracing.Snapshot{tracing.Generic(course())}
	var scores []float64
	for range 3 {
		from := snapshots[len(snapshots)-1]
		c, err := tracing.NewCalibration(course(), from)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{state: uint64(len(snapshots))}
		loss := 0.0
		for i := range 6000 {
			learner := uint32(i % 40)
			item := uint32(w.float() * 11)
			e := engine.Evidence{Item: item, Instance: uint32(i % 7), Correct: w.answer(item, float64(learner)/40), At: int64(i) * 900}
			p := c.Learn(learner, e)
			if e.Correct {
				p = 1 - p
			}
			loss += p * p
		}
		next := c.Next(from.Number + 1)
		if next.Number != from.Number+1 {
			t.Fatalf("number %d follows %d", next.Number, from.Number)
		}
		if _, err := tracing.DecodeSnapshot(next.AppendBinary(nil)); err != nil {
			t.Fatalf("a calibrated snapshot is refused: %v", err)
		}
		snapshots, scores = append(snapshots, next), append(scores, loss/6000)
	}
	if scores[1] >= scores[0] {
		t.Errorf("squared error %v with a calibrated start, %v without", scores[1], scores[0])
	}
	items := snapshots[1].Items
	if !(items[2].Mean < items[1].Mean && items[1].Mean < items[0].Mean) {
		t.Errorf("the order of the first skill's items was not found: %+v", items[:3])
	}
	if again := snapshots[0].Hash(); again != tracing.Generic(course()).Hash() {
		t.Error("calibrating changed the snapshot it started from")
	}
}

func TestCalibrationIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := int64(0)
		evidence := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) engine.Evidence { return drawEvidence(t, &at) }), 1, 40).Draw(t, "evidence")
		run := func() [32]byte {
			c, err := tracing.NewCalibration(course(), tracing.Generic(course()))
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range evidence {
				c.Learn(uint32(i%3), e)
			}
			return c.Next(1).Hash()
		}
		if first, second := run(), run(); first != second {
			t.Fatal("the same answers gave two snapshots")
		}
	})
}
