package tutor_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// course is a graph of six skills with three levels each: 0 → 1 → 3, 0 → 2 → 3,
// 3 → 5, and 4 alone, which has one item with one instance. One item asks two skills.
func course() *tutor.Course {
	c := &tutor.Course{Skills: []tutor.Skill{
		{}, {Prereqs: []uint16{0}}, {Prereqs: []uint16{0}}, {Prereqs: []uint16{1, 2}}, {}, {Prereqs: []uint16{3}},
	}}
	for _, s := range []uint16{0, 1, 2, 3, 5} {
		for level := range uint8(3) {
			c.Items = append(c.Items, tutor.Item{Skill: s, Level: level, Instances: 30})
		}
	}
	c.Items = append(c.Items,
		tutor.Item{Skill: 4, Level: engine.Medium, Instances: 1},
		tutor.Item{Skill: 3, More: []uint16{1}, Level: engine.Medium, Instances: 12})
	return c
}

func generic() *tutor.Snapshot { return tutor.Generic(course()) }

func mustPlan(tb testing.TB, state []byte, decisions ...tutor.Decision) *tutor.Plan {
	tb.Helper()
	p, err := tutor.IssuePlan(course(), generic(), 7, state, decisions, tutor.DefaultTarget, 1, start)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func mustOpen(tb testing.TB, plan *tutor.Plan) *tutor.Session {
	tb.Helper()
	s, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, plan)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// start is a morning in 2026.
const start = 20_500*engine.TicksPerDay + 2_880_000

func drawHistory(t *rapid.T, snapshots int) []tutor.NamedEvidence {
	at := int64(start)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tutor.NamedEvidence {
		at += rapid.Int64Range(-2000, 60_000).Draw(t, "pause")
		if rapid.IntRange(0, 9).Draw(t, "night") == 0 {
			at += engine.TicksPerDay * rapid.Int64Range(1, 20).Draw(t, "days")
		}
		if rapid.IntRange(0, 12).Draw(t, "observed") == 0 {
			return tutor.NamedEvidence{Evidence: tutor.Evidence{
				Observed: uint8(rapid.IntRange(engine.NotYet, engine.Right).Draw(t, "outcome")), At: at,
				Skill:  uint16(rapid.IntRange(0, len(course().Skills)-1).Draw(t, "skill")),
				Weight: uint8(rapid.IntRange(1, engine.MaxWeight).Draw(t, "weight")),
			}}
		}
		item := rapid.IntRange(0, len(course().Items)-1).Draw(t, "item")
		return tutor.NamedEvidence{
			Evidence: tutor.Evidence{
				Item:     uint32(item),
				Instance: uint32(rapid.IntRange(0, int(course().Items[item].Instances)-1).Draw(t, "instance")),
				Correct:  rapid.IntRange(0, 3).Draw(t, "correct") > 0,
				Hints:    uint8(max(0, rapid.IntRange(-5, 3).Draw(t, "hints"))),
				Role:     uint8(max(0, rapid.IntRange(-6, 2).Draw(t, "role"))),
				Vote:     uint8(rapid.IntRange(engine.NoVote, engine.TryAgain).Draw(t, "vote")), FirstRight: rapid.Bool().Draw(t, "first"),
				Duration: rapid.Int64Range(0, 10_000).Draw(t, "duration"),
				At:       at,
			},
			Snapshot: uint32(rapid.IntRange(0, snapshots-1).Draw(t, "snapshot")),
		}
	}), 0, 60).Draw(t, "history")
}

// shelf returns three snapshots: the shipped one and two calibrated from invented
// answers.
func shelf(tb testing.TB) func(uint32) *tutor.Snapshot {
	tb.Helper()
	snapshots := []*tutor.Snapshot{generic()}
	for n := range 2 {
		var attempts []tutor.LearnerEvidence
		for i := range uint32(300) {
			attempts = append(attempts, tutor.LearnerEvidence{Learner: i % 9, Evidence: tutor.Evidence{
				Item: i % 15, Instance: i % 30, Correct: (i*2654435761>>7)%(3+i%3) != uint32(n), At: start + int64(i)*600,
			}})
		}
		next, left, err := tutor.Calibrate(course(), snapshots[n], attempts)
		if err != nil || left != 0 {
			tb.Fatalf("calibrate: %v, %d left out", err, left)
		}
		snapshots = append(snapshots, next)
	}
	return func(number uint32) *tutor.Snapshot { return snapshots[number] }
}

func TestSessionStepByStepIsTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t, 1)
		session, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		for i := range history {
			if rapid.Bool().Draw(t, "look") {
				session.Next(history[i].At)
				session.Skills(history[i].At)
			}
			if _, err := session.Answer(history[i].Evidence); err != nil {
				t.Fatal(err)
			}
		}
		whole, err := tutor.Fold(course(), func(uint32) *tutor.Snapshot { return generic() }, 7, history)
		if err != nil {
			t.Fatal(err)
		}
		if string(session.State()) != string(whole) {
			t.Fatalf("step by step % x, whole fold % x", session.State(), whole)
		}
		if session.Digest() != tutor.Digest(whole) {
			t.Fatal("the digests differ")
		}
	})
}

func mustIssue(t *rapid.T, state []byte) *tutor.Plan {
	p, err := tutor.IssuePlan(course(), generic(), 7, state, nil, tutor.DefaultTarget, 1, start)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFoldInPiecesIsTheFold(t *testing.T) {
	snapshotOf := shelf(t)
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t, 3)
		whole, err := tutor.Fold(course(), snapshotOf, 7, history)
		if err != nil {
			t.Fatal(err)
		}
		tu, err := tutor.New(course(), snapshotOf)
		if err != nil {
			t.Fatal(err)
		}
		cut := rapid.IntRange(0, len(history)).Draw(t, "cut")
		state, err := tu.Advance(7, nil, history[:cut])
		if err != nil {
			t.Fatal(err)
		}
		if state, err = tu.Advance(7, state, history[cut:]); err != nil {
			t.Fatal(err)
		}
		if string(state) != string(whole) {
			t.Fatalf("cut at %d: % x, want % x", cut, state, whole)
		}
	})
}

// One tutor serves learner after learner: what it did for one leaves no trace in what
// it says of the next, also after bytes that were no state.
func TestOneTutorServesMany(t *testing.T) {
	snapshotOf := shelf(t)
	rapid.Check(t, func(t *rapid.T) {
		busy, err := tutor.New(course(), snapshotOf)
		if err != nil {
			t.Fatal(err)
		}
		states := map[uint64][]byte{}
		for range rapid.IntRange(1, 6).Draw(t, "turns") {
			seed := uint64(rapid.IntRange(1, 3).Draw(t, "learner"))
			history := drawHistory(t, 3)
			alone, err := tutor.New(course(), snapshotOf)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := busy.Advance(seed, append([]byte{255}, states[seed]...), nil); err == nil {
				t.Fatal("bytes that are no state were folded into")
			}
			got, err1 := busy.Advance(seed, states[seed], history)
			want, err2 := alone.Advance(seed, states[seed], history)
			if err1 != nil || err2 != nil || string(got) != string(want) {
				t.Fatalf("%v, %v: % x, alone % x", err1, err2, got, want)
			}
			plan, err1 := busy.IssuePlan(1, seed, got, nil, tutor.DefaultTarget, 1, start)
			same, err2 := alone.IssuePlan(1, seed, want, nil, tutor.DefaultTarget, 1, start)
			if err1 != nil || err2 != nil || string(plan.AppendBinary(nil)) != string(same.AppendBinary(nil)) {
				t.Fatalf("%v, %v: plans differ", err1, err2)
			}
			if views, _ := busy.Skills(1, got, nil, start); len(views) != len(course().Skills) {
				t.Fatalf("%d views", len(views))
			}
			states[seed] = got
		}
	})
}

