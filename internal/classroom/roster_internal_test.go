package classroom

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// slowFacts runs something in the middle of a reading of the class list.
type slowFacts struct {
	Facts
	name  string
	while func()
	began func() // nil, or called at each reading
}

func (f *slowFacts) Registers(_ context.Context, noun school.Noun, _ school.Field, _ school.ID) ([]Entry, error) {
	if f.began != nil && noun == school.NounSchool {
		f.began()
	}
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

// TestRoster_ReadOnce has many ask while a reading is under way: they share it, and
// where an older list is still good they are given that.
func TestRoster_ReadOnce(t *testing.T) {
	const many = 20
	for name, test := range map[string]struct {
		kept, changed bool
		want          string
	}{
		"first":   {want: "before"},
		"aged":    {kept: true, want: "kept"},
		"changed": {kept: true, changed: true, want: "before"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				facts := &slowFacts{name: "before"}
				c := &Class{Config: Config{Facts: facts, Time: still{}}, stale: !test.kept || test.changed}
				if test.kept {
					c.roster = &Roster{School: "kept", read: -maxRosterRead}
				}
				readings, let := 0, make(chan struct{})
				facts.while = func() { <-let }
				ask := func(want string) {
					r, err := c.Roster(t.Context())
					if err != nil || r.School != want {
						t.Errorf("%v, %v; want %q", r, err, want)
					}
				}
				facts.began = func() { readings++ }
				go ask("before")
				synctest.Wait()
				for range many {
					go ask(test.want)
				}
				synctest.Wait()
				close(let)
				synctest.Wait()
				if readings != 1 {
					t.Errorf("the list was read %d times", readings)
				}
			})
		})
	}
}

// TestRoster_ErrLeaderGone has the one whose reading others share go away.
func TestRoster_ErrLeaderGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		facts, let := &slowFacts{name: "before"}, make(chan struct{})
		c := &Class{Config: Config{Facts: facts, Time: still{}}, stale: true}
		facts.while = func() { <-let }
		gone, cancel := context.WithCancel(t.Context())
		go c.Roster(gone) //nolint:errcheck // nobody hears it
		synctest.Wait()
		cancel()
		go func() {
			if r, err := c.Roster(t.Context()); err != nil || r.School != "before" {
				t.Errorf("%v, %v", r, err)
			}
		}()
		if _, err := c.Roster(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("who went away was told %v", err)
		}
		synctest.Wait()
		close(let)
		synctest.Wait()
	})
}
