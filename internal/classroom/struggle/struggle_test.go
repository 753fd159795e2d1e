package struggle_test

import (
	"slices"
	"testing"

	"darasa/internal/classroom/struggle"
	"darasa/internal/projection"

	"pgregory.net/rapid"
)

func has(b *projection.Board, usual struggle.Usual, code string) bool {
	return slices.ContainsFunc(struggle.Find(b, usual, chain), func(f struggle.Found) bool { return f.Code == code })
}

// chain builds each skill upon the one before it.
func chain(skill uint16) []uint16 {
	if skill == 0 {
		return nil
	}
	return []uint16{skill - 1}
}

// TestFind_Ground calls only where nothing below is left that does not fail.
func TestFind_Ground(t *testing.T) {
	row := func(skill uint16, rights ...bool) (marks []projection.Mark) {
		for _, right := range rights {
			marks = append(marks, projection.Mark{Skill: skill, Right: right, Took: 99})
		}
		return marks
	}
	for _, test := range []struct {
		name  string
		marks []projection.Mark
		want  []int64
	}{
		{"FirstSkill", row(0, false, false, false), []int64{3, 0}},
		{"TwiceIsNotYet", row(0, false, false, true), nil},
		{"BelowWasNotTried", row(1, false, false, false, false), nil},
		{"BelowGoes", slices.Concat(row(0, true), row(1, false, false, false)), nil},
		{"AllTheWayDown", slices.Concat(row(0, false, false, false), row(1, false, false, false, false)), []int64{3, 0}},
		{"SeenFromAbove", slices.Concat(row(1, false, false, false, false), row(0, false, false, false)), []int64{4, 1}},
	} {
		found := struggle.Find(&projection.Board{Marks: test.marks}, nil, chain)
		if len(test.want) == 0 != (len(found) == 0 || found[0].Code != struggle.Ground) ||
			len(test.want) > 0 && !slices.Equal(found[0].Values, test.want) {
			t.Errorf("%s: %+v", test.name, found)
		}
	}
}

func TestFind_Guessing(t *testing.T) {
	marks := func(took uint16, rights ...bool) *projection.Board {
		b := &projection.Board{}
		for _, right := range rights {
			b.Marks = append(b.Marks, projection.Mark{Skill: 4, Right: right, Took: took})
		}
		return b
	}
	for _, test := range []struct {
		name  string
		board *projection.Board
		usual struggle.Usual
		want  bool
	}{
		{"NothingKnown", marks(19, false, true, false, true, false), nil, true},
		{"TwoSecondsAreEnough", marks(20, false, true, false, true, false), nil, false},
		{"LongExercise", marks(70, false, true, false, true, false), struggle.Usual{4: 300}, true},
		{"AQuarterIsEnough", marks(75, false, true, false, true, false), struggle.Usual{4: 300}, false},
		{"TenSecondsAreEnough", marks(100, false, false, false), struggle.Usual{4: 900}, false},
		{"QuickExercise", marks(14, false, true, false, true, false), struggle.Usual{4: 30}, false},
		{"NobodyReadsInHalfASecond", marks(5, false, true, false, true, false), struggle.Usual{4: 30}, true},
		{"RightIsRight", marks(5, true, true, false, true, false), nil, false},
		{"OverLongAgo", marks(5, true, true, true, true, true, false, false, false), nil, false},
	} {
		if got := has(test.board, test.usual, struggle.Guessing); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func TestTimes(t *testing.T) {
	var boards []*projection.Board
	for i := range uint16(9) {
		boards = append(boards, &projection.Board{Marks: []projection.Mark{
			{Skill: 1, Right: true, Took: 10 * i}, {Skill: 1, Took: 999}, {Skill: 1, Right: true, Hints: 1, Took: 999}, {Skill: 2, Right: i < 7, Took: 50},
		}})
	}
	if got := struggle.Times(boards); len(got) != 1 || got[1] != 40 {
		t.Errorf("usual times %v; want the median of those right alone, where there are eight", got)
	}
}

// TestFind_SpinsOnlyWithoutARow holds the published rule for any work.
func TestFind_SpinsOnlyWithoutARow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := projection.Work{Skill: 3, Tries: rapid.Uint16Range(1, 40).Draw(t, "tries"), Row: rapid.Uint8Range(0, 3).Draw(t, "row")}
		b := &projection.Board{Marks: []projection.Mark{{Skill: 3, Right: true}}, Work: []projection.Work{{Skill: 9, Tries: 99}, w}}
		if got, want := has(b, nil, struggle.Spinning), w.Tries >= 10 && w.Row < 2; got != want {
			t.Fatalf("%+v: %v", w, got)
		}
	})
}

func TestQuiet(t *testing.T) {
	usual := struggle.Usual{1: 90, 2: 400}
	for skill, want := range map[uint16]int64{1: 900, 2: 1600, 3: 900} {
		if got := usual.Quiet(skill, 900); got != want {
			t.Errorf("skill %d: idle after %d tenths, want %d", skill, got, want)
		}
	}
}
