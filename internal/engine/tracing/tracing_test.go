package tracing_test

import (
	"math"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/tracing"

	"pgregory.net/rapid"
)

// course is small and has what can go wrong: shared skills, a skill without medium
// items, items with one instance.
func course() *engine.Course {
	c := &engine.Course{Skills: []engine.Skill{{}, {Prereqs: []uint16{0}}, {Prereqs: []uint16{0, 1}}, {}}}
	for s := range uint16(3) {
		for level := range uint8(3) {
			c.Items = append(c.Items, engine.Item{Skill: s, Level: level, Instances: 20})
		}
	}
	c.Items = append(c.Items,
		engine.Item{Skill: 2, More: []uint16{0, 1}, Level: engine.Medium, Instances: 5},
		engine.Item{Skill: 3, Level: engine.Hard, Instances: 1})
	return c
}

func mustModel(tb testing.TB, s *tracing.Snapshot) *tracing.Model {
	tb.Helper()
	m, err := tracing.NewModel(course(), s)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// drawSnapshot makes a snapshot that a calibration could reach: learned from random
// answers, so its signs hold.
func drawSnapshot(t *rapid.T, label string) *tracing.Snapshot {
	s := tracing.Generic(course())
	n := rapid.IntRange(0, 60).Draw(t, label+" answers")
	c, err := tracing.NewCalibration(course(), s)
	if err != nil {
		t.Fatal(err)
	}
	at := int64(0)
	for range n {
		e := drawEvidence(t, &at)
		c.Learn(uint32(rapid.IntRange(0, 3).Draw(t, "learner")), e)
	}
	return c.Next(s.Number + 1)
}

func drawEvidence(t *rapid.T, at *int64) engine.Evidence {
	*at += rapid.Int64Range(-1000, 3*engine.TicksPerDay).Draw(t, "pause")
	return engine.Evidence{
		Item:     uint32(rapid.IntRange(0, len(course().Items)-1).Draw(t, "item")),
		Instance: uint32(rapid.IntRange(0, 4).Draw(t, "instance")),
		Correct:  rapid.Bool().Draw(t, "correct"),
		Hints:    uint8(max(0, rapid.IntRange(-4, 3).Draw(t, "hints"))),
		Role:     uint8(max(0, rapid.IntRange(-4, 2).Draw(t, "role"))),
		Vote:     uint8(rapid.IntRange(engine.NoVote, engine.TryAgain).Draw(t, "vote")), FirstRight: rapid.Bool().Draw(t, "first right"),
		Duration: 500,
		At:       *at,
	}
}

// drawSeen draws what a teacher saw now and then, else an answer.
func drawSeen(t *rapid.T, at *int64) engine.Evidence {
	if rapid.IntRange(0, 5).Draw(t, "seen by the teacher") > 0 {
		return drawEvidence(t, at)
	}
	*at += rapid.Int64Range(-1000, 3*engine.TicksPerDay).Draw(t, "pause")
	return engine.Evidence{
		Observed: uint8(rapid.IntRange(engine.NotYet, engine.Right).Draw(t, "observed")), At: *at,
		Skill:  uint16(rapid.IntRange(0, len(course().Skills)-1).Draw(t, "skill")),
		Weight: uint8(rapid.IntRange(1, engine.MaxWeight).Draw(t, "weight")),
	}
}

// asked returns the skills that evidence is about.
func asked(e engine.Evidence) []uint16 {
	if e.Observed != 0 {
		return []uint16{e.Skill}
	}
	return append([]uint16{course().Items[e.Item].Skill}, course().Items[e.Item].More...)
}

func TestRightAnswerNeverLowersASkill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := tracing.NewModel(course(), drawSnapshot(t, "snapshot"))
		if err != nil {
			t.Fatal(err)
		}
		l := tracing.NewLearner(course())
		at := int64(0)
		streak := rapid.IntRange(0, 40).Draw(t, "streak of one kind")
		kind := rapid.Bool().Draw(t, "kind")
		for i := range rapid.IntRange(1, 60).Draw(t, "answers") {
			e := drawSeen(t, &at)
			if i < streak {
				e.Correct, e.Hints, e.Vote = kind, 0, engine.NoVote
			}
			before := views(m, l)
			m.Update(l, e)
			if e.Observed != engine.Right && (e.Observed != 0 || !e.Shows()) {
				continue
			}
			own := map[uint16]bool{}
			for _, s := range asked(e) {
				own[s] = true
			}
			for s, after := range views(m, l) {
				// Rounding may cost other skills an ulp; her own skills nothing.
				slack := 1e-12
				if own[uint16(s)] {
					slack = 0
				}
				if after.P < before[s].P-slack || after.Known < before[s].Known-slack {
					t.Fatalf("answer %d on item %d lowered skill %d from %+v to %+v", i, e.Item, s, before[s], after)
				}
			}
		}
	})
}

