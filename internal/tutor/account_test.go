package tutor_test

import (
	"bytes"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

func mustNew(tb testing.TB) *tutor.Tutor {
	tb.Helper()
	t, err := tutor.New(course(), shelf(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// about reports whether evidence is an answer on a skill.
func about(e tutor.NamedEvidence, skill uint16) bool {
	if e.Observed != 0 {
		return false
	}
	item := course().Items[e.Item]
	return item.Skill == skill || slices.Contains(item.More, skill)
}

// TestWithoutIsTheFoldWithout compares with folding the remaining answers from nothing.
func TestWithoutIsTheFoldWithout(t *testing.T) {
	made, snapshots := mustNew(t), shelf(t)
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t, 3)
		n := rapid.IntRange(1, 4).Draw(t, "n")
		got, err := made.Without(0, 7, history, nil, n, start)
		if err != nil {
			t.Fatal(err)
		}
		for skill := range uint16(len(course().Skills)) {
			left, rest := 0, slices.Clone(history)
			for i := len(rest) - 1; i >= 0 && left < n; i-- {
				if about(rest[i], skill) {
					rest = slices.Delete(rest, i, i+1)
					left++
				}
			}
			i := slices.IndexFunc(got, func(w tutor.Without) bool { return w.Skill == skill })
			if i < 0 {
				if left > 0 {
					t.Fatalf("skill %d has %d answers and no counterfactual", skill, left)
				}
				continue
			}
			state, err := tutor.Fold(course(), snapshots, 7, rest)
			if err != nil {
				t.Fatal(err)
			}
			views, err := made.Skills(0, state, nil, start)
			if err != nil {
				t.Fatal(err)
			}
			if got[i].Left != left || got[i].SkillView != views[skill] {
				t.Fatalf("skill %d without %d: got %+v, folded anew %+v", skill, left, got[i], views[skill])
			}
		}
	})
}

func TestWithoutIsBounded(t *testing.T) {
	history := make([]tutor.NamedEvidence, tutor.MaxRefold/2-1)
	for i := range history {
		history[i].Evidence = tutor.Evidence{Item: 12, Instance: uint32(i % 30), Correct: true, At: start + int64(i)*1000}
	}
	history[0].Item, history[1].Item, history[1].Instance = 0, 3, 1
	got, err := mustNew(t).Without(0, 7, history, nil, 3, start)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Skill != 1 || got[1].Skill != 5 {
		t.Errorf("of two skills met long ago one fits: %+v", got)
	}
}

// TestAccountsAreTheFold holds the account against the fold it explains.
func TestAccountsAreTheFold(t *testing.T) {
	made := mustNew(t)
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t, 3)
		accounts, state, err := made.Accounts(7, history)
		if err != nil {
			t.Fatal(err)
		}
		want, err := made.Advance(7, nil, history)
		if err != nil || !bytes.Equal(state, want) {
			t.Fatalf("the account folds another state (%v)", err)
		}
		for skill, a := range accounts {
			n := uint32(0)
			for _, e := range history {
				if about(e, uint16(skill)) {
					n++
				}
			}
			if a.Alone+a.Helped+a.Paired != n || a.AloneRight > a.Alone || a.Days > a.AloneRight || (a.Days == 0) != (a.AloneRight == 0) {
				t.Fatalf("skill %d with %d answers: %+v", skill, n, a)
			}
		}
	})
}

func TestAccountTellsOfReviews(t *testing.T) {
	at := int64(start)
	var history []tutor.NamedEvidence
	answer := func(days int64, right bool) {
		at += days*engine.TicksPerDay + 6000
		history = append(history, tutor.NamedEvidence{Evidence: tutor.Evidence{Item: 1, Instance: uint32(len(history) % 30), Correct: right, At: at}})
	}
	account := func() tutor.Account {
		t.Helper()
		accounts, _, err := mustNew(t).Accounts(7, history)
		if err != nil {
			t.Fatal(err)
		}
		return accounts[0]
	}
	for range 12 {
		answer(0, true)
	}
	if a := account(); a.Alone != 12 || a.AloneRight != 12 || a.Days != 1 || a.Reviewed || a.Since == 0 {
		t.Errorf("twelve right in one sitting: %+v", a)
	}
	answer(40, false)
	if a := account(); !a.Reviewed || a.ReviewPassed || a.ReviewDay != engine.Day(at) || a.Climb != 3 {
		t.Errorf("a failed review: %+v", a)
	}
	answer(40, true)
	if a := account(); !a.ReviewPassed || a.ReviewDay != engine.Day(at) || a.Climb != 2 || a.Days != 2 {
		t.Errorf("a review passed: %+v", a)
	}
}
