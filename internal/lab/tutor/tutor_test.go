package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const small = `{"skills":[{"id":"count","items":[{"id":"c1","label":"easy"},{"id":"c2","label":"medium"}]},
{"id":"add","items":[{"id":"a1","label":"medium"},{"id":"a2","label":"hard"}]}],"edges":[["count","add"]]}`

func mustServe(t *testing.T, lines ...string) []map[string]any {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.json")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	return mustRun(t, []string{"-graph", path}, lines...)
}

func mustRun(t *testing.T, args []string, lines ...string) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, strings.NewReader(strings.Join(lines, "\n")), &out); err != nil {
		t.Fatal(err)
	}
	var said []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		said = append(said, m)
	}
	if len(said) != len(lines) {
		t.Fatalf("%d lines in, %d out", len(lines), len(said))
	}
	return said
}

func TestServe(t *testing.T) {
	lines := []string{`{"op":"graph"}`, `{"op":"next","learner":7,"now":100}`, `{"op":"state","learner":7}`}
	for i := range 30 {
		lines = append(lines, fmt.Sprintf(`{"op":"answer","learner":7,"item":"c2","correct":true,"hints":0,"ms":4000,"now":%d}`, 100+30*i))
	}
	lines = append(lines, `{"op":"state","learner":7}`, `{"op":"next","learner":7,"now":2000}`, `{"op":"state","learner":"7"}`)
	said := mustServe(t, lines...)
	if skills := said[0]["skills"].([]any); len(skills) != 2 || len(said[0]["edges"].([]any)) != 1 {
		t.Errorf("graph %v", said[0])
	}
	if c := said[1]; c["kind"] != "placement" || c["p"].(float64) <= 0 || len(c["reasons"].([]any)) == 0 {
		t.Errorf("first choice of a new learner: %v", c)
	}
	before := said[2]["skills"].(map[string]any)["add"].(map[string]any)
	if before["level"] != "new" || before["p"].(float64) <= 0 {
		t.Errorf("a skill never asked: %v", before)
	}
	changed := said[32]["changed"].(map[string]any)
	if v := changed["count"].(map[string]any); len(changed) != 1 || v["level"] != "proficient" || v["known"].(float64) < 0.9 {
		t.Errorf("after thirty right answers: %v", changed)
	}
	if said[34]["skill"] != "add" {
		t.Errorf("next choice %v, want add: count is known", said[34])
	}
	other := said[35]["skills"].(map[string]any)["count"].(map[string]any)
	if other["level"] != "new" {
		t.Errorf("another learner has %v", other)
	}
}

func TestServeErrorsChangeNothing(t *testing.T) {
	bad := map[string]string{
		`{"op":`:                                "bad-json",
		`{"op":"sing","learner":1}`:             "unknown-op",
		`{"op":"next","now":1}`:                 "no-learner",
		`{"op":"next","learner":1}`:             "bad-time",
		`{"op":"next","learner":1,"now":1e300}`: "bad-time",
		`{"op":"answer","learner":1,"item":"zz","correct":true,"now":1}`:                     "unknown-item",
		`{"op":"answer","learner":1,"item":"c1","now":1}`:                                    "no-outcome",
		`{"op":"answer","learner":1,"item":"c1","correct":true,"hints":-1,"now":1}`:          "out-of-range",
		`{"op":"next","learner":"` + strings.Repeat("x", 2*maxLine) + `","now":1}`:           "too-long",
		`{"op":"answer","learner":1,"item":"c1","correct":true,"hints":0,"ms":-1e9,"now":1}`: "out-of-range",
	}
	for line, want := range bad {
		said := mustServe(t, `{"op":"state","learner":1}`, line, `{"op":"state","learner":1}`)
		failure, _ := said[1]["error"].(map[string]any)
		if failure["code"] != want || failure["message"] == "" {
			t.Errorf("%.60s: %v, want %s", line, said[1], want)
		}
		if fmt.Sprint(said[0]) != fmt.Sprint(said[2]) {
			t.Errorf("%.60s changed the state", line)
		}
	}
}

func TestGraphOfThePackIsReadBack(t *testing.T) {
	said := mustRun(t, []string{"-pack", "../../../content/numeracy"}, `{"op":"graph"}`)
	text, err := json.Marshal(said[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "graph.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	again := mustRun(t, []string{"-graph", path}, `{"op":"graph"}`)
	if fmt.Sprint(again[0]) != fmt.Sprint(said[0]) || len(said[0]["skills"].([]any)) < 5 {
		t.Errorf("read back as %v", again[0])
	}
}

func TestNameErrors(t *testing.T) {
	for _, text := range []string{
		`{"skills":[{"id":"a"},{"id":"a"}]}`,
		`{"skills":[{"id":"a","items":[{"id":"x","label":"odd"}]}]}`,
		`{"skills":[{"id":"a","items":[{"id":"x","label":"easy"},{"id":"x","label":"easy"}]}]}`,
		`{"skills":[{"id":"a"}],"edges":[["a","b"]]}`,
		`{"skills":[{"id":"a"},{"id":"b"}],"edges":[["a","b"],["b","a"]]}`,
	} {
		var g graph
		if err := json.Unmarshal([]byte(text), &g); err != nil {
			t.Fatal(err)
		}
		if _, err := name(g); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}
