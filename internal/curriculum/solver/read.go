package solver

import (
	"slices"
	"strings"
	"unicode"
)

// island is a run of numbers and signs as it stands in a sentence, such as
// 37 + 45 or 8 − 3 = 5 or a lone 7; a number stands before, between and after signs.
type island []string

func (i island) String() string { return strings.Join(i, " ") }

// islands reads the numbers and the arithmetic in a message.
func islands(text string) []island {
	var found []island
	var open island
	sign := "" // a sign seen after open, waiting for its number
	end := func() {
		if len(open) > 0 {
			found = append(found, open)
		}
		open, sign = nil, ""
	}
	runes := []rune(text)
	for i := 0; i < len(runes); {
		switch c := runes[i]; {
		case c >= '0' && c <= '9':
			start := i
			i = numberEnd(runes, i)
			if sign == "" {
				end()
			} else {
				open = append(open, sign)
			}
			open, sign = append(open, string(runes[start:i])), ""
			continue
		case strings.ContainsRune("+−=×÷", c):
			if len(open) == 0 || sign != "" {
				end()
			} else {
				sign = string(c)
			}
		case c == ' ':
		default:
			end()
		}
		i++
	}
	end()
	return found
}

// numberEnd is where a number ends that begins at i: digits, and once a point, a
// fraction's stroke or a clock's colon with digits on both sides.
func numberEnd(runes []rune, i int) int {
	digit := func(i int) bool { return i < len(runes) && runes[i] >= '0' && runes[i] <= '9' }
	for digit(i) {
		i++
	}
	if digit(i+1) && strings.ContainsRune("./:", runes[i]) {
		for i++; digit(i); {
			i++
		}
	}
	return i
}

// numbers lists every number that stands in the messages, a fraction as two.
func numbers(texts ...string) []string {
	var out []string
	for _, text := range texts {
		for _, run := range islands(text) {
			for i := 0; i < len(run); i += 2 {
				out = append(out, strings.Split(run[i], "/")...)
			}
		}
	}
	return out
}

// signature is what two languages must share: the islands of a message, in any
// order, for languages order their sentences differently.
func signature(text string) string {
	var parts []string
	for _, run := range islands(text) {
		parts = append(parts, run.String())
	}
	slices.Sort(parts)
	return strings.Join(parts, " | ")
}

// scriptFault says what is wrong with the letters of a message, "" if nothing.
func scriptFault(language, text string) string {
	arabic, latin := false, false
	for _, c := range text {
		switch {
		case c >= '٠' && c <= '٩' || c >= '۰' && c <= '۹':
			return "a digit is not one of 0 to 9"
		case c == 'ي' || c == 'ك' || c == 'ى':
			if language == "ur" {
				return "an Arabic letter stands where Urdu has ی or ک"
			}
			arabic = true
		case unicode.In(c, unicode.Arabic) && unicode.IsLetter(c):
			arabic = true
		case unicode.In(c, unicode.Latin):
			latin = true
		case c == '-':
			return "a hyphen; the sign for taking away is −"
		}
	}
	switch {
	case language == "ur" && (latin || !arabic):
		return "it is not written in Urdu"
	case language == "en" && arabic:
		return "it is not written in English"
	}
	return ""
}
