package curriculum_test

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/school"
)

func guideFolder(t *testing.T) fstest.MapFS {
	t.Helper()
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	out := fstest.MapFS{}
	for _, name := range []string{"pack.json", "locale/en.json", "locale/ur.json", "guide/en.json", "guide/ur.json"} {
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: body}
	}
	return out
}

// Everything a board can name has a title, a line to say, and for a misconception
// something to do, in each language.
func TestGuide_SpeaksOfEverything(t *testing.T) {
	g, err := curriculum.LoadGuide(guideFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Skills) < 20 || len(g.Misconceptions) < 20 {
		t.Fatalf("%d skills and %d misconceptions", len(g.Skills), len(g.Misconceptions))
	}
	for _, language := range []string{"en", "ur"} {
		for id, a := range g.Skills {
			if a.Title[language] == "" || a.Say[language] == "" {
				t.Errorf("%s in %s: %+v", id, language, a)
			}
		}
		for id, a := range g.Misconceptions {
			if a.Title[language] == "" || a.Say[language] == "" || a.Do[language] == "" {
				t.Errorf("%s in %s: %+v", id, language, a)
			}
			if len([]rune(a.Say[language])) > 80 || len([]rune(a.Do[language])) > 100 {
				t.Errorf("%s in %s is too long for two lines of a phone", id, language)
			}
		}
	}
}

func TestGuide_Faults(t *testing.T) {
	for name, change := range map[string]func(fstest.MapFS){
		"MissingLanguage": func(f fstest.MapFS) { delete(f, "guide/ur.json") },
		"UnknownSkill":    replaced("guide/en.json", `"count-to-5"`, `"count-to-6"`),
		"OtherLanguage":   replaced("guide/ur.json", `"language": "ur"`, `"language": "en"`),
		"EmptyLine":       replaced("guide/en.json", `"Which number is the whole, and which is a part?"`, `" "`),
	} {
		t.Run(name, func(t *testing.T) {
			folder := guideFolder(t)
			change(folder)
			if _, err := curriculum.LoadGuide(folder); school.ErrorCode(err) != school.CodeInvalid {
				t.Errorf("got %v", err)
			}
		})
	}
	folder := guideFolder(t)
	delete(folder, "guide/en.json")
	delete(folder, "guide/ur.json")
	if g, err := curriculum.LoadGuide(folder); err != nil || g.Skills["count-to-5"].Title["en"] == "" {
		t.Errorf("a pack without a guide: %+v, %v", g, err)
	}
}

func replaced(file, old, fresh string) func(fstest.MapFS) {
	return func(f fstest.MapFS) {
		f[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(f[file].Data), old, fresh, 1))}
	}
}

func TestExamples(t *testing.T) {
	b := numeracy(t)
	examples, err := curriculum.OpenExamples(b.TabletJSON())
	if err != nil {
		t.Fatal(err)
	}
	var shown struct {
		Generator struct {
			Text  map[string]map[string]string `json:"text"`
			Stem  []string                     `json:"stem"`
			Hints []string                     `json:"hints"`
		} `json:"generator"`
		Instance struct {
			Values map[string]any `json:"v"`
			Answer string         `json:"answer"`
		} `json:"instance"`
	}
	if err := json.Unmarshal(examples.Show(3, 1), &shown); err != nil {
		t.Fatal(err)
	}
	if len(shown.Generator.Text["ur"]) != len(shown.Generator.Stem) || len(shown.Generator.Hints) != 0 || shown.Instance.Answer != b.Catalogue.Key(3, 1) || len(shown.Instance.Values) == 0 {
		t.Errorf("shown %+v", shown)
	}
	if examples.Show(1<<20, 0) != nil || examples.Show(0, 1<<20) != nil {
		t.Error("an exercise that is not there is shown")
	}
	if _, err := curriculum.OpenExamples([]byte("{")); err == nil {
		t.Error("half a pack was read")
	}
}
