package foreign

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark is the beginning of one in HTML.
var mark = regexp.MustCompile(`^<[A-Za-z/!]`)

// Bounds of what a question may hold, below those of a pack.
const (
	maxText   = 500 // bytes
	maxOption = 120 // bytes
)

// plain takes marks of HTML out of a text and writes digits as packs do. A sign of
// comparison stays: a mark begins with a letter, a slash or an exclamation mark.
func plain(text string) string {
	var out strings.Builder
	inside := false
	for at, c := range text {
		switch {
		case c == '<' && mark.MatchString(text[at:]):
			inside = true
		case c == '>' && inside:
			inside = false
			out.WriteByte(' ')
		case inside:
		case c >= '۰' && c <= '۹':
			out.WriteRune(c - '۰' + '0')
		case c >= '٠' && c <= '٩':
			out.WriteRune(c - '٠' + '0')
		default:
			out.WriteRune(c)
		}
	}
	clean := strings.Map(func(c rune) rune {
		switch {
		case c == '{':
			return '('
		case c == '}':
			return ')'
		case c == utf8.RuneError || unicode.IsControl(c) && !unicode.IsSpace(c):
			return -1
		}
		return c
	}, html.UnescapeString(out.String()))
	return strings.Join(strings.Fields(clean), " ")
}

// isNumber reports a number that a keypad takes: at most six digits, one point.
func isNumber(text string) bool {
	whole, rest, point := strings.Cut(text, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	if !digits(whole) || len(whole) > 1 && whole[0] == '0' || point && (!digits(rest) || rest[len(rest)-1] == '0') {
		return false
	}
	return len(whole)+len(rest) <= 6
}

// fault says why a pack cannot express the question, "" when it can.
func (q *Question) fault() string {
	switch {
	case q.Text == "" || len(q.Text) > maxText:
		return fmt.Sprintf("its text is empty or longer than %d bytes", maxText)
	case q.Answer == "":
		return "it names no right answer"
	case len(q.Options) == 0:
		return ""
	case len(q.Options) < 2 || len(q.Options) > 4:
		return fmt.Sprintf("%d answers to choose from; a pack has 2 to 4", len(q.Options))
	}
	for i, option := range q.Options {
		if option == "" || len(option) > maxOption || slices.Contains(q.Options[:i], option) {
			return "an answer is empty, too long or stands twice"
		}
	}
	return ""
}

// letters stand for options that are more than one plain word.
var letters = []string{"a", "b", "c", "d"}

// word reports an option that can stand on a button in every language.
func word(option string) bool {
	return len(option) <= 40 && strings.Trim(option, "abcdefghijklmnopqrstuvwxyz") == "" || isNumber(option)
}

// Folder writes questions as the files of a pack, by their paths: one skill, and a
// generator with one exercise for each question. Hints are empty of help: whoever
// takes the questions over writes better ones.
func Folder(id, title, language string, questions []Question) (map[string][]byte, error) {
	direction := "ltr"
	if slices.Contains([]string{"ur", "ar", "fa", "ps", "sd"}, language) {
		direction = "rtl"
	}
	texts := map[string]any{}
	files := map[string]any{
		"pack.json":   map[string]any{"format": 0, "id": id, "version": 1, "languages": []string{language}},
		"skills.json": map[string]any{"skills": []any{map[string]any{"id": id, "picture": "books", "outcomes": []any{}, "after": []any{}}}},
	}
	for i, q := range questions {
		name := fmt.Sprintf("q-%04d", i+1)
		generator, said := q.generator(name, id, i+1, language)
		files["generators/"+name+".json"], texts[name] = generator, said
	}
	files["locale/"+language+".json"] = map[string]any{
		"language": language, "direction": direction, "review": "imported; not yet read by anybody here", "pack": map[string]string{"title": title},
		"skills": map[string]any{id: map[string]string{"title": title, "can": title}}, "misconceptions": map[string]any{}, "generators": texts,
	}
	out := map[string][]byte{}
	for path, content := range files {
		body, err := json.MarshalIndent(content, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
		out[path] = append(body, '\n')
	}
	return out, nil
}

// help are the words every imported exercise has until somebody writes better ones.
var help = map[string][3]string{
	"ur": {"سوال دوبارہ پڑھیں۔", "بتائیں کیا معلوم ہے اور کیا پوچھا گیا ہے۔", "جواب: "},
	"en": {"Read the question again.", "Say what is known and what is asked.", "The answer: "},
}

func (q *Question) generator(name, skill string, n int, language string) (generator, texts map[string]any) {
	words, ok := help[language]
	if !ok {
		words = help["en"]
	}
	texts = map[string]any{"stem": q.Text, "hint1": words[0], "hint2": words[1], "hint3": words[2] + q.Answer, "step1": words[2] + q.Answer}
	stem := []string{"stem"}
	generator = map[string]any{
		"id": name, "skill": skill, "parameters": []any{map[string]any{"name": "n", "type": "integer", "from": n, "to": n}},
		"levels": []any{map[string]string{"level": "medium", "where": "n > 0"}}, "misconceptions": []any{},
		"hints": []string{"hint1", "hint2", "hint3"}, "steps": []string{"step1"}, "layout": map[string]string{"kind": "none"},
	}
	switch {
	case len(q.Options) == 0 && strings.Contains(q.Answer, "."):
		generator["formats"], generator["sign"], generator["answer"] = []string{"value"}, ".", strconv.Quote(q.Answer)
	case len(q.Options) == 0:
		generator["formats"], generator["answer"] = []string{"keypad"}, q.Answer
	default:
		options, answer := q.Options, q.Answer
		if slices.ContainsFunc(options, func(o string) bool { return !word(o) }) {
			for i, option := range options {
				texts[letters[i]] = letters[i] + ") " + option
				stem = append(stem, letters[i])
			}
			answer, options = letters[slices.Index(options, answer)], letters[:len(options)]
		}
		var others []string
		for _, option := range options {
			if option != answer {
				others = append(others, strconv.Quote(option))
			}
		}
		generator["formats"], generator["answer"], generator["others"], generator["choices"] = []string{"choice"}, strconv.Quote(answer), others, len(options)
	}
	generator["stem"] = stem
	return generator, texts
}
