package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"darasa/internal/curriculum"
)

const pack = "../../../content/numeracy"

func silent(_, text string) ([]byte, error) { return []byte(text), nil }

// TestEveryEarlyStemCanBeSaid: with a renderer, nothing of the first years is mute,
// and the page of what to record is the one in docs.
func TestEveryEarlyStemCanBeSaid(t *testing.T) {
	out := t.TempDir()
	list := filepath.Join(out, "clips.md")
	if err := run(io.Discard, pack, out, list, silent); err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"en", "ur"} {
		body, err := os.ReadFile(filepath.Join(out, curriculum.SoundFile(language)))
		if err != nil {
			t.Fatal(err)
		}
		sound, err := curriculum.DecodeSound(body)
		if err != nil {
			t.Fatal(err)
		}
		if len(sound.Clips) < 60 || !strings.Contains(sound.Voice, "synthetic") {
			t.Errorf("%s: %d clips by %q", language, len(sound.Clips), sound.Voice)
		}
	}
	got, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../../docs/clips.md")
	if err != nil || string(got) != string(want) {
		t.Errorf("docs/clips.md is not what the pack needs (%v); run go run ./internal/lab/clips -list docs/clips.md", err)
	}
}

func TestAMuteStemFailsTheBuild(t *testing.T) {
	deaf := func(_, text string) ([]byte, error) {
		if strings.Contains(text, "How much is") {
			return nil, errors.New("no voice")
		}
		return []byte(text), nil
	}
	if err := run(io.Discard, pack, t.TempDir(), "", deaf); err == nil || !strings.Contains(err.Error(), "How much is") {
		t.Errorf("a stem that cannot be said: %v", err)
	}
	empty := func(string, string) ([]byte, error) { return nil, nil }
	if err := run(io.Discard, pack, t.TempDir(), "", empty); err == nil {
		t.Error("silence passed for speech")
	}
}
