package solver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"darasa/content"
	"darasa/internal/curriculum"
	"darasa/internal/curriculum/solver"
)

// compiled builds the numeracy pack once for all tests.
var compiled = sync.OnceValue(func() []byte {
	fsys, err := content.Numeracy()
	if err != nil {
		panic(err)
	}
	pack, err := curriculum.Load(fsys)
	if err != nil {
		panic(err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		panic(err)
	}
	return built.TabletJSON()
})

func TestNumeracyPack(t *testing.T) {
	report, err := solver.Check(compiled())
	if err != nil {
		t.Fatal(err)
	}
	for i, failure := range report.Failures {
		if i == 20 {
			break
		}
		t.Error(failure)
	}
	if report.Skills < 141 || report.Generators < 199 || report.Items < 558 || report.Exercises < 13000 {
		t.Errorf("report counts %d skills, %d generators, %d items, %d exercises", report.Skills, report.Generators, report.Items, report.Exercises)
	}
}

// A second opinion that shares code with the first is none.
func TestSharesNoCode(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			if strings.HasPrefix(spec.Path.Value, `"darasa/`) || strings.Contains(spec.Path.Value, "expr-lang") {
				t.Errorf("%s imports %s", name, spec.Path.Value)
			}
		}
	}
}

func TestNotAPack(t *testing.T) {
	for _, text := range []string{"", "{", `{"items":[{"skill":1,"generator":0}]}`, `{"skills":[{}],"items":[{"skill":0,"generator":-1}]}`} {
		if _, err := solver.Check([]byte(text)); err == nil {
			t.Errorf("%q was read as a compiled pack", text)
		}
	}
}

// tree is compiled JSON that a test can damage anywhere.
type tree map[string]any

func (p tree) generator(id string) tree {
	for _, g := range p["generators"].([]any) {
		if g.(map[string]any)["id"] == id {
			return g.(map[string]any)
		}
	}
	panic("no generator " + id)
}

func (p tree) text(id, language string) map[string]any {
	return p.generator(id)["text"].(map[string]any)[language].(map[string]any)
}

// item returns the item of a generator at a level.
func (p tree) item(id string, level float64) tree {
	for _, it := range p["items"].([]any) {
		it := tree(it.(map[string]any))
		g := p["generators"].([]any)[int(it["generator"].(float64))].(map[string]any)
		if g["id"] == id && it["level"] == level {
			return it
		}
	}
	panic("no such item")
}

func (p tree) instance(id string, level float64, n int) tree {
	return p.item(id, level)["instances"].([]any)[n].(map[string]any)
}

func (p tree) value(id string, level float64, n int) map[string]any {
	return p.instance(id, level, n)["v"].(map[string]any)
}

