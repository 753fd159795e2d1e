package tutor_test

import (
	"testing"

	"darasa/internal/engine"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// fork opens one session more on the same state.
func fork(t *rapid.T, s *tutor.Session) *tutor.Session {
	other, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, s.State()))
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// TestOutcomesPointOneWay draws any history and then one unaided answer: after a right
// one the expected success on the skill's target items, the level and the chance that
// it is known are not lower than before, nor than after a wrong one. Before and after
// are seen at the same tick under the same snapshot.
func TestOutcomesPointOneWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fork(t, mustOpenRapid(t))
		var now int64 = start
		for _, h := range drawHistory(t, 1) {
			if _, err := s.Answer(h.Evidence); err != nil {
				t.Fatal(err)
			}
			now = max(now, h.At)
		}
		now += rapid.Int64Range(0, 200*engine.TicksPerDay).Draw(t, "pause")
		item := uint32(rapid.IntRange(0, len(course().Items)-1).Draw(t, "item"))
		e := tutor.Evidence{
			Item: item, Instance: uint32(rapid.IntRange(0, int(course().Items[item].Instances)-1).Draw(t, "instance")),
			Correct: true, At: now,
		}
		other, before := fork(t, s), s.Skills(now)
		right, err := s.Answer(e)
		if err != nil {
			t.Fatal(err)
		}
		e.Correct = false
		wrong, err := other.Answer(e)
		if err != nil {
			t.Fatal(err)
		}
		for i, after := range right.Skills {
			was := before[after.Skill]
			if after.P < was.P || after.Level < was.Level || after.Known < was.Known {
				t.Fatalf("a right answer lowered %+v to %+v", was, after)
			}
			if after.Known < wrong.Skills[i].Known || after.P < wrong.Skills[i].P || after.Level < wrong.Skills[i].Level {
				t.Fatalf("better after a wrong answer: %+v, after a right one %+v", wrong.Skills[i], after)
			}
		}
	})
}

// TestHolidaysLowerNothing waits any number of days after any history.
func TestHolidaysLowerNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fork(t, mustOpenRapid(t))
		for _, h := range drawHistory(t, 1) {
			if _, err := s.Answer(h.Evidence); err != nil {
				t.Fatal(err)
			}
		}
		at := int64(start) + 900*engine.TicksPerDay
		before := s.Skills(at)
		for i, after := range s.Skills(at + rapid.Int64Range(1, 2000).Draw(t, "days")*engine.TicksPerDay) {
			if after != before[i] {
				t.Fatalf("waiting changed %+v to %+v", before[i], after)
			}
		}
	})
}

func mustOpenRapid(t *rapid.T) *tutor.Session {
	s, err := tutor.Open(course(), []*tutor.Snapshot{generic()}, mustIssue(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
