package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// pastOf waits until the invented history is written and returns its tablets.
func pastOf(t *testing.T, dir string) (tablets []uint32) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var s struct {
			Tablets []uint32
			Done    bool
		}
		raw, err := os.ReadFile(filepath.Join(dir, "demo-past.json"))
		if err == nil && json.Unmarshal(raw, &s) == nil && s.Done {
			return s.Tablets
		}
	}
	t.Fatal("the history was never finished")
	return nil
}

// countsOf asks the hub as its teacher how many answers each learner has.
func countsOf(t *testing.T, url string, class demoClass) map[string]int {
	t.Helper()
	teacher := &browser{url: url}
	teacher.must(t, "POST", "/teacher/sign-in", fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password), nil)
	var body struct {
		Learners []struct {
			ID      string
			Answers int
		}
	}
	teacher.must(t, "GET", "/teacher/attempts", "", &body)
	counts := map[string]int{}
	for _, l := range body.Learners {
		counts[l.ID] = l.Answers
	}
	return counts
}

func TestServe_DemoWithHistory(t *testing.T) {
	dir := t.TempDir()
	first := boot(t, dir, "--demo", "9", "--history")
	if tablets := pastOf(t, dir); len(tablets) != 3 {
		t.Errorf("%d tablets for waves of three", len(tablets))
	}
	class, _ := readDemo(t, dir)
	before := countsOf(t, first.url, class)
	for _, l := range class.Learners {
		if before[l.ID] < 50 {
			t.Errorf("%s has %d answers from three weeks", l.Name, before[l.ID])
		}
	}
	first.stop()

	// The power went between the answers and the word that all are there.
	path := filepath.Join(dir, "demo-past.json")
	var state map[string]any
	raw, err := os.ReadFile(path)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		err = d.Decode(&state)
	}
	if err != nil {
		t.Fatal(err)
	}
	state["done"] = false
	if raw, err = json.Marshal(state); err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	second := boot(t, dir, "--demo", "9", "--history")
	pastOf(t, dir)
	for id, n := range countsOf(t, second.url, class) {
		if n != before[id] {
			t.Errorf("a restart made %d answers of %d", n, before[id])
		}
	}
	var counts struct{ Alarms, Held, Refused int }
	_, out, _ := command(t, "status", "--json", "--data", dir)
	if err := json.Unmarshal([]byte(out), &counts); err != nil || counts.Alarms+counts.Held+counts.Refused > 0 {
		t.Errorf("%s %v", out, err)
	}
}

func TestServe_Live(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir, "--demo", "12", "--live")
	class, _ := readDemo(t, dir)
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if len(countsOf(t, r.url, class)) >= 3 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("three children never answered")
		}
	}
	if code := r.stop(); code != 0 {
		t.Errorf("stopped with %d: %s", code, r.stderr)
	}
}

func TestServe_ErrLiveInARealClass(t *testing.T) {
	code, _, errs := command(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--live")
	oneLine(t, code, errs, "--demo N")
}
