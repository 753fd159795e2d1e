package content_test

import (
	"math/big"
	"strings"
	"testing"

	"darasa/content"
	"darasa/internal/curriculum"
)

func numeracy(t *testing.T) *curriculum.Pack {
	t.Helper()
	folder, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := curriculum.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	return pack
}

// worth computes one side of an equation: × and ÷ before + and −, fractions exact.
func worth(t *testing.T, side string) *big.Rat {
	t.Helper()
	sum, term, op := new(big.Rat), new(big.Rat), "+"
	for _, token := range append(strings.Fields(side), "+") {
		if strings.Contains("+−×÷", token) {
			if token == "+" || token == "−" {
				sum.Add(sum, term)
				term = new(big.Rat)
			}
			op = token
			continue
		}
		value, ok := new(big.Rat).SetString(token)
		if !ok {
			t.Fatalf("%q is no number", token)
		}
		switch op {
		case "+":
			term.Set(value)
		case "−":
			term.Neg(value)
		case "×":
			term.Mul(term, value)
		case "÷":
			term.Quo(term, value)
		}
	}
	return sum
}

// TestLessonQuestionsHold: every answer put into its box makes the equation true, and
// so does no other number near it.
func TestLessonQuestionsHold(t *testing.T) {
	pack := numeracy(t)
	if len(pack.Lessons) < 20 {
		t.Errorf("%d lessons, want 20", len(pack.Lessons))
	}
	holds := func(ask, answer string) bool {
		left, right, ok := strings.Cut(strings.Replace(ask, "▢", answer, 1), " = ")
		return ok && worth(t, left).Cmp(worth(t, right)) == 0
	}
	for _, lesson := range pack.Lessons {
		for _, q := range lesson.Questions {
			if !holds(q.Ask, q.Answer) {
				t.Errorf("%s: %s is not true with %s", lesson.ID, q.Ask, q.Answer)
			}
			if holds(q.Ask, q.Answer+"1") {
				t.Errorf("%s: %s is true with %s1 too", lesson.ID, q.Ask, q.Answer)
			}
		}
	}
}

// TestPuzzles: enough of them, some open, and those that can be tried out are.
func TestPuzzles(t *testing.T) {
	answers, open := map[string]string{}, 0
	for _, z := range numeracy(t).Puzzles {
		answers[z.ID] = z.Answer
		if z.Open {
			open++
		}
	}
	if len(answers) < 40 || open < 8 {
		t.Errorf("%d puzzles, %d of them open; want 40 and 8", len(answers), open)
	}
	for id, found := range tried() {
		if want := big.NewInt(int64(found)).String(); answers[id] != want {
			t.Errorf("%s: the pack says %q, trying it out %s", id, answers[id], want)
		}
	}
}

// tried finds the answers of puzzles by trying everything.
func tried() map[string]int {
	found := map[string]int{}
	for a := range 11 {
		if b := 10 - a; a == b+4 {
			found["two-kites"] = a
		}
	}
	for goats := range 6 {
		if goats*4+(5-goats)*2 == 16 {
			found["legs-in-the-yard"] = goats
		}
	}
	for a := range 5 {
		found["handshakes"] += a
	}
	for at := 0; at < 10; {
		found["snail-in-the-well"]++
		if at += 3; at < 10 {
			at -= 2
		}
	}
	for n := 1; n <= 19; n++ {
		found["page-numbers"] += strings.Count(big.NewInt(int64(n)).String(), "1")
	}
	for n := 1; n <= 12; n++ {
		found["clock-strikes"] += n
	}
	for n := 1; n <= 10; n++ {
		found["sum-to-ten"] += n
	}
	for n := 10; n <= 99; n++ {
		if n/10+n%10 == 5 {
			found["digits-add-to-five"] = max(found["digits-add-to-five"], n)
		}
	}
	for n := 100; n <= 999; n++ {
		if n/100 == n%10 {
			found["three-digit-palindromes"]++
		}
	}
	for side := 1; side <= 3; side++ {
		found["squares-on-a-board"] += (4 - side) * (4 - side)
	}
	for n := 12; n > 1; n-- {
		if n%2 == 1 && n%5 == 1 {
			found["least-of-remainders"] = n
		}
	}
	for x := range 6 {
		for y := range 6 {
			if x == 0 || x == 5 || y == 0 || y == 5 {
				found["tiles-around-a-pool"]++
			}
		}
	}
	sums := map[int]bool{}
	for with := 1; with < 8; with++ {
		sums[with&1+with&2+with>>2*5] = true
	}
	found["seven-sums"] = len(sums)
	return found
}
