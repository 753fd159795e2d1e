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
	"darasa/internal/curriculum"
	"darasa/internal/speech"
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
	sum := run(&out, copyPack(t), "")
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
	if got, want := run(&out, folder, "").Failures, 150*2; got != want {
		t.Errorf("%d failures, want %d: one for each exercise and language", got, want)
	}
	if !strings.Contains(out.String(), "FAIL count-to-5") {
		t.Error("the failures are not listed")
	}
}

// A recording takes one stem off the list; other media and later years do not count.
func TestWithoutRecording(t *testing.T) {
	folder := copyPack(t)
	var out bytes.Buffer
	all := run(&out, folder, "").WithoutRecording
	if all < 60 || all%2 != 0 || !strings.Contains(out.String(), "without recording: count-to-5.stem.ur") {
		t.Fatalf("%d stems are without a recording, want at least 60, each in two languages", all)
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
	sum := run(&out, folder, "")
	if sum.WithoutRecording != all-1-8 || sum.Failures != 0 || strings.Contains(out.String(), "count-to-5.stem.ur") {
		t.Errorf("%d stems are without a recording, want %d: one is spoken, four generators moved to class 3", sum.WithoutRecording, all-1-8)
	}
	if encoded, err := json.Marshal(sum); err != nil || !strings.Contains(string(encoded), fmt.Sprintf(`"without_recording":%d`, all-9)) {
		t.Errorf("the last line %s does not count them: %v", encoded, err)
	}
}

// With all clips nothing is silent; a clip that is missing silences what is said with
// it, and fails. Without sound in a language everything is counted and nothing fails.
func TestSilent(t *testing.T) {
	built, err := build(copyPack(t))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(language, but string) {
		t.Helper()
		sound := curriculum.Sound{Language: language, Clips: map[string][]byte{}}
		for i := range built.Pack.Skills {
			for _, clip := range append(built.Segments(i, language), speech.Numbers(language)...) {
				sound.Clips[clip] = []byte("sound")
			}
		}
		delete(sound.Clips, but)
		body, err := sound.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, curriculum.SoundFile(language)), body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nothing, faults := silent(built, folder)
	if nothing < 1000 || len(faults) != 0 {
		t.Errorf("without sound %d texts are silent and %d fail", nothing, len(faults))
	}
	write("en", "")
	write("ur", "")
	if unsaid, faults := silent(built, folder); unsaid != 0 || len(faults) != 0 {
		t.Errorf("with every clip %d texts are silent: %v", unsaid, faults)
	}
	write("en", "Set the clock to")
	unsaid, faults := silent(built, folder)
	if unsaid < 10 || unsaid != len(faults) || !strings.Contains(faults[0], "Set the clock to") {
		t.Errorf("without a clip %d texts are silent, %v", unsaid, faults)
	}
}

func TestNoPack(t *testing.T) {
	var out bytes.Buffer
	if sum := run(&out, t.TempDir(), ""); sum.Failures != 1 || !strings.Contains(out.String(), "pack.json") {
		t.Errorf("summary is %+v, output %q, want one failure that names pack.json", sum, out.String())
	}
}
