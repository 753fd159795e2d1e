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

func TestLastLine(t *testing.T) {
	var out bytes.Buffer
	failures, err := run(&out, copyPack(t))
	if err != nil || failures != 0 {
		t.Fatalf("run: %d failures, %v\n%s", failures, err, out.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var summary map[string]int
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &summary); err != nil {
		t.Fatalf("the last line %q is not JSON: %v", lines[len(lines)-1], err)
	}
	if summary["skills"] != 5 || summary["generators"] != 5 || summary["items"] < 1000 || summary["failures"] != 0 {
		t.Errorf("summary is %v", summary)
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
	failures, err := run(&out, folder)
	if err != nil || failures != 320 {
		t.Errorf("run: %d failures, want one for each of 160 exercises in 2 languages, %v", failures, err)
	}
	if !strings.Contains(out.String(), "FAIL count-to-10") {
		t.Error("the failures are not listed")
	}
}

func TestNoPack(t *testing.T) {
	if _, err := run(&bytes.Buffer{}, t.TempDir()); err == nil || !strings.Contains(err.Error(), "pack.json") {
		t.Errorf("error is %v, want one that names pack.json", err)
	}
}
