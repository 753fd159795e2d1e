package curriculum_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The fields that the app reads, written down a second time: a renamed field
// breaks tablets that are already in a school.
func TestTabletJSONFields(t *testing.T) {
	b := numeracy(t)
	var p struct {
		Format         *int              `json:"format"`
		Pack           string            `json:"pack"`
		Version        int               `json:"version"`
		Catalogue      string            `json:"catalogue"`
		Languages      []string          `json:"languages"`
		Directions     map[string]string `json:"directions"`
		Title          map[string]string `json:"title"`
		Skills         []map[string]any  `json:"skills"`
		Generators     []map[string]any  `json:"generators"`
		Misconceptions []map[string]any  `json:"misconceptions"`
		Items          []struct {
			Skill, Generator, Level *int
			Format                  string
			Instances               []map[string]any
		} `json:"items"`
	}
	if err := json.Unmarshal(b.TabletJSON(), &p); err != nil {
		t.Fatal(err)
	}
	hash := b.Catalogue.Hash()
	if p.Format == nil || *p.Format != 0 || p.Pack != "numeracy" || p.Version != 4 || p.Catalogue != hex.EncodeToString(hash[:]) {
		t.Errorf("head is %v %s %d %s", p.Format, p.Pack, p.Version, p.Catalogue)
	}
	if !slices.Equal(p.Languages, []string{"en", "ur"}) || p.Directions["ur"] != "rtl" || p.Title["ur"] == "" {
		t.Errorf("languages are %v, directions %v, title %v", p.Languages, p.Directions, p.Title)
	}
	for _, test := range []struct {
		name string
		got  map[string]any
		want []string
	}{
		{"Skill", p.Skills[0], []string{"after", "can", "id", "outcome", "picture", "title"}},
		{"Generator", p.Generators[0], []string{"another", "format", "hints", "id", "layout", "sign", "stem", "steps", "text"}},
		{"Misconception", p.Misconceptions[0], []string{"id", "title"}},
	} {
		if keys := slices.Sorted(maps.Keys(test.got)); !slices.Equal(keys, test.want) {
			t.Errorf("%s has fields %v, want %v", test.name, keys, test.want)
		}
	}
	for i, it := range p.Items {
		if it.Skill == nil || it.Generator == nil || it.Level == nil {
			t.Errorf("item %d lacks a field", i)
		}
		if it.Format != b.Items[i].Format.String() || it.Format == "unknown" {
			t.Errorf("item %d has the format %q, want %q", i, it.Format, b.Items[i].Format)
		}
		want := map[string][]string{
			"keypad": {"answer", "v", "wrong"}, "choice": {"answer", "options", "v", "wrong"},
			"order": {"answer", "tiles", "v", "wrong"}, "picture": {"answer", "options", "pictures", "v", "wrong"},
			"steps": {"answer", "v", "work", "wrong"},
			"group": {"answer", "tiles", "v", "wrong"},
		}[it.Format]
		if want == nil {
			want = []string{"answer", "v", "wrong"}
		}
		if it.Format == "group" && b.Pack.Generators[b.Items[i].Generator].Pictures != nil {
			want = []string{"answer", "pictures", "tiles", "v", "wrong"}
		}
		if got := slices.Sorted(maps.Keys(it.Instances[0])); !slices.Equal(got, want) {
			t.Errorf("item %d of format %s has instances with the fields %v, want %v", i, it.Format, got, want)
		}
		if got, want := len(it.Instances), len(b.Items[i].Instances); got != want {
			t.Errorf("item %d has %d instances, want %d", i, got, want)
		}
	}
}

// Tablets fetch the pack over the room's own Wi-Fi and keep it: its size is watched.
func TestTabletJSONSize(t *testing.T) {
	if size := len(numeracy(t).TabletJSON()); size > 3_600_000 {
		t.Errorf("the compiled pack has %d bytes; keep fewer instances", size)
	}
}

func TestNames(t *testing.T) {
	b := numeracy(t)
	if got, want := b.Names("en")[0], "Count to 5"; got != want {
		t.Errorf("first skill is %q, want %q", got, want)
	}
	if got := b.Names("ur")[0]; !strings.Contains(got, "گننا") {
		t.Errorf("first skill in Urdu is %q", got)
	}
	if got, want := b.Names("xx")[0], b.Names("en")[0]; got != want {
		t.Errorf("an unknown language gives %q, want %q", got, want)
	}
	if b.MisconceptionName("ur", "forgets-carry") == "" || b.MisconceptionName("xx", "forgets-carry") != "" {
		t.Error("misconceptions are named in the pack's languages and no other")
	}
}
