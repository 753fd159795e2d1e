package selection_test

import (
	"testing"

	"darasa/internal/engine/codec"
	"darasa/internal/engine/selection"

	"pgregory.net/rapid"
)

// right is a creditable unaided right answer of a learner who surely knows the skill.
func right(day int64, answers uint32) selection.Outcome {
	return selection.Outcome{Day: day, Known: 0.999, Answers: answers, Correct: true, Unaided: true}
}

func TestLevels(t *testing.T) {
	with := func(o selection.Outcome, change func(*selection.Outcome)) selection.Outcome {
		change(&o)
		return o
	}
	at := func(level selection.Level, climb uint8) selection.Progress {
		return selection.Progress{Level: level, Climb: climb, Day: 100}
	}
	failed := selection.Outcome{Day: 105, Known: 0.9, Answers: 20, Unaided: true, First: true, Due: true}
	for _, c := range []struct {
		name string
		from selection.Progress
		o    selection.Outcome
		want selection.Level
	}{
		{"any answer is an attempt", at(selection.New, 0), selection.Outcome{}, selection.Attempted},
		{"familiar", at(selection.Attempted, 0), right(100, 3), selection.Familiar},
		{"familiar needs three answers", at(selection.Attempted, 0), right(100, 2), selection.Attempted},
		{"proficient", at(selection.Familiar, 0), right(100, 7), selection.Proficient},
		{"proficient needs seven answers", at(selection.Familiar, 0), right(100, 6), selection.Familiar},
		{"proficient needs belief", at(selection.Familiar, 0), with(right(100, 9), func(o *selection.Outcome) { o.Known = 0.97 }), selection.Familiar},
		{"and less of it after many answers", at(selection.Familiar, 0), with(right(100, 30), func(o *selection.Outcome) { o.Known = 0.8 }), selection.Proficient},
		{"one step at a time", at(selection.Attempted, 0), right(100, 30), selection.Familiar},
		{"a hinted answer raises nothing", at(selection.Familiar, 0), with(right(100, 9), func(o *selection.Outcome) { o.Unaided = false }), selection.Familiar},
		{"mastered by a later day's first answer", at(selection.Proficient, 0), with(right(101, 9), func(o *selection.Outcome) { o.First = true }), selection.Mastered},
		{"not mastered on the same day", at(selection.Proficient, 0), with(right(100, 9), func(o *selection.Outcome) { o.First = true }), selection.Proficient},
		{"not mastered by a second answer", at(selection.Proficient, 0), right(101, 9), selection.Proficient},
		{"a failed review costs one level", at(selection.Mastered, 0), failed, selection.Proficient},
		{"and another", at(selection.Proficient, 0), failed, selection.Familiar},
		{"but not more than that", at(selection.Familiar, 0), failed, selection.Familiar},
		{"a mistake before the review is due costs nothing", at(selection.Mastered, 0), with(failed, func(o *selection.Outcome) { o.Due = false }), selection.Mastered},
		{"a mistake later that day costs nothing", at(selection.Mastered, 0), with(failed, func(o *selection.Outcome) { o.First = false }), selection.Mastered},
		{"a partner's mistake costs nothing", at(selection.Mastered, 0), with(failed, func(o *selection.Outcome) { o.Unaided = false }), selection.Mastered},
		{"after a fall more is asked", at(selection.Familiar, 3), right(105, 20), selection.Familiar},
		{"and then given", at(selection.Familiar, 1), right(105, 20), selection.Proficient},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.from.After(c.o).Level; got != c.want {
				t.Errorf("from %v to %v, want %v", c.from.Level, got, c.want)
			}
		})
	}
}

func TestLevelsFallOnlyByFailedReviews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := selection.Progress{}
		for range rapid.IntRange(1, 60).Draw(t, "answers") {
			o := selection.Outcome{
				Day: rapid.Int64Range(0, 200).Draw(t, "day"), Known: rapid.Float64Range(0, 1).Draw(t, "known"),
				Answers: rapid.Uint32Range(0, 20).Draw(t, "count"), Correct: rapid.Bool().Draw(t, "correct"),
				Unaided: rapid.Bool().Draw(t, "unaided"), First: rapid.Bool().Draw(t, "first"), Due: rapid.Bool().Draw(t, "due"),
			}
			next := p.After(o)
			failedReview := !o.Correct && o.Unaided && o.First && o.Due
			if next.Level < p.Level && !failedReview {
				t.Fatalf("%+v fell to %v by %+v", p, next.Level, o)
			}
			if next.Level > p.Level && !(o.Correct && o.Unaided) && p.Level != selection.New {
				t.Fatalf("%+v rose to %v by %+v", p, next.Level, o)
			}
			if next.Level+1 < p.Level || next.Level > p.Level+2 {
				t.Fatalf("%v jumped to %v", p.Level, next.Level)
			}
			p = next
		}
		r := codec.NewReader(p.AppendBinary(nil))
		if back := selection.ReadProgress(r); back != p || r.Close() != nil {
			t.Fatalf("read back as %+v, want %+v", back, p)
		}
	})
}

func TestNames(t *testing.T) {
	for level, want := range []string{"new", "attempted", "familiar", "proficient", "mastered", ""} {
		if got := selection.Level(level).String(); got != want {
			t.Errorf("level %d: got %q, want %q", level, got, want)
		}
	}
	for kind, want := range []string{"none", "placement", "practice", "review", "extension", ""} {
		if got := selection.Kind(kind).String(); got != want {
			t.Errorf("kind %d: got %q, want %q", kind, got, want)
		}
	}
}
