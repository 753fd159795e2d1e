package media_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"darasa/internal/media"
	"darasa/internal/media/mediatest"
	"darasa/internal/school"
)

var ctx = context.Background()

type memory = mediatest.Memory

func open(t *testing.T, m *memory) *media.Shelf {
	t.Helper()
	s, err := m.Open(media.Bounds{Bytes: 100, Total: 150, Files: 2, Types: media.Sounds})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(s *media.Shelf, name, body string) error {
	_, err := s.Put(ctx, name, strings.NewReader(body))
	return err
}

func TestKind(t *testing.T) {
	for head, want := range map[string]string{
		"OggS\x00": media.Ogg, "\x1a\x45\xdf\xa3\x01": media.WebM, "RIFF\x00\x00\x00\x00WAVEfmt ": media.WAV, "ID3\x04": media.MP3, "\xff\xfb\x90": media.MP3,
		"\x00\x00\x00\x18ftypM4A ": media.M4A, "\x00\x00\x00\x18ftypisom": media.MP4, "\x00\x00\x00\x18ftypmp42": media.MP4,
	} {
		if got, err := media.Kind([]byte(head)); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %s", head, got, err, want)
		}
	}
	for head, why := range map[string]string{
		"": "empty", "#!AMR\n": "3GP", "\x00\x00\x00\x18ftyp3gp4": "3GP", "\x00\x00\x00\x14ftypqt  ": "QuickTime", "<html>": "no sound", "RIFF1234AVI ": "no sound", "MZ": "no sound",
	} {
		if got, err := media.Kind([]byte(head)); got != "" || err == nil || !strings.Contains(err.Error(), why) || school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%q is %q, %v; want a refusal that says %s", head, got, err, why)
		}
	}
}

// TestShelf_Lives puts, replaces and removes, and finds the same after a new start.
func TestShelf_Lives(t *testing.T) {
	m := &memory{}
	s := open(t, m)
	if err := errors.Join(put(s, "a", "OggS one"), put(s, "b", "OggS two"), put(s, "a", "OggS three")); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != 2 {
		t.Errorf("%d files; want 2, for the one replaced is gone", len(m.Files))
	}
	again := open(t, m)
	f, body, err := again.Open(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(body); string(text) != "OggS three" || f.Bytes != 10 || f.Type != media.Ogg {
		t.Errorf("%q, %+v", text, f)
	}
	if err := errors.Join(again.Remove(ctx, "a"), again.Remove(ctx, "never")); err != nil || len(again.All()) != 1 || len(m.Files) != 1 {
		t.Errorf("removed: %v, %v", err, again.All())
	}
	if _, _, err := again.Open(ctx, "a"); school.ErrorCode(err) != school.CodeNotFound {
		t.Errorf("what was removed: %v", err)
	}
}

// TestShelf_Refuses keeps what was there whatever is refused.
func TestShelf_Refuses(t *testing.T) {
	m := &memory{}
	s := open(t, m)
	if err := errors.Join(put(s, "a", "OggS one"), put(s, "b", "OggS two")); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ at, body, code string }{
		"no name": {"", "OggS", school.CodeInvalid}, "a path": {"../x", "OggS", school.CodeInvalid}, "no sound": {"a", "<html>", school.CodeInvalid},
		"empty": {"a", "", school.CodeInvalid}, "too long": {"a", "OggS" + strings.Repeat("x", 100), school.CodeLimit}, "one too many": {"c", "OggS three", school.CodeLimit},
	} {
		if err := put(s, c.at, c.body); school.ErrorCode(err) != c.code {
			t.Errorf("%s: %v; want %s", name, err, c.code)
		}
	}
	long := "OggS" + strings.Repeat("x", 90)
	if err := put(s, "a", long); err != nil {
		t.Fatal(err)
	}
	if err := put(s, "b", long+"y"); school.ErrorCode(err) != school.CodeLimit {
		t.Errorf("more than all together may have: %v", err)
	}
	m.Full = true
	if err := put(s, "a", "OggS new"); err == nil {
		t.Error("a list that cannot be written is no error")
	}
	if len(m.Files) != 2 || len(s.All()) != 2 {
		t.Errorf("%d files, %v", len(m.Files), s.All())
	}
}

func TestOpen_Damaged(t *testing.T) {
	for _, list := range []string{"{", `{"../a":{"type":"audio/ogg","bytes":1,"hash":"` + strings.Repeat("0", 64) + `"}}`, `{"a":{"type":"text/html","bytes":1,"hash":"` + strings.Repeat("0", 64) + `"}}`, `{"a":{"type":"audio/ogg","bytes":1,"hash":"00"}}`} {
		m := &memory{List: []byte(list), Files: map[[32]byte][]byte{{1}: []byte("OggS")}}
		if _, err := media.Open(ctx, m, m, media.Bounds{}); err == nil || len(m.Files) != 1 {
			t.Errorf("%s opened, %d files left", list, len(m.Files))
		}
	}
	// A power cut between the two writes leaves bytes that nothing names.
	m := &memory{Files: map[[32]byte][]byte{{1}: []byte("OggS")}}
	if open(t, m); len(m.Files) != 0 {
		t.Error("bytes without a name are kept")
	}
}

// FuzzKind tells something of any bytes, and only what a shelf knows.
func FuzzKind(f *testing.F) {
	f.Add([]byte("OggS"))
	f.Add([]byte("\x00\x00\x00\x18ftypM4A "))
	f.Fuzz(func(t *testing.T, head []byte) {
		kind, err := media.Kind(head)
		if (kind == "") == (err == nil) {
			t.Errorf("%q is %q, %v", head, kind, err)
		}
	})
}

// FuzzOpen believes a list wholly or not at all.
func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"a":{"type":"audio/ogg","bytes":1,"hash":"` + strings.Repeat("0f", 32) + `"}}`))
	f.Fuzz(func(t *testing.T, list []byte) {
		m := &memory{List: list}
		s, err := media.Open(ctx, m, m, media.Bounds{})
		if err != nil {
			return
		}
		raw, err := json.Marshal(s.All())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := media.Open(ctx, &memory{List: raw}, &memory{List: raw}, media.Bounds{}); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	})
}