// Every mutation is one an author or a program could make; the solver must see it
// in exactly the place where it was made.
func TestMutations(t *testing.T) {
	const add, sub, carry, trade, count = "add-within-10", "subtract-within-10", "add-two-digit-carrying", "subtract-two-digit-trading", "count-to-10"
	for _, test := range []struct {
		name   string
		mutate func(tree)
		place  string
		want   string
	}{
		{"WrongAnswer", func(p tree) { p.instance(carry, 1, 0)["answer"] = "12" }, carry, "the pack says 12"},
		{"AnswerOffByTen", func(p tree) {
			in := p.instance(trade, 1, 3)
			n, _ := strconv.Atoi(in["answer"].(string))
			in["answer"] = strconv.Itoa(n + 10)
		}, trade, "the pack says"},
		{"SwappedOperandsInStem", func(p tree) { p.text(trade, "en")["stem"] = "Work out {b} − {a}." }, trade, "the drawing shows"},
		{"SwappedOperandsInDrawing", func(p tree) {
			p.generator(sub)["layout"] = map[string]any{"kind": "row", "op": "−", "a": "b", "b": "a", "thing": "thing"}
		}, sub, "the drawing shows"},
		{"SwappedOperandsEverywhere", func(p tree) {
			p.generator(sub)["layout"] = map[string]any{"kind": "row", "op": "−", "a": "b", "b": "a", "thing": "thing"}
			p.text(sub, "en")["stem"], p.text(sub, "ur")["stem"] = "How much is {b} − {a}?", "{b} − {a} کتنے ہوتے ہیں؟"
		}, sub, "cannot be taken from"},
		{"OtherSign", func(p tree) { p.generator(carry)["layout"].(map[string]any)["op"] = "−" }, carry, "the drawing shows"},
		{"SwappedValues", func(p tree) {
			v := p.value(trade, 1, 0)
			v["a"], v["b"] = v["b"], v["a"]
		}, trade, "cannot be taken from"},
		{"PictureShowsAnother", func(p tree) { v := p.value(count, 0, 0); v["n"] = v["n"].(float64) + 1 }, count, "the pack says"},
		{"HintLeaksInWords", func(p tree) { p.text(carry, "en")["hint1"] = "It is {s}. Begin with {ao} + {bo}." }, carry, "hint 1 of 3 gives the answer away"},
		{"HintLeaksAsEquation", func(p tree) { p.text(add, "en")["hint2"] = "Start at {big}, count on {small}: {big} + {small} = {s}" }, add, "hint 2 of 3 gives the answer away"},
		{"HintLeaksInUrduOnly", func(p tree) { p.text(count, "ur")["hint1"] = "ہر تصویر کو چھوئیں، {n} تک۔" }, count, "hint 1 of 3 gives the answer away"},
		{"FeedbackLeaks", func(p tree) {
			p.text(carry, "en")["mis.forgets-carry"] = "The ones make {so}; it is {s}."
		}, carry, "the feedback of forgets-carry gives the answer away"},
		{"MissingTranslation", func(p tree) { delete(p.text(add, "ur"), "hint2") }, add, "no text for hint2"},
		{"EmptyTranslation", func(p tree) { p.text(add, "ur")["step1"] = "  " }, add, "no text for step1"},
		{"EnglishInUrdu", func(p tree) { p.text(add, "ur")["hint1"] = p.text(add, "en")["hint1"] }, add, "not written in Urdu"},
		{"UrduInEnglish", func(p tree) { p.text(add, "en")["hint1"] = p.text(add, "ur")["hint1"] }, add, "not written in English"},
		{"ArabicLetters", func(p tree) { p.text(add, "ur")["step1"] = "{big} سے شروع كریں۔" }, add, "an Arabic letter"},
		{"UrduDigits", func(p tree) { p.text(carry, "ur")["step2"] = "دہائیاں: {at} + {bt} + ۱ = {t}۔" }, carry, "a digit is not one of"},
		{"OtherNumbersInUrdu", func(p tree) { p.text(carry, "ur")["hint1"] = "اکائیوں سے شروع کریں: {ao} + {ao}۔" }, carry, "does not have the numbers of"},
		{"NumberLeftOutInUrdu", func(p tree) { p.text(sub, "ur")["hint2"] = "{a} سے شروع کریں۔" }, sub, "does not have the numbers of"},
		{"MissingFeedback", func(p tree) { delete(p.text(trade, "en"), "mis.smaller-from-larger") }, trade, "no text for mis.smaller-from-larger"},
		{"MissingValue", func(p tree) { delete(p.value(carry, 0, 1), "so") }, carry, "{so} has no value"},
		{"FalseStep", func(p tree) { v := p.value(carry, 1, 2); v["so"] = v["so"].(float64) + 1 }, carry, "does not hold"},
		{"StepsMissTheAnswer", func(p tree) {
			p.text(carry, "en")["step3"], p.text(carry, "ur")["step3"] = "{a} + {b}", "جواب: {a} + {b}"
		}, carry, "does not reach the answer"},
		{"WrongAnswerIsRight", func(p tree) {
			in := p.instance(add, 2, 0)
			in["wrong"] = map[string]any{in["answer"].(string): "one-step-too-far"}
		}, add, "is right"},
		{"WrongAnswersAgree", func(p tree) {
			p.instance(add, 2, 0)["wrong"] = map[string]any{"1": "one-step-too-far", "2": "one-step-too-far"}
		}, add, "two wrong answers"},
		{"WrongAnswerNegative", func(p tree) { p.instance(add, 2, 0)["wrong"] = map[string]any{"-1": "one-step-too-far"} }, add, "cannot be typed"},
		{"LeadingZero", func(p tree) { p.instance(add, 2, 0)["answer"] = "09" }, add, "cannot be typed"},
		{"EmptyLevel", func(p tree) { p.item(count, 2)["instances"] = []any{} }, "skill " + count, "its level hard is empty"},
		{"LevelGone", func(p tree) { p.item(trade, 0)["level"] = 1.0 }, "skill " + trade, "its level easy is empty"},
		{"Repeated", func(p tree) {
			list := p.item(add, 0)["instances"].([]any)
			list[1] = list[0]
		}, add, "it repeats instance 0"},
		{"UnknownFormat", func(p tree) { p.item(add, 0)["format"] = "dictation" }, add, "cannot check the format dictation"},
		{"UnknownDrawing", func(p tree) { p.generator(add)["layout"] = map[string]any{"kind": "clock"} }, add, "the drawing is a clock"},
		{"PictureInsteadOfSum", func(p tree) { p.text(add, "en")["stem"] = "How many?" }, add, "no picture to count"},
		{"TwoQuestions", func(p tree) { p.text(add, "en")["stem"] = "{a} + {b}? {b} + {a}?" }, add, "does not ask one thing"},
		{"SkillWithoutUrdu", func(p tree) { p["skills"].([]any)[1].(map[string]any)["can"] = map[string]any{"en": "I can"} }, "skill " + count + " can", "no text"},
		{"TitleNumbers", func(p tree) {
			p["skills"].([]any)[1].(map[string]any)["title"].(map[string]any)["ur"] = "20 تک گننا"
		}, "skill " + count + " title", "its numbers differ"},
		{"MisconceptionInEnglish", func(p tree) { p["misconceptions"].([]any)[0].(map[string]any)["title"].(map[string]any)["ur"] = "adds" }, "misconception adds-all-numbers", "not written in Urdu"},
		{"NoLanguage", func(p tree) { p["languages"] = []any{} }, "pack", "no language"},
	} {
		t.Run(test.name, func(t *testing.T) { mustSee(t, test.mutate, test.place, test.want) })
	}
}

