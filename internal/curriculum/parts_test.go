package curriculum_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"darasa/internal/curriculum"
)

type (
	wholePack struct {
		Pack, Catalogue    string
		Version            int
		Languages          []string
		Title, Directions  map[string]string
		Skills, Generators []map[string]any
		Misconceptions     []map[string]any
		Items              []packItem
	}
	packItem struct {
		Skill, Generator, Level int
		Format                  string
		Instances               []map[string]any
	}
	contentsPage struct {
		wholePack
		Parts []struct {
			Name  string
			Skill int
			Items []int
		}
	}
	partFile struct {
		Format     *int
		Skill      map[string]any
		Generators []map[string]any
		Items      []packItem
	}
)

func decode[T any](t *testing.T, body []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func named(t *testing.T, parts *curriculum.Parts, name string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(name)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := parts.Files[[32]byte(raw)]
	if !ok || sha256.Sum256(body) != [32]byte(raw) {
		t.Fatalf("there is no file %s with this hash", name)
	}
	return body
}

// Put together again, the parts are the compiled pack that the second solver checks.
func TestPartsAreTheWhole(t *testing.T) {
	b := numeracy(t)
	whole, parts := decode[wholePack](t, b.TabletJSON()), b.TabletParts()
	contents := decode[contentsPage](t, parts.Files[parts.Contents])
	head := contents.wholePack
	head.Generators, head.Items = whole.Generators, whole.Items
	if !reflect.DeepEqual(head, whole) {
		t.Error("the contents page says something else about the pack")
	}
	met := make([]bool, len(whole.Items))
	for _, line := range contents.Parts {
		part := decode[partFile](t, named(t, parts, line.Name))
		if part.Format == nil || len(part.Items) != len(line.Items) || part.Skill["id"] != whole.Skills[line.Skill]["id"] {
			t.Fatalf("part of skill %d has the head %v and %d items, want %d", line.Skill, part.Skill, len(part.Items), len(line.Items))
		}
		for at, item := range line.Items {
			got, want := part.Items[at], whole.Items[item]
			if got.Level != want.Level || got.Format != want.Format || !reflect.DeepEqual(got.Instances, want.Instances) ||
				!reflect.DeepEqual(part.Generators[got.Generator], whole.Generators[want.Generator]) || want.Skill != line.Skill {
				t.Errorf("item %d is another one in its part", item)
			}
			if place := parts.Places[item]; hex.EncodeToString(place.Part[:]) != line.Name || place.At != uint32(at) {
				t.Errorf("item %d is said to stand elsewhere", item)
			}
			if met[item] {
				t.Errorf("item %d stands in two parts", item)
			}
			met[item] = true
		}
	}
	if slices.Contains(met, false) {
		t.Errorf("items without a part: %v", met)
	}
	// The contents page, and lessons with puzzles.
	if got, want := len(parts.Files), len(contents.Parts)+2; got != want {
		t.Errorf("%d files, want %d", got, want)
	}
}

// The fields that the app reads, written down a second time.
func TestPartFields(t *testing.T) {
	parts := numeracy(t).TabletParts()
	contents := decode[map[string]any](t, parts.Files[parts.Contents])
	lines := contents["parts"].([]any)
	line := lines[0].(map[string]any)
	part := decode[map[string]any](t, named(t, parts, line["name"].(string)))
	for _, test := range []struct {
		name string
		got  map[string]any
		want []string
	}{
		{"contents", contents, []string{"catalogue", "directions", "extras", "format", "languages", "misconceptions", "pack", "parts", "skills", "title", "version"}},
		{"line", line, []string{"items", "name", "skill"}},
		{"part", part, []string{"format", "generators", "items", "skill"}},
		{"skill", part["skill"].(map[string]any), []string{"can", "id", "picture", "title"}},
		{"item", part["items"].([]any)[0].(map[string]any), []string{"format", "generator", "instances", "level"}},
	} {
		if keys := slices.Sorted(maps.Keys(test.got)); !slices.Equal(keys, test.want) {
			t.Errorf("%s has fields %v, want %v", test.name, keys, test.want)
		}
	}
}

// A tablet begins with one part: its size is watched, as is that of the page it
// fetches next.
func TestPartsStaySmall(t *testing.T) {
	b := numeracy(t)
	parts := b.TabletParts()
	for name, body := range parts.Files {
		if len(body) > 2*curriculum.PartBytes {
			t.Errorf("file %x has %d bytes", name[:4], len(body))
		}
	}
	contents := decode[contentsPage](t, parts.Files[parts.Contents])
	if got := len(contents.Parts); got < len(b.Pack.Skills) || got > len(b.Pack.Generators) {
		t.Errorf("%d parts of %d skills and %d generators", got, len(b.Pack.Skills), len(b.Pack.Generators))
	}
}

// An update fetches what changed: a level that a later version drops renumbers every
// item after it, and leaves the parts of other skills as they are.
func TestAnUpdateKeepsOtherParts(t *testing.T) {
	first, err := open(folder(t))
	if err != nil {
		t.Fatal(err)
	}
	before := first.TabletParts()
	edited := folder(t)
	replace(t, edited, "generators/add-tens.json", `{"level": "medium", "where": "ao > 0 and s <= 60", "keep": 30},`, "")
	built, err := open(edited)
	if err != nil {
		t.Fatal(err)
	}
	after := built.TabletParts()
	var changed int
	for name := range after.Files {
		if _, ok := before.Files[name]; !ok {
			changed++
		}
	}
	if len(after.Places) != len(before.Places)-1 || changed != 2 {
		t.Errorf("%d of %d files changed, want the contents page and one part", changed, len(after.Files))
	}
}
