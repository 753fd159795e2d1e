package solver

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Failure is one thing that is wrong with a pack. Item and Instance are −1 where
// the failure is not of one exercise; Language is empty where it is of all.
type Failure struct {
	Place    string // generator, skill or misconception
	Item     int
	Instance int
	Language string
	Problem  string
}

// String writes the failure on one line.
func (f Failure) String() string {
	where := f.Place
	if f.Item >= 0 {
		where += fmt.Sprintf(" item %d", f.Item)
	}
	if f.Instance >= 0 {
		where += fmt.Sprintf(" instance %d", f.Instance)
	}
	if f.Language != "" {
		where += " (" + f.Language + ")"
	}
	return where + ": " + f.Problem
}

// Report says what was checked and what failed. Exercises counts instances, each
// solved once for every language.
type Report struct {
	Skills, Generators, Items, Exercises int
	Failures                             []Failure
}

// Check renders and solves every exercise of a compiled pack (the JSON a tablet
// reads). The error is for bytes that are no compiled pack; everything else is a
// Failure.
func Check(compiled []byte) (*Report, error) {
	p, err := decode(compiled)
	if err != nil {
		return nil, err
	}
	c := &checker{pack: p, report: &Report{Skills: len(p.Skills), Generators: len(p.Generators), Items: len(p.Items)}}
	if len(p.Languages) == 0 {
		c.fail("pack", "", "it has no language")
	}
	c.names()
	c.levels()
	for i := range p.Items {
		c.item = i
		seen := map[string]int{}
		for j := range p.Items[i].Instances {
			c.instance = j
			c.report.Exercises++
			c.exercise(&p.Generators[p.Items[i].Generator], &p.Items[i], seen)
		}
	}
	return c.report, nil
}

type checker struct {
	pack           *pack
	report         *Report
	item, instance int
}

func (c *checker) fail(place, language, problem string) {
	c.report.Failures = append(c.report.Failures, Failure{place, c.item, c.instance, language, problem})
}

// names checks the texts that stand outside exercises.
func (c *checker) names() {
	c.item, c.instance = -1, -1
	check := func(place string, texts map[string]string) {
		for _, language := range c.pack.Languages {
			switch fault := scriptFault(language, texts[language]); {
			case strings.TrimSpace(texts[language]) == "":
				c.fail(place, language, "no text")
			case fault != "":
				c.fail(place, language, fault)
			case signature(texts[language]) != signature(texts[c.pack.Languages[0]]):
				c.fail(place, language, "its numbers differ from "+c.pack.Languages[0])
			}
		}
	}
	for _, s := range c.pack.Skills {
		check("skill "+s.ID+" title", s.Title)
		check("skill "+s.ID+" can", s.Can)
	}
	for _, m := range c.pack.Misconceptions {
		check("misconception "+m.ID, m.Title)
	}
}

// levels checks that every skill has exercises at every level.
func (c *checker) levels() {
	for i, s := range c.pack.Skills {
		for level, name := range []string{"easy", "medium", "hard"} {
			if !slices.ContainsFunc(c.pack.Items, func(it item) bool {
				return it.Skill == i && it.Level == level && len(it.Instances) > 0
			}) {
				c.fail("skill "+s.ID, "", "its level "+name+" is empty")
			}
		}
	}
}

// exercise checks one instance in every language.
func (c *checker) exercise(g *generator, it *item, seen map[string]int) {
	in := &it.Instances[c.instance]
	c.answers(g, it, in, seen)
	misconceptions := slices.Sorted(maps.Values(in.Wrong))
	var first []string
	for _, language := range c.pack.Languages {
		r, problems := g.renderAll(language, in)
		for _, problem := range problems {
			c.fail(g.ID, language, problem)
		}
		if len(problems) > 0 {
			continue
		}
		texts := r.all(misconceptions)
		c.wording(g, in, language, texts)
		c.solution(g, it.Format, language, r, in)
		if first == nil {
			first = texts
		}
		for i, text := range texts {
			if signature(text) != signature(first[i]) {
				c.fail(g.ID, language, fmt.Sprintf("%q does not have the numbers of %q", text, first[i]))
			}
			if language != c.pack.Languages[0] && text == first[i] && strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") {
				c.fail(g.ID, language, fmt.Sprintf("%q is not translated", text))
			}
		}
	}
}

