package curriculum_test

import (
	"encoding/json"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/sqlite/sqlitetest"
)

type onPaper struct {
	Generator struct {
		ID, Format string
		Stem       []string
		Hints      []string
		Steps      []string
		Text       map[string]map[string]string
	}
	Instance struct {
		V      map[string]any
		Answer string
	}
}

// TestHandout_EveryLesson has a whole sheet of different exercises for every lesson,
// each with its words, and others on the next sheet.
func TestHandout_EveryLesson(t *testing.T) {
	parts := sqlitetest.Built().TabletParts()
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	guide, err := curriculum.LoadGuide(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(guide.Lessons) < 20 {
		t.Fatalf("%d lessons; want 20", len(guide.Lessons))
	}
	for _, l := range guide.Lessons {
		if guide.Skills[l.Skill].Lesson == "" {
			t.Errorf("%s: its skill %s leads to no lesson", l.ID, l.Skill)
		}
		first, second := read(t, parts, l.Skill, 0), read(t, parts, l.Skill, 1)
		if len(first) != 7 {
			t.Errorf("%s: %d exercises on a sheet; want 7", l.ID, len(first))
		}
		again := 0
		for key := range first {
			if _, ok := second[key]; ok {
				again++
			}
		}
		if again > 3 {
			t.Errorf("%s: %d exercises of sheet 1 stand on sheet 2", l.ID, again)
		}
	}
}

// read returns a sheet's exercises by what makes them different.
func read(t *testing.T, parts *curriculum.Parts, skill string, sheet int) map[string]onPaper {
	t.Helper()
	found := map[string]onPaper{}
	for _, raw := range sheetOf(t, parts, skill, sheet) {
		var one onPaper
		if err := json.Unmarshal(raw, &one); err != nil {
			t.Fatal(err)
		}
		key, _ := json.Marshal(one.Instance.V)
		found[one.Generator.ID+string(key)] = one
		if one.Instance.Answer == "" || len(one.Generator.Hints) > 0 || len(one.Generator.Steps) == 0 {
			t.Errorf("%s: %s", skill, raw)
		}
		for _, name := range append(one.Generator.Stem, one.Generator.Steps...) {
			for _, language := range []string{"en", "ur"} {
				if one.Generator.Text[language][name] == "" {
					t.Errorf("%s: no %s in %s", skill, name, language)
				}
			}
		}
	}
	return found
}

func sheetOf(t *testing.T, parts *curriculum.Parts, skill string, sheet int) []json.RawMessage {
	t.Helper()
	examples, err := parts.Examples(skill)
	if err != nil {
		t.Fatal(err)
	}
	return examples.Handout(sheet, 7)
}

func TestHandout_Nothing(t *testing.T) {
	parts := sqlitetest.Built().TabletParts()
	if found := sheetOf(t, parts, "no-such-skill", 0); len(found) != 0 {
		t.Errorf("%d exercises of nothing", len(found))
	}
	if found := sheetOf(t, parts, "make-ten", 998); len(found) != 7 {
		t.Errorf("the last sheet has %d exercises", len(found))
	}
	for _, damaged := range []string{`{"items":[{"generator":0}]}`, `{"generators":[{}],"items":[{"generator":-1}]}`} {
		if _, err := curriculum.OpenExamples([]byte(damaged)); err == nil {
			t.Errorf("%s was opened", damaged)
		}
	}
}
