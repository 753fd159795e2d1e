package foreign

import (
	"fmt"
	"strconv"
	"strings"
)

// GIFT reads the text format of Moodle. Supported are multiple choice with one right
// answer, true or false, and numbers without tolerance.
func GIFT(text string) *Questions {
	q := &Questions{}
	if len(text) > MaxBytes {
		q.refuse("file", fmt.Sprintf("larger than %d bytes", MaxBytes))
		return q
	}
	var block []string
	start := 0
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n")+"\n", "\n")
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "//"):
		case strings.HasPrefix(trimmed, "$CATEGORY"):
			q.refuse(fmt.Sprintf("line %d", i+1), "categories are not kept; all questions become one skill")
		case trimmed != "":
			if len(block) == 0 {
				start = i + 1
			}
			block = append(block, line)
		}
		if len(block) > 0 && (trimmed == "" || i == len(lines)-1) {
			q.gift(fmt.Sprintf("line %d", start), strings.Join(block, "\n"))
			block = nil
		}
	}
	return q
}

// Signs that a backslash takes their meaning from stand in the private use area
// until the question is taken apart.
const escapable = `\~=#{}:n`

func hide(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			if at := strings.IndexByte(escapable, text[i+1]); at >= 0 {
				out.WriteRune(rune(0xE000 + at))
				i++
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

func reveal(text string) string {
	for i, sign := range escapable {
		if sign == 'n' {
			sign = ' '
		}
		text = strings.ReplaceAll(text, string(rune(0xE000+i)), string(sign))
	}
	return strings.Join(strings.Fields(text), " ")
}

func (q *Questions) gift(place, block string) {
	block = hide(block)
	if rest, ok := strings.CutPrefix(strings.TrimSpace(block), "::"); ok {
		if title, after, ok := strings.Cut(rest, "::"); ok {
			place += " (" + reveal(title) + ")"
			block = after
		}
	}
	for _, form := range []string{"[html]", "[markdown]", "[plain]", "[moodle]"} {
		block = strings.TrimPrefix(strings.TrimSpace(block), form)
	}
	before, rest, ok := strings.Cut(block, "{")
	answers, after, closed := strings.Cut(rest, "}")
	if !ok || !closed {
		q.refuse(place, "a description or an answer in braces that does not end")
		return
	}
	if strings.TrimSpace(after) != "" {
		before += " _____ " + after
	}
	q.answers(Question{Place: place, Text: plain(reveal(before))}, strings.TrimSpace(answers))
}

// answers reads what stands in the braces.
func (q *Questions) answers(question Question, answers string) {
	first, _, _ := strings.Cut(answers, "#")
	switch word := strings.ToUpper(strings.TrimSpace(first)); {
	case answers == "":
		q.refuse(question.Place, "an essay: nothing here can grade it")
	case word == "T" || word == "TRUE" || word == "F" || word == "FALSE":
		question.Options = []string{"true", "false"}
		if question.Answer = "false"; word[0] == 'T' {
			question.Answer = "true"
		}
		q.add(question)
	case strings.Contains(answers, "->"):
		q.refuse(question.Place, "matching pairs are not supported")
	case answers[0] == '#':
		q.number(question, answers[1:])
	case strings.Contains(answers, "~"):
		q.choice(question, answers)
	default:
		q.number(question, strings.TrimPrefix(answers, "="))
	}
}

// number reads one number; ranges and tolerances would call many answers right.
func (q *Questions) number(question Question, answers string) {
	value, feedback, _ := strings.Cut(answers, "#")
	if strings.TrimSpace(feedback) != "" {
		q.refuse(question.Place, "its feedback is left out")
	}
	number, tolerance, ranged := strings.Cut(strings.TrimSpace(value), ":")
	if from, to, spread := strings.Cut(number, ".."); spread && from == to {
		number = from
	}
	if f, err := strconv.ParseFloat(tolerance, 64); ranged && (err != nil || f != 0) {
		q.refuse(question.Place, "a number with tolerance is not supported")
		return
	}
	question.Answer = strings.TrimSpace(reveal(number))
	if isNumber(question.Answer) {
		q.add(question)
		return
	}
	q.refuse(question.Place, "an answer that is written in words, or several numbers, cannot be typed here")
}

func (q *Questions) choice(question Question, answers string) {
	feedback := false
	for _, part := range split(answers) {
		text, said, has := strings.Cut(part[1:], "#")
		feedback = feedback || has && strings.TrimSpace(said) != ""
		if strings.HasPrefix(strings.TrimSpace(text), "%") {
			q.refuse(question.Place, "answers that are right in parts are not supported")
			return
		}
		option := plain(reveal(text))
		if part[0] == '=' {
			if question.Answer != "" {
				q.refuse(question.Place, "several right answers are not supported")
				return
			}
			question.Answer = option
		}
		question.Options = append(question.Options, option)
	}
	if feedback {
		q.refuse(question.Place, "its feedback is left out")
	}
	q.add(question)
}

// split cuts before every = and ~.
func split(answers string) (parts []string) {
	for i := 0; i < len(answers); {
		next := strings.IndexAny(answers[i+1:], "=~")
		if next < 0 {
			next = len(answers) - i - 1
		}
		if answers[i] == '=' || answers[i] == '~' {
			parts = append(parts, answers[i:i+1+next])
		}
		i += 1 + next
	}
	return parts
}
