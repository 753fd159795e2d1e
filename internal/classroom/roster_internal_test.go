package classroom

import (
	"context"
	"testing"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// slowFacts runs something in the middle of a reading of the class list.
type slowFacts struct {
	Facts
	name  string
	while func()
}

func (f *slowFacts) Registers(_ context.Context, noun school.Noun, _ school.Field, _ school.ID) ([]Entry, error) {
	value := f.name // as it was when the reading began
	if while := f.while; while != nil {
		f.while = nil
		while()
	}
	if noun != school.NounSchool {
		return nil, nil
	}
	return []Entry{{Value: []byte(value)}}, nil
}

func (f *slowFacts) Elements(context.Context, crdt.RegisterID) ([][]byte, error) { return nil, nil }

type still struct{ Time }

func (still) Stamp() hlc.Stamp { return hlc.Stamp{} }

// TestRoster_ChangedWhileRead has a change in the middle of a reading: whoever asks
// after it, also before that reading ends, sees the change, and it stays.
func TestRoster_ChangedWhileRead(t *testing.T) {
	facts := &slowFacts{name: "before"}
	c := &Class{Config: Config{Facts: facts, Time: still{}}, stale: true}
	ctx := context.Background()
	name := func() string {
		r, err := c.Roster(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return r.School
	}
	if got := name(); got != "before" {
		t.Fatalf("first %q", got)
	}
	c.rosterChanged()
	facts.while = func() {
		facts.name = "after"
		c.rosterChanged()
		if got := name(); got != "after" {
			t.Errorf("asked in the middle: %q", got)
		}
	}
	name()
	if got := name(); got != "after" {
		t.Errorf("asked later: %q", got)
	}
}
