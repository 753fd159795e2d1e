package tracing_test

import (
	"math"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/tracing"

	"pgregory.net/rapid"
)

// TestPlaceSetsWhatIsKnown places a learner after any answers: skills come out as the
// placement says, as nearly as two bytes can hold it, and the bytes come back.
func TestPlaceSetsWhatIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := tracing.NewModel(course(), tracing.Generic(course()))
		if err != nil {
			t.Fatal(err)
		}
		l := tracing.NewLearner(course())
		at := int64(0)
		for range rapid.IntRange(0, 15).Draw(t, "answers") {
			m.Update(l, drawSeen(t, &at))
		}
		known := make([]float64, len(course().Skills))
		for i := range known {
			known[i] = rapid.Float64Range(0, 1).Draw(t, "known")
		}
		m.Place(l, known, false)
		for i, want := range known {
			want = max(0.03, min(0.97, want))
			slack := 0.02
			if l.Skills[i].Seen > 0 {
				slack = 1e-9
			}
			if got := m.View(l, uint16(i)).Known; math.Abs(got-want) > slack {
				t.Fatalf("skill %d: known %.4f, placed at %.4f", i, got, want)
			}
		}
		r := codec.NewReader(l.AppendBinary(nil))
		back := tracing.ReadLearner(r, course())
		if r.Close() != nil || string(back.AppendBinary(nil)) != string(l.AppendBinary(nil)) {
			t.Fatal("a placed learner does not come back from her bytes")
		}
		for i := range known {
			if back.Skills[i].Own != l.Skills[i].Own {
				t.Fatalf("skill %d comes back with %+v, was %+v", i, back.Skills[i].Own, l.Skills[i].Own)
			}
		}
	})
}

// TestPlaceAfterARightAnswer lowers nothing that was answered.
func TestPlaceAfterARightAnswer(t *testing.T) {
	m, err := tracing.NewModel(course(), tracing.Generic(course()))
	if err != nil {
		t.Fatal(err)
	}
	l := tracing.NewLearner(course())
	for i := range uint32(6) {
		m.Update(l, engine.Evidence{Item: 0, Instance: i, Correct: true, At: int64(i) * 3000})
	}
	before := m.View(l, course().Items[0].Skill)
	m.Place(l, make([]float64, len(course().Skills)), true)
	if after := m.View(l, course().Items[0].Skill); after.P < before.P || after.Known < before.Known {
		t.Errorf("from %+v to %+v", before, after)
	}
}