func TestTwoTabletsAndTheHubAgree(t *testing.T) {
	// Each tablet teaches one child from the same plan; the hub sorts what comes back
	// and refolds. However it was delivered, the next plan is the same.
	play := func(plan *tutor.Plan, from int64, right int) []tutor.NamedEvidence {
		s := mustOpen(t, plan)
		var history []tutor.NamedEvidence
		for i := range 12 {
			at := from + int64(i)*3000
			c := s.Next(at)
			e := tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: i%right > 0, At: at}
			if _, err := s.Answer(e); err != nil {
				t.Fatal(err)
			}
			history = append(history, tutor.NamedEvidence{Evidence: e})
		}
		return history
	}
	plan := mustPlan(t, nil)
	first, second := play(plan, start, 4), play(plan, start+1500, 3)
	merge := func(a, b []tutor.NamedEvidence) []tutor.NamedEvidence {
		var all []tutor.NamedEvidence
		for len(a)+len(b) > 0 {
			if len(b) == 0 || len(a) > 0 && a[0].At < b[0].At {
				all, a = append(all, a[0]), a[1:]
			} else {
				all, b = append(all, b[0]), b[1:]
			}
		}
		return all
	}
	of := func(uint32) *tutor.Snapshot { return generic() }
	one, err := tutor.Fold(course(), of, 7, merge(first, second))
	if err != nil {
		t.Fatal(err)
	}
	other, err := tutor.Fold(course(), of, 7, merge(second, first))
	if err != nil {
		t.Fatal(err)
	}
	late, err := tutor.Fold(course(), of, 7, first)
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(other) {
		t.Error("the order of delivery changed the state")
	}
	if string(one) == string(late) {
		t.Error("late answers changed nothing")
	}
	if a, b := mustPlan(t, one), mustPlan(t, other); string(a.AppendBinary(nil)) != string(b.AppendBinary(nil)) {
		t.Error("the next plans differ")
	}
}

func TestNextChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		session, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range drawHistory(t, 1) {
			if _, err := session.Answer(e.Evidence); err != nil {
				t.Fatal(err)
			}
			before := session.Digest()
			a, b := session.Next(e.At), session.Next(e.At)
			if a.Item != b.Item || a.Instance != b.Instance || a.P != b.P || session.Digest() != before {
				t.Fatalf("asked twice: %+v, then %+v", a, b)
			}
		}
	})
}

func TestRefused(t *testing.T) {
	t.Run("ErrEvidence changes nothing", func(t *testing.T) {
		s := mustOpen(t, mustPlan(t, nil))
		before := s.Digest()
		for _, e := range []tutor.Evidence{{Item: 17}, {Item: 15, Instance: 1}, {Role: 3}, {Item: 1 << 31}} {
			if _, err := s.Answer(e); !errors.Is(err, tutor.ErrEvidence) {
				t.Errorf("%+v: got %v, want ErrEvidence", e, err)
			}
		}
		if s.Digest() != before {
			t.Error("a refused answer changed the state")
		}
		if _, _, err := s.Explain(17, start); !errors.Is(err, tutor.ErrEvidence) {
			t.Errorf("explain: got %v, want ErrEvidence", err)
		}
	})
	t.Run("ErrEngine", func(t *testing.T) {
		p := mustPlan(t, nil)
		p.Engine++
		if _, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, p); !errors.Is(err, tutor.ErrEngine) {
			t.Errorf("got %v, want ErrEngine", err)
		}
	})
	t.Run("ErrSnapshot", func(t *testing.T) {
		p := mustPlan(t, nil)
		p.Snapshot = 5
		if _, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, p); !errors.Is(err, tutor.ErrSnapshot) {
			t.Errorf("missing: got %v, want ErrSnapshot", err)
		}
		p = mustPlan(t, nil)
		other := generic()
		other.Shared[tracing.Bias].Mean = 0.5
		if _, err := tutor.Open(course(), []*tutor.Snapshot{other}, p); !errors.Is(err, tutor.ErrSnapshot) {
			t.Errorf("another with the same number: got %v, want ErrSnapshot", err)
		}
		history := []tutor.NamedEvidence{{Snapshot: 3}}
		if _, err := tutor.Fold(course(), func(uint32) *tutor.Snapshot { return nil }, 7, history); !errors.Is(err, tutor.ErrSnapshot) {
			t.Errorf("fold: got %v, want ErrSnapshot", err)
		}
	})
	t.Run("ErrState", func(t *testing.T) {
		p := mustPlan(t, nil)
		p.Seed++
		if _, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, p); !errors.Is(err, tutor.ErrState) {
			t.Errorf("another learner's: got %v, want ErrState", err)
		}
		p = mustPlan(t, nil)
		p.State = p.State[:len(p.State)-1]
		if _, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, p); !errors.Is(err, tutor.ErrState) {
			t.Errorf("cut short: got %v, want ErrState", err)
		}
	})
	t.Run("ErrPlan", func(t *testing.T) {
		for _, target := range []float64{0, 0.99, -1} {
			if _, err := tutor.IssuePlan(course(), generic(), 7, nil, nil, target, 1, start); !errors.Is(err, tutor.ErrPlan) {
				t.Errorf("target %v: got %v, want ErrPlan", target, err)
			}
		}
	})
	t.Run("ErrCourse", func(t *testing.T) {
		c := course()
		c.Skills[0].Prereqs = []uint16{5}
		if _, err := tutor.New(c, nil); !errors.Is(err, engine.ErrCourse) {
			t.Errorf("a circle: got %v, want ErrCourse", err)
		}
	})
}

func TestPlanRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state, err := tutor.Fold(course(), func(uint32) *tutor.Snapshot { return generic() }, 7, drawHistory(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		decisions := rapid.SliceOf(rapid.Custom(func(t *rapid.T) tutor.Decision {
			return tutor.Decision{Skill: rapid.Uint16Range(0, 5).Draw(t, "skill"), Kind: rapid.Uint8Range(1, 4).Draw(t, "kind")}
		})).Draw(t, "decisions")
		p, err := tutor.IssuePlan(course(), generic(), 7, state, decisions, rapid.Float64Range(.7, .9).Draw(t, "target"), 3, start)
		if err != nil {
			t.Fatal(err)
		}
		p.Catalogue[5] = 9
		b := p.AppendBinary(nil)
		back, err := tutor.DecodePlan(b)
		if err != nil {
			t.Fatal(err)
		}
		if string(back.AppendBinary(nil)) != string(b) {
			t.Fatal("a plan read back is written differently")
		}
		s, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, back)
		if err != nil {
			t.Fatal(err)
		}
		c := s.Next(start)
		if len(p.Ready) == 0 {
			if c.Kind != selection.None {
				t.Fatalf("nothing is ready but %+v is next", c)
			}
			return
		}
		if r := p.Ready[0]; r.Item != c.Item || r.Instance != c.Instance || r.P != c.P {
			t.Fatalf("the tablet chooses %+v, the ready queue begins with %+v", c, r)
		}
	})
}

func FuzzDecodePlan(f *testing.F) {
	f.Add(mustPlan(f, nil).AppendBinary(nil))
	f.Add(mustPlan(f, nil, tutor.Decision{Skill: 3, Kind: engine.Pin}).AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := tutor.DecodePlan(b)
		if err != nil {
			return
		}
		if string(p.AppendBinary(nil)) != string(b) {
			t.Error("a plan read is written differently")
		}
		tryPlan(t, p)
	})
}

// FuzzState feeds the state alone, past the plan's other checks.
func FuzzState(f *testing.F) {
	f.Add(mustPlan(f, nil).State)
	s := mustOpen(f, mustPlan(f, nil))
	for i := range uint32(12) {
		if _, err := s.Answer(tutor.Evidence{Item: i, Instance: i, Correct: i%3 > 0, At: start + int64(i)*engine.TicksPerDay/2}); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(s.State())
	f.Fuzz(func(t *testing.T, b []byte) {
		p := mustPlan(t, nil)
		p.State = b
		tryPlan(t, p)
	})
}

// tryPlan opens a plan of unknown origin and works with it; it must not panic.
func tryPlan(t *testing.T, p *tutor.Plan) {
	s, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, p)
	if err != nil {
		return
	}
	if len(p.State) > 0 && string(s.State()) != string(p.State) {
		t.Errorf("state % x was read, % x written", p.State, s.State())
	}
	c := s.Next(start)
	if c.Kind == selection.None {
		return
	}
	if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: true, At: start}); err != nil {
		t.Error(err)
	}
	s.Skills(start)
}
