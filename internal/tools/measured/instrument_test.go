package main

import (
	"strings"
	"testing"
	"time"
)

const list = `
# a comment
[items, starter pack]
what: every item twice solved
needs: internal
run: echo '{"failures":0}'
limit: 30s
goal: failures <= 0
goal: items >= 100
[wire]
run: echo hello
`

func TestParse(t *testing.T) {
	got, err := parse(list)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].name != "items, starter pack" || got[0].limit != 30*time.Second || len(got[0].goals) != 2 ||
		got[0].goals[1] != (goal{"items", ">=", 100}) || got[1].run != "echo hello" || got[1].limit != 10*time.Minute {
		t.Errorf("got %+v", got)
	}
	for _, bad := range []string{
		"run: x", "[a]", "[a]\nrun: x\ngoal: y < 3", "[a]\nrun: x\ngoal: y <= many", "[a]\nrun: x\nlimit: long", "[a]\nrun: x\nwhen: now",
	} {
		if got, err := parse(bad); err == nil {
			t.Errorf("%q was read as %+v", bad, got)
		}
	}
}

func TestLastObject(t *testing.T) {
	values, failed := lastObject("chatter\n{\"a\":{\"b\":1.50,\"c\":{\"d\":true}},\"e\":[1,2]}\n")
	if failed || len(values) != 3 || values["a.b"] == nil || values["a.c.d"] != true {
		t.Errorf("got %v, %v", values, failed)
	}
	for _, bad := range []string{"", "{\"a\":1}\nchatter", "[1]", "null and void"} {
		if values, failed := lastObject(bad); !failed {
			t.Errorf("%q was read as %v", bad, values)
		}
	}
}

func TestMeasure(t *testing.T) {
	t.Setenv("DATA", "")
	tests := []struct {
		name   string
		i      instrument
		failed bool
		want   string
	}{
		{"OK", instrument{run: `echo '{"a":1}'`, limit: time.Minute}, false, ""},
		{"no data", instrument{run: "exit 1", needs: []string{"$DATA/x"}, limit: time.Minute}, false, "not run: DATA"},
		{"says so itself", instrument{run: "echo trying; echo 'not run: x: no network'; exit 1", limit: time.Minute}, false, "not run: x: no network"},
		{"says so too early", instrument{run: "echo 'not run: x'; echo no", limit: time.Minute}, true, "failed: its last line is no JSON object"},
		{"not there", instrument{run: "exit 1", needs: []string{"nowhere"}, limit: time.Minute}, false, "not run: there is no nowhere"},
		{"fails", instrument{run: `echo '{"a":1}'; exit 3`, limit: time.Minute}, true, "failed: exit status 3"},
		{"no object", instrument{run: "echo done", limit: time.Minute}, true, "no JSON object"},
		{"too slow", instrument{run: "exec sleep 60", limit: 50 * time.Millisecond}, true, "failed: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := measure(tt.i)
			if got.failed != tt.failed || !strings.Contains(got.reason, tt.want) || tt.want == "" && got.reason != "" {
				t.Errorf("got failed %v, reason %q", got.failed, got.reason)
			}
		})
	}
}

func TestPage(t *testing.T) {
	values, _ := lastObject(`{"lost":0,"p99_ms":31.5,"ok":true,"name":"x"}`)
	r := result{instrument: instrument{name: "class", what: "Forty learners.", run: "run it", goals: []goal{
		{"lost", "==", 0}, {"p99_ms", "<=", 20}, {"ok", "==", 1}, {"rss_mb", "<=", 96}, {"name", "<=", 1},
	}}, values: values}
	skipped := result{instrument: instrument{name: "other", run: "x"}, reason: "not run: there is no y"}
	got := page("Here.", []result{r, skipped}, "# Measured\nold\n## Soak runs\n- 2026: soak of 1h\n")
	for _, want := range []string{
		"| lost | 0 | == 0 | met |", "| p99_ms | 31.5 | <= 20 | **short** |", "| ok | true | == 1 | met |",
		"| rss_mb | not printed | <= 96 | **unknown** |", "| name | x | <= 1 | **no number** |",
		"**not run: there is no y**", "## Soak runs\n- 2026: soak of 1h\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "old") {
		t.Error("the old figures are still there")
	}
}
