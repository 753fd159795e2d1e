package tutor_test

import (
	"testing"

	"darasa/internal/engine/selection"
	"darasa/internal/tutor"
)

// TestStepsBackToWhatIsMissing lets a learner pass the first skill and then fail what
// builds on it: she is led back to the first, whatever was believed of it, and is let
// try again after a few answers there.
func TestStepsBackToWhatIsMissing(t *testing.T) {
	s := mustOpen(t, mustPlan(t, nil))
	now := teachUntil(t, s, 0, selection.Proficient)
	back, tries := 0, 0
	for range 40 {
		now += 6000
		c := s.Next(now)
		skill := course().Items[c.Item].Skill
		first := c.Reasons[0]
		if first.Code == selection.ReasonStepBack {
			if skill != 0 || first.Values[1] != 0 || first.Values[0] == 0 {
				t.Fatalf("led back to skill %d for %v", skill, first.Values)
			}
			back++
		}
		if skill == 1 || skill == 2 {
			tries++
			if back > 0 && tries > 8 {
				return
			}
		}
		if _, err := s.Answer(tutor.Evidence{Item: c.Item, Instance: c.Instance, Correct: skill == 0 || skill == 4, At: now, Duration: 1000}); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("%d times led back, %d tries at what fails", back, tries)
}
