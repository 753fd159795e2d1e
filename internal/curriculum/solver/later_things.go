package solver

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// counted counts what is drawn, thing by thing.
func (v *exerciseView) counted() (string, error) {
	switch v.layout["kind"] {
	case "picture":
		return countPicture(v.layout, v.values)
	case "groups":
		groups, err1 := v.whole("groups", 1, 10)
		each, err2 := v.whole("each", 1, 10)
		return v.strokes(strings.Repeat(strings.Repeat("x", max(each, 0))+"\n", max(groups, 0)), err1, err2)
	case "array", "area":
		rows, err1 := v.whole("rows", 1, 12)
		columns, err2 := v.whole("columns", 1, 12)
		return v.strokes(strings.Repeat(strings.Repeat("x", max(columns, 0))+"\n", max(rows, 0)), err1, err2)
	case "tally":
		count, err := v.whole("count", 1, 60)
		return v.strokes(strings.Repeat("x", max(count, 0)), err)
	}
	return "", errors.New("the stem has no arithmetic and there is no picture to count")
}

func (v *exerciseView) strokes(drawing string, faults ...error) (string, error) {
	if err := errors.Join(faults...); err != nil {
		return "", err
	}
	return v.answered(integer(strings.Count(drawing, "x")))
}

// minutes counts the minutes of a written time since midnight.
func minutes(text string) (int, error) {
	hours, rest, _ := strings.Cut(text, ":")
	h, err1 := strconv.Atoi(hours)
	m, err2 := strconv.Atoi(rest)
	if err1 != nil || err2 != nil || !isTime(text) || h > 24 {
		return 0, fmt.Errorf("%q is no time", text)
	}
	return 60*h + m, nil
}

// hands are where the hands of a clock stand, in minutes of the face: what a
// drawing of the time shows.
func hands(text string) (hour, minute int, err error) {
	all, err := minutes(text)
	return all % 720, all % 60, err
}

func (v *exerciseView) readClock() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if err := v.drawn("clock"); err != nil {
		return "", err
	}
	hour, minute, err := hands(v.value("time"))
	if err != nil {
		return "", err
	}
	h := hour / 60
	if h == 0 {
		h = 12
	}
	return v.time(fmt.Sprintf("%d:%02d", h, minute))
}

// time requires an answer that is a time to be among the options, if there are any.
func (v *exerciseView) time(text string) (string, error) {
	if (v.format == "choice" || v.format == "picture") && !slices.Contains(v.options, text) || v.format == "keypad" {
		return "", fmt.Errorf("%s cannot be given", text)
	}
	return text, nil
}

func (v *exerciseView) whichClock() (string, error) {
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	hour, _, err := hands(n[0])
	if err != nil {
		return "", err
	}
	found := ""
	for _, p := range v.pictures {
		got, _, err := hands(p.Time)
		if err != nil || p.Kind != "clock" {
			return "", fmt.Errorf("an option is no clock: %+v", p)
		}
		if got == hour && found != "" {
			return "", errors.New("two clocks show the time")
		}
		if got == hour {
			found = p.Time
		}
	}
	if found == "" {
		return "", errors.New("no clock shows the time")
	}
	return found, nil
}

// lasts counts on, minute by minute.
func (v *exerciseView) lasts() (string, error) {
	n, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	from, err1 := minutes(n[0])
	to, err2 := minutes(n[1])
	if err := errors.Join(err1, err2); err != nil || to <= from {
		return "", fmt.Errorf("%s is not after %s", n[1], n[0])
	}
	count := 0
	for at := from; at != to; at++ {
		count++
	}
	return v.answered(integer(count))
}

func (v *exerciseView) ends() (string, error) {
	n, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	from, err1 := minutes(n[0])
	long, err2 := strconv.Atoi(n[1])
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	hours, rest := from/60, from%60
	for range long {
		if rest++; rest == 60 {
			hours, rest = hours+1, 0
		}
	}
	return v.time(fmt.Sprintf("%d:%02d", hours, rest))
}

