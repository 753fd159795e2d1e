package solver

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// boxed finds the number for the empty box of a drawn sum, ▢ anywhere in it.
func (v *exerciseView) boxed() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if err := v.drawn("sum"); err != nil {
		return "", err
	}
	text := v.value("text")
	if strings.Count(text, "▢") != 1 || strings.Count(text, "=") != 1 {
		return "", fmt.Errorf("the sum %q has not one box and one equals sign", text)
	}
	value, err := fitting(text)
	if err != nil {
		return "", err
	}
	return v.answered(value)
}

// gap is how far the two sides of a sum are apart with n in the box.
func gap(text string, n *big.Rat) (*big.Rat, error) {
	left, right, _ := strings.Cut(strings.ReplaceAll(text, "▢", written(n, ".")), "=")
	a, err1 := evaluate(strings.Fields(left))
	b, err2 := evaluate(strings.Fields(right))
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return new(big.Rat).Sub(a, b), nil
}

// fitting follows a straight line through two tries to the number that fits, and
// tries one after the other where there is no straight line.
func fitting(text string) (*big.Rat, error) {
	at1, err1 := gap(text, integer(1))
	at2, err2 := gap(text, integer(2))
	if err1 == nil && err2 == nil {
		if slope := new(big.Rat).Sub(at2, at1); slope.Sign() != 0 {
			zero := new(big.Rat).Sub(integer(1), new(big.Rat).Quo(at1, slope))
			if zero.Sign() >= 0 {
				if rest, err := gap(text, zero); err == nil && rest.Sign() == 0 {
					return zero, nil
				}
			}
		}
	}
	var found *big.Rat
	for n := 1; n <= 1000; n++ {
		rest, err := gap(text, integer(n))
		if err != nil || rest.Sign() != 0 {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("%s and %d both fit into %s", found.RatString(), n, text)
		}
		found = integer(n)
	}
	if found == nil {
		return nil, fmt.Errorf("no number fits into %s", text)
	}
	return found, nil
}

// whole reads a drawn value that must be a number of from to to.
func (v *exerciseView) whole(field string, from, to int) (int, error) {
	n, err := strconv.Atoi(v.value(field))
	if err != nil || n < from || n > to {
		return 0, fmt.Errorf("the drawing's %s is %q, no number of %d to %d", field, v.value(field), from, to)
	}
	return n, nil
}