// fewSkills is how many skills the damaged pack has.
const fewSkills = 20

// few is the beginning of the pack with six instances of every item, and later what
// TestMutations_Later damages.
var (
	few   = sync.OnceValue(func() []byte { return some(func(i int, _ string) bool { return i < fewSkills }) })
	later = sync.OnceValue(func() []byte { return some(func(_ int, id string) bool { return slices.Contains(laterSkills, id) }) })
)

// some is the part of the pack that has the skills chosen.
func some(chosen func(i int, id string) bool) []byte {
	var p tree
	if err := json.Unmarshal(compiled(), &p); err != nil {
		panic(err)
	}
	places, kept := map[float64]float64{}, []any{}
	for i, skill := range p["skills"].([]any) {
		if chosen(i, skill.(map[string]any)["id"].(string)) {
			places[float64(i)] = float64(len(kept))
			kept = append(kept, skill)
		}
	}
	var items []any
	for _, it := range p["items"].([]any) {
		it := it.(map[string]any)
		list := it["instances"].([]any)
		place, ok := places[it["skill"].(float64)]
		if it["instances"] = list[:min(6, len(list))]; ok {
			it["skill"] = place
			items = append(items, it)
		}
	}
	p["items"], p["skills"] = items, kept
	small, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return small
}

// laterSkills are those whose tasks TestMutations_Later damages.
var laterSkills = []string{
	"stories-adding", "stories-multiplying", "stories-two-steps", "metres-centimetres", "hours-minutes", "subtract-across-zeros",
	"compare-unit-fractions", "clock-hours", "clock-quarters", "clock-minutes", "name-fractions", "equivalent-fractions", "add-like-fractions", "tenths", "round-to-ten", "angle-on-a-line", "pay-exactly", "add-within-10",
}

// mustSee damages a part of the pack and requires failures in that place alone, one
// of which says what is wrong.
func mustSee(t *testing.T, mutate func(tree), place, want string) {
	t.Helper()
	mustSeeIn(t, few(), mutate, place, want)
}

func mustSeeIn(t *testing.T, pack []byte, mutate func(tree), place, want string) {
	t.Helper()
	var p tree
	if err := json.Unmarshal(pack, &p); err != nil {
		t.Fatal(err)
	}
	mutate(p)
	damaged, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	report, err := solver.Check(damaged)
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, failure := range report.Failures {
		if failure.Place != place {
			t.Fatalf("failure outside the mutation: %s", failure)
		}
		seen = seen || strings.Contains(failure.Problem, want)
	}
	if !seen {
		t.Errorf("no failure says %q; there are %d: %.3v", want, len(report.Failures), report.Failures)
	}
}

// sums is a compiled pack of one exercise at each level.
func sums(kind, sign string, a, b, answer int) []byte {
	in := map[string]any{"v": map[string]any{"a": a, "b": b, "s": answer, "thing": "none"}, "answer": strconv.Itoa(answer)}
	var items []any
	for level := range 3 {
		items = append(items, map[string]any{"skill": 0, "generator": 0, "level": level, "format": "keypad", "instances": []any{in}})
	}
	encoded, err := json.Marshal(map[string]any{
		"languages": []string{"en"},
		"skills":    []any{map[string]any{"id": "s", "title": map[string]any{"en": "S"}, "can": map[string]any{"en": "I can"}}},
		"generators": []any{map[string]any{
			"id": "g", "stem": []string{"stem"}, "hints": []string{"hint"}, "steps": []string{"step"},
			"text":   map[string]any{"en": map[string]any{"stem": "{a} " + sign + " {b}", "hint": "Think.", "step": "It is {s}."}},
			"layout": map[string]any{"kind": kind, "op": sign, "a": "a", "b": "b", "thing": "thing"},
		}},
		"items": items,
	})
	if err != nil {
		panic(err)
	}
	return encoded
}

