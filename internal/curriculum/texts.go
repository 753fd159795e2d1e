package curriculum

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
)

// signs are the keys that may stand beside the digits.
var signs = []string{".", "/", ":"}

// rupees are the coins and notes of Pakistan in use, in rupees.
var rupees = []int{1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000}

// maxListed bounds the texts that one call joins.
const maxListed = 24

// textFunctions write answers and drawings, and what whole numbers need.
var textFunctions = map[string]expr.Option{
	"gcd":         pair("gcd", func(a, b int64) (int64, error) { return gcd(a, b), nil }),
	"lcm":         pair("lcm", lcm),
	"ratio":       two("ratio", func(a, b int) (string, error) { return ratio(a, b, false) }),
	"lowest":      two("lowest", func(a, b int) (string, error) { return ratio(a, b, true) }),
	"decimal":     two("decimal", decimal),
	"time":        two("time", clock),
	"parts":       two("parts", parts),
	"fold":        two("fold", func(left, right int) (string, error) { return fmt.Sprintf("%d/%d", left, right), nil }),
	"mirror":      whole("mirror", mirror),
	"prime":       whole("prime", prime),
	"digitSum":    whole("digitSum", func(n int) int { return n%10 + n/10%10 + n/100%10 + n/1000%10 + n/10000%10 + n/100000%10 }),
	"ticks":       ticksOption,
	"over":        overOption,
	"grouped":     groupedOption,
	"group":       groupOption,
	"plusOver":    plusOverOption,
	"pick":        pickOption,
	"letter":      ofWord("letter", func(word string, at int) any { return word[at-1 : at] }),
	"gap":         ofWord("gap", func(word string, at int) any { return word[:at-1] + "_" + word[at:] }),
	"letters":     lettersOption,
	"say":         joined("say", " "),
	"list":        joined("list", between),
	"rows":        joined("rows", ","),
	"byValue":     ordered("byValue", func(a, b string) int { return compareTexts(a, b) }),
	"byValueDown": ordered("byValueDown", func(a, b string) int { return compareTexts(b, a) }),
	"byDigits":    ordered("byDigits", compareDigits),
	"byTop":       ordered("byTop", compareTops),
	"byBottom":    ordered("byBottom", compareBottoms),
	"byLength":    ordered("byLength", func(a, b string) int { return len(b) - len(a) }),
	"greatest":    best("greatest", func(a, b string) int { return compareTexts(a, b) }),
	"least":       best("least", func(a, b string) int { return compareTexts(b, a) }),
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

func lcm(a, b int64) (int64, error) {
	if a == 0 || b == 0 {
		return 0, errors.New("lcm of zero")
	}
	return a / gcd(a, b) * b, nil
}

// ratio writes a fraction; in lowest terms a whole one loses its under part.
func ratio(over, under int, lowest bool) (string, error) {
	if over < 0 || under < 1 {
		return "", errors.New("a fraction has a part of zero or more over one of 1 or more")
	}
	if lowest {
		g := int(gcd(int64(over), int64(under)))
		if over, under = over/g, under/g; under == 1 {
			return strconv.Itoa(over), nil
		}
	}
	return strconv.Itoa(over) + "/" + strconv.Itoa(under), nil
}

// decimal writes n with a point before its last places digits, without zeros at
// its end: decimal(450, 3) is 0.45.
func decimal(n, places int) (string, error) {
	if n < 0 || places < 0 || places > 4 {
		return "", errors.New("decimal takes a number of zero or more and 0 to 4 places")
	}
	text := strconv.Itoa(n)
	if len(text) <= places {
		text = strings.Repeat("0", places+1-len(text)) + text
	}
	whole, rest := text[:len(text)-places], strings.TrimRight(text[len(text)-places:], "0")
	if rest == "" {
		return whole, nil
	}
	return whole + "." + rest, nil
}

// clock writes a time as 7:05.
func clock(hours, minutes int) (string, error) {
	if hours < 0 || hours > 24 || minutes < 0 || minutes > 59 {
		return "", errors.New("a time has 0 to 24 hours and 0 to 59 minutes")
	}
	return fmt.Sprintf("%d:%02d", hours, minutes), nil
}

// ticks writes the marks of a number line: from, then steps of step, each with a
// point before its last places digits.
func ticks(from, step, count, places int) (string, error) {
	if count < 2 || count > maxListed || step < 1 {
		return "", fmt.Errorf("ticks writes 2 to %d marks", maxListed)
	}
	words := make([]string, count)
	for i := range words {
		var err error
		if words[i], err = decimal(from+i*step, places); err != nil {
			return "", err
		}
	}
	return strings.Join(words, between), nil
}

var ticksOption = expr.Function("ticks", func(arguments ...any) (any, error) {
	n, err := wholes("ticks", 4, arguments)
	if err != nil {
		return nil, err
	}
	return ticks(n[0], n[1], n[2], n[3])
}, new(func(int, int, int, int) string))

// overOption writes a sum whose right side is a fraction without its upper part:
// over("2/3", 12) is "2/3 = ▢/12".
var overOption = expr.Function("over", func(arguments ...any) (any, error) {
	left, err := words("over", arguments)
	if err != nil || len(left) != 2 {
		return nil, errors.New("over takes a text and a lower part")
	}
	return left[0] + " = ▢/" + left[1], nil
}, new(func(string, int) string))

// plusOverOption does so behind a whole number: plusOver("9/4", 2, 4) is
// "9/4 = 2 + ▢/4".
var plusOverOption = expr.Function("plusOver", func(arguments ...any) (any, error) {
	left, err := words("plusOver", arguments)
	if err != nil || len(left) != 3 {
		return nil, errors.New("plusOver takes a text, a whole number and a lower part")
	}
	return left[0] + " = " + left[1] + " + ▢/" + left[2], nil
}, new(func(string, int, int) string))

// parts writes the marks of a number line from 0 to wholes in parts of a whole.
func parts(of, wholes int) (string, error) {
	if of < 2 || wholes < 1 || of*wholes >= maxListed {
		return "", fmt.Errorf("parts writes at most %d marks", maxListed)
	}
	words := make([]string, of*wholes+1)
	for i := range words {
		if i%of == 0 {
			words[i] = strconv.Itoa(i / of)
			continue
		}
		words[i] = strconv.Itoa(i) + "/" + strconv.Itoa(of)
	}
	return strings.Join(words, between), nil
}

// mirror turns the squares of a half drawing over: bit foldColumns × row + column,
// columns from the left.
func mirror(bits int) int {
	out := 0
	for row := range foldRows {
		for column := range foldColumns {
			if bits>>(row*foldColumns+column)&1 == 1 {
				out |= 1 << (row*foldColumns + foldColumns - 1 - column)
			}
		}
	}
	return out
}

// prime is 1 for a prime number and 0 for another.
func prime(n int) int {
	for d := 2; d*d <= n; d++ {
		if n%d == 0 {
			return 0
		}
	}
	if n < 2 {
		return 0
	}
	return 1
}

// pickOption chooses one of some texts by a number, so that names and things vary
// with an exercise and never make it another one: pick(7, "a", "b") is "b".
var pickOption = expr.Function("pick", func(arguments ...any) (any, error) {
	n, ok := 0, len(arguments) > 1
	if ok {
		n, ok = arguments[0].(int)
	}
	if !ok || n < 0 {
		return nil, errors.New("pick takes a number of zero or more and texts")
	}
	text, ok := arguments[1+n%(len(arguments)-1)].(string)
	if !ok {
		return nil, errors.New("pick takes a number of zero or more and texts")
	}
	return text, nil
}, new(func(int, ...any) string))

// ofWord makes a function of a word and a place in it, from 1.
func ofWord(name string, f func(word string, at int) any) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		if len(arguments) == 2 {
			word, text := arguments[0].(string)
			at, number := arguments[1].(int)
			if text && number && at >= 1 && at <= len(word) && isID(word) {
				return f(word, at), nil
			}
		}
		return nil, fmt.Errorf("%s takes a word of letters a to z and a place in it, from 1", name)
	}, new(func(string, int) string))
}

