package main_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallPack is one skill with one generator, in both languages.
const smallPack = "testdata/pack"

// Who writes a pack builds, checks, reads and draws it by commands.
func TestContentCommands(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	read := func(args ...string) string {
		t.Helper()
		code, said, stderr := command(t, append([]string{"content"}, append(args, "--out", out)...)...)
		body, err := os.ReadFile(out)
		if code != 0 || err != nil {
			t.Fatalf("%v ends with %d: %s %s %v", args, code, said, stderr, err)
		}
		return string(body)
	}
	if body := read("build", smallPack); !json.Valid([]byte(body)) || !strings.Contains(body, `"instances"`) {
		t.Errorf("the compiled pack is %.200s", body)
	}
	page := read("preview", smallPack)
	for _, want := range []string{"How much is", "کتنے", `dir="rtl"`, "Counts the start", "<blockquote>Think of steps"} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	drawn := read("graph", smallPack)
	decoder, titles := xml.NewDecoder(strings.NewReader(drawn)), 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the graph is no SVG: %v", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "title" {
			titles++
		}
	}
	if titles != 3 {
		t.Errorf("the graph has %d titles, want those of two skills and an edge", titles)
	}
	if code, said, stderr := command(t, "content", "check", smallPack); code != 0 || !strings.Contains(said, "no failure") {
		t.Errorf("check ends with %d: %s %s", code, said, stderr)
	}
}

// Check names every fault with its file and place, not the first alone.
func TestContentCheckNamesEveryFault(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(dir, os.DirFS(smallPack)); err != nil {
		t.Fatal(err)
	}
	damage := func(file, old, by string) {
		t.Helper()
		path := filepath.Join(dir, file)
		body, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(body), old) {
			t.Fatalf("%s has no %q: %v", file, old, err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(body), old, by, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage("locale/en.json", "{a} + {b}?", "{a} + {z}?")
	damage("locale/en.json", `"direction": "ltr"`, `"direction": "up"`)
	damage("locale/ur.json", `"hint1"`, `"hint9"`)
	damage("generators/add.json", `"answer": "s"`, `"answer": "s +"`)
	code, said, _ := command(t, "content", "check", dir)
	for _, want := range []string{"locale/en.json: generators.add.stem", "locale/en.json: direction", `locale/ur.json: generators.add lacks "hint1"`, `"hint9"`, "generators/add.json: answer"} {
		if code != 2 || !strings.Contains(said, want) {
			t.Errorf("check ends with %d and does not name %s: %s", code, want, said)
		}
	}
	damage("skills.json", `"skills": [`, "\"skills\":\n[,")
	if _, said, _ := command(t, "content", "check", dir); !strings.Contains(said, "skills.json line 2") {
		t.Errorf("check does not name the line: %s", said)
	}
}

// Questions of another program become a pack; what it cannot express is listed.
func TestContentImport(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "questions.gift"), filepath.Join(dir, "pack")
	if err := os.WriteFile(file, []byte("Two and three? {#5}\n\nWrite. {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said, stderr := command(t, "content", "import", file, "--out", out)
	if code != 0 || !strings.Contains(said, "1 questions taken over") || !strings.Contains(said, "line 3: an essay") {
		t.Errorf("import ends with %d: %s %s", code, said, stderr)
	}
	if code, _, stderr := command(t, "content", "import", file, "--out", out); code != 2 || !strings.Contains(stderr, "already") {
		t.Errorf("a second import ends with %d: %s", code, stderr)
	}
	if code, said, _ := command(t, "content", "build", out, "--out", filepath.Join(dir, "built.json")); code != 0 {
		t.Errorf("build ends with %d: %s", code, said)
	}
}
