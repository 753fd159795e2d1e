package main

import (
	"math/rand/v2"
	"testing"

	"darasa/internal/engine"
)

// TestEvidenceByRoleBeatsBoth is the instrument at a small size.
func TestEvidenceByRoleBeatsBoth(t *testing.T) {
	res, err := measure(60, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Families) != 2 || res.Wins <= 0 || res.WinsAUC <= 0 {
		for name, f := range res.Families {
			t.Errorf("%s: %+v", name, *f)
		}
	}
	again, err := measure(60, 3)
	if err != nil || again.Wins != res.Wins {
		t.Errorf("the same seed gives %v, then %v (%v)", res.Wins, again.Wins, err)
	}
}

// TestPartnersBehave looks at the families themselves: with a leader who knows
// everything and a partner who knows nothing, the partner's entries are often right.
func TestPartnersBehave(t *testing.T) {
	for _, f := range families {
		p := &pair{random: rand.New(rand.NewPCG(1, 2)), members: [2]member{{care: 1}, {care: 1}}}
		for s := range p.members[0].knows {
			p.members[0].knows[s] = true
		}
		right, agreed := 0, 0
		for range 1000 {
			if f.first(p, 1, 0, engine.Medium) {
				right++
			}
			if f.vote(p, 1, 0, engine.Medium, false) == engine.Agree {
				agreed++
			}
		}
		if right < 500 || right > 800 {
			t.Errorf("%s: %d of 1000 entries of the one who knows nothing are right", f.name, right)
		}
		if agreed < 700 {
			t.Errorf("%s: a wrong answer passes %d times of 1000", f.name, agreed)
		}
	}
	if err := run([]string{"-n", "x"}); err == nil {
		t.Error("a word passed for a number")
	}
}