// TestRightAnswersUnderExtremeSnapshots holds the same for weights that no calibration
// should reach but a decoder lets through: huge doubts, no slopes, steep scales.
func TestRightAnswersUnderExtremeSnapshots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := tracing.Generic(course())
		for i := range s.Shared {
			if i > tracing.LevelHard {
				s.Shared[i].Mean *= float64(rapid.IntRange(0, 1).Draw(t, "slope"))
			}
		}
		s.Shared[tracing.Bias].Mean = float64(rapid.IntRange(-8, 8).Draw(t, "bias"))
		s.Scale.Mean = rapid.SampledFrom([]float64{0.25, 1, 4, 32}).Draw(t, "scale")
		s.Shift.Mean = float64(rapid.IntRange(-8, 8).Draw(t, "shift"))
		for i := range s.Skills {
			s.Skills[i].Base = tracing.Weight{Mean: float64(rapid.IntRange(-8, 8).Draw(t, "base")), Var: rapid.SampledFrom([]float64{0, 0.5, 4, 16}).Draw(t, "doubt")}
		}
		for i := range s.Items {
			s.Items[i] = tracing.Weight{Mean: float64(rapid.IntRange(-8, 8).Draw(t, "item")), Var: rapid.SampledFrom([]float64{0, 0.5, 16}).Draw(t, "item's doubt")}
		}
		decoded, err := tracing.DecodeSnapshot(s.AppendBinary(nil))
		if err != nil {
			t.Fatal(err)
		}
		m, err := tracing.NewModel(course(), decoded)
		if err != nil {
			t.Fatal(err)
		}
		l := tracing.NewLearner(course())
		for i := range rapid.IntRange(1, 12).Draw(t, "answers") {
			item := uint32(rapid.IntRange(0, 10).Draw(t, "asked"))
			correct := rapid.IntRange(0, 3).Draw(t, "correct") > 0
			before := views(m, l)
			m.Update(l, engine.Evidence{Item: item, Instance: uint32(i), Correct: correct, At: int64(i)})
			if !correct {
				continue
			}
			for _, skill := range append([]uint16{course().Items[item].Skill}, course().Items[item].More...) {
				if v := m.View(l, skill); v.P < before[skill].P || v.Known < before[skill].Known {
					t.Fatalf("answer %d on item %d lowered skill %d from %+v to %+v", i, item, skill, before[skill], v)
				}
			}
		}
	})
}

func views(m *tracing.Model, l *tracing.Learner) []tracing.View {
	v := make([]tracing.View, len(course().Skills))
	for s := range v {
		v[s] = m.View(l, uint16(s))
	}
	return v
}

func TestContributionsSumToTheLogit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := tracing.NewModel(course(), drawSnapshot(t, "snapshot"))
		if err != nil {
			t.Fatal(err)
		}
		l := tracing.NewLearner(course())
		at := int64(0)
		for range rapid.IntRange(0, 40).Draw(t, "answers") {
			m.Update(l, drawEvidence(t, &at))
		}
		for item := range course().Items {
			now := at + rapid.Int64Range(0, engine.TicksPerDay).Draw(t, "wait")
			parts, logit := m.Explain(nil, l, uint32(item), now)
			sum := 0.0
			for _, part := range parts {
				sum += part.Value
			}
			if math.Abs(sum-logit) > 1e-9 {
				t.Fatalf("item %d: contributions sum to %v, logit is %v", item, sum, logit)
			}
			p := m.Predict(l, uint32(item), now)
			if math.Abs(1/(1+math.Exp(-logit))-p) > 1e-12 {
				t.Fatalf("item %d: logit %v does not give p %v", item, logit, p)
			}
		}
	})
}

