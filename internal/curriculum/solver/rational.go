package solver

import (
	"fmt"
	"math/big"
	"strings"
)

// rational reads a whole number, a decimal or a fraction exactly.
func rational(token string) (*big.Rat, error) {
	value, ok := new(big.Rat).SetString(token)
	if !ok || strings.Trim(token, "0123456789./") != "" || len(token) > 20 {
		return nil, fmt.Errorf("%q is no number", token)
	}
	return value, nil
}

func integer(n int) *big.Rat { return big.NewRat(int64(n), 1) }

// written is a rational as a learner would write it: whole, or in lowest terms, or
// with a point.
func written(value *big.Rat, sign string) string {
	if value.IsInt() || sign == "/" {
		return strings.TrimSuffix(value.RatString(), "/1")
	}
	for places := 1; places <= 6; places++ {
		text := value.FloatString(places)
		if back, ok := new(big.Rat).SetString(text); ok && back.Cmp(value) == 0 {
			return text
		}
	}
	return value.RatString()
}

// evaluate computes numbers and signs, × and ÷ before + and −.
func evaluate(run []string) (*big.Rat, error) {
	if len(run)%2 == 0 {
		return nil, fmt.Errorf("%v does not end with a number", run)
	}
	total, err := rational(run[0])
	if err != nil {
		return nil, err
	}
	sum, sign := new(big.Rat), "+"
	for i := 1; i < len(run); i += 2 {
		next, err := rational(run[i+1])
		if err != nil {
			return nil, err
		}
		switch run[i] {
		case "×":
			total = new(big.Rat).Mul(total, next)
		case "÷":
			if next.Sign() == 0 {
				return nil, fmt.Errorf("%v divides by zero", run)
			}
			total = new(big.Rat).Quo(total, next)
		case "+", "−":
			sum, sign, total = joined(sum, sign, total), run[i], next
		default:
			return nil, fmt.Errorf("%v has a sign that is not computed with", run)
		}
	}
	return joined(sum, sign, total), nil
}

func joined(sum *big.Rat, sign string, term *big.Rat) *big.Rat {
	if sign == "−" {
		return new(big.Rat).Sub(sum, term)
	}
	return new(big.Rat).Add(sum, term)
}

// answered turns a value into the answer that the exercise's format takes: the one
// option or mark of that value, or the number as it is typed.
func (v *exerciseView) answered(value *big.Rat) (string, error) {
	if value.Sign() < 0 {
		return "", fmt.Errorf("the answer %s is below zero", value.RatString())
	}
	var among []string
	switch v.format {
	case "choice", "picture":
		among = v.options
	case "line":
		among = strings.Split(v.value("ticks"), "\u2003")
	default:
		return written(value, v.sign), nil
	}
	found := ""
	for _, text := range among {
		if n, err := rational(text); err == nil && n.Cmp(value) == 0 {
			if found != "" {
				return "", fmt.Errorf("%s and %s are both the answer", found, text)
			}
			found = text
		}
	}
	if found == "" {
		return "", fmt.Errorf("nothing to tap is %s", value.RatString())
	}
	return found, nil
}

// agrees compares a solution with the pack's answer as the format grades.
func (v *exerciseView) agrees(solution, answer string) bool {
	if v.format != "value" {
		return solution == answer
	}
	a, err1 := rational(solution)
	b, err2 := rational(answer)
	return err1 == nil && err2 == nil && a.Cmp(b) == 0
}
