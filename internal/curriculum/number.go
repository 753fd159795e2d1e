package curriculum

import (
	"cmp"
	"strconv"
	"strings"
)

// number is an exact value: over / under, under at least 1.
type number struct{ over, under int64 }

// maxDigits bounds each half of a written number, so that products fit 64 bits.
const maxDigits = 9

// parseNumber reads a whole number ("12"), a decimal ("0.45") or a fraction
// ("10/12") as learners write them.
func parseNumber(text string) (number, bool) {
	if over, under, ok := strings.Cut(text, "/"); ok {
		n, ok1 := digits(over)
		d, ok2 := digits(under)
		return number{n, d}, ok1 && ok2 && d > 0
	}
	whole, rest, decimal := strings.Cut(text, ".")
	if !decimal {
		n, ok := digits(text)
		return number{n, 1}, ok
	}
	n, ok := digits(whole + rest)
	under := int64(1)
	for range rest {
		under *= 10
	}
	return number{n, under}, ok && whole != "" && rest != ""
}

func isNumber(text string) bool {
	_, ok := parseNumber(text)
	return ok
}

// digits reads a plain run of at most maxDigits digits.
func digits(text string) (int64, bool) {
	if text == "" || len(text) > maxDigits || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func (a number) compare(b number) int { return cmp.Compare(a.over*b.under, b.over*a.under) }

// SameValue reports whether two texts are the same number, or the same text where
// one of them is none: 10/12 is 5/6, and 0.50 is 0.5.
func SameValue(a, b string) bool {
	x, ok1 := parseNumber(a)
	y, ok2 := parseNumber(b)
	if !ok1 || !ok2 {
		return a == b
	}
	return x.compare(y) == 0
}

// same reports whether two answers of the generator count as one.
func (g *Generator) same(a, b string) bool {
	if g.has("value") {
		return SameValue(a, b)
	}
	return a == b
}
