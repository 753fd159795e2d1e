package tracing_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/tracing"
)

// TestReadLearnerRefuses changes one part of good bytes at a time. The bytes are:
// 32 of floats, 3 counts, last item and instance, previous item, history and run, then
// skills and items.
func TestReadLearnerRefuses(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	m.Update(l, engine.Evidence{Item: 4, Instance: 3, Correct: true, At: 6000})
	good := l.AppendBinary(nil)
	const skills = 40
	float := func(v float64) []byte { return codec.AppendFloat64(nil, v) }
	for _, c := range []struct {
		name string
		at   int
		with []byte
		want error
	}{
		{"mean beyond its bound", 0, float(65), codec.ErrRange},
		{"negative variance", 8, float(-0.1), codec.ErrRange},
		{"average above one", 16, float(1.5), codec.ErrRange},
		{"average below zero", 24, float(-0.5), codec.ErrRange},
		{"history without an outcome", skills - 2, []byte{1}, codec.ErrRange},
		{"history too long", skills - 2, []byte{32}, codec.ErrRange},
		{"run too long", skills - 1, []byte{5}, codec.ErrRange},
		{"previous item out of range", skills - 3, []byte{11}, codec.ErrRange},
		{"more skills than the course has", skills, []byte{9}, codec.ErrRange},
		{"skill out of range", skills + 1, []byte{7}, codec.ErrRange},
		{"skill without an answer", skills + 1 + 1 + 32, []byte{0, 0, 0}, codec.ErrCanonical},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := append([]byte(nil), good...)
			copy(bad[c.at:], c.with)
			r := codec.NewReader(bad)
			tracing.ReadLearner(r, course())
			if err := r.Close(); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	for n := range good {
		r := codec.NewReader(good[:n])
		tracing.ReadLearner(r, course())
		if r.Close() == nil {
			t.Errorf("%d of %d bytes were accepted", n, len(good))
		}
	}
	r := codec.NewReader(good)
	if back := tracing.ReadLearner(r, course()); r.Close() != nil || back.Right != 1 || back.LastInstance != 3 {
		t.Errorf("the bytes all these were made from: %v", r.Close())
	}
}

func TestUnansweredSkillsTakeNoSpace(t *testing.T) {
	empty := len(tracing.NewLearner(course()).AppendBinary(nil))
	big := &engine.Course{Skills: make([]engine.Skill, 3000), Items: make([]engine.Item, 9000)}
	if got := len(tracing.NewLearner(big).AppendBinary(nil)); got != empty || got > 44 {
		t.Errorf("%d bytes for nothing in a large course, %d in a small one", got, empty)
	}
}

func TestVariancesNeverGrowAndNeverVanish(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	ability, own := l.Ability.Var, 10.0
	for i := range 3000 {
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: i%3 > 0, At: int64(i) * 3000})
		if l.Ability.Var > ability || l.Skills[0].Own.Var > own {
			t.Fatalf("answer %d: doubt grew from %v, %v to %v, %v", i, ability, own, l.Ability.Var, l.Skills[0].Own.Var)
		}
		ability, own = l.Ability.Var, l.Skills[0].Own.Var
	}
	if ability < 0.02 || own < 0.03 || ability > 0.05 || own > 0.06 {
		t.Errorf("after 3,000 answers: ability %v, skill %v", ability, own)
	}
}

// TestTheModelFollowsAChild checks that the belief goes with what changes: a child
// who could not and then can.
func TestTheModelFollowsAChild(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	var low, high tracing.View
	for i := range 60 {
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: i >= 25, At: int64(i) * 3000})
		switch i {
		case 24:
			low = m.View(l, 0)
		case 59:
			high = m.View(l, 0)
		}
	}
	if low.P > 0.3 || high.P < 0.8 {
		t.Errorf("after 25 wrong answers %+v, after 35 right ones %+v", low, high)
	}
}

func TestHarderItemsAreLessLikely(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	for i := range 40 {
		easy, medium, hard := m.Predict(l, 0, 0), m.Predict(l, 1, 0), m.Predict(l, 2, 0)
		if !(easy > medium && medium > hard) {
			t.Fatalf("after %d answers: easy %v, medium %v, hard %v", i, easy, medium, hard)
		}
		m.Update(l, engine.Evidence{Item: 4, Instance: uint32(i), Correct: i%2 == 0, At: 0})
	}
}

// TestOneSkillSpeaksForAnotherOnlyALittle keeps the ability from swallowing what is
// particular to a skill.
func TestOneSkillSpeaksForAnotherOnlyALittle(t *testing.T) {
	m, l := mustModel(t, tracing.Generic(course())), tracing.NewLearner(course())
	before := [2]tracing.View{m.View(l, 0), m.View(l, 1)}
	for i := range 8 {
		m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: true, At: int64(i) * 3000})
	}
	asked, other := m.View(l, 0).P-before[0].P, m.View(l, 1).P-before[1].P
	if other <= 0 || other > asked*0.7 {
		t.Errorf("eight right answers moved their skill by %v and another by %v", asked, other)
	}
}

func TestClocksOffByYearsDoNoHarm(t *testing.T) {
	m := mustModel(t, tracing.Generic(course()))
	fold := func(offset int64) tracing.View {
		l := tracing.NewLearner(course())
		for i := range 10 {
			at := int64(i) * 3000
			if i >= 5 {
				at += offset
			}
			m.Update(l, engine.Evidence{Item: 1, Instance: uint32(i), Correct: true, At: at})
		}
		return m.View(l, 0)
	}
	right := fold(0)
	for _, years := range []int64{-56, -1, 1, 60} {
		got := fold(years * 365 * engine.TicksPerDay)
		if got.P < right.P-0.05 || got.P > right.P+0.05 {
			t.Errorf("a clock off by %d years: %+v, want about %+v", years, got, right)
		}
	}
}
