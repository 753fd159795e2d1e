package content_test

import (
	"regexp"
	"strings"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
)

// longest is how many words a sentence may have in the books of each year, by our
// own judgement, to be reviewed.
var longest = map[string]int{"k": 10, "1": 14, "2": 16, "3": 17, "4": 18, "5": 18}

// Sentences stay within the reading of their year, in both languages.
func TestReadingLevel(t *testing.T) {
	fsys, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	year := map[string]string{}
	for _, s := range pack.Skills {
		year[s.ID] = strings.Split(s.Outcomes[0].Code, "/")[2]
	}
	sentence := regexp.MustCompile(`[.!?؟۔:;؛]`)
	seen := 0
	for _, g := range pack.Generators {
		limit := longest[year[g.Skill]]
		if limit == 0 {
			t.Errorf("%s is of no year", g.Skill)
		}
		for _, language := range pack.Languages {
			for key, text := range pack.Messages(language, g.ID) {
				for _, s := range sentence.Split(text, -1) {
					seen++
					if n := len(strings.Fields(s)); n > limit {
						t.Errorf("%s.%s (%s), class %s: %d words, more than %d: %s", g.ID, key, language, year[g.Skill], n, limit, s)
					}
				}
			}
		}
	}
	if seen < 5000 {
		t.Errorf("%d sentences seen", seen)
	}
}