// The solver's two methods agree with arithmetic, and with nothing else.
func TestMethods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind, limit := "column", 9999
		if rapid.Bool().Draw(t, "row") {
			kind, limit = "row", 900
		}
		a, b := rapid.IntRange(0, limit).Draw(t, "a"), rapid.IntRange(0, limit).Draw(t, "b")
		sign, answer := "+", a+b
		if rapid.Bool().Draw(t, "minus") {
			a, b = max(a, b), min(a, b)
			sign, answer = "−", a-b
		}
		off := rapid.SampledFrom([]int{0, 1, -1, 10, -10, 100}).Draw(t, "off")
		if answer+off < 0 {
			off = 1
		}
		report, err := solver.Check(sums(kind, sign, a, b, answer+off))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(report.Failures) > 0, off != 0; got != want {
			t.Fatalf("%d %s %d = %d by %s: refused is %v, want %v: %v", a, sign, b, answer+off, kind, got, want, report.Failures)
		}
	})
}

// Messages with arithmetic in them, as an author may write it.
func TestStatements(t *testing.T) {
	for _, test := range []struct{ hint, want string }{
		{"7 + 5 = 12", ""},
		{"7 + 5 + 1 = 13 and 4 − 4 = 0", ""},
		{"7 + 5 = 6 + 6 = 12", ""},
		{"It is 3. 4 more.", ""},
		{"7 + 5 = 13", "7 + 5 = 13"},
		{"Yes: 7 + 5 = 12; then 12 − 3 = 8.", "12 − 3 = 8"},
		{"7 + 5 = 12 = 11", "7 + 5 = 12 = 11"},
		{"7 + 5 = 6 + 7", "7 + 5 = 6 + 7"},
		{"3 − 5 = 2", "3 − 5 = 2"},
		{"2 × 3 = 6", ""},
		{"2 × 3 = 7", "2 × 3 = 7"},
		{"2 + 3 × 4 = 14 and 12 ÷ 4 = 3", ""},
		{"2 + 3 × 4 = 20", "2 + 3 × 4 = 20"},
		{"1/2 + 1/3 = 3/6 + 2/6 = 5/6", ""},
		{"1/2 + 1/3 = 2/5", "1/2 + 1/3 = 2/5"},
		{"0.5 + 0.45 = 0.95", ""},
		{"0.5 + 0.45 = 0.50", "0.5 + 0.45 = 0.50"},
		{"7 ÷ 2 = 3", "7 ÷ 2 = 3"},
		{"7+5=13", "7 + 5 = 13"},
		{"5-3", "a hyphen"},
	} {
		compiled := bytes.Replace(sums("column", "+", 41, 27, 68), []byte("Think."), []byte(test.hint), 1)
		report, err := solver.Check(compiled)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Failures) > 0 != (test.want != "") {
			t.Errorf("%q: failures are %v", test.hint, report.Failures)
		}
		for _, failure := range report.Failures {
			if !strings.Contains(failure.Problem, test.want) {
				t.Errorf("%q: %s, want %q", test.hint, failure, test.want)
			}
		}
	}
}

// What cannot be drawn or counted is said, never guessed.
func TestUndrawable(t *testing.T) {
	for _, test := range []struct{ old, new, want string }{
		{`"a":41`, `"a":4100`, "the pack says"},
		{`"kind":"column"`, `"kind":"picture"`, "the drawing is a picture"},
		{`"stem":"{a} + {b}"`, `"stem":"Count."`, "no picture to count"},
		{`"stem":"{a} + {b}"`, `"stem":"{a} × {b}"`, "but the drawing shows 41 + 27"},
		{`"stem":"{a} + {b}"`, `"stem":"{a} + {b} + 1"`, "does not ask one thing"},
		{`"stem":"{a} + {b}"`, `"stem":"{a"`, "has no value"},
	} {
		damaged := strings.Replace(string(sums("column", "+", 41, 27, 68)), test.old, test.new, -1)
		report, err := solver.Check([]byte(damaged))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Failures) == 0 || !strings.Contains(fmt.Sprint(report.Failures), test.want) {
			t.Errorf("%s: failures are %v, want %q", test.new, report.Failures, test.want)
		}
	}
}

func TestFailureNamesItsPlace(t *testing.T) {
	failure := solver.Failure{Place: "g", Item: 2, Instance: 7, Language: "ur", Problem: "empty"}
	if got, want := fmt.Sprint(failure), "g item 2 instance 7 (ur): empty"; got != want {
		t.Errorf("failure reads %q, want %q", got, want)
	}
}
