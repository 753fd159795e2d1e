package library_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/library"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

const dropped = "count-in-tens" // an early generator, so that numbers move

// catalogue builds the starter pack; without leaves out what is only needed for the
// dropped skill, as an older or a newer edition of the pack might.
func catalogue(t *testing.T, without string) *curriculum.Catalogue {
	t.Helper()
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	err = fs.WalkDir(folder, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || without != "" && strings.Contains(path, without) {
			return err
		}
		raw, err := fs.ReadFile(folder, path)
		if without != "" && strings.HasSuffix(path, ".json") {
			raw = prune(t, raw, without)
		}
		files[path] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		t.Fatal(err)
	}
	return built.Catalogue
}

// prune removes every member and list element that belongs to a skill.
func prune(t *testing.T, raw []byte, without string) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		t.Fatal(err)
	}
	var walk func(any) any
	walk = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			delete(v, without)
			for key := range v {
				v[key] = walk(v[key])
			}
		case []any:
			kept := []any{}
			for _, element := range v {
				if m, ok := element.(map[string]any); ok && (m["id"] == without || m["skill"] == without) {
					continue
				}
				kept = append(kept, walk(element))
			}
			return kept
		}
		return v
	}
	out, err := json.Marshal(walk(value))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A state counts in the current pack's numbers; attempts of another edition are
// translated by what their items are, not by their numbers.
func TestLocate_AcrossEditions(t *testing.T) {
	current, other := catalogue(t, ""), catalogue(t, dropped)
	lib, err := library.New(other)
	if err != nil {
		t.Fatal(err)
	}
	if _, reason := lib.Locate(current.Hash(), 0, 0); reason != replication.ReasonCatalogue {
		t.Fatalf("reason = %q before the edition is known", reason)
	}
	lib.Add(current)
	moved, gone := 0, 0
	for item := range uint32(current.NumItems()) {
		was, _ := current.Identity(item)
		place, reason := lib.Locate(current.Hash(), item, 0)
		if was.Generator == dropped {
			gone++
			if reason != replication.ReasonItem {
				t.Errorf("item %d of a dropped skill: reason %q", item, reason)
			}
			continue
		}
		if now, _ := other.Identity(place); reason != "" || now != was {
			t.Errorf("item %d (%v) became %d (%v), reason %q", item, was, place, now, reason)
		}
		if place != item {
			moved++
		}
	}
	if moved == 0 || gone == 0 {
		t.Errorf("%d items moved, %d gone: the editions do not differ enough to test", moved, gone)
	}
}

// The first edition had five skills. An answer to it must count for the same
// exercise for ever, however the pack grows.
func TestLocate_FirstEdition(t *testing.T) {
	raw, err := os.ReadFile("testdata/five-skills.catalogue")
	if err != nil {
		t.Fatal(err)
	}
	first, err := curriculum.DecodeCatalogue(raw)
	if err != nil {
		t.Fatal(err)
	}
	now := catalogue(t, "")
	lib, err := library.New(now)
	if err != nil {
		t.Fatal(err)
	}
	lib.Add(first)
	for item := range uint32(first.NumItems()) {
		was, _ := first.Identity(item)
		for instance := range first.Instances(item) {
			place, reason := lib.Locate(first.Hash(), item, instance)
			if is, _ := now.Identity(place); reason != "" || is != was {
				t.Fatalf("item %d (%v) became %d (%v), reason %q", item, was, place, is, reason)
			}
			if now.Key(place, instance) != first.Key(item, instance) || !slices.Equal(now.Wrong(place, instance), first.Wrong(item, instance)) {
				t.Fatalf("%v instance %d has the answer %q, had %q", was, instance, now.Key(place, instance), first.Key(item, instance))
			}
		}
		if got, want := now.SkillID(now.Skill(mustLocate(t, lib, first, item))), first.SkillID(first.Skill(item)); got != want {
			t.Errorf("%v practises %s, practised %s", was, got, want)
		}
	}
}

func mustLocate(t *testing.T, lib *library.Library, c *curriculum.Catalogue, item uint32) uint32 {
	t.Helper()
	place, reason := lib.Locate(c.Hash(), item, 0)
	if reason != "" {
		t.Fatalf("item %d: %s", item, reason)
	}
	return place
}

func TestLocate_Bounds(t *testing.T) {
	c := catalogue(t, "")
	lib, err := library.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name           string
		item, instance uint32
		want           replication.Reason
	}{
		{"OK", 0, 0, ""},
		{"LastInstance", 0, c.Instances(0) - 1, ""},
		{"ErrInstance", 0, c.Instances(0), replication.ReasonItem},
		{"ErrItem", uint32(c.NumItems()), 0, replication.ReasonItem},
		{"ErrItemHuge", ^uint32(0), 0, replication.ReasonItem},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := lib.Locate(c.Hash(), test.item, test.instance); got != test.want {
				t.Errorf("reason = %q, want %q", got, test.want)
			}
		})
	}
}

func TestSnapshots(t *testing.T) {
	c := catalogue(t, "")
	lib, err := library.New(c)
	if err != nil {
		t.Fatal(err)
	}
	knows := func(hub school.ID, number uint32) string {
		use, ok := lib.Under(hub, number)
		return fmt.Sprint(use, ok)
	}
	here, there := school.ID{1}, school.ID{2}
	if knows(here, 0) != "0 true" || knows(here, 1) != "0 false" || lib.Newest().Number != 0 {
		t.Fatal("a new library must know the shipped calibration and no other")
	}
	next := tutor.Generic(c.Course())
	next.Number = 1
	if err := lib.AddSnapshot(next); err != nil {
		t.Fatal(err)
	}
	if err := lib.AddSnapshot(next); err != nil {
		t.Errorf("the same snapshot again: %v", err)
	}
	if lib.Newest().Number != 1 {
		t.Errorf("newest = %d, want 1", lib.Newest().Number)
	}
	lib.Own(here, 5)
	for _, test := range []struct {
		name   string
		hub    school.ID
		number uint32
		want   string
	}{
		{"Held", here, 1, "1 true"},
		{"Lost", here, 4, "0 true"},
		{"Yet to come", here, 6, "0 false"},
		{"Another hub's", there, 1, "0 true"},
		{"Another hub's to come", there, 60, "0 true"},
	} {
		if got := knows(test.hub, test.number); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	other := tutor.Generic(c.Course())
	other.Number = 1
	other.Items[0].Mean += 0.5
	if err := lib.AddSnapshot(other); err == nil {
		t.Error("another snapshot took a known number")
	}
	foreign := tutor.Generic(catalogue(t, dropped).Course())
	foreign.Number = 2
	if err := lib.AddSnapshot(foreign); err == nil {
		t.Error("a snapshot of another course was taken")
	}
}
