package curriculum

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// WorkRule names the written arithmetic of a steps exercise: Algorithm is one of
// algorithms, A and B name the values it works on.
type WorkRule struct {
	Algorithm string `json:"algorithm"`
	A         string `json:"a"`
	B         string `json:"b"`
}

// Work is the squared paper of written arithmetic: lines from the top, each as wide
// as Columns, and the cells that a learner may fill.
type Work struct {
	Columns int        `json:"columns"`
	Lines   []WorkLine `json:"lines"`
	Cells   []WorkCell `json:"cells"`
}

// WorkLine is one line of the paper: what is printed on it (Given ends in the last
// column), the sign before it, whether a rule is drawn below, whether it is a low
// line for marks.
type WorkLine struct {
	Given string `json:"given,omitempty"`
	Sign  string `json:"sign,omitempty"`
	Rule  bool   `json:"rule,omitempty"`
	Small bool   `json:"small,omitempty"`
}

// The kinds of cell. A digit belongs to the answer, a lead is a place before it
// that may stay empty, an aid (a mark, a product on the way) is free.
const (
	CellDigit = "digit"
	CellLead  = "lead"
	CellAid   = "aid"
)

// WorkCell is one cell: its line and column, what belongs there, and the cells that
// come before it. After spans a state graph with more than one way through: cells
// that are not tied may be filled in any order, and only digits hold others up.
type WorkCell struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Kind   string `json:"kind"`
	Is     string `json:"is"`
	After  []int  `json:"after,omitempty"`
}

var algorithms = map[string]func(a, b int) (*Work, error){
	"add": workAdd, "subtract": workSubtract, "multiply": workMultiply, "divide": workDivide,
}

func (r *WorkRule) check(g *Generator) error {
	if _, ok := algorithms[r.Algorithm]; !ok {
		return faultf(g.file, "work: algorithm %q is unknown; this program knows: %s", r.Algorithm, known(algorithms))
	}
	for _, name := range []string{r.A, r.B} {
		if !slices.Contains(g.names(), name) {
			return faultf(g.file, "work: %q is not a value of this generator", name)
		}
	}
	return nil
}

// paper gives an instance of steps its paper, which must lead to the same answer
// as the generator's own expression.
func (s *search) paper(in *Instance) error {
	r := s.g.Work
	if r == nil {
		return nil
	}
	a, ok1 := s.values[r.A].(int)
	b, ok2 := s.values[r.B].(int)
	if !ok1 || !ok2 || a < 1 || b < 1 || a > 99999 || b > 99999 {
		return fmt.Errorf("%s and %s are no whole numbers of 1 to 99999", r.A, r.B)
	}
	work, err := algorithms[r.Algorithm](a, b)
	if err != nil {
		return err
	}
	if got := work.Answer(); got != in.Answer {
		return fmt.Errorf("the written work ends in %s, answer says %s", got, in.Answer)
	}
	in.Work = work
	return nil
}

// Answer is the response of somebody who fills every cell as it should be: the
// lines of the answer from the top, joined by commas.
func (w *Work) Answer() string {
	filled := make([]string, len(w.Cells))
	for i, c := range w.Cells {
		filled[i] = c.Is
	}
	return w.Response(filled)
}

// Response reads the answer off the paper: of every line with digits what stands
// in its cells, without zeros before it.
func (w *Work) Response(filled []string) string {
	var rows []string
	for line := range w.Lines {
		row, counts := make([]string, w.Columns), false
		for i, c := range w.Cells {
			if c.Line == line && c.Kind != CellAid {
				row[c.Column], counts = filled[i], true
			}
		}
		if !counts {
			continue
		}
		text := strings.TrimLeft(strings.Join(row, ""), "0")
		if text == "" {
			text = "0"
		}
		rows = append(rows, text)
	}
	return strings.Join(rows, ",")
}

// Open lists the cells that may be filled next: empty ones whose digits before them
// are there.
func (w *Work) Open(filled []string) []int {
	var open []int
	for i, c := range w.Cells {
		held := slices.ContainsFunc(c.After, func(j int) bool { return filled[j] == "" && w.Cells[j].Kind == CellDigit })
		if filled[i] == "" && !held {
			open = append(open, i)
		}
	}
	return open
}

// add appends a cell and returns its place.
func (w *Work) add(c WorkCell) int {
	w.Cells = append(w.Cells, c)
	return len(w.Cells) - 1
}

// given writes a number on the paper.
func given(n int, sign string, rule bool) WorkLine {
	return WorkLine{Given: strconv.Itoa(n), Sign: sign, Rule: rule}
}

// digitAt is the digit of n that stands places before the last.
func digitAt(n, places int) int {
	for range places {
		n /= 10
	}
	return n % 10
}

func width(n int) int { return len(strconv.Itoa(n)) }

