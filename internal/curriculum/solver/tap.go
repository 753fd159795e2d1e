package solver

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// form says what is wrong with how an exercise is answered.
func (it *item) form(g *generator, in *instance) []string {
	var faults []string
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	grouped := it.Format == "group"
	if len(in.Options) > 0 && it.Format != "choice" && it.Format != "picture" || len(in.Tiles) > 0 && it.Format != "order" && !grouped ||
		len(in.Pictures) > 0 && it.Format != "picture" && !grouped || len(g.Groups) > 0 && !grouped {
		add("the format %s has options, pictures, tiles or groups that it does not show", it.Format)
	}
	texts := append([]string{in.Answer}, slices.Sorted(maps.Keys(in.Wrong))...)
	switch it.Format {
	case "keypad":
		for _, text := range texts {
			if !typed(text) {
				add("%q cannot be typed on the keypad", text)
			}
		}
	case "choice", "picture":
		faults = append(faults, optionFaults(it, in, texts)...)
	case "order":
		if n := len(in.Tiles); n < 2 || n > 5 || repeats(in.Tiles) {
			add("the tiles %v are too few, too many or not different", in.Tiles)
		}
		for _, text := range texts {
			if row := strings.Split(text, ","); !slices.Equal(slices.Sorted(slices.Values(row)), slices.Sorted(slices.Values(in.Tiles))) {
				add("%q cannot be tapped with the tiles %v", text, in.Tiles)
			}
		}
		if strings.Join(in.Tiles, ",") == in.Answer {
			add("the tiles stand in the right order from the start")
		}
	case "group":
		faults = append(faults, groupFaults(g, in, texts)...)
	case "value", "form", "money", "line", "steps", "bar", "clock":
		faults = append(faults, it.writtenFaults(g, in, texts)...)
	default:
		add("this solver cannot check the format %s", it.Format)
	}
	return faults
}

func optionFaults(it *item, in *instance, texts []string) []string {
	var faults []string
	if n := len(in.Options); n < 2 || n > 4 || repeats(in.Options) {
		faults = append(faults, fmt.Sprintf("the options %v are too few, too many or not different", in.Options))
	}
	if !slices.Contains(in.Options, in.Answer) {
		faults = append(faults, fmt.Sprintf("the answer %q is not among the options %v", in.Answer, in.Options))
	}
	for _, text := range append(texts, in.Options...) {
		if isWord(in.Answer) && isWord(text) {
			continue
		}
		if !typed(text) && !isPart(text) && !isDecimal(text) && !isTime(text) {
			faults = append(faults, fmt.Sprintf("%q is no text of an option", text))
		}
	}
	if it.Format != "picture" {
		return faults
	}
	if len(in.Pictures) != len(in.Options) {
		return append(faults, "there is not one picture for each option")
	}
	for i, p := range in.Pictures {
		if p.name() != in.Options[i] {
			faults = append(faults, fmt.Sprintf("the picture %+v does not show its option %s", p, in.Options[i]))
		}
	}
	return faults
}

func repeats(texts []string) bool {
	for i, text := range texts {
		if slices.Contains(texts[:i], text) {
			return true
		}
	}
	return false
}

// isDecimal reports a decimal such as 0.45.
func isDecimal(text string) bool {
	whole, rest, ok := strings.Cut(text, ".")
	return ok && typed(whole) && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// isTime reports a time such as 7:05.
func isTime(text string) bool {
	hours, minutes, ok := strings.Cut(text, ":")
	return ok && typed(hours) && len(minutes) == 2 && before(minutes, "60") && strings.Trim(minutes, "0123456789") == ""
}

// isPart reports a fraction such as 1/4.
func isPart(text string) bool {
	filled, parts, ok := strings.Cut(text, "/")
	return ok && typed(filled) && typed(parts)
}

// pieces splits an answer into the numbers it is made of.
func pieces(answer string) []string {
	return strings.FieldsFunc(answer, func(c rune) bool { return c == ',' || c == '/' || c == '|' })
}

// shows reports whether a message says an answer of several numbers, one directly
// after the other.
func shows(text string, answer []string) bool {
	said := numbers(text)
	for i := 0; i+len(answer) <= len(said); i++ {
		if slices.Equal(said[i:i+len(answer)], answer) {
			return true
		}
	}
	return false
}
