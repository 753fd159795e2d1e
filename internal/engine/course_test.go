package engine_test

import (
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"

	"pgregory.net/rapid"
)

func small() *engine.Course {
	return &engine.Course{
		Skills: []engine.Skill{{}, {Prereqs: []uint16{0}}, {Prereqs: []uint16{0, 1}}},
		Items: []engine.Item{
			{Skill: 0, Level: engine.Easy, Instances: 10},
			{Skill: 2, More: []uint16{0, 1}, Level: engine.Hard, Format: 3, Instances: 1 << 20},
		},
	}
}

func TestCourseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &engine.Course{Skills: make([]engine.Skill, rapid.IntRange(1, 9).Draw(t, "skills"))}
		for s := 1; s < len(c.Skills); s++ {
			c.Skills[s].Prereqs = rapid.SliceOfN(rapid.Uint16Range(0, uint16(s-1)), 0, 3).Draw(t, "prerequisites")
		}
		skills := rapid.Uint16Range(0, uint16(len(c.Skills)-1))
		for range rapid.IntRange(0, 9).Draw(t, "items") {
			c.Items = append(c.Items, engine.Item{
				Skill: skills.Draw(t, "skill"), More: rapid.SliceOfN(skills, 0, 3).Draw(t, "more"),
				Level: rapid.Uint8Range(0, 2).Draw(t, "level"), Format: rapid.Uint8().Draw(t, "format"),
				Instances: rapid.Uint32Min(1).Draw(t, "instances"),
			})
		}
		b := c.AppendBinary(nil)
		back, err := engine.DecodeCourse(b)
		if err != nil {
			t.Fatal(err)
		}
		if string(back.AppendBinary(nil)) != string(b) {
			t.Fatal("a course read back is written differently")
		}
	})
}

func TestCourseRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*engine.Course)
	}{
		{"skill out of range", func(c *engine.Course) { c.Items[0].Skill = 3 }},
		{"further skill out of range", func(c *engine.Course) { c.Items[1].More[1] = 9 }},
		{"too many further skills", func(c *engine.Course) { c.Items[1].More = make([]uint16, engine.MaxMore+1) }},
		{"prerequisite out of range", func(c *engine.Course) { c.Skills[1].Prereqs[0] = 7 }},
		{"its own prerequisite", func(c *engine.Course) { c.Skills[1].Prereqs[0] = 1 }},
		{"a circle", func(c *engine.Course) { c.Skills[0].Prereqs = []uint16{2} }},
		{"no instance", func(c *engine.Course) { c.Items[0].Instances = 0 }},
		{"unknown level", func(c *engine.Course) { c.Items[0].Level = 3 }},
		{"too many skills", func(c *engine.Course) { c.Skills = make([]engine.Skill, engine.MaxSkills+1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			course := small()
			c.change(course)
			if err := course.Validate(); !errors.Is(err, engine.ErrCourse) {
				t.Errorf("got %v, want ErrCourse", err)
			}
			if got, err := engine.DecodeCourse(course.AppendBinary(nil)); err == nil || got != nil {
				t.Errorf("decoded to %v, %v", got, err)
			}
		})
	}
	if err := small().Validate(); err != nil {
		t.Errorf("the course all these were made from: %v", err)
	}
	b := small().AppendBinary(nil)
	for n := range b {
		if _, err := engine.DecodeCourse(b[:n]); err == nil {
			t.Errorf("%d of %d bytes were accepted", n, len(b))
		}
	}
	if _, err := engine.DecodeCourse(append(b, 0)); !errors.Is(err, codec.ErrTrailing) {
		t.Errorf("a byte too many: got %v, want ErrTrailing", err)
	}
}

func FuzzDecodeCourse(f *testing.F) {
	f.Add(small().AppendBinary(nil))
	f.Add([]byte{1, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := engine.DecodeCourse(b)
		if err != nil {
			return
		}
		if got := c.AppendBinary(nil); string(got) != string(b) {
			t.Errorf("% x was read, % x written", b, got)
		}
	})
}

func TestInstanceIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, item := rapid.Uint64().Draw(t, "seed"), rapid.Uint32().Draw(t, "item")
		n := rapid.Uint32Range(1, 300).Draw(t, "instances")
		from := rapid.Uint32Range(0, 1<<31).Draw(t, "count")
		seen := make([]bool, n)
		for count := from; count < from+n; count++ {
			i := engine.Instance(seed, item, count, n)
			if i >= n || seen[i] {
				t.Fatalf("attempt %d of item %d shows instance %d of %d, again or out of range", count, item, i, n)
			}
			seen[i] = true
			if engine.Instance(seed, item, count+n, n) != i {
				t.Fatalf("after all %d instances the walk does not begin again", n)
			}
		}
	})
	if got := engine.Instance(5, 5, 5, 0); got != 0 {
		t.Errorf("no instances: got %d, want 0", got)
	}
	if got := engine.Instance(1, 2, 1<<32-1, 1<<32-1); got >= 1<<32-1 {
		t.Errorf("the largest item shows instance %d", got)
	}
}

// TestInstanceGolden keeps the rule: the wire and years of attempts depend on it.
func TestInstanceGolden(t *testing.T) {
	for _, c := range []struct {
		seed           uint64
		item, count, n uint32
		want           uint32
	}{
		{0, 0, 0, 10, 0},
		{0, 0, 1, 10, 9},
		{1, 0, 0, 97, 43},
		{0xfeed, 41, 7, 360, 350},
		{1<<63 + 5, 100_000, 1_000_000, 1_000_003, 281708},
	} {
		if got := engine.Instance(c.seed, c.item, c.count, c.n); got != c.want {
			t.Errorf("Instance(%d, %d, %d, %d) = %d, want %d", c.seed, c.item, c.count, c.n, got, c.want)
		}
	}
}

func TestInstanceSpreads(t *testing.T) {
	// Neighbours in a classroom should not meet the same first exercise.
	counts := make([]int, 30)
	for seed := range uint64(3000) {
		counts[engine.Instance(seed, 4, 0, 30)]++
	}
	for i, n := range counts {
		if n < 60 || n > 145 {
			t.Errorf("instance %d is first for %d of 3000 learners, want about 100", i, n)
		}
	}
}

func TestDay(t *testing.T) {
	for _, c := range []struct{ tick, want int64 }{
		{0, 0},
		{engine.TicksPerDay - 1, 0},
		{engine.TicksPerDay, 1},
		{-1, -1},
		{-engine.TicksPerDay, -1},
		{-engine.TicksPerDay - 1, -2},
	} {
		if got := engine.Day(c.tick); got != c.want {
			t.Errorf("Day(%d) = %d, want %d", c.tick, got, c.want)
		}
	}
}

func TestUnaided(t *testing.T) {
	for _, c := range []struct {
		e    engine.Evidence
		want bool
	}{
		{engine.Evidence{}, true},
		{engine.Evidence{Hints: 1}, false},
		{engine.Evidence{Role: engine.Driver}, false},
		{engine.Evidence{Role: engine.Checker}, false},
	} {
		if got := c.e.Unaided(); got != c.want {
			t.Errorf("%+v: got %v, want %v", c.e, got, c.want)
		}
	}
}
