package content_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"darasa/internal/curriculum"
)

// Thirty stories and more, with every theme; each has a theme of those a learner's
// interests are told in.
func TestStories(t *testing.T) {
	themes := map[string]int{}
	stories := 0
	for _, g := range build(t).Pack.Generators {
		if g.Theme != "" {
			stories++
			themes[g.Theme]++
		}
	}
	if stories < 30 || len(themes) != len(curriculum.Themes) {
		t.Errorf("%d stories with %v", stories, themes)
	}
	for theme, n := range themes {
		if n < 4 {
			t.Errorf("%d stories of %s", n, theme)
		}
	}
}

// Invented people are as often girls as boys, in every region and in every story.
func TestNamesAreBalanced(t *testing.T) {
	b := build(t)
	gender, region := map[string]string{}, map[string]string{}
	regions := map[string]int{}
	for _, w := range b.Pack.Words {
		if w.Kind == "person" {
			gender[w.ID], region[w.ID] = w.Gender, w.Region
			regions[w.Region+" "+w.Gender]++
		}
	}
	for _, n := range slices.Sorted(maps.Keys(regions)) {
		if regions[n] != 1 {
			t.Errorf("%d people of %s, want one of each gender and region", regions[n], n)
		}
	}
	met, used := map[string]int{}, map[string]int{}
	for _, it := range b.Items {
		g := b.Pack.Generators[it.Generator]
		for _, in := range it.Instances {
			for _, v := range in.Values[len(g.Parameters):] {
				if name, ok := v.(string); ok && gender[name] != "" {
					met[gender[name]]++
					used[region[name]]++
				}
			}
		}
	}
	all := met["f"] + met["m"]
	if all < 200 || met["f"]*100 < 45*all || met["f"]*100 > 55*all {
		t.Errorf("stories name %d girls and %d boys", met["f"], met["m"])
	}
	for place, n := range used {
		if n*len(used)*2 < all {
			t.Errorf("stories name %d people of %s among %d", n, place, all)
		}
	}
}

// No sentence about the learner has a gender: Urdu says "مجھے … آتا ہے" and polite
// imperatives, never a verb that agrees with the child.
func TestLearnersHaveNoGender(t *testing.T) {
	b := build(t)
	gendered := regexp.MustCompile(`(^|[ ۔])(میں|تم|آپ) [^۔؟]*(سکتا|سکتی|کرتا|کرتی|گنتا|گنتی ہوں|جانتا|جانتی|لکھتا|لکھتی) `)
	for line := range strings.SplitSeq(string(b.TabletJSON()), `"`) {
		if found := gendered.FindString(line + " "); found != "" {
			t.Errorf("%q has a gender", found)
		}
	}
}
