package solver

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// marks draws what a picture shows: x for a thing or a coloured part, a dot for a
// part without colour.
func (p picture) marks() (string, error) {
	switch {
	case p.Kind == "clock" || p.Kind == "polygon" || p.Kind == "angle" || p.Kind == "fold":
		return p.shape()
	case p.Kind == "things" && p.Thing != "" && p.Count >= 1 && p.Count <= 20:
		return strings.Repeat("x", p.Count), nil
	case p.Kind == "fraction" && (p.Shape == "circle" || p.Shape == "bar") && p.Parts >= 1 && p.Parts <= 8 && p.Filled >= 0 && p.Filled <= p.Parts:
		return strings.Repeat("x", p.Filled) + strings.Repeat(".", p.Parts-p.Filled), nil
	}
	return "", fmt.Errorf("an option cannot be drawn: %+v", p)
}

// name is the option a picture stands for, told from the picture.
func (p picture) name() string {
	switch p.Kind {
	case "fraction":
		return strconv.Itoa(p.Filled) + "/" + strconv.Itoa(p.Parts)
	case "clock":
		return p.Time
	case "polygon", "angle":
		return strconv.Itoa(p.Size)
	case "fold":
		return strconv.Itoa(p.Left) + "/" + strconv.Itoa(p.Right)
	}
	return strconv.Itoa(p.Count)
}

// pictureThat returns the one picture that fits.
func (v *exerciseView) pictureThat(kind string, fits func(marks string, all []string) bool) (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	var all []string
	for _, p := range v.pictures {
		marks, err := p.marks()
		if err != nil {
			return "", err
		}
		if p.Kind != kind {
			return "", fmt.Errorf("the stem asks about %s, an option is a %s", kind, p.Kind)
		}
		all = append(all, marks)
	}
	found := ""
	for i, marks := range all {
		if !fits(marks, all) {
			continue
		}
		if found != "" {
			return "", errors.New("two pictures answer the stem")
		}
		found = v.pictures[i].name()
	}
	if found == "" {
		return "", errors.New("no picture answers the stem")
	}
	return found, nil
}

// extremePicture pairs things off: the picture that is a longer (or shorter) row
// than every other.
func (v *exerciseView) extremePicture(most bool) (string, error) {
	return v.pictureThat("things", func(marks string, all []string) bool {
		others := 0
		for _, other := range all {
			if most && strings.HasPrefix(marks, other) && marks != other || !most && strings.HasPrefix(other, marks) && marks != other {
				others++
			}
		}
		return others == len(all)-1
	})
}

// partPicture finds the picture whose parts without colour are times as many as
// its coloured ones.
func (v *exerciseView) partPicture(times int) (string, error) {
	return v.pictureThat("fraction", func(marks string, _ []string) bool {
		coloured := strings.Trim(marks, ".")
		return coloured != "" && strings.Repeat("."+strings.Repeat(".", times-1), len(coloured)) == strings.Trim(marks, "x")
	})
}

// before reports whether a is the smaller of two numbers: whole ones by length and
// digits, others by exact fractions.
func before(a, b string) bool {
	if typedDigits(a) && typedDigits(b) {
		return len(a) < len(b) || len(a) == len(b) && a < b
	}
	x, err1 := rational(a)
	y, err2 := rational(b)
	return err1 == nil && err2 == nil && x.Cmp(y) < 0
}

// smallest sorts numbers by taking out the smallest again and again.
func smallest(numbers []string) ([]string, error) {
	left, out := slices.Clone(numbers), []string{}
	for len(left) > 0 {
		place := 0
		for i, n := range left {
			if _, err := rational(n); err != nil {
				return nil, err
			}
			if before(n, left[place]) {
				place = i
			}
		}
		out, left = append(out, left[place]), slices.Delete(left, place, place+1)
	}
	for i := 1; i < len(out); i++ {
		if !before(out[i-1], out[i]) {
			return nil, fmt.Errorf("%s and %s are the same number", out[i-1], out[i])
		}
	}
	return out, nil
}

func (v *exerciseView) biggest() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if v.format != "choice" || len(v.options) == 0 {
		return "", errors.New("the stem asks to choose a number, but there are no options")
	}
	sorted, err := smallest(v.options)
	if err != nil {
		return "", err
	}
	return sorted[len(sorted)-1], nil
}

func (v *exerciseView) inOrder() (string, error) {
	if v.format != "order" {
		return "", errors.New("the stem asks for an order, but there are no tiles")
	}
	sorted, err := smallest(v.tiles)
	return strings.Join(sorted, ","), err
}

