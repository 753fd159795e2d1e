package main

import (
	"bytes"
	"encoding/json"
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
	if sum.Skills != 5 || sum.Generators != 5 || sum.EngineItems != 15 || sum.Items < 1000 || sum.Failures != 0 {
		t.Errorf("summary is %+v\n%s", sum, out.String())
	}
	encoded, err := json.Marshal(sum)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{`"skills":5`, `"generators":5`, `"items":`, `"failures":0`} {
		if !strings.Contains(string(encoded), field) {
			t.Errorf("the last line %s lacks %s", encoded, field)
		}
	}
	if lines := strings.Count(out.String(), "item "); lines != 15 {
		t.Errorf("%d items are listed, want 15", lines)
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
	if got, want := run(&out, folder).Failures, 160*2; got != want {
		t.Errorf("%d failures, want %d: one for each exercise and language", got, want)
	}
	if !strings.Contains(out.String(), "FAIL count-to-10") {
		t.Error("the failures are not listed")
	}
}

func TestNoPack(t *testing.T) {
	var out bytes.Buffer
	if sum := run(&out, t.TempDir()); sum.Failures != 1 || !strings.Contains(out.String(), "pack.json") {
		t.Errorf("summary is %+v, output %q, want one failure that names pack.json", sum, out.String())
	}
}
