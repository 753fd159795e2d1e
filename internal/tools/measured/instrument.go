package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// instrument is one entry of the list:
//
//	[name]
//	what: one sentence
//	needs: a path that must exist; $DATA stands for the folder of measuring data
//	run: a command whose last line is a JSON object
//	limit: 10m
//	goal: key <= number      (or >=, ==; any number of these lines)
type instrument struct {
	name, what, run string
	needs           []string
	limit           time.Duration
	goals           []goal
}

type goal struct {
	key, relation string
	bound         float64
}

// parse reads the list. A line it does not understand is an error.
func parse(text string) ([]instrument, error) {
	var list []instrument
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(name, "]") {
			list = append(list, instrument{name: strings.TrimSuffix(name, "]"), limit: 10 * time.Minute})
			continue
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("line %d stands before the first [name]", number)
		}
		if err := list[len(list)-1].set(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	for _, i := range list {
		if i.run == "" {
			return nil, fmt.Errorf("[%s] has nothing to run", i.name)
		}
	}
	return list, nil
}

func (i *instrument) set(line string) (err error) {
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "what":
		i.what = value
	case "run":
		i.run = value
	case "needs":
		i.needs = append(i.needs, value)
	case "limit":
		i.limit, err = time.ParseDuration(value)
	case "goal":
		words := strings.Fields(value)
		if len(words) != 3 || !slices.Contains([]string{"<=", ">=", "=="}, words[1]) {
			return fmt.Errorf("a goal is key, relation and number, not %q", value)
		}
		g := goal{key: words[0], relation: words[1]}
		g.bound, err = strconv.ParseFloat(words[2], 64)
		i.goals = append(i.goals, g)
	default:
		err = fmt.Errorf("unknown word %q", key)
	}
	return err
}

// met tells whether value keeps the goal.
func (g goal) met(value float64) bool {
	switch g.relation {
	case "<=":
		return value <= g.bound
	case ">=":
		return value >= g.bound
	}
	return value == g.bound
}

// lastObject reads the last line of an instrument's output into values by key;
// what is inside an object is named outer.inner. failed tells that there is none.
func lastObject(out string) (values map[string]any, failed bool) {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	last := []byte(lines[len(lines)-1])
	decoder := json.NewDecoder(bytes.NewReader(last))
	decoder.UseNumber() // figures are shown as they were printed
	var object map[string]any
	if !json.Valid(last) || decoder.Decode(&object) != nil || object == nil {
		return nil, true
	}
	values = map[string]any{}
	flatten("", object, values)
	return values, false
}

func flatten(prefix string, object, into map[string]any) {
	for key, value := range object {
		if inner, ok := value.(map[string]any); ok {
			flatten(prefix+key+".", inner, into)
		} else {
			into[prefix+key] = value
		}
	}
}

// result is what an instrument printed, or the reason why there is nothing.
type result struct {
	instrument
	values map[string]any
	took   time.Duration
	failed bool
	reason string
}

const soaks = "## Soak runs\n"

// page writes the results, and keeps the soak runs of the old page.
func page(machine string, results []result, old string) string {
	var b strings.Builder
	b.WriteString("# Measured\n\nWritten by `make measure` from `scripts/instruments`; every figure is what the instrument printed, with its goal beside it where there is one.\n")
	b.WriteString("Timings are of a machine that may have other work; none is asserted by a test. " + machine + "\n")
	for _, r := range results {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n`%s`\n\n", r.name, r.what, r.run)
		if r.reason != "" {
			b.WriteString("**" + r.reason + "**\n")
		}
		if len(r.values) > 0 {
			r.table(&b)
		}
	}
	_, kept, _ := strings.Cut(old, soaks)
	b.WriteString("\n" + soaks + kept)
	return b.String()
}

func (r result) table(b *strings.Builder) {
	b.WriteString("| figure | value | goal | |\n|---|---|---|---|\n")
	for _, key := range slices.Sorted(maps.Keys(r.values)) {
		text := fmt.Sprint(r.values[key])
		if list, ok := r.values[key].([]any); ok && len(list) > 8 {
			text = fmt.Sprintf("%d entries", len(list))
		}
		bound, verdict := r.judge(key)
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", key, strings.ReplaceAll(text, "|", `\|`), bound, verdict)
	}
	for _, g := range r.goals {
		if _, ok := r.values[g.key]; !ok {
			fmt.Fprintf(b, "| %s | not printed | %s %g | **unknown** |\n", g.key, g.relation, g.bound)
		}
	}
	fmt.Fprintf(b, "\nTook %.1f s.\n", r.took.Seconds())
}

// judge returns the goals of a key and whether all are met.
func (r result) judge(key string) (bounds, verdict string) {
	number, isNumber := r.values[key].(json.Number)
	value, err := number.Float64()
	if yes, ok := r.values[key].(bool); ok {
		isNumber, err, value = true, nil, 0
		if yes {
			value = 1
		}
	}
	for _, g := range r.goals {
		if g.key != key {
			continue
		}
		bounds = strings.TrimSpace(bounds + fmt.Sprintf(" %s %g", g.relation, g.bound))
		switch {
		case !isNumber || err != nil:
			verdict = "**no number**"
		case !g.met(value):
			verdict = "**short**"
		case verdict == "":
			verdict = "met"
		}
	}
	return bounds, verdict
}