// answerLine adds the cells of a number from the right. tied tells for every place
// whether its digit needs the one to its right; more lists further cells before it.
func (w *Work) answerLine(line, n, places int, tied func(place int) bool, more func(place int) []int) []int {
	var cells []int
	for place := range places {
		c := WorkCell{Line: line, Column: w.Columns - 1 - place, Kind: CellDigit, Is: strconv.Itoa(digitAt(n, place))}
		if place >= width(n) {
			c.Kind, c.Is = CellLead, ""
		}
		if place > 0 && tied(place) {
			c.After = append(c.After, cells[place-1])
		}
		c.After = append(c.After, more(place)...)
		cells = append(cells, w.add(c))
	}
	return cells
}

func none(int) []int { return nil }

// workAdd is addition in columns: a carry may be noted above the next column.
func workAdd(a, b int) (*Work, error) {
	w := &Work{Columns: max(width(a), width(b), width(a+b)), Lines: []WorkLine{{Small: true}, given(a, "", false), given(b, "+", true), {}}}
	carries := func(place int) bool {
		tail := 1
		for range place {
			tail *= 10
		}
		return a%tail+b%tail >= tail
	}
	for place := 1; place < w.Columns; place++ {
		if carries(place) {
			w.add(WorkCell{Line: 0, Column: w.Columns - 1 - place, Kind: CellAid, Is: "1"})
		}
	}
	w.answerLine(3, a+b, w.Columns, carries, none)
	return w, nil
}

// workSubtract is subtraction in columns: where a ten is opened, what then stands
// above a digit may be noted.
func workSubtract(a, b int) (*Work, error) {
	if b > a {
		return nil, fmt.Errorf("%d is more than %d", b, a)
	}
	w := &Work{Columns: width(a), Lines: []WorkLine{{Small: true}, given(a, "", false), given(b, "−", true), {}}}
	lent := make([]bool, w.Columns+1) // by place: this column gave a ten away
	for place := range w.Columns {
		top := digitAt(a, place)
		if lent[place] {
			top--
		}
		lent[place+1] = top < digitAt(b, place)
		if lent[place+1] {
			top += 10
		}
		if top != digitAt(a, place) {
			w.add(WorkCell{Line: 0, Column: w.Columns - 1 - place, Kind: CellAid, Is: strconv.Itoa(top)})
		}
	}
	w.answerLine(3, a-b, w.Columns, func(place int) bool { return lent[place] }, none)
	return w, nil
}

// workMultiply is multiplication by a number of two digits: two products, the
// second with its zero, and their sum. Either product may come first.
func workMultiply(a, b int) (*Work, error) {
	if b < 11 || b > 99 || b%10 == 0 {
		return nil, fmt.Errorf("%d has not two digits that both count", b)
	}
	first, second := a*(b%10), a*(b-b%10)
	w := &Work{
		Columns: width(a * b),
		Lines:   []WorkLine{given(a, "", false), given(b, "×", true), {}, {Sign: "+", Rule: true}, {}},
	}
	always := func(int) bool { return true }
	one := w.answerLine(2, first, width(first), always, none)
	two := w.answerLine(3, second, width(second), always, none)
	w.answerLine(4, a*b, width(a*b), always, func(place int) []int {
		var before []int
		for _, cells := range [][]int{one, two} {
			if place < len(cells) {
				before = append(before, cells[place])
			}
		}
		return before
	})
	return w, nil
}

// workDivide is long division by one digit: the quotient above, and under the
// number the products and differences on the way, the last of which is what is
// left over.
func workDivide(a, b int) (*Work, error) {
	if b > 9 || a < b {
		return nil, fmt.Errorf("%d ÷ %d is not divided in steps", a, b)
	}
	w := &Work{Columns: width(a), Lines: []WorkLine{{Rule: true}, given(a, strconv.Itoa(b)+")", false)}}
	current, line := 0, 1
	var hold []int // digits the next quotient digit waits for
	begun := false
	for column := range w.Columns {
		last := column == w.Columns-1
		down := digitAt(a, w.Columns-1-column)
		current = current*10 + down
		if !begun && current < b && !last {
			continue
		}
		if begun && line > 1 {
			w.add(WorkCell{Line: line, Column: column, Kind: CellAid, Is: strconv.Itoa(down), After: slices.Clone(hold)})
		}
		begun = true
		q := current / b
		hold = []int{w.add(WorkCell{Line: 0, Column: column, Kind: CellDigit, Is: strconv.Itoa(q), After: slices.Clone(hold)})}
		if q == 0 && !last {
			continue
		}
		line = w.takeAway(line, column, q*b, current-q*b, last, hold)
		current -= q * b
	}
	return w, nil
}

// takeAway writes a product and what is left under it, both ending in column.
func (w *Work) takeAway(line, column, product, left int, last bool, after []int) int {
	w.Lines = append(w.Lines, WorkLine{Sign: "−", Rule: true}, WorkLine{})
	write := func(line, n int, kind string) {
		for place := width(n) - 1; place >= 0; place-- {
			w.add(WorkCell{Line: line, Column: column - place, Kind: kind, Is: strconv.Itoa(digitAt(n, place)), After: after})
		}
	}
	write(len(w.Lines)-2, product, CellAid)
	kind := CellAid
	if last {
		kind = CellDigit
	}
	write(len(w.Lines)-1, left, kind)
	return len(w.Lines) - 1
}