// boxes reads a drawn row: its numbers and the place of the empty box.
func (v *exerciseView) boxes() (row []int, at int, err error) {
	if err := v.drawn("sequence"); err != nil {
		return nil, 0, err
	}
	at = -1
	for i, word := range strings.Split(v.value("numbers"), "\u2003") {
		if word == "_" && at < 0 {
			at, row = i, append(row, 0)
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil || !typed(word) {
			return nil, 0, fmt.Errorf("the drawn row %q cannot be read", v.value("numbers"))
		}
		row = append(row, n)
	}
	if at < 0 || len(row) < 3 {
		return nil, 0, fmt.Errorf("the drawn row %q is too short or has no empty box", v.value("numbers"))
	}
	return row, at, nil
}

// fill tries every number in the empty box until all steps are the same.
func fill(row []int, at int) (string, error) {
	var found []string
	known := slices.Delete(slices.Clone(row), at, at+1)
	low, high := slices.Min(known), slices.Max(known)
	for candidate := max(0, low-(high-low)); candidate <= high+(high-low)+1; candidate++ {
		row[at] = candidate
		even := row[1] != row[0]
		for i := 2; i < len(row); i++ {
			even = even && row[i]-row[i-1] == row[1]-row[0]
		}
		if even {
			found = append(found, strconv.Itoa(candidate))
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d numbers fit in the empty box", len(found))
	}
	return found[0], nil
}

func (v *exerciseView) missing() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	row, at, err := v.boxes()
	if err != nil {
		return "", err
	}
	return fill(row, at)
}

// turn moves a written number by one as a counter with wheels does.
func turn(number string, up bool) string {
	wheels := []byte("0" + number)
	from, to, step := byte('9'), byte('0'), byte(1)
	if !up {
		from, to, step = '0', '9', 255
	}
	for i := len(wheels) - 1; i >= 0; i-- {
		if wheels[i] != from {
			wheels[i] += step
			break
		}
		wheels[i] = to
	}
	if out := strings.TrimLeft(string(wheels), "0"); out != "" {
		return out
	}
	return "0"
}

// neighbour turns the counter, and requires the drawn row to lead to the same.
func (v *exerciseView) neighbour(up bool) (string, error) {
	numbers, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	row, at, err := v.boxes()
	if err != nil {
		return "", err
	}
	answer := turn(numbers[0], up)
	if at != len(row)-1 || strconv.Itoa(row[at-1]) != numbers[0] {
		return "", fmt.Errorf("the drawn row does not end with %s and an empty box", numbers[0])
	}
	if drawn, err := fill(row, at); err != nil || drawn != answer {
		return "", fmt.Errorf("the drawn row does not lead from %s to %s", numbers[0], answer)
	}
	return answer, nil
}

// complete fills the boxes of the frame that are still empty, one by one.
func (v *exerciseView) complete() (string, error) {
	numbers, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	if err := v.drawn("frame"); err != nil {
		return "", err
	}
	// Languages name the part and the whole in their own order; the whole is not smaller.
	part, whole := numbers[0], numbers[1]
	if before(whole, part) {
		part, whole = whole, part
	}
	if v.value("count") != part || v.value("of") != whole {
		return "", fmt.Errorf("the stem goes from %s to %s, the frame shows %s of %s", part, whole, v.value("count"), v.value("of"))
	}
	filled, err1 := strconv.Atoi(part)
	of, err2 := strconv.Atoi(whole)
	if err1 != nil || err2 != nil || of < 1 || of > 20 {
		return "", errors.New("the frame cannot be drawn")
	}
	frame, steps := strings.Repeat("x", filled)+strings.Repeat(".", of-filled), 0
	for strings.Contains(frame, ".") {
		frame, steps = strings.Replace(frame, ".", "x", 1), steps+1
	}
	return strconv.Itoa(steps), nil
}

// blocks counts the cubes of every stick and the single cubes.
func (v *exerciseView) blocks() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if err := v.drawn("tens"); err != nil {
		return "", err
	}
	tens, err1 := strconv.Atoi(v.value("tens"))
	ones, err2 := strconv.Atoi(v.value("ones"))
	if err1 != nil || err2 != nil || tens < 0 || tens > 9 || ones < 0 || ones > 19 {
		return "", errors.New("the blocks cannot be drawn")
	}
	var drawing strings.Builder
	for range tens {
		drawing.WriteString("xxxxxxxxxx\n")
	}
	for range ones {
		drawing.WriteString("x\n")
	}
	return strconv.Itoa(strings.Count(drawing.String(), "x")), nil
}

// deal gives the drawn things out one by one until none is left, and requires
// that everybody has the same.
func (v *exerciseView) deal(heaps int) (string, error) {
	numbers, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	if err := v.drawn("picture"); err != nil {
		return "", err
	}
	drawn, err := countPicture(v.layout, v.values)
	if err != nil {
		return "", err
	}
	if drawn != numbers[0] {
		return "", fmt.Errorf("the stem says %s, the picture shows %s", numbers[0], drawn)
	}
	left, _ := strconv.Atoi(drawn)
	shares := make([]string, heaps)
	for i := range left {
		shares[i%heaps] += "x"
	}
	if shares[0] != shares[heaps-1] {
		return "", fmt.Errorf("%s things cannot be dealt into %d equal heaps", drawn, heaps)
	}
	return strconv.Itoa(len(shares[0])), nil
}
