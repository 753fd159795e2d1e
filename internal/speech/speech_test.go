package speech_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"darasa/internal/speech"
)

// The web app reads the same file: one grammar, twice.
func TestClips(t *testing.T) {
	raw, err := os.ReadFile("testdata/spoken.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Language, Text string
		Clips          []string
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if got := speech.Clips(c.Language, c.Text); !slices.Equal(got, c.Clips) {
			t.Errorf("%s %q: %q, want %q", c.Language, c.Text, got, c.Clips)
		}
	}
	if got := speech.Clips("fr", "3 + 4"); got != nil {
		t.Errorf("a language without words says %q", got)
	}
}

// Every number up to a lakh is said by the recorded words alone, and no two alike.
func TestNumbersAreSaidByRecordedWords(t *testing.T) {
	for _, language := range []string{"en", "ur"} {
		words := speech.Numbers(language)
		said := map[string]int{}
		for n := 0; n <= 100_000; n += 1 + n/700 {
			clips := speech.Clips(language, fmt.Sprint(n))
			for _, clip := range clips {
				if !slices.Contains(words, clip) {
					t.Fatalf("%s: %d needs %q, which is not recorded", language, n, clip)
				}
			}
			if other, ok := said[fmt.Sprint(clips)]; ok {
				t.Errorf("%s: %d is said as %d: %q", language, n, other, clips)
			}
			said[fmt.Sprint(clips)] = n
		}
	}
	if got := len(speech.Numbers("ur")); got > 130 {
		t.Errorf("%d words of numbers to record", got)
	}
}

func TestKey(t *testing.T) {
	if speech.Key("en", "box") == speech.Key("ur", "box") || len(speech.Key("ur", "سوا")) != 12 {
		t.Error("a key does not name one recording")
	}
}

func FuzzClips(f *testing.F) {
	f.Add("3:15 1/4 2.5 1,00,000")
	f.Fuzz(func(t *testing.T, text string) {
		for _, language := range []string{"en", "ur"} {
			for _, clip := range speech.Clips(language, text) {
				if clip == "" {
					t.Errorf("%q has an empty clip", text)
				}
			}
		}
	})
}