// answers checks the form of the answer and of the known wrong ones.
func (c *checker) answers(g *generator, it *item, in *instance, seen map[string]int) {
	for _, fault := range it.form(g, in) {
		c.fail(g.ID, "", fault)
	}
	key := fmt.Sprint(in.Values) // fmt prints maps in order of their keys
	if before, ok := seen[key]; ok {
		c.fail(g.ID, "", fmt.Sprintf("it repeats instance %d", before))
	}
	seen[key] = c.instance
	named := map[string]bool{}
	for _, wrong := range slices.Sorted(maps.Keys(in.Wrong)) {
		id := in.Wrong[wrong]
		switch {
		case wrong == in.Answer:
			c.fail(g.ID, "", fmt.Sprintf("the wrong answer of %s is right", id))
		case named[id]:
			c.fail(g.ID, "", id+" has two wrong answers")
		}
		named[id] = true
	}
}

// typed reports a whole number in the form the keypad gives it.
func typed(s string) bool {
	if s == "" || len(s) > 6 || len(s) > 1 && s[0] == '0' {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// wording checks what can be seen without solving.
func (c *checker) wording(g *generator, in *instance, language string, texts []string) {
	for _, text := range texts {
		if fault := scriptFault(language, withoutWords(text, in)); fault != "" {
			c.fail(g.ID, language, fmt.Sprintf("%q: %s", text, fault))
		}
		if equation := falseStatement(text); equation != "" {
			c.fail(g.ID, language, fmt.Sprintf("%q says %s, which does not hold", text, equation))
		}
	}
}

// solution solves the exercise as this language shows it and compares.
func (c *checker) solution(g *generator, format, language string, r *rendered, in *instance) {
	view := &exerciseView{
		stem: r.stem, layout: g.Layout, values: in.Values, format: format, options: in.Options, pictures: in.Pictures,
		tiles: in.Tiles, groups: r.groups, sign: g.Sign, notes: g.Notes, work: in.Work,
	}
	answer, err := view.solve(language)
	if err != nil {
		c.fail(g.ID, language, err.Error())
		return
	}
	if !view.agrees(answer, in.Answer) {
		c.fail(g.ID, language, fmt.Sprintf("the answer to %q is %s, the pack says %s", r.stem, answer, in.Answer))
	}
	// Of equal values the one that the pack writes is the one to show.
	answer = in.Answer
	shown := numbers(append(slices.Clone(r.stem), r.groups...)...)
	for i, hint := range r.hints {
		if i < len(r.hints)-1 && reveals(hint, answer, shown) {
			c.fail(g.ID, language, fmt.Sprintf("hint %d of %d gives the answer away: %q", i+1, len(r.hints), hint))
		}
	}
	for _, text := range r.another {
		if reveals(text, answer, shown) {
			c.fail(g.ID, language, fmt.Sprintf("the second explanation gives the answer away: %q", text))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.feedback)) {
		if reveals(r.feedback[id], answer, shown) {
			c.fail(g.ID, language, fmt.Sprintf("the feedback of %s gives the answer away: %q", id, r.feedback[id]))
		}
	}
	if last := r.steps[len(r.steps)-1]; !shows(last, pieces(answer)) && !(isWord(answer) && says(last, answer)) {
		c.fail(g.ID, language, fmt.Sprintf("the last worked step %q does not reach the answer %s", last, answer))
	}
}

// reveals reports whether a message shows the answer: as the end of an equation,
// or as a number that the stem does not show itself. An answer of several numbers
// is shown where they stand one directly after the other.
func reveals(text, answer string, shown []string) bool {
	if isWord(answer) {
		return says(text, answer)
	}
	if all := pieces(answer); len(all) > 1 {
		return shows(text, all)
	}
	for _, run := range islands(text) {
		for i := 0; i < len(run); i += 2 {
			if run[i] == answer && (!slices.Contains(shown, answer) || i > 0 && run[i-1] == "=") {
				return true
			}
		}
	}
	return false
}
