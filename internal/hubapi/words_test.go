package hubapi_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/classroom"
	"darasa/internal/classroom/risk"
	"darasa/internal/engine/selection"
)

// TestEveryCodeHasWords looks for the sentence of every reason in every language of
// the web app.
func TestEveryCodeHasWords(t *testing.T) {
	folders, err := filepath.Glob("../../webapp/locale/*/teacher.json")
	if err != nil || len(folders) < 2 {
		t.Fatalf("languages %v, %v", folders, err)
	}
	var keys []string
	for _, code := range classroom.Standings {
		keys = append(keys, "standing."+code)
	}
	for _, family := range classroom.Families {
		keys = append(keys, "because."+family)
	}
	for _, code := range risk.Codes {
		keys = append(keys, "week."+code, "week.next."+code)
	}
	for _, code := range selection.Picks {
		keys = append(keys, "shelf."+code)
	}
	for _, file := range folders {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(body, &words); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if strings.TrimSpace(words[key]) == "" {
				t.Errorf("%s has no %s", file, key)
			}
		}
	}
}

// TestNoWordIsSaidTwice looks for keys that stand twice in a file of words: the later
// one would speak for both.
func TestNoWordIsSaidTwice(t *testing.T) {
	files, err := filepath.Glob("../../webapp/locale/*/*.json")
	if err != nil || len(files) < 4 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for line := range strings.Lines(string(body)) {
			key, _, ok := strings.Cut(strings.TrimSpace(line), `":`)
			if ok && seen[key] {
				t.Errorf("%s says %s twice", file, strings.TrimPrefix(key, `"`))
			}
			seen[key] = true
		}
	}
}
