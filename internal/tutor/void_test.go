package tutor_test

import (
	"errors"
	"slices"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/engine/codec"
	"darasa/internal/engine/selection"
	"darasa/internal/tutor"

	"pgregory.net/rapid"
)

// TestVoidIsNeverOffered: whatever is called wrong, no plan's queue and no session
// chooses it, and something is chosen as long as any item is left.
func TestVoidIsNeverOffered(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := course()
		all := make([]uint32, len(c.Items))
		for i := range all {
			all[i] = uint32(i)
		}
		void := rapid.SliceOfDistinct(rapid.SampledFrom(all), rapid.ID).Draw(r, "void")
		slices.Sort(void)
		var decisions []tutor.Decision
		if rapid.Bool().Draw(r, "pinned") {
			decisions = append(decisions, tutor.Decision{Skill: c.Items[0].Skill, Kind: engine.Pin})
		}
		snapshot := tutor.Generic(c)
		tu, err := tutor.New(c, func(uint32) *tutor.Snapshot { return snapshot })
		if err != nil || tu.SetVoid(void) != nil {
			r.Fatal(err)
		}
		issued, err := tu.IssuePlan(0, 7, nil, decisions, tutor.DefaultTarget, 1, start)
		if err != nil {
			r.Fatal(err)
		}
		plan, err := tutor.DecodePlan(issued.AppendBinary(nil))
		if err != nil || !slices.Equal(plan.Void, issued.Void) {
			r.Fatalf("read back %v, %v", plan, err)
		}
		session, err := tutor.Open(c, []*tutor.Snapshot{snapshot}, plan)
		if err != nil {
			r.Fatal(err)
		}
		for _, choice := range plan.Ready {
			if slices.Contains(void, choice.Item) {
				r.Fatalf("the queue offers %d, void are %v", choice.Item, void)
			}
		}
		for i := range 30 {
			choice := session.Next(start + int64(i)*100)
			if choice.Kind == selection.None {
				if len(void) < len(all) {
					r.Fatalf("nothing is offered though %d of %d items are left", len(all)-len(void), len(all))
				}
				return
			}
			if slices.Contains(void, choice.Item) {
				r.Fatalf("offers %d, void are %v", choice.Item, void)
			}
			e := tutor.Evidence{Item: choice.Item, Instance: choice.Instance, Correct: i%3 != 0, At: start + int64(i)*100}
			if _, err := session.Answer(e); err != nil {
				r.Fatal(err)
			}
		}
	})
}

func TestVoidRefuses(t *testing.T) {
	c := course()
	tu, err := tutor.New(c, func(uint32) *tutor.Snapshot { return tutor.Generic(c) })
	if err != nil {
		t.Fatal(err)
	}
	for _, items := range [][]uint32{{uint32(len(c.Items))}, {2, 1}, {1, 1}} {
		if err := tu.SetVoid(items); !errors.Is(err, tutor.ErrPlan) {
			t.Errorf("%v: %v", items, err)
		}
	}
	plan, err := tu.IssuePlan(0, 7, nil, nil, tutor.DefaultTarget, 1, start)
	if err != nil || len(plan.Void) != 0 {
		t.Fatal(plan.Void, err)
	}
	plan.Void = []uint32{uint32(len(c.Items))}
	if _, err := tutor.Open(c, []*tutor.Snapshot{tutor.Generic(c)}, plan); !errors.Is(err, tutor.ErrPlan) {
		t.Errorf("a void item that is not there: %v", err)
	}
	plan.Void = []uint32{engine.MaxItems}
	if _, err := tutor.DecodePlan(plan.AppendBinary(nil)); !errors.Is(err, codec.ErrRange) {
		t.Errorf("a void item beyond every course: %v", err)
	}
}