func (v *exerciseView) afternoon() (string, error) {
	n, err := v.stemNumbers(2)
	if err != nil {
		return "", err
	}
	at := n[0]
	if !isTime(at) {
		at = n[1]
	}
	all, err := minutes(at)
	if err != nil || all >= 720 {
		return "", fmt.Errorf("%s is no time of the afternoon", at)
	}
	return v.time(fmt.Sprintf("%d:%02d", 12+all/60, all%60))
}

// amount adds up the notes and coins that are drawn.
func (v *exerciseView) amount() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if err := v.drawn("money"); err != nil {
		return "", err
	}
	sum := "0"
	for _, note := range strings.Split(v.value("notes"), "\u2003") {
		if !slices.Contains([]string{"1", "2", "5", "10", "20", "50", "100", "500", "1000", "5000"}, note) {
			return "", fmt.Errorf("there is no note or coin of %s", note)
		}
		var err error
		if sum, err = byColumns(problem{sum, "+", note}); err != nil {
			return "", err
		}
	}
	return sum, nil
}

func (v *exerciseView) pay() (string, error) {
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	if v.format != "money" || !payable(n[0], v.notes) {
		return "", fmt.Errorf("%s rupees cannot be laid", n[0])
	}
	return n[0], nil
}

// change takes the price from what is given, which is the biggest number; of two
// others one says how many are bought.
func (v *exerciseView) change() (string, error) {
	n, err := v.stemWholes(2)
	if err != nil {
		if n, err = v.stemWholes(3); err != nil {
			return "", err
		}
	}
	slices.Sort(n)
	given := n[len(n)-1]
	price := n[0]
	if len(n) == 3 {
		price = total(repeat(n[0], n[1]))
	}
	if price >= given {
		return "", fmt.Errorf("%d rupees do not pay for %d", given, price)
	}
	left := strconv.Itoa(given - price)
	if v.format == "money" && !payable(left, v.notes) {
		return "", fmt.Errorf("%s rupees cannot be laid", left)
	}
	return left, nil
}

// arrow reads a mark from the marks that carry a number, at equal steps.
func (v *exerciseView) arrow() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	ticks, err := v.ticks()
	if err != nil {
		return "", err
	}
	at, err := v.whole("at", 0, len(ticks)-1)
	if err != nil {
		return "", err
	}
	step := new(big.Rat).Quo(new(big.Rat).Sub(ticks[len(ticks)-1], ticks[0]), integer(len(ticks)-1))
	return v.answered(new(big.Rat).Add(ticks[0], new(big.Rat).Mul(step, integer(at))))
}

// ticks reads the marks of a drawn line, which stand at equal steps.
func (v *exerciseView) ticks() ([]*big.Rat, error) {
	if err := v.drawn("line"); err != nil {
		return nil, err
	}
	var out []*big.Rat
	for _, text := range strings.Split(v.value("ticks"), "\u2003") {
		n, err := rational(text)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	if shown, err := v.whole("shown", 1, 20); err != nil || len(out) < 2 || (len(out)-1)%shown != 0 {
		return nil, errors.New("the line does not carry a number at both ends")
	}
	first := new(big.Rat).Sub(out[1], out[0])
	for i := 2; i < len(out); i++ {
		if new(big.Rat).Sub(out[i], out[i-1]).Cmp(first) != 0 || first.Sign() <= 0 {
			return nil, errors.New("the marks of the line do not stand at equal steps")
		}
	}
	return out, nil
}

func (v *exerciseView) mark() (string, error) {
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	if _, err := v.ticks(); err != nil {
		return "", err
	}
	value, err := rational(n[0])
	if err != nil || v.format != "line" {
		return "", fmt.Errorf("there is no mark to tap for %s", n[0])
	}
	return v.answered(value)
}

// bars solves from the drawn bars, lowest first.
func bars(solve func([]int) int) func(*exerciseView, string) (string, error) {
	return func(v *exerciseView, _ string) (string, error) {
		if _, err := v.stemNumbers(0); err != nil {
			return "", err
		}
		if err := v.drawn("bars"); err != nil {
			return "", err
		}
		step, err := v.whole("step", 1, 20)
		if err != nil {
			return "", err
		}
		heights, err := v.drawnNumbers("values")
		if err != nil {
			return "", err
		}
		for _, height := range heights {
			if height > 10*step {
				return "", errors.New("a bar is higher than its scale")
			}
		}
		slices.Sort(heights)
		return v.answered(integer(solve(heights)))
	}
}

func (v *exerciseView) drawnNumbers(field string) ([]int, error) {
	var out []int
	for _, text := range strings.Split(v.value(field), "\u2003") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("the drawing's %s cannot be read: %q", field, v.value(field))
		}
		out = append(out, n)
	}
	return out, nil
}

