package tracing_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/tracing"
)

// pairs is a course of two items of different skills, answered in turns.
func pairs(t *testing.T, n int, outcome func(i int) bool) (*tracing.Calibration, *tracing.Snapshot) {
	t.Helper()
	c, err := tracing.NewCalibration(course(), tracing.Generic(course()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		c.Learn(1, engine.Evidence{Item: uint32(i % 2 * 4), Instance: uint32(i), Correct: outcome(i), At: int64(i) * 3000})
	}
	return c, c.Next(1)
}

// TestTransitionsAreLearned gives a child who is right on the second item exactly
// when she was right on the first: only a transition can tell.
func TestTransitionsAreLearned(t *testing.T) {
	coin := func(i int) bool { return (uint64(i/2)*0x9e3779b97f4a7c15)>>63 == 1 }
	_, snapshot := pairs(t, 600, coin)
	m := mustModel(t, snapshot)
	chance := func(right bool) float64 {
		l := tracing.NewLearner(course())
		m.Update(l, engine.Evidence{Item: 0, Instance: 1, Correct: right, At: 3000})
		return m.Predict(l, 4, 6000)
	}
	if up, down := chance(true), chance(false); up < down+0.3 {
		t.Errorf("after a right answer %v, after a wrong one %v", up, down)
	}
}

// TestWhatJustHappenedIsNotKnowledge holds views against a snapshot whose tables are
// as strong as a decoder lets through.
func TestWhatJustHappenedIsNotKnowledge(t *testing.T) {
	plain, loud := tracing.Generic(course()), tracing.Generic(course())
	for i := range loud.Patterns {
		loud.Patterns[i].Mean = -8
	}
	for i := tracing.GapStrength; i < tracing.NumFeatures; i++ {
		loud.Shared[i].Mean = 8
	}
	for i := range loud.ItemLinks {
		loud.ItemLinks[i].Mean = -8
	}
	loud, err := tracing.DecodeSnapshot(loud.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	l := tracing.NewLearner(course())
	mustModel(t, plain).Update(l, engine.Evidence{Item: 1, Instance: 1, Correct: true, At: 3000})
	for s := range uint16(4) {
		if a, b := mustModel(t, plain).View(l, s), mustModel(t, loud).View(l, s); a != b {
			t.Errorf("skill %d: %+v became %+v", s, a, b)
		}
	}
}

// TestAgainKeepsTheRecalibration goes over the same answers twice.
func TestAgainKeepsTheRecalibration(t *testing.T) {
	odd := func(i int) bool { return i%3 > 0 }
	c, first := pairs(t, 300, odd)
	c.Again()
	for i := range 300 {
		c.Learn(1, engine.Evidence{Item: uint32(i % 2 * 4), Instance: uint32(i), Correct: odd(i), At: int64(i) * 3000})
	}
	second := c.Next(2)
	if second.Scale != first.Scale || second.Shift != first.Shift {
		t.Errorf("recalibration moved from %v, %v to %v, %v", first.Scale, first.Shift, second.Scale, second.Shift)
	}
	if second.Patterns == first.Patterns || second.Items[0] == first.Items[0] {
		t.Error("the second pass learned nothing")
	}
}

// TestTablesTravelSparsely checks what a snapshot costs that has learned little, and
// that a table is read in its one form only.
func TestTablesTravelSparsely(t *testing.T) {
	empty := len(tracing.Generic(course()).AppendBinary(nil))
	_, snapshot := pairs(t, 40, func(i int) bool { return i%3 > 0 })
	if got := len(snapshot.AppendBinary(nil)); got > empty+1000 {
		t.Errorf("40 answers made %d bytes of %d", got, empty)
	}
	b := tracing.Generic(course()).AppendBinary(nil)
	// The last bytes are: size of the item links (2), none touched, size of the skill
	// links (2), none touched.
	for _, c := range []struct {
		name string
		tail []byte
		want error
	}{
		{"no power of two", []byte{0xff, 0x01, 0}, codec.ErrRange},
		{"too small", []byte{32, 0}, codec.ErrRange},
		{"untouched but written", append([]byte{64, 1, 0}, codec.AppendFloat32(codec.AppendFloat32(nil, 0), 0.15)...), codec.ErrCanonical},
		{"beyond the table", append([]byte{64, 1, 64}, codec.AppendFloat32(codec.AppendFloat32(nil, 1), 0.1)...), codec.ErrRange},
	} {
		bad := append(append([]byte(nil), b[:len(b)-3]...), c.tail...)
		if _, err := tracing.DecodeSnapshot(bad); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}
