package classroom

import (
	"testing"

	"darasa/internal/engine/tracing"
)

// TestEveryAddendHasAFamily holds for what only calibrated weights bring, too.
func TestEveryAddendHasAFamily(t *testing.T) {
	for feature := range tracing.PartSkillPattern + 1 {
		if familyOf(feature) == "" {
			t.Errorf("addend %d belongs to no family", feature)
		}
	}
}
