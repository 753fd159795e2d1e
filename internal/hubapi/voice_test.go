package hubapi_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/school"
)

type voiceBody struct {
	Recorded int
	Bytes    int64
	Clips    []struct {
		Key, Text string
		Uses      int
		Recorded  bool
	}
}

type heardBody struct {
	Clips []struct{ Language, Text, Name string }
}

// speak records a piece, has a tablet fetch it, and a lesson's film by its hash.
func (b *bench) speak() {
	b.t.Helper()
	var list voiceBody
	b.must("GET", "/teacher/voice/ur", "", &list)
	one := "/teacher/voice/ur/" + list.Clips[0].Key
	b.kind = "audio/ogg"
	b.must("POST", one, "OggS said by a person", nil)
	b.kind = ""
	b.must("GET", one, "", nil)
	var heard heardBody
	b.must("GET", "/voice", "", &heard)
	b.must("GET", "/voice/"+heard.Clips[0].Name, "", nil)
	b.must("POST", one+"/remove", "", nil)
	if _, err := b.api.Films.Put(ctx, "fill-the-ten", strings.NewReader("\x1a\x45\xdf\xa3 a film")); err != nil {
		b.t.Fatal(err)
	}
	var films struct {
		Media []struct{ Lesson, Type, Path string }
	}
	b.must("GET", "/lessons/media", "", &films)
	b.must("GET", strings.TrimPrefix(films.Media[0].Path, "/api/v1"), "", nil)
}

// TestVoice goes from what is said most to a tablet that says it, and back.
func TestVoice(t *testing.T) {
	b := open(t)
	b.enrol()
	b.signInTeacher()
	var list voiceBody
	b.must("GET", "/teacher/voice/en", "", &list)
	if len(list.Clips) < 100 || len(list.Clips) > 300 || list.Recorded != 0 {
		t.Fatalf("%d pieces, %d recorded", len(list.Clips), list.Recorded)
	}
	for i := range list.Clips[1:] {
		if list.Clips[i].Uses < list.Clips[i+1].Uses {
			t.Fatalf("%q is said less than %q and comes first", list.Clips[i].Text, list.Clips[i+1].Text)
		}
	}
	first, second := list.Clips[0], list.Clips[1]
	b.kind = "audio/mp4"
	// The same sound for two pieces has two names.
	b.must("POST", "/teacher/voice/en/"+first.Key, "OggS one", nil)
	b.must("POST", "/teacher/voice/en/"+second.Key, "OggS one", nil)
	var heard, again heardBody
	b.must("GET", "/voice", "", &heard)
	if len(heard.Clips) != 2 || heard.Clips[0].Text != first.Text || heard.Clips[0].Name == heard.Clips[1].Name {
		t.Fatalf("tablets hear of %+v", heard)
	}
	var sound struct {
		Voice string
		Clips map[string][]byte
	}
	b.must("GET", "/voice/"+heard.Clips[1].Name, "", &sound)
	if string(sound.Clips[second.Text]) != "OggS one" || strings.Contains(sound.Voice, "synthetic") {
		t.Errorf("the recording is %+v", sound)
	}
	b.must("POST", "/teacher/voice/en/"+first.Key, "OggS again", nil)
	b.must("GET", "/voice", "", &again)
	if again.Clips[0].Name == heard.Clips[0].Name || again.Clips[1].Name != heard.Clips[1].Name {
		t.Errorf("after another recording tablets hear of %+v", again)
	}
	b.must("POST", "/teacher/voice/en/"+first.Key+"/remove", "", nil)
	b.must("GET", "/teacher/voice/en", "", &list)
	if list.Recorded != 1 || list.Clips[0].Recorded || !list.Clips[1].Recorded || list.Bytes != 8 {
		t.Errorf("after one was removed: %d, %d bytes", list.Recorded, list.Bytes)
	}
}

func TestVoice_Refuses(t *testing.T) {
	b := open(t)
	b.refuses("GET", "/teacher/voice/en", "", school.CodeUnauthorized)
	b.refuses("GET", "/voice", "", school.CodeUnauthorized)
	b.enrol()
	b.signInTeacher()
	key := clips()["en"][0].Key
	b.refuses("GET", "/teacher/voice/xx", "", school.CodeNotFound)
	b.refuses("GET", "/teacher/voice/en/"+key, "", school.CodeNotFound)
	b.refuses("GET", "/voice/"+strings.Repeat("0", 64), "", school.CodeNotFound)
	b.refuses("POST", "/teacher/voice/en/"+key, "{}", school.CodeInvalid) // as JSON
	b.kind = "audio/ogg"
	b.refuses("POST", "/teacher/voice/en/000000000000", "OggS", school.CodeNotFound)
	b.refuses("POST", "/teacher/voice/en/"+key, "<html>", school.CodeInvalid)
	b.refuses("POST", "/teacher/voice/en/"+key, "#!AMR\nquack", school.CodeInvalid)
	b.refuses("POST", "/teacher/voice/en/"+key, "OggS"+strings.Repeat("x", 6000), school.CodeLimit)
	b.refuses("POST", "/teacher/voice/en/"+key, "OggS"+strings.Repeat("x", 2<<20), school.CodeLimit)
	var list voiceBody
	b.must("GET", "/teacher/voice/en", "", &list)
	if list.Recorded != 0 {
		t.Errorf("of what was refused %d are kept", list.Recorded)
	}
}

// TestFilms plays a part of a lesson's film without a secret, and nothing else.
func TestFilms(t *testing.T) {
	b := open(t)
	const body = "\x1a\x45\xdf\xa3 a film of a lesson"
	if _, err := b.api.Films.Put(ctx, "fill-the-ten", strings.NewReader(body)); err != nil {
		t.Fatal(err)
	}
	b.signInTeacher()
	var lessons struct {
		Lessons []struct {
			ID    string
			Media *struct{ Type, Path string }
		}
	}
	b.must("GET", "/teacher/lessons", "", &lessons)
	path := ""
	for _, l := range lessons.Lessons {
		if (l.Media != nil) != (l.ID == "fill-the-ten") {
			t.Errorf("%s has %+v", l.ID, l.Media)
		}
		if l.Media != nil {
			path = l.Media.Path
		}
	}
	b.cookie = ""
	r, w := httptest.NewRequest("GET", path, nil), httptest.NewRecorder()
	r.Header.Set("Range", "bytes=5-10")
	b.api.ServeHTTP(w, r)
	if w.Code != 206 || w.Body.String() != body[5:11] || w.Header().Get("Content-Type") != "video/webm" || w.Header().Get("Content-Range") == "" {
		t.Errorf("a range is %d %q %v", w.Code, w.Body, w.Header())
	}
	b.refuses("GET", "/media/"+strings.Repeat("0", 64), "", school.CodeNotFound)
	b.refuses("GET", "/media/x", "", school.CodeInvalid)
	b.refuses("GET", "/lessons/media", "", school.CodeUnauthorized)
}
