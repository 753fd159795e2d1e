package curriculum

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
)

// between stands between the numbers of a row: an em wide, or 4 5 would read as
// 45; the app keeps numbers with nothing but space between them in one
// left-to-right run.
const between = "\u2003"

// maxTiles bounds the numbers that are put in order.
const maxTiles = 5

// counting writes the numbers from one to the other, up or down, as a child says
// them: "5 6 7".
func counting(from, to int) (string, error) {
	step := 1
	if to < from {
		step = -1
	}
	if (to-from)*step > 100 {
		return "", errors.New("counting spans more than 100 numbers")
	}
	words := []string{strconv.Itoa(from)}
	for n := from; n != to; {
		n += step
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, between), nil
}

// blank writes count numbers step apart, with _ for the one at place at.
func blank(from, step, count, at int) (string, error) {
	if count < 3 || count > 10 || at < 0 || at >= count {
		return "", errors.New("blank shows 3 to 10 numbers, one of them as _")
	}
	words := make([]string, count)
	for i := range words {
		n := from + i*step
		if n < 0 {
			return "", errors.New("blank goes below zero")
		}
		words[i] = strconv.Itoa(n)
	}
	words[at] = "_"
	return strings.Join(words, between), nil
}

// part names a fraction as an option does: "1/4".
func part(filled, parts int) (string, error) {
	if parts < 1 || parts > maxParts || filled < 0 || filled > parts {
		return "", fmt.Errorf("part is of 1 to %d parts", maxParts)
	}
	return strconv.Itoa(filled) + "/" + strconv.Itoa(parts), nil
}

// lined makes a function of expressions that writes 2 to 5 different numbers in an
// order, as the tiles of an exercise are tapped: "7,12,19".
func lined(name string, order func(a, b int) int) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		numbers, err := wholes(name, len(arguments), arguments)
		if err != nil {
			return nil, err
		}
		if len(numbers) < 2 || len(numbers) > maxTiles {
			return nil, fmt.Errorf("%s takes 2 to %d numbers", name, maxTiles)
		}
		slices.SortStableFunc(numbers, order)
		words := make([]string, len(numbers))
		for i, n := range numbers {
			words[i] = strconv.Itoa(n)
		}
		return strings.Join(words, ","), nil
	}, new(func(...int) string))
}

func rising(a, b int) int  { return cmp.Compare(a, b) }
func falling(a, b int) int { return cmp.Compare(b, a) }
func byOnes(a, b int) int  { return cmp.Or(cmp.Compare(a%10, b%10), cmp.Compare(a, b)) }