// lettersOption counts the letters of a word.
var lettersOption = expr.Function("letters", func(arguments ...any) (any, error) {
	if len(arguments) == 1 {
		if word, ok := arguments[0].(string); ok && isID(word) {
			return len(word), nil
		}
	}
	return nil, errors.New("letters takes a word of letters a to z")
}, new(func(string) int))

func two(name string, f func(a, b int) (string, error)) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		n, err := wholes(name, 2, arguments)
		if err != nil {
			return nil, err
		}
		return f(n[0], n[1])
	}, new(func(int, int) string))
}

func whole(name string, f func(int) int) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		n, err := wholes(name, 1, arguments)
		if err != nil {
			return nil, err
		}
		return f(n[0]), nil
	}, new(func(int) int))
}

// words writes the arguments of a call, whole numbers and texts.
func words(name string, arguments []any) ([]string, error) {
	if len(arguments) < 1 || len(arguments) > maxListed {
		return nil, fmt.Errorf("%s takes 1 to %d numbers or texts", name, maxListed)
	}
	out := make([]string, len(arguments))
	for i, argument := range arguments {
		switch v := argument.(type) {
		case int:
			if v < 0 {
				return nil, fmt.Errorf("%s goes below zero", name)
			}
			out[i] = strconv.Itoa(v)
		case string:
			out[i] = v
		default:
			return nil, fmt.Errorf("%s takes numbers and texts", name)
		}
	}
	return out, nil
}

func joined(name, separator string) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		out, err := words(name, arguments)
		return strings.Join(out, separator), err
	}, new(func(...any) string))
}

// ordered makes a function that puts 2 to 5 written numbers in a row; of equal ones
// the order of the call stays.
func ordered(name string, order func(a, b string) int) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		out, err := words(name, arguments)
		if err != nil || len(out) > maxTiles {
			return nil, errors.Join(err, fmt.Errorf("%s takes at most %d numbers", name, maxTiles))
		}
		slices.SortStableFunc(out, order)
		return strings.Join(out, ","), nil
	}, new(func(...any) string))
}

// best makes a function that picks one of some written numbers.
func best(name string, order func(a, b string) int) expr.Option {
	return expr.Function(name, func(arguments ...any) (any, error) {
		out, err := words(name, arguments)
		if err != nil {
			return nil, err
		}
		return slices.MaxFunc(out, order), nil
	}, new(func(...any) string))
}

func compareTexts(a, b string) int {
	x, _ := parseNumber(a)
	y, _ := parseNumber(b)
	if x.under == 0 || y.under == 0 {
		return strings.Compare(a, b)
	}
	return x.compare(y)
}

// compareDigits compares decimals as if what follows the point were a whole number.
func compareDigits(a, b string) int {
	first, rest, _ := strings.Cut(a, ".")
	second, other, _ := strings.Cut(b, ".")
	if c := compareTexts(first, second); c != 0 {
		return c
	}
	return compareTexts("0"+rest, "0"+other)
}

// compareTops and compareBottoms look at one half of fractions only.
func compareTops(a, b string) int {
	first, _, _ := strings.Cut(a, "/")
	second, _, _ := strings.Cut(b, "/")
	return compareTexts(first, second)
}

func compareBottoms(a, b string) int {
	_, first, _ := strings.Cut(a, "/")
	_, second, _ := strings.Cut(b, "/")
	return compareTexts(first, second)
}
