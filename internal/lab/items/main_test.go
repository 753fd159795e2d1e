package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/content"
)

// copyPack writes the numeracy pack into a folder of its own.
func copyPack(t *testing.T) string {
	t.Helper()
	source, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(folder, source); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestSummary(t *testing.T) {
	var out bytes.Buffer
	sum := run(&out, copyPack(t))
	if sum.Skills < 141 || sum.Generators < 199 || sum.EngineItems < 558 || sum.Items < 13000 || sum.Failures != 0 || sum.Compressed < 100_000 || sum.Compressed > 1_500_000 {
		t.Errorf("summary is %+v\n%s", sum, out.String())
	}
	encoded, err := json.Marshal(sum)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{`"skills":`, `"generators":`, `"items":`, `"failures":0`} {
		if !strings.Contains(string(encoded), field) {
			t.Errorf("the last line %s lacks %s", encoded, field)
		}
	}
	if lines := strings.Count(out.String(), "item "); lines != sum.EngineItems {
		t.Errorf("%d items are listed, want %d", lines, sum.EngineItems)
	}
}

// A hint that says too much is seen from the folder to the exit code.
func TestFailuresAreCounted(t *testing.T) {
	folder := copyPack(t)
	for _, language := range []string{"en", "ur"} {
		file := filepath.Join(folder, "locale", language+".json")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, old := range []string{"Touch each picture. Say", "ہر تصویر کو چھوئیں۔ ہر"} {
			text = bytes.Replace(text, []byte(old), []byte("{n}. "+old), 1)
		}
		if err := os.WriteFile(file, text, fs.FileMode(0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if got, want := run(&out, folder).Failures, 150*2; got != want {
		t.Errorf("%d failures, want %d: one for each exercise and language", got, want)
	}
	if !strings.Contains(out.String(), "FAIL count-to-5") {
		t.Error("the failures are not listed")
	}
}

// A recording takes one stem off the list; other media and later years do not count.
func TestWithoutAudio(t *testing.T) {
	folder := copyPack(t)
	var out bytes.Buffer
	all := run(&out, folder).WithoutAudio
	if all < 60 || all%2 != 0 || !strings.Contains(out.String(), "without audio: count-to-5.stem.ur") {
		t.Fatalf("%d stems are without audio, want at least 60, each in two languages", all)
	}
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"count-to-5.stem.ur.ogg", "count-to-5.stem.en.svg"} {
		if err := os.WriteFile(filepath.Join(folder, "media", name), []byte("sound"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	skills := filepath.Join(folder, "skills.json")
	text, err := os.ReadFile(skills)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("maths/2/numbers/halves"), []byte("maths/3/numbers/halves"), 1)
	if err := os.WriteFile(skills, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	sum := run(&out, folder)
	if sum.WithoutAudio != all-1-8 || sum.Failures != 0 || strings.Contains(out.String(), "count-to-5.stem.ur") {
		t.Errorf("%d stems are without audio, want %d: one is spoken, four generators moved to class 3", sum.WithoutAudio, all-1-8)
	}
	if encoded, err := json.Marshal(sum); err != nil || !strings.Contains(string(encoded), fmt.Sprintf(`"without_audio":%d`, all-9)) {
		t.Errorf("the last line %s does not count them: %v", encoded, err)
	}
}

func TestNoPack(t *testing.T) {
	var out bytes.Buffer
	if sum := run(&out, t.TempDir()); sum.Failures != 1 || !strings.Contains(out.String(), "pack.json") {
		t.Errorf("summary is %+v, output %q, want one failure that names pack.json", sum, out.String())
	}
}
