package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	hub "darasa/cmd/hub"
	"darasa/content"
	"darasa/internal/audit"
	"darasa/internal/curriculum"
)

// levels returns eight easy and eight hard items of the pack the hub serves.
func levels(t *testing.T) (easy, hard []uint32) {
	t.Helper()
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		t.Fatal(err)
	}
	for item := range uint32(built.Catalogue.NumItems()) {
		id, _ := built.Catalogue.Identity(item)
		switch {
		case built.Catalogue.Instances(item) < 3:
		case id.Level == curriculum.Easy && len(easy) < 8:
			easy = append(easy, item)
		case id.Level == curriculum.Hard && len(hard) < 8:
			hard = append(hard, item)
		}
	}
	return easy, hard
}

// invented writes what a class of two languages answers. Pages in Urdu show easy items
// and those in English hard ones, which is the planted gap. At the first hard
// item everybody says one and the same thing that the key does not: its key is wrong.
func invented(tab *tablet, learners []string, each int, easy, hard []uint32) (ops []string) {
	rng := rand.New(rand.NewPCG(1, 2))
	seq := uint64(0)
	for round := range each {
		for i, learner := range learners {
			seq++
			language, item := "ur", easy[rng.IntN(len(easy))]
			if i%2 == 1 {
				language, item = "en", hard[rng.IntN(len(hard))]
			}
			right, response := rng.IntN(10) < []int{9, 7, 4}[i%3], "12"
			if !right {
				response = fmt.Sprint(20 + rng.IntN(50))
			}
			if item == hard[0] {
				right, response = false, "13"
			}
			ops = append(ops, fmt.Sprintf(`{"seq":%d,"at":[%d,0],"boot":1,"mono":%d,"kind":"attempt","attempt":{"learner":%q,"catalogue":%q,`+
				`"item":%d,"instance":%d,"response":%q,"correct":%v,"duration":1000,"hints":0},"cols":{"6":%q}}`,
				seq, 179_543_520_000+int64(seq)*10, seq*10, learner, tab.catalogue, item, round%3, response, right,
				base64.RawURLEncoding.EncodeToString([]byte(language))))
		}
	}
	return ops
}

// TestReport finds a planted wrong key and a planted gap between the pages of two
// languages in the log of a running hub, and says where it cannot tell.
func TestReport(t *testing.T) {
	dir := t.TempDir()
	size := 400 // a group of 200 is the least of which anything is said
	if testing.Short() {
		size = 40 // the race detector sees the same code; drawing lots takes it minutes
	}
	r := boot(t, dir, "--demo", strconv.Itoa(size))
	class, _ := readDemo(t, dir)
	tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	learners := make([]string, len(class.Learners))
	for i, l := range class.Learners {
		learners[i] = l.ID
	}
	const each = 13
	easy, hard := levels(t)
	ops := invented(tab, learners, each, easy, hard)
	for len(ops) > 0 {
		n := min(len(ops), 200)
		tab.must(t, "POST", "/ops", tab.batch(ops[:n]...), nil)
		ops = ops[n:]
	}

	var report struct {
		Answers, Left, Learners int
		Fairness                []audit.Fairness
		Items                   []audit.ItemFigures
	}
	ask := func(what string) {
		t.Helper()
		var stdout, stderr bytes.Buffer // a thousand lots drawn under the race detector take longer than command waits
		code := hub.NewMain([]string{"report", what, "--json", "--data", dir}, &stdout, &stderr).Run(t.Context())
		if err := json.Unmarshal(stdout.Bytes(), &report); code != 0 || err != nil {
			t.Fatalf("%s: code %d: %s %v", what, code, &stderr, err)
		}
	}
	ask("fairness")
	if report.Answers != size*each || report.Left != 0 || report.Learners != size {
		t.Errorf("%d answers of %d learners, %d left out", report.Answers, report.Learners, report.Left)
	}
	verdicts := map[string]string{}
	for _, axis := range report.Fairness {
		for _, c := range axis.Comparisons {
			verdicts[axis.Axis+" "+c.Measure] = c.Verdict
		}
	}
	planted := audit.Gap
	if testing.Short() {
		planted = audit.CannotTell
	}
	if got := verdicts["language "+audit.Exposure]; got != planted {
		t.Errorf("of the planted gap between languages the verdict is %q; want %q", got, planted)
	}
	if got := verdicts["start "+audit.Exposure]; got != audit.CannotTell {
		t.Errorf("with thirds of a class the verdict is %q", got)
	}
	ask("items")
	worst := report.Items[0]
	if len(worst.Findings) == 0 || worst.Findings[0].Code != audit.WrongKey {
		t.Errorf("the worst item is %+v", worst)
	}
	for _, item := range report.Items[1:] {
		for _, f := range item.Findings {
			if f.Code == audit.WrongKey {
				t.Errorf("a sound key is suspected: %+v", item)
			}
		}
	}
	version, _, _ := strings.Cut(worst.Key, " ")
	if code, _, stderr := command(t, "void", "--data", dir, version); code != 0 {
		t.Errorf("the report names an item that cannot be called wrong: %s", stderr)
	}
	r.stop()
	for what, want := range map[string]string{"fairness": "by language", "items": "discrimination"} {
		var stdout, stderr bytes.Buffer
		if code := hub.NewMain([]string{"report", what, "--data", dir}, &stdout, &stderr).Run(t.Context()); code != 0 || !strings.Contains(stdout.String(), want) {
			t.Errorf("%s, code %d: %s%s", what, code, &stdout, &stderr)
		}
	}
}