func TestCredit(t *testing.T) {
	right := engine.Evidence{Item: 1, Instance: 3, Correct: true, At: 1000}
	fold := func(evidence ...engine.Evidence) tracing.View {
		m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
		for _, e := range evidence {
			m.Update(l, e)
		}
		return m.View(l, 0)
	}
	with := func(e engine.Evidence, change func(*engine.Evidence)) engine.Evidence {
		change(&e)
		return e
	}
	fresh := fold()
	alone := fold(right)
	hinted := fold(with(right, func(e *engine.Evidence) { e.Hints = 1 }))
	driver := fold(with(right, func(e *engine.Evidence) { e.Role = engine.Driver }))
	checker := fold(with(right, func(e *engine.Evidence) { e.Role = engine.Checker }))
	again := fold(right, right)
	other := fold(right, with(right, func(e *engine.Evidence) { e.Instance = 4 }))

	vote := func(vote uint8, first bool) float64 {
		return fold(with(right, func(e *engine.Evidence) { e.Role, e.Vote, e.FirstRight, e.Correct = engine.Checker, vote, first, true })).P
	}
	stopped, agreed := vote(engine.TryAgain, false), vote(engine.Agree, true)
	missed, doubted := vote(engine.Agree, false), vote(engine.TryAgain, true)
	if !(stopped > agreed && agreed > fresh.P && fresh.P > missed && missed > doubted) {
		t.Errorf("votes out of order: stopped a mistake %v, agreed %v, none %v, missed one %v, doubted a right answer %v", stopped, agreed, fresh.P, missed, doubted)
	}
	if hinted.P > alone.P || math.Abs(hinted.P-fresh.P) > 0.05 {
		t.Errorf("a hinted answer moved p from %v to %v", fresh.P, hinted.P)
	}
	if !(alone.P > driver.P && driver.P > checker.P && checker.P > fresh.P) {
		t.Errorf("credit by role out of order: alone %v, driver %v, checker %v, none %v", alone.P, driver.P, checker.P, fresh.P)
	}
	if again != alone {
		t.Errorf("the same exercise twice counts twice: %+v, want %+v", again, alone)
	}
	if other.P <= alone.P {
		t.Errorf("another exercise of the item adds nothing: %v, want more than %v", other.P, alone.P)
	}
}

func TestObservation(t *testing.T) {
	fold := func(evidence ...engine.Evidence) tracing.View {
		m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
		for _, e := range evidence {
			m.Update(l, e)
		}
		return m.View(l, 0)
	}
	seen := func(outcome, weight uint8) engine.Evidence { return engine.Evidence{Observed: outcome, Weight: weight} }
	fresh, right, partly, notYet := fold(), fold(seen(engine.Right, 3)), fold(seen(engine.Partly, 3)), fold(seen(engine.NotYet, 3))
	if !(right.P > partly.P && partly.P > notYet.P && right.P > fresh.P && notYet.P < fresh.P) {
		t.Errorf("out of order: right %v, partly %v, not yet %v, unseen %v", right.P, partly.P, notYet.P, fresh.P)
	}
	if one := fold(seen(engine.Right, 1)); one.P >= right.P || one.P <= fresh.P {
		t.Errorf("one answer's worth gives %v, three %v, none %v", one.P, right.P, fresh.P)
	}
	first := engine.Evidence{Item: 0, Instance: 0, Correct: true}
	if both := fold(seen(engine.Partly, 1), first); both.P <= fold(seen(engine.Partly, 1)).P {
		t.Error("the first exercise after an observation was taken for a repeat")
	}
}

