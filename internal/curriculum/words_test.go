package curriculum_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"darasa/internal/curriculum"
)

// wordsPack counts nouns of both genders in both cases.
func wordsPack(ur string) fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	const texts = `"hint1": %[1]q, "hint2": %[1]q, "hint3": %[1]q, "step1": %[1]q`
	return fstest.MapFS{
		"pack.json":   file(`{"format": 0, "id": "words", "version": 1, "languages": ["en", "ur"]}`),
		"words.json":  file(`{"words": [{"id": "egg", "kind": "thing"}, {"id": "roti", "kind": "thing"}]}`),
		"skills.json": file(`{"skills": [{"id": "a", "picture": "b", "outcomes": [], "after": []}]}`),
		"generators/g.json": file(`{"id": "g", "skill": "a", "formats": ["keypad"],
			"parameters": [{"name": "n", "type": "integer", "from": 0, "to": 11}],
			"derived": [{"name": "thing", "is": "pick(n, \"egg\", \"roti\")"}, {"name": "other", "is": "pick(n + 1, \"egg\", \"roti\")"},
				{"name": "f", "is": "n == 1 ? \"one\" : \"many\""}, {"name": "o", "is": "n == 1 ? \"oblique\" : \"obliqueMany\""}],
			"levels": [{"level": "easy", "where": "n >= 0"}], "answer": "n", "misconceptions": [],
			"stem": ["stem"], "hints": ["hint1", "hint2", "hint3"], "steps": ["step1"], "layout": {"kind": "none"}}`),
		"locale/en.json": file(`{"language": "en", "direction": "ltr", "review": "", "pack": {"title": "w"}, "skills": {"a": {"title": "t", "can": "c"}},
			"words": {"egg": {"one": "egg", "many": "eggs"}, "roti": {"one": "roti", "many": "rotis"}}, "misconceptions": {},
			"generators": {"g": {"stem": "{n} {thing:f} | {n} {thing:o} | {n} {other:f} | {n} {other:o}", ` + fmt.Sprintf(texts, "x") + `}}}`),
		"locale/ur.json": file(`{"language": "ur", "direction": "rtl", "review": "", "pack": {"title": "w"}, "skills": {"a": {"title": "t", "can": "c"}},
			"words": {"egg": {"gender": "m", "one": "انڈا", "many": "انڈے", "oblique": "انڈے", "obliqueMany": "انڈوں"},
				"roti": {"gender": "f", "one": "روٹی", "many": "روٹیاں", "oblique": "روٹی", "obliqueMany": "روٹیوں"}}, "misconceptions": {},
			"generators": {"g": {"stem": "` + ur + `", ` + fmt.Sprintf(texts, "x") + `}}}`),
	}
}

// urduStem asks and answers in agreement with gender, number and case.
const urduStem = `{thing, select, m {کتنے} f {کتنی}} {thing:many}؟ {n} {thing:f}، {n} {thing:o} میں | {other, select, m {کتنے} f {کتنی}} {other:many}؟ {n} {other:f}، {n} {other:o} میں`

// Golden sentences for 0, 1, 2 and 11, both genders, direct and oblique. They wait
// for a native reader, as docs/review-ur.md says.
func TestWordsAgree(t *testing.T) {
	pack, err := curriculum.Load(wordsPack(urduStem))
	if err != nil {
		t.Fatal(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		t.Fatal(err)
	}
	masculine := map[int]string{
		0:  "کتنے انڈے؟ 0 انڈے، 0 انڈوں میں",
		1:  "کتنے انڈے؟ 1 انڈا، 1 انڈے میں",
		2:  "کتنے انڈے؟ 2 انڈے، 2 انڈوں میں",
		11: "کتنے انڈے؟ 11 انڈے، 11 انڈوں میں",
	}
	feminine := map[int]string{
		0:  "کتنی روٹیاں؟ 0 روٹیاں، 0 روٹیوں میں",
		1:  "کتنی روٹیاں؟ 1 روٹی، 1 روٹی میں",
		2:  "کتنی روٹیاں؟ 2 روٹیاں، 2 روٹیوں میں",
		11: "کتنی روٹیاں؟ 11 روٹیاں، 11 روٹیوں میں",
	}
	seen := 0
	for i, in := range built.Items[0].Instances {
		n := in.Values[0].(int)
		if masculine[n] == "" {
			continue
		}
		seen++
		first, second := masculine[n], feminine[n]
		if n%2 == 1 {
			first, second = second, first
		}
		if got, want := built.Say("ur", 0, i, "stem"), first+" | "+second; got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
		if n == 1 && built.Say("en", 0, i, "stem") != "1 roti | 1 roti | 1 egg | 1 egg" {
			t.Errorf("English says %s", built.Say("en", 0, i, "stem"))
		}
	}
	if seen != 4 {
		t.Errorf("%d of four counts seen", seen)
	}
}

// A word that cannot be inflected as a message asks is named with its place.
func TestWordFaults(t *testing.T) {
	for _, test := range []struct{ ur, want string }{
		{`{n} {thing:dual} {other:f}`, "the forms are"},
		{`{n} {thing, select, x {a}} {other:f}`, "m, f and other"},
		{`{n} {thing, select, m {a}} {other:f}`, "no case"},
		{`{n} {thing, select, m {a} f {b} {other:f}`, "brace"},
		{`{n} {thing:counter} {other:f}`, "no form"},
		{`{n} {thing:f}`, "both languages must show the same values"},
	} {
		ur := strings.Repeat("{n} ", 3) + test.ur
		if _, found := curriculum.Faults(wordsPack(ur)); len(found) == 0 || !strings.Contains(found[0].Error(), test.want) || !strings.Contains(found[0].Error(), "generators.g.stem") {
			t.Errorf("%s: %v, want %s", test.ur, found, test.want)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, text := range []string{"{a}", "{a:many} {b, select, m {x} f {y}}", "{{}}", "}{", "{a, select, m {", urduStem} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = curriculum.Faults(wordsPack(strings.ReplaceAll(strings.ReplaceAll(text, `\`, ""), `"`, "")))
	})
}
