package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// Every Urdu text stands in the list, and the list says that nobody has read it.
func TestListsEverything(t *testing.T) {
	var out strings.Builder
	root := fstest.MapFS{
		"content/a/locale/ur.json":  {Data: []byte(`{"skills": {"x": {"title": "گننا"}}, "list": ["ایک | دو"]}`)},
		"content/a/locale/en.json":  {Data: []byte(`{"skills": {"x": {"title": "Count"}}}`)},
		"webapp/locale/ur/app.json": {Data: []byte(`{"go": "چلیں"}`)},
		"webapp/locale/en/app.json": {Data: []byte(`{"go": "Go"}`)},
	}
	if err := run(&out, root); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| skills.x.title | گننا | Count |", `| list.0 | ایک \| دو |`, "| go | چلیں | Go |", "None of these texts has been read by a native speaker"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the list lacks %q:\n%s", want, &out)
		}
	}
	if err := run(&out, fstest.MapFS{}); err == nil {
		t.Error("nothing was found and nothing was said")
	}
}

// The list in docs was made of a state of this repository, and says so.
func TestListInDocs(t *testing.T) {
	body, err := os.ReadFile("../../../docs/review-ur.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(body), head) || strings.Count(string(body), "\n|") < 2000 {
		t.Errorf("docs/review-ur.md has %d lines of a table; make it anew", strings.Count(string(body), "\n|"))
	}
}