// TestObservationMovesNoSharedWeight holds in a calibration.
func TestObservationMovesNoSharedWeight(t *testing.T) {
	c, err := tracing.NewCalibration(course(), tracing.Generic(course()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		c.Learn(uint32(i%3), engine.Evidence{Observed: engine.Right, Weight: 5, Skill: uint16(i % 2)})
	}
	if want := tracing.Generic(course()); c.Next(0).Hash() != want.Hash() {
		t.Error("what a teacher saw changed what is believed of items")
	}
}

func TestKnowing(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	if p := m.Predict(l, 1, 0); p < 0.6 || p > 0.7 {
		t.Errorf("a fresh learner on a medium item: %v, want about two in three", p)
	}
	answers := 0
	for ; m.View(l, 0).Known < 0.9 && answers < 40; answers++ {
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(answers), Correct: true, At: int64(answers) * 3000})
	}
	if answers < 6 || answers > 12 {
		t.Errorf("known after %d right answers in a row, want 6 to 12", answers)
	}
	for i := range 30 {
		m.Update(l, engine.Evidence{Item: 4, Instance: uint32(i), At: int64(i) * 3000})
	}
	if v := m.View(l, 1); v.Known > 0.05 || v.P > 0.4 {
		t.Errorf("after thirty wrong answers: %+v", v)
	}
}

func TestForgettingLowersPredictionsNotViews(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	for i := range 10 {
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: true, At: 1000})
	}
	soon, late := m.Predict(l, 1, 1000), m.Predict(l, 1, 1000+30*engine.TicksPerDay)
	if late >= soon {
		t.Errorf("after a month p is %v, want less than %v", late, soon)
	}
	if back := m.Predict(l, 1, -5*engine.TicksPerDay); back != soon {
		t.Errorf("a clock that ran backward changed p from %v to %v", soon, back)
	}
}

func TestLearnerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, err := tracing.NewModel(course(), tracing.Generic(course()))
		if err != nil {
			t.Fatal(err)
		}
		l := tracing.NewLearner(course())
		at := rapid.Int64Range(-1<<40, 1<<40).Draw(t, "start")
		for range rapid.IntRange(0, 50).Draw(t, "answers") {
			m.Update(l, drawEvidence(t, &at))
		}
		b := l.AppendBinary(nil)
		r := codec.NewReader(b)
		back := tracing.ReadLearner(r, course())
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if got := back.AppendBinary(nil); string(got) != string(b) {
			t.Fatalf("read back as % x, want % x", got, b)
		}
		e := drawEvidence(t, &at)
		m.Update(l, e)
		m.Update(back, e)
		if string(back.AppendBinary(nil)) != string(l.AppendBinary(nil)) {
			t.Fatal("the state read back goes on differently")
		}
	})
}

func FuzzReadLearner(f *testing.F) {
	m, l := mustModel(f, tracing.Generic(course())), tracing.NewLearner(course())
	f.Add(l.AppendBinary(nil))
	for i := range uint32(9) {
		m.Update(l, engine.Evidence{Item: i, Instance: i, Correct: i%3 > 0, At: int64(i) * 5000})
	}
	f.Add(l.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := codec.NewReader(b)
		l := tracing.ReadLearner(r, course())
		if r.Close() != nil {
			return
		}
		if got := l.AppendBinary(nil); string(got) != string(b) {
			t.Errorf("% x was read, % x written", b, got)
		}
		if p := m.Predict(l, 9, 0); !(p >= 0 && p <= 1) {
			t.Errorf("p = %v", p)
		}
	})
}

func BenchmarkPredictUpdate(b *testing.B) {
	m, l := mustModel(b, tracing.Generic(course())), tracing.NewLearner(course())
	n := uint32(len(course().Items))
	i := uint32(0)
	b.ReportAllocs()
	for b.Loop() {
		item := i % n
		p := m.Predict(l, item, int64(i)*700)
		m.Update(l, engine.Evidence{Item: item, Instance: i, Correct: p > 0.4 || i%3 == 0, At: int64(i) * 700})
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func TestUpdateAllocatesNothing(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	i := uint32(0)
	if n := testing.AllocsPerRun(200, func() {
		m.Predict(l, 9, int64(i))
		m.Update(l, engine.Evidence{Item: 9, Instance: i, Correct: i%2 == 0, At: int64(i)})
		i++
	}); n != 0 {
		t.Errorf("%v allocations for an answer, want none", n)
	}
}