// keyed puts as many strokes for every picture as the stem says.
func (v *exerciseView) keyed() (string, error) {
	n, err := v.stemWholes(1)
	if err != nil {
		return "", err
	}
	if err := v.drawn("key"); err != nil {
		return "", err
	}
	each, err := v.whole("each", n[0], n[0])
	if err != nil {
		return "", err
	}
	rows, err := v.drawnNumbers("values")
	if err != nil {
		return "", err
	}
	return v.strokes(strings.Repeat(strings.Repeat("x", each), total(rows)))
}

func (v *exerciseView) sides() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	if err := v.drawn("polygon"); err != nil {
		return "", err
	}
	n, err := v.whole("sides", 3, 8)
	return v.strokes(strings.Repeat("x", max(n, 0)), err)
}

// shape is a drawing that the option tells alone; its marks are only compared.
func (p picture) shape() (string, error) {
	most := 1 << (p.Rows * p.Columns)
	switch {
	case p.Kind == "clock" && isTime(p.Time), p.Kind == "polygon" && p.Size >= 3 && p.Size <= 8, p.Kind == "angle" && p.Size >= 10 && p.Size <= 180,
		p.Kind == "fold" && p.Rows == 4 && p.Columns == 3 && p.Left >= 1 && p.Left < most && p.Right >= 0 && p.Right < most:
		return p.name(), nil
	}
	return "", fmt.Errorf("an option cannot be drawn: %+v", p)
}

// pictureWhere finds the one drawn option that fits.
func pictureWhere(kind string, count int, fits func(size int, stem []int) bool) func(*exerciseView, string) (string, error) {
	return func(v *exerciseView, _ string) (string, error) {
		stem, err := v.stemWholes(count)
		if err != nil {
			return "", err
		}
		return v.onePicture(kind, func(p picture) bool { return fits(p.Size, stem) })
	}
}

func (v *exerciseView) onePicture(kind string, fits func(picture) bool) (string, error) {
	found := ""
	for _, p := range v.pictures {
		if _, err := p.marks(); err != nil || p.Kind != kind {
			return "", fmt.Errorf("an option is no %s: %+v", kind, p)
		}
		if !fits(p) {
			continue
		}
		if found != "" {
			return "", errors.New("two pictures answer the stem")
		}
		found = p.name()
	}
	if found == "" {
		return "", errors.New("no picture answers the stem")
	}
	return found, nil
}

// folds draws both halves and reads the rows of one of them backwards.
func (v *exerciseView) folds() (string, error) {
	if _, err := v.stemNumbers(0); err != nil {
		return "", err
	}
	return v.onePicture("fold", func(p picture) bool {
		for row := range p.Rows {
			left, right := "", ""
			for column := range p.Columns {
				bit := row*p.Columns + column
				left += strconv.Itoa(p.Left >> bit & 1)
				right = strconv.Itoa(p.Right>>bit&1) + right
			}
			if left != right {
				return false
			}
		}
		return true
	})
}

