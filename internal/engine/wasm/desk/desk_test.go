package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/wasm/desk"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

func course(items int) *tutor.Course {
	c := &tutor.Course{Skills: []tutor.Skill{{}}}
	for range items {
		c.Items = append(c.Items, tutor.Item{Level: engine.Medium, Instances: 9})
	}
	return c
}

func numbered(c *tutor.Course, n uint32) *tutor.Snapshot {
	s := tutor.Generic(c)
	s.Number = n
	return s
}

func mustPlan(t *testing.T, c *tutor.Course, s *tutor.Snapshot, decisions ...tutor.Decision) []byte {
	t.Helper()
	p, err := tutor.IssuePlan(c, s, 3, nil, decisions, 0.8, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p.AppendBinary(nil)
}

func TestLoad(t *testing.T) {
	c := course(2)
	name := c.AppendBinary(nil)
	t.Run("OK further snapshots are added", func(t *testing.T) {
		d := &desk.Desk{}
		for n := range uint32(3) {
			if err := d.Load(name, numbered(c, n).AppendBinary(nil)); err != nil {
				t.Fatal(err)
			}
		}
		for n := range uint32(3) {
			if err := d.Open(mustPlan(t, c, numbered(c, n))); err != nil {
				t.Errorf("plan on snapshot %d: %v", n, err)
			}
		}
	})
	t.Run("OK the oldest snapshots go first", func(t *testing.T) {
		d := &desk.Desk{}
		for n := range uint32(12) {
			if err := d.Load(name, numbered(c, n).AppendBinary(nil)); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Open(mustPlan(t, c, numbered(c, 11))); err != nil {
			t.Errorf("the newest: %v", err)
		}
		if err := d.Open(mustPlan(t, c, numbered(c, 0))); !errors.Is(err, tutor.ErrSnapshot) {
			t.Errorf("the oldest: got %v, want ErrSnapshot", err)
		}
	})
	t.Run("OK another course closes the session", func(t *testing.T) {
		d := &desk.Desk{}
		if err := d.Load(name, numbered(c, 0).AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
		if err := d.Open(mustPlan(t, c, numbered(c, 0))); err != nil {
			t.Fatal(err)
		}
		other := course(3)
		if err := d.Load(other.AppendBinary(nil), numbered(other, 0).AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
		if got := d.Digest(); got != "" {
			t.Errorf("digest %q after another course", got)
		}
	})
	t.Run("a failed load changes nothing", func(t *testing.T) {
		d := &desk.Desk{}
		if err := d.Load(name, numbered(c, 0).AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
		if err := d.Open(mustPlan(t, c, numbered(c, 0))); err != nil {
			t.Fatal(err)
		}
		for _, bad := range [][2][]byte{
			{name, nil},
			{[]byte("x"), numbered(c, 1).AppendBinary(nil)},
			{name, tutor.Generic(course(3)).AppendBinary(nil)},
			{course(3).AppendBinary(nil), numbered(c, 1).AppendBinary(nil)},
		} {
			if err := d.Load(bad[0], bad[1]); err == nil {
				t.Error("nonsense was loaded")
			}
		}
		if _, err := d.Next(0); err != nil {
			t.Errorf("the open plan is gone: %v", err)
		}
	})
}

func TestWithoutAPlan(t *testing.T) {
	d := &desk.Desk{}
	_, next := d.Next(0)
	_, nextOf := d.NextOf(0, 0)
	_, answer := d.Answer(tutor.Evidence{})
	_, skills := d.Skills(0)
	for name, err := range map[string]error{"next": next, "next of": nextOf, "answer": answer, "skills": skills, "open": d.Open(nil)} {
		if err == nil {
			t.Errorf("%s worked without a plan", name)
		}
	}
	if d.State() != nil || d.Digest() != "" {
		t.Error("there is a state without a plan")
	}
}

func TestJSON(t *testing.T) {
	c := course(3)
	d := &desk.Desk{}
	if err := d.Load(c.AppendBinary(nil), numbered(c, 0).AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	if err := d.Open(mustPlan(t, c, numbered(c, 0))); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int64Range(-1<<52, 1<<52).Draw(t, "at")
		said, err := d.Next(at)
		if err != nil {
			t.Fatal(err)
		}
		var choice struct {
			Item, Instance uint32
			Kind           string
			P              float64
			Reasons        []struct {
				Code   string
				Values []float64
			}
		}
		if err := json.Unmarshal([]byte(said), &choice); err != nil || choice.P <= 0 || len(choice.Reasons) == 0 {
			t.Fatalf("%s: %v", said, err)
		}
		changed, err := d.Answer(tutor.Evidence{Item: choice.Item, Instance: choice.Instance, Correct: rapid.Bool().Draw(t, "correct"), At: at})
		if err != nil {
			t.Fatal(err)
		}
		skills, err := d.Skills(at)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{changed, skills} {
			if !json.Valid([]byte(s)) {
				t.Fatalf("not JSON: %s", s)
			}
		}
		if len(d.Digest()) != 16 || len(d.State()) == 0 {
			t.Fatalf("digest %q, state of %d bytes", d.Digest(), len(d.State()))
		}
	})
}

// TestNumbersAreTheSessions compares what is written with what the tutor says.
func TestNumbersAreTheSessions(t *testing.T) {
	c := &tutor.Course{Skills: []tutor.Skill{{}, {Prereqs: []uint16{0}}}}
	for i := range uint16(6) {
		c.Items = append(c.Items, tutor.Item{Skill: i / 3, Level: uint8(i % 3), Instances: 2000})
	}
	d := &desk.Desk{}
	if err := d.Load(c.AppendBinary(nil), numbered(c, 0).AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	plan, err := tutor.DecodePlan(mustPlan(t, c, numbered(c, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Open(plan.AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	session, err := tutor.Open(c, []*tutor.Snapshot{numbered(c, 0)}, plan)
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(60) {
		at := (i - 5) * engine.TicksPerDay / 3
		e := tutor.Evidence{Item: uint32(i % 6), Instance: uint32(i * 31), Correct: i%4 != 0, At: at}
		if _, err := session.Answer(e); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Answer(e); err != nil {
			t.Fatal(err)
		}
		said, err := d.Skills(at)
		if err != nil {
			t.Fatal(err)
		}
		var got []struct {
			Skill        uint16
			P, Known     float64
			Level        string
			Due          int64
			Answers      uint32
			Solid, Ready bool
		}
		if err := json.Unmarshal([]byte(said), &got); err != nil {
			t.Fatal(err)
		}
		for n, want := range session.Skills(at) {
			g := got[n]
			if g.Skill != want.Skill || math.Abs(g.P-want.P) > 0.5e-6 || math.Abs(g.Known-want.Known) > 0.5e-6 ||
				g.Level != want.Level.String() || g.Due != want.Due || g.Answers != want.Answers ||
				g.Solid != want.Solid || g.Ready != want.Ready {
				t.Fatalf("answer %d: wrote %+v for %+v", i, g, want)
			}
		}
		if got, want := d.Digest(), session.Digest(); got != fmt.Sprintf("%016x", want) {
			t.Fatalf("digest %s, want %016x", got, want)
		}
	}
}

func TestFailureIsAlwaysJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := desk.Failure(errors.New(rapid.String().Draw(t, "message")))
		var got struct{ Error string }
		if err := json.Unmarshal([]byte(said), &got); err != nil {
			t.Fatalf("%s: %v", said, err)
		}
	})
	if got, want := desk.Failure(tutor.ErrState), `{"error":"tutor: learner state is not valid"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEverythingBlocked(t *testing.T) {
	c := course(1)
	d := &desk.Desk{}
	if err := d.Load(c.AppendBinary(nil), numbered(c, 0).AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	if err := d.Open(mustPlan(t, c, numbered(c, 0), tutor.Decision{Kind: engine.Block})); err != nil {
		t.Fatal(err)
	}
	if said, err := d.Next(0); err == nil {
		t.Errorf("offered %s although all is blocked", said)
	}
}

func TestEvidence(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name                                string
		item, instance, hints, duration, at float64
		ok                                  bool
	}{
		{"OK", 3, 17, 2, 400, 1.7e11, true},
		{"OK many hints", 3, 17, 1e9, 400, -5, true},
		{"item below 0", -1, 0, 0, 0, 0, false},
		{"item too large", 1 << 30, 0, 0, 0, 0, false},
		{"instance too large", 0, 1 << 32, 0, 0, 0, false},
		{"not a number", nan, 0, 0, 0, 0, false},
		{"no time", 0, 0, 0, 0, nan, false},
		{"endless", 0, 0, 0, inf, 0, false},
		{"hints below 0", 0, 0, -1, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := desk.Evidence(c.item, c.instance, true, c.hints, c.duration, c.at)
			if (err == nil) != c.ok {
				t.Fatalf("got %+v, %v", e, err)
			}
			if c.ok && (e.Item != 3 || e.Instance != 17 || !e.Correct || e.Hints != uint8(min(c.hints, 255))) {
				t.Errorf("got %+v", e)
			}
		})
	}
	e, err := desk.Together(tutor.Evidence{Item: 3}, 2, 1, true)
	if err != nil || e.Role != engine.Checker || e.Vote != engine.Agree || !e.FirstRight || e.Item != 3 {
		t.Errorf("together: %+v, %v", e, err)
	}
	for _, bad := range [][2]float64{{3, 0}, {-1, 0}, {nan, 0}, {1, 3}, {1, nan}} {
		if _, err := desk.Together(tutor.Evidence{}, bad[0], bad[1], false); err == nil {
			t.Errorf("role %v with vote %v passed", bad[0], bad[1])
		}
	}
	for in, want := range map[float64]int64{12.9: 12, -3: -3, inf: 0, 1e300: 0} {
		if got := desk.Tick(in); got != want {
			t.Errorf("Tick(%v) = %d, want %d", in, got, want)
		}
	}
}

// TestWithhold: a mask holds for the open plan and for those opened later, until it
// is lifted or another course is loaded.
func TestWithhold(t *testing.T) {
	c := &tutor.Course{Skills: make([]tutor.Skill, 2), Items: []tutor.Item{{Level: engine.Medium, Instances: 9}, {Skill: 1, Level: engine.Medium, Instances: 9}}}
	d := &desk.Desk{}
	d.Withhold([]byte{1})
	if err := d.Load(c.AppendBinary(nil), numbered(c, 0).AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	item := func() int {
		t.Helper()
		out, err := d.Next(0)
		if err != nil {
			t.Fatal(err)
		}
		var choice struct{ Item int }
		if err := json.Unmarshal([]byte(out), &choice); err != nil {
			t.Fatal(err)
		}
		return choice.Item
	}
	for _, pinned := range []uint16{0, 1} {
		if err := d.Open(mustPlan(t, c, numbered(c, 0), tutor.Decision{Skill: pinned, Kind: engine.Pin})); err != nil {
			t.Fatal(err)
		}
		if got := item(); got != int(pinned) {
			t.Errorf("a mask from before the course withholds: item %d, want %d", got, pinned)
		}
	}
	d.Withhold([]byte{0, 1})
	if got := item(); got != 0 {
		t.Errorf("item %d although its skill is withheld", got)
	}
	if err := d.Open(mustPlan(t, c, numbered(c, 0), tutor.Decision{Skill: 1, Kind: engine.Pin})); err != nil {
		t.Fatal(err)
	}
	if got := item(); got != 0 {
		t.Errorf("item %d of a later plan although its skill is withheld", got)
	}
	d.Withhold(append([]byte{1, 1}, make([]byte, 1<<17)...))
	if _, err := d.Next(0); err == nil {
		t.Error("everything is withheld and something is offered")
	}
	d.Withhold(nil)
	if got := item(); got != 1 {
		t.Errorf("item %d with nothing withheld, want the pinned one", got)
	}
}

// TestNextOf: a skill she chose comes, and a number no skill has is told apart from one.
func TestNextOf(t *testing.T) {
	c := &tutor.Course{Skills: make([]tutor.Skill, 2), Items: []tutor.Item{{Level: engine.Medium, Instances: 9}, {Skill: 1, Level: engine.Medium, Instances: 9}}}
	d := &desk.Desk{}
	if err := d.Load(c.AppendBinary(nil), numbered(c, 0).AppendBinary(nil)); err != nil {
		t.Fatal(err)
	}
	if err := d.Open(mustPlan(t, c, numbered(c, 0))); err != nil {
		t.Fatal(err)
	}
	for _, skill := range []float64{0, 1} {
		out, err := d.NextOf(0, skill)
		if err != nil {
			t.Fatal(err)
		}
		var choice struct{ Item int }
		if err := json.Unmarshal([]byte(out), &choice); err != nil || choice.Item != int(skill) {
			t.Errorf("chose skill %v, got %s, %v", skill, out, err)
		}
	}
	for _, wrong := range []float64{-1, 1e9, math.NaN()} {
		if out, err := d.NextOf(0, wrong); err == nil {
			t.Errorf("skill %v gives %s", wrong, out)
		}
	}
	if out, err := d.NextOf(0, 7); err != nil || out == "" {
		t.Errorf("a skill of no course ends the lesson: %v", err)
	}
}
