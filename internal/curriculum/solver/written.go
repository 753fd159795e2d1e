package solver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// writtenFaults says what is wrong with an exercise that is typed with signs, laid
// with money, tapped on a line, worked out on paper, coloured or set.
func (it *item) writtenFaults(g *generator, in *instance, texts []string) []string {
	var faults []string
	for _, text := range texts {
		ok := false
		switch it.Format {
		case "value", "form":
			ok = typed(text) || g.Sign == "/" && isPart(text) || g.Sign == "." && isDecimal(text) || g.Sign == ":" && isTime(text)
		case "money":
			ok = typed(text) && payable(text, g.Notes)
		case "line":
			ok = slices.Contains(strings.Split(show(in.Values[g.Layout["ticks"]]), "\u2003"), text)
		case "bar":
			ok = g.colourable(in, text)
		case "clock":
			ok = g.settable(in, text)
		case "steps":
			ok = in.Work != nil && in.Work.holds(text)
		}
		if !ok {
			faults = append(faults, fmt.Sprintf("%q cannot be given in the format %s", text, it.Format))
		}
	}
	return faults
}

// payable reports whether an amount can be laid: from the biggest note down, as
// often as it goes in.
func payable(amount string, notes []int) bool {
	left, err := strconv.Atoi(amount)
	if err != nil || left < 1 {
		return false
	}
	pieces := 0
	for _, note := range slices.Backward(slices.Sorted(slices.Values(notes))) {
		for note > 0 && left >= note && pieces <= 20 {
			left, pieces = left-note, pieces+1
		}
	}
	return left == 0 && pieces <= 20
}

// paper is the squared paper of written arithmetic.
type paper struct {
	Columns int `json:"columns"`
	Lines   []struct {
		Given string `json:"given"`
		Sign  string `json:"sign"`
	} `json:"lines"`
	Cells []struct {
		Line   int    `json:"line"`
		Column int    `json:"column"`
		Kind   string `json:"kind"`
		Is     string `json:"is"`
		After  []int  `json:"after"`
	} `json:"cells"`
}

// rows are the answer's lines as they should be filled, and how many digits have
// room in each.
func (p *paper) rows() (rows []string, room []int) {
	for line := range p.Lines {
		text, width := strings.Repeat(" ", p.Columns), 0
		for _, c := range p.Cells {
			if c.Line == line && c.Kind != "aid" && c.Column >= 0 && c.Column < p.Columns {
				is := c.Is
				if is == "" {
					is = " "
				}
				text, width = text[:c.Column]+is[:1]+text[c.Column+1:], width+1
			}
		}
		if width > 0 {
			rows, room = append(rows, strings.TrimSpace(text)), append(room, width)
		}
	}
	return rows, room
}

// holds reports whether a response fits on the paper.
func (p *paper) holds(response string) bool {
	_, room := p.rows()
	rows := strings.Split(response, ",")
	if len(rows) != len(room) {
		return false
	}
	for i, row := range rows {
		if !typedDigits(row) || row == "" || len(row) > room[i] {
			return false
		}
	}
	return true
}

// onPaper solves written arithmetic by another way than the paper shows: sums and
// differences by columns of digits, products by adding again and again, quotients
// by taking away again and again. The printed numbers must be those of the stem.
func (v *exerciseView) onPaper() (string, error) {
	asked, arithmetic, err := read(v.stem)
	if err != nil || !arithmetic || v.work == nil {
		return "", fmt.Errorf("the stem does not ask for written arithmetic on a paper (%w)", err)
	}
	if err := v.work.shows(asked); err != nil {
		return "", err
	}
	if err := v.work.ways(); err != nil {
		return "", err
	}
	answer, err := asked.worked()
	if err != nil {
		return "", err
	}
	if rows, _ := v.work.rows(); strings.Join(rows, ",") != answer {
		return "", fmt.Errorf("the paper is filled with %s, worked out it is %s", strings.Join(rows, ","), answer)
	}
	if asked.sign == "−" {
		return answer, v.work.borrows(asked, answer)
	}
	return answer, nil
}

// worked is what the paper's rows come to.
func (p problem) worked() (string, error) {
	a, _ := strconv.Atoi(p.left)
	b, _ := strconv.Atoi(p.right)
	switch p.sign {
	case "+", "−":
		return byColumns(p)
	case "×":
		return byAdding(p.left, b)
	}
	if b < 1 {
		return "", fmt.Errorf("%s ÷ %s cannot be worked out", p.left, p.right)
	}
	times := 0
	for a >= b {
		a, times = a-b, times+1
	}
	return fmt.Sprintf("%d,%d", times, a), nil
}

// borrows requires that in every column what stands above after opening, less what
// is taken away, is the digit below.
func (p *paper) borrows(asked problem, answer string) error {
	column := func(number string, at int) int {
		if i := at - p.Columns + len(number); i >= 0 && i < len(number) {
			return int(number[i] - '0')
		}
		return 0
	}
	for at := range p.Columns {
		above := column(asked.left, at)
		for _, c := range p.Cells {
			if mark, err := strconv.Atoi(c.Is); c.Kind == "aid" && c.Column == at && err == nil {
				above = mark
			}
		}
		if above-column(asked.right, at) != column(answer, at) {
			return fmt.Errorf("column %d shows %d above %d, which does not leave %d", at, above, column(asked.right, at), column(answer, at))
		}
	}
	return nil
}

// byAdding multiplies by the ones, by the tens, and adds the two.
func byAdding(number string, times int) (string, error) {
	add := func(count int) (string, error) {
		total := "0"
		var err error
		for range count {
			if total, err = byColumns(problem{total, "+", number}); err != nil {
				return "", err
			}
		}
		return total, nil
	}
	ones, err1 := add(times % 10)
	tens, err2 := add(times - times%10)
	sum, err3 := byColumns(problem{ones, "+", tens})
	if err1 != nil || err2 != nil || err3 != nil {
		return "", fmt.Errorf("%s × %d cannot be added up", number, times)
	}
	return ones + "," + tens + "," + sum, nil
}

// shows requires the paper to have the stem's numbers and sign printed on it.
func (p *paper) shows(asked problem) error {
	var printed, signs string
	for _, line := range p.Lines {
		printed += " " + line.Given
		signs += " " + line.Sign
	}
	want := asked.left + " " + asked.right
	if asked.sign == "÷" {
		want = asked.left
		signs = strings.ReplaceAll(signs, asked.right+")", "÷")
	}
	if strings.Join(strings.Fields(printed), " ") != want || !strings.Contains(signs, asked.sign) {
		return fmt.Errorf("the stem asks %s %s %s but the paper shows%s with%s", asked.left, asked.sign, asked.right, printed, signs)
	}
	return nil
}

// ways requires that every cell can be reached, whatever may be filled is filled
// next, and that marks hold nothing up.
func (p *paper) ways() error {
	done := make([]bool, len(p.Cells))
	for range p.Cells {
		moved := false
		for i, c := range p.Cells {
			ready := !done[i]
			for _, before := range c.After {
				if before < 0 || before >= len(p.Cells) || before == i {
					return fmt.Errorf("cell %d comes after %d, which is none", i, before)
				}
				ready = ready && (done[before] || p.Cells[before].Kind != "digit")
			}
			if ready {
				done[i], moved = true, true
			}
		}
		if !moved {
			break
		}
	}
	if i := slices.Index(done, false); i >= 0 {
		return fmt.Errorf("cell %d of the paper can never be filled", i)
	}
	return nil
}
