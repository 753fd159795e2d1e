package solver

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxMarks bounds what is solved by counting single marks.
const maxMarks = 2000

// problem is what an exercise asks, read from its stem.
type problem struct {
	left, sign, right string
}

// read finds the one piece of arithmetic the stem asks for; a stem without any
// number asks to count the picture.
func read(stem []string) (problem, bool, error) {
	var asked []island
	for _, text := range stem {
		asked = append(asked, islands(text)...)
	}
	switch {
	case len(asked) == 0:
		return problem{}, false, nil
	case len(asked) == 1 && len(asked[0]) == 3 && strings.Contains("+ − × ÷", asked[0][1]):
		return problem{asked[0][0], asked[0][1], asked[0][2]}, true, nil
	}
	return problem{}, false, fmt.Errorf("the stem does not ask one thing: %v", asked)
}

// solveSum answers arithmetic or a picture to count; a tap may stand for typing.
func (v *exerciseView) solveSum() (string, error) {
	if v.format == "steps" {
		return v.onPaper()
	}
	if !strings.Contains("keypad choice value form", v.format) {
		return "", fmt.Errorf("the stem asks for a number, but the format is %s", v.format)
	}
	kind := v.layout["kind"]
	if kind == "sum" {
		return v.written()
	}
	asked, arithmetic, err := read(v.stem)
	if err != nil {
		return "", err
	}
	if !arithmetic {
		return v.counted()
	}
	if kind != "column" && kind != "row" {
		return "", fmt.Errorf("the stem asks arithmetic but the drawing is a %s", kind)
	}
	drawn := problem{v.value("a"), v.layout["op"], v.value("b")}
	if drawn != asked {
		return "", fmt.Errorf("the stem asks %s %s %s but the drawing shows %s %s %s",
			asked.left, asked.sign, asked.right, drawn.left, drawn.sign, drawn.right)
	}
	if kind == "row" && strings.Contains("+ −", asked.sign) {
		return countMarks(asked)
	}
	if strings.Contains("× ÷", asked.sign) {
		value, err := evaluate([]string{asked.left, asked.sign, asked.right})
		if err != nil {
			return "", err
		}
		return v.answered(value)
	}
	return byColumns(asked)
}

// written computes the one piece of arithmetic that stem and drawn sum share.
func (v *exerciseView) written() (string, error) {
	var asked []island
	for _, text := range v.stem {
		asked = append(asked, islands(text)...)
	}
	if len(asked) != 1 || len(asked[0]) < 3 {
		return "", fmt.Errorf("the stem does not ask one thing: %v", asked)
	}
	if drawn := v.value("text"); drawn != asked[0].String()+" = ▢" {
		return "", fmt.Errorf("the stem asks %s but the drawing shows %s", asked[0], drawn)
	}
	value, err := evaluate(asked[0])
	if err != nil {
		return "", err
	}
	return v.answered(value)
}

// countPicture draws the picture row by row and counts what was drawn.
func countPicture(layout map[string]string, values map[string]any) (string, error) {
	left, err := strconv.Atoi(show(values[layout["count"]]))
	if err != nil || left < 1 || left > maxMarks {
		return "", errors.New("the picture has no count that can be drawn")
	}
	width, err := strconv.Atoi(show(values[layout["perRow"]]))
	if err != nil || width < 1 || width > 10 {
		return "", errors.New("the picture has no width that can be drawn")
	}
	if show(values[layout["thing"]]) == "" {
		return "", errors.New("the picture does not say what is drawn")
	}
	var drawing strings.Builder
	for left > 0 {
		for column := 0; column < width && left > 0; column++ {
			drawing.WriteByte('o')
			left--
		}
		drawing.WriteByte('\n')
	}
	return strconv.Itoa(strings.Count(drawing.String(), "o")), nil
}

// countMarks solves a small sum with one mark for each thing: a sum is all marks
// together, a difference the count that refills what was taken away.
func countMarks(p problem) (string, error) {
	left, err1 := strconv.Atoi(p.left)
	right, err2 := strconv.Atoi(p.right)
	if err1 != nil || err2 != nil || left > maxMarks || right > maxMarks {
		return "", errors.New("too many marks to count")
	}
	if p.sign == "+" {
		return strconv.Itoa(len(strings.Repeat("x", left) + strings.Repeat("x", right))), nil
	}
	whole := strings.Repeat("x", left)
	rest, ok := strings.CutPrefix(whole, strings.Repeat("x", right))
	if !ok {
		return "", fmt.Errorf("%s cannot be taken from %s", p.right, p.left)
	}
	return strconv.Itoa(len(rest)), nil
}

// byColumns solves with decimal strings, one column at a time from the right.
func byColumns(p problem) (string, error) {
	width := max(len(p.left), len(p.right)) + 1
	a := strings.Repeat("0", width-len(p.left)) + p.left
	b := strings.Repeat("0", width-len(p.right)) + p.right
	out := make([]byte, width)
	carry := byte(0)
	for i := width - 1; i >= 0; i-- {
		if p.sign == "+" {
			sum := a[i] - '0' + b[i] - '0' + carry
			out[i], carry = '0'+sum%10, sum/10
			continue
		}
		// The digit of the difference is the one that, added to what is taken
		// away, gives the digit above.
		for digit := byte(0); digit < 10; digit++ {
			if sum := digit + b[i] - '0' + carry; sum%10 == a[i]-'0' {
				out[i], carry = '0'+digit, sum/10
				break
			}
		}
	}
	if carry > 0 {
		return "", fmt.Errorf("%s cannot be taken from %s", p.right, p.left)
	}
	if answer := strings.TrimLeft(string(out), "0"); answer != "" {
		return answer, nil
	}
	return "0", nil
}

// falseStatement returns the first equation in a message that does not hold.
func falseStatement(text string) string {
	for _, run := range islands(text) {
		if !run.plain() {
			if run.unequal() {
				return run.String()
			}
			continue
		}
		total, equations := run[0], 0
		side := run[0] // value of the expression since the last =
		for i := 1; i+1 < len(run); i += 2 {
			if run[i] == "=" {
				if equations > 0 && side != total {
					return run.String()
				}
				total, side = side, run[i+1]
				equations++
				continue
			}
			value, err := byColumns(problem{side, run[i], run[i+1]})
			if err != nil {
				return run.String()
			}
			side = value
		}
		if equations > 0 && side != total {
			return run.String()
		}
	}
	return ""
}

// plain reports a run of whole numbers, + and − alone.
func (i island) plain() bool {
	for place, token := range i {
		if place%2 == 0 && !typedDigits(token) || place%2 == 1 && strings.Contains("×÷", token) {
			return false
		}
	}
	return true
}

func typedDigits(token string) bool { return strings.Trim(token, "0123456789") == "" }

// unequal reports a run with equals signs whose sides differ, by exact fractions.
func (i island) unequal() bool {
	var sides [][]string
	start := 0
	for place, token := range i {
		if token == "=" {
			sides, start = append(sides, i[start:place]), place+1
		}
	}
	sides = append(sides, i[start:])
	if len(sides) == 1 {
		return false
	}
	first, err := evaluate(sides[0])
	if err != nil {
		return true
	}
	for _, side := range sides[1:] {
		if value, err := evaluate(side); err != nil || value.Cmp(first) != 0 {
			return true
		}
	}
	return false
}
