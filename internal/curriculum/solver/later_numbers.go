package solver

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// stemWholes reads a stem that shows count whole numbers and no sign.
func (v *exerciseView) stemWholes(count int) ([]int, error) {
	texts, err := v.stemNumbers(count)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(texts))
	for i, text := range texts {
		if out[i], err = strconv.Atoi(text); err != nil || out[i] > 1_000_000 {
			return nil, fmt.Errorf("%q is no number to count with", text)
		}
	}
	return out, nil
}

// figures solves from the numbers of the stem alone.
func figures(count int, solve func([]int) int) func(*exerciseView, string) (string, error) {
	return func(v *exerciseView, _ string) (string, error) {
		n, err := v.stemWholes(count)
		if err != nil {
			return "", err
		}
		if slices.Contains(n, 0) {
			return "", errors.New("the stem has a zero to share or multiply with")
		}
		answer := solve(n)
		if answer < 0 {
			return "", errors.New("the stem has no answer")
		}
		return v.answered(integer(answer))
	}
}

// optionWhere finds the one option that fits.
func optionWhere(count int, fits func(n int, stem []int) bool) func(*exerciseView, string) (string, error) {
	return func(v *exerciseView, _ string) (string, error) {
		stem, err := v.stemWholes(count)
		if err != nil {
			return "", err
		}
		found := ""
		for _, option := range v.options {
			n, err := strconv.Atoi(option)
			if err != nil {
				return "", err
			}
			if !fits(n, stem) {
				continue
			}
			if found != "" {
				return "", fmt.Errorf("%s and %s both answer the stem", found, option)
			}
			found = option
		}
		if found == "" {
			return "", errors.New("no option answers the stem")
		}
		return found, nil
	}
}

// goesInto takes n away until nothing is left, or too little.
func goesInto(n, of int) bool {
	if n < 1 || of < 1 {
		return false
	}
	for of > 0 {
		of -= n
	}
	return of == 0
}

func divisors(n int) []int {
	var out []int
	for d := 1; d <= n; d++ {
		if goesInto(d, n) {
			out = append(out, d)
		}
	}
	return out
}

func lastCommon(a, b []int) int {
	for _, n := range slices.Backward(a) {
		if slices.Contains(b, n) {
			return n
		}
	}
	return -1
}

func firstMultiple(n []int) int {
	for multiple := n[0]; multiple <= n[0]*n[1]; multiple += n[0] {
		if goesInto(n[1], multiple) {
			return multiple
		}
	}
	return -1
}

// shares deals things out in rounds.
func shares(things, among int) int {
	rounds := 0
	for ; things >= among; things -= among {
		rounds++
	}
	return rounds
}

func total(numbers []int) int {
	sum := 0
	for _, n := range numbers {
		sum += n
	}
	return sum
}

func repeat(n, times int) []int { return slices.Repeat([]int{n}, times) }

func (v *exerciseView) smallestOption() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	sorted, err := smallest(v.options)
	if err != nil || len(sorted) == 0 {
		return "", fmt.Errorf("there is nothing to choose from (%w)", err)
	}
	return sorted[0], nil
}

// nearest walks down and up to the next round number; halfway goes up.
func (v *exerciseView) nearest() (string, error) {
	n, err := v.stemWholes(2)
	if err != nil {
		return "", err
	}
	// Languages name the number and the step in their own order; the step is round.
	number, step := n[0], n[1]
	for steps := 0; steps <= step; steps++ {
		if up := number + steps; goesInto(step, up) {
			return v.answered(integer(up))
		}
		if down := number - steps; steps*2 < step && (down == 0 || goesInto(step, down)) {
			return v.answered(integer(down))
		}
	}
	return "", fmt.Errorf("%d is near no multiple of %d", number, step)
}

// worth covers the other digits of a number with zeros. The digit is the shorter of
// the two numbers of the stem.
func (v *exerciseView) worth() (string, error) {
	n, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	digit, number := n[0], n[1]
	if len(digit) > len(number) {
		digit, number = number, digit
	}
	if len(digit) != 1 || strings.Count(number, digit) != 1 {
		return "", fmt.Errorf("%s does not have the digit %s once", number, digit)
	}
	at := strings.Index(number, digit)
	return strings.TrimLeft(digit+strings.Repeat("0", len(number)-at-1), " "), nil
}

// partOf cuts a number into as many parts as the fraction says.
func (v *exerciseView) partOf() (string, error) {
	n, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	return v.product(n)
}

func (v *exerciseView) percent() (string, error) {
	n, err := v.stemWholes(2)
	if err != nil {
		return "", err
	}
	return v.answered(new(big.Rat).Mul(big.NewRat(int64(n[0]), 100), integer(n[1])))
}

func (v *exerciseView) product(texts []string) (string, error) {
	value := integer(1)
	for _, text := range texts {
		n, err := rational(text)
		if err != nil {
			return "", err
		}
		value.Mul(value, n)
	}
	return v.answered(value)
}

// drawnPart counts the coloured pieces of a drawn whole.
func (v *exerciseView) drawnPart() (*big.Rat, error) {
	if v.layout["kind"] == "hundred" {
		filled, err := v.whole("filled", 1, 100)
		return big.NewRat(int64(filled), 100), err
	}
	if err := v.drawn("part"); err != nil {
		return nil, err
	}
	parts, err1 := v.whole("parts", 1, 12)
	filled, err2 := v.whole("filled", 0, max(parts, 1))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if shape := v.value("shape"); shape != "circle" && shape != "bar" {
		return nil, fmt.Errorf("the whole is a %s", shape)
	}
	marks := strings.Repeat("x", filled) + strings.Repeat(".", parts-filled)
	return big.NewRat(int64(strings.Count(marks, "x")), int64(len(marks))), nil
}

func (v *exerciseView) coloured() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	value, err := v.drawnPart()
	if err != nil {
		return "", err
	}
	return v.answered(value)
}

// asDecimal writes a fraction of the stem, or a coloured part, with a point.
func (v *exerciseView) asDecimal() (string, error) {
	if v.layout["kind"] == "hundred" {
		return v.coloured()
	}
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	return v.product(n)
}

func (v *exerciseView) lowestTerms() (string, error) {
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	value, err := rational(n[0])
	if err != nil || v.format != "form" {
		return "", fmt.Errorf("lowest terms are a form of a fraction (%w)", err)
	}
	return written(value, "/"), nil
}

// altogether and remaining are one step with two numbers, and two steps with three.
func (v *exerciseView) altogether() (string, error) {
	return v.steps(func(a, b int) int { return a + b })
}

func (v *exerciseView) remaining() (string, error) {
	return v.steps(func(a, b int) int { return a - b })
}

func (v *exerciseView) steps(last func(a, b int) int) (string, error) {
	n, err := v.stemWholes(2)
	if err != nil {
		if n, err = v.stemWholes(3); err != nil {
			return "", err
		}
		n = []int{total(repeat(n[0], n[1])), n[2]}
	}
	return v.answered(integer(last(n[0], n[1])))
}

func (v *exerciseView) mean() (string, error) {
	var n []int
	for count := 2; count <= 6; count++ {
		if found, err := v.stemWholes(count); err == nil {
			n = found
		}
	}
	if len(n) == 0 {
		return "", errors.New("the stem shows no two to six numbers")
	}
	return v.answered(big.NewRat(int64(total(n)), int64(len(n))))
}
