package main_test

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// teacherOf signs the invented class's teacher in.
func teacherOf(t *testing.T, url string, class demoClass) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	body, err := json.Marshal(class.Teacher)
	if err != nil {
		t.Fatal(err)
	}
	said(t, client, "POST", url+"/api/v1/teacher/sign-in", "application/json", string(body), nil)
	return client
}

// said calls the hub and requires that it did what was asked.
func said(t *testing.T, client *http.Client, method, url, kind, body string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s answers %s", method, url, answer.Status)
	}
	if into != nil {
		if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
}

type voiceList struct {
	Recorded int
	Clips    []struct {
		Key      string
		Recorded bool
	}
}

// TestMedia_Recordings survive another start and a backup put back on another machine;
// a damaged list is set aside and the hub teaches on.
func TestMedia_Recordings(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "2", "--no-history")
	class, _ := readDemo(t, r.dir)
	teacher, list := teacherOf(t, r.url, class), voiceList{}
	voice := r.url + "/api/v1/teacher/voice/ur"
	said(t, teacher, "GET", voice, "application/json", "", &list)
	for _, clip := range list.Clips[:3] {
		said(t, teacher, "POST", voice+"/"+clip.Key, "audio/ogg", "OggS of a person "+clip.Key, nil)
	}
	stick := t.TempDir()
	code, out, errs := command(t, "backup", stick, "--data", r.dir)
	if code != 0 {
		t.Fatalf("backup: %s %s", out, errs)
	}
	recovery := regexp.MustCompile(`recovery code (\S+)`).FindStringSubmatch(out)[1]
	r.stop()
	dir := filepath.Join(t.TempDir(), "new")
	if code, out, errs := command(t, "restore", stick, "--data", dir, "--code", recovery); code != 0 {
		t.Fatalf("restore: %s %s", out, errs)
	}
	r = boot(t, dir)
	teacher = teacherOf(t, r.url, class)
	said(t, teacher, "GET", r.url+"/api/v1/teacher/voice/ur", "application/json", "", &list)
	if list.Recorded != 3 || !list.Clips[2].Recorded {
		t.Errorf("after a backup was put back %d are recorded; want 3", list.Recorded)
	}
	r.stop()
	if err := os.WriteFile(filepath.Join(dir, "media", "voice-ur", "list.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = boot(t, dir)
	teacher = teacherOf(t, r.url, class)
	said(t, teacher, "GET", r.url+"/api/v1/teacher/voice/ur", "application/json", "", &list)
	if left, err := filepath.Glob(filepath.Join(dir, "media", "voice-ur.damaged", "files", "*", "*")); list.Recorded != 0 || len(left) != 3 || err != nil {
		t.Errorf("of a damaged list %d are recorded and %d files left, %v", list.Recorded, len(left), err)
	}
	r.stop()
}

// TestMedia_Films come and go by command, beside a running hub and without one.
func TestMedia_Films(t *testing.T) {
	r := boot(t, t.TempDir(), "--demo", "2", "--no-history")
	film, text := filepath.Join(t.TempDir(), "film.bin"), filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(film, []byte("\x00\x00\x00\x18ftypisom and so on"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(text, []byte("<html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	media := func(want string, args ...string) {
		t.Helper()
		code, out, errs := command(t, append([]string{"content", "media"}, append(args, "--data", r.dir)...)...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%v ends with %d: %s %s; want %q", args, code, out, errs, want)
		}
	}
	refused := func(why string, args ...string) {
		t.Helper()
		code, _, errs := command(t, append([]string{"content", "media"}, append(args, "--data", r.dir)...)...)
		oneLine(t, code, errs, why)
	}
	media("fill-the-ten video/mp4 22\n", "add", "fill-the-ten", film)
	refused("no lesson", "add", "no-such", film)
	refused("no sound or film", "add", "fill-the-ten", text)
	refused("cannot read", "add", "fill-the-ten", filepath.Join(r.dir, "nothing"))
	refused("no file", "add", "fill-the-ten", r.dir)
	media("fill-the-ten video/mp4 22\n", "list")
	r.stop()
	media("fill-the-ten video/mp4 22\n", "list")
	media("fill-the-ten\n", "remove", "fill-the-ten")
}