// wayRound walks round a rectangle (two numbers) or a shape of equal sides (its
// drawing and one number).
func (v *exerciseView) wayRound() (string, error) {
	if v.layout["kind"] == "polygon" {
		n, err := v.stemWholes(1)
		if err != nil {
			return "", err
		}
		sides, err := v.whole("sides", 3, 8)
		if err != nil {
			return "", err
		}
		return v.answered(integer(total(repeat(n[0], sides))))
	}
	n, err := v.stemWholes(2)
	if err != nil {
		return "", err
	}
	return v.answered(integer(n[0] + n[1] + n[0] + n[1]))
}

func (v *exerciseView) squares() (string, error) {
	n, err := v.stemWholes(2)
	if err != nil {
		return "", err
	}
	return v.answered(integer(total(repeat(n[0], n[1]))))
}

// unit is a word for a unit and its size in the smallest unit of its kind.
type unit struct {
	word string
	kind string
	size int
}

// unitWords are longer words before those they contain.
var unitWords = map[string][]unit{
	"en": {
		{"millimetre", "length", 1},
		{"centimetre", "length", 10},
		{"kilometre", "length", 1_000_000},
		{"metre", "length", 1000},
		{"kilogram", "weight", 1000},
		{"gram", "weight", 1},
		{"millilitre", "volume", 1},
		{"litre", "volume", 1000},
		{"second", "time", 1},
		{"minute", "time", 60},
		{"hour", "time", 3600},
		{"week", "time", 604800},
		{"day", "time", 86400},
		{"month", "year", 1},
		{"year", "year", 12},
		{"paisa", "money", 1},
		{"rupee", "money", 100},
	},
	"ur": {
		{"ملی میٹر", "length", 1},
		{"سینٹی میٹر", "length", 10},
		{"کلومیٹر", "length", 1_000_000},
		{"میٹر", "length", 1000},
		{"کلوگرام", "weight", 1000},
		{"گرام", "weight", 1},
		{"ملی لیٹر", "volume", 1},
		{"لیٹر", "volume", 1000},
		{"سیکنڈ", "time", 1},
		{"منٹ", "time", 60},
		{"گھنٹ", "time", 3600},
		{"ہفت", "time", 604800},
		{"دن", "time", 86400},
		{"مہین", "year", 1},
		{"سال", "year", 12},
		{"پیس", "money", 1},
		{"روپ", "money", 100},
	},
}

// units adds up the amounts of the stem in the smallest unit and counts how often
// the unit goes in that stands there without a number.
func (v *exerciseView) units(language string) (string, error) {
	rest := strings.Join(v.stem, " ")
	sum, asked, kind := new(big.Rat), unit{}, ""
	for rest != "" {
		number, u, after, err := nextUnit(language, rest)
		if err != nil {
			return "", err
		}
		if u.word == "" {
			break
		}
		rest = after
		if kind == "" {
			kind = u.kind
		}
		if u.kind != kind || number == nil && asked.word != "" {
			return "", errors.New("the stem mixes units that do not measure the same")
		}
		if number == nil {
			asked = u
			continue
		}
		sum.Add(sum, new(big.Rat).Mul(number, integer(u.size)))
	}
	if asked.word == "" || sum.Sign() == 0 {
		return "", errors.New("the stem does not ask for one unit in another")
	}
	return v.answered(new(big.Rat).Quo(sum, integer(asked.size)))
}

// nextUnit finds the first unit word and the number directly before it.
func nextUnit(language, text string) (number *big.Rat, found unit, after string, err error) {
	at := len(text)
	for _, u := range unitWords[language] {
		if i := strings.Index(text, u.word); i >= 0 && i < at {
			at, found = i, u
		}
	}
	if found.word == "" {
		return nil, found, "", nil
	}
	said := strings.Fields(text[:at])
	if len(said) > 0 {
		if n, err := rational(said[len(said)-1]); err == nil {
			number = n
		}
	}
	return number, found, text[at+len(found.word):], nil
}
