// Package classlist reads and writes a class list as people keep it: a table
// pasted from a spreadsheet, or a file that one saved. It reads what Excel and its
// cousins write (marks of byte order, UTF-16, semicolons, tabs, quotes, "sep="),
// finds columns by their heads in English or Urdu or by position, and says of each
// line what does not fit, as codes that the screen puts into words.
//
// It deliberately knows no class: whether a line is a new child or a known one is
// for package classroom to say.
package classlist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"darasa/internal/school"
)

// Bounds of one list.
const (
	MaxBytes  = 1 << 20
	MaxRows   = 500
	MaxName   = 200 // bytes
	MaxNumber = 40  // bytes
	MaxGrade  = 12
	MaxWave   = 3
)

// Row is one line of the list. Fields that the list leaves open are empty: Grade
// -1, Wave 0, Language and Number "".
type Row struct {
	Line     int // in the file, from 1
	Name     string
	Grade    int
	Wave     int
	Language string
	Number   string // the school's own, on its roll
	Problems []Problem
}

// Problem says what does not fit: which column (name, grade, wave, language,
// number) and why.
type Problem struct {
	Column string
	Code   Code
	Text   string // what stands there; a line's number for Twice
}

// Code is a reason for which a line cannot be taken as it is.
type Code string

// Reasons.
const (
	Missing    Code = "missing"    // there is no name
	Long       Code = "long"       // longer than a name or number may be
	Unreadable Code = "unreadable" // not a number, not a language we have
	Range      Code = "range"      // a number that no grade or wave has
	Twice      Code = "twice"      // the same child stands on an earlier line
	Broken     Code = "broken"     // the line's quotes do not close
)

// Parse reads a list. The error's code is school.CodeLimit for one that is too
// large and school.CodeInvalid for one that is no text; everything less is a
// Problem of its line.
func Parse(raw []byte) ([]Row, error) {
	if len(raw) > MaxBytes {
		return nil, school.Errorf(school.CodeLimit, "a class list has at most %d bytes", MaxBytes)
	}
	text, err := decode(raw)
	if err != nil {
		return nil, err
	}
	text, comma := separator(text)
	p := parser{columns: positions}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = comma, -1, true, comma != '\t'
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return p.rows, nil
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			// Only quotes that do not close are left to fail; they swallow the rest.
			p.rows = append(p.rows, Row{Line: max(line, 1), Grade: -1, Problems: []Problem{{Column: "name", Code: Broken}}})
			return p.rows, nil
		}
		if err := p.add(line, cells); err != nil {
			return nil, err
		}
	}
}

// decode makes UTF-8 of what spreadsheets save.
func decode(raw []byte) (string, error) {
	wide := func(order func(a, b byte) uint16) string {
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, order(raw[i], raw[i+1]))
		}
		return string(utf16.Decode(units))
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return wide(func(a, b byte) uint16 { return uint16(b)<<8 | uint16(a) }), nil
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return wide(func(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }), nil
	}
	raw = bytes.TrimPrefix(raw, []byte{0xef, 0xbb, 0xbf})
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return "", school.Errorf(school.CodeInvalid, "this file is no text of a class list; save it as “CSV UTF-8”")
	}
	return string(raw), nil
}

// separator finds what stands between columns: what "sep=" says, else the sign that
// the first line with any has most of.
func separator(text string) (rest string, comma rune) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	first, rest, _ := strings.Cut(text, "\n")
	if mark, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(first, " ")), "sep="); ok && len(mark) == 1 && strings.Contains(",;\t|", mark) {
		return "\n" + rest, rune(mark[0]) // the empty line keeps the count of lines
	}
	for line := range strings.Lines(text) {
		best, most := rune(0), 0
		for _, sign := range "\t;,|" {
			if n := outside(line, sign); n > most {
				best, most = sign, n
			}
		}
		if most > 0 {
			return text, best
		}
	}
	return text, ','
}

// outside counts a sign outside quotes.
func outside(line string, sign rune) (n int) {
	quoted := false
	for _, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == sign && !quoted:
			n++
		}
	}
	return n
}

// positions are the columns of a list without heads.
var positions = []string{"name", "grade", "wave", "language", "number"}

// heads are the words that stand over columns, in lower case.
var heads = map[string]string{
	"name": "name", "full name": "name", "pupil": "name", "student": "name", "learner": "name", "child": "name",
	"pupil name": "name", "student name": "name", "name of student": "name", "name of pupil": "name",
	"نام": "name", "طالب علم": "name", "طالب علم کا نام": "name", "بچے کا نام": "name", "پورا نام": "name",
	"grade": "grade", "class": "grade", "level": "grade", "جماعت": "grade", "کلاس": "grade", "درجہ": "grade",
	"wave": "wave", "group": "wave", "shift": "wave", "turn": "wave", "گروہ": "wave", "گروپ": "wave", "باری": "wave",
	"language": "language", "lang": "language", "زبان": "language",
	"number": "number", "no": "number", "no.": "number", "roll": "number", "roll no": "number", "roll no.": "number",
	"roll number": "number", "id": "number", "رول نمبر": "number", "نمبر": "number", "نمبر شمار": "number", "شمار": "number",
}

type parser struct {
	columns []string
	begun   bool // past where heads may stand
	rows    []Row
	seen    map[string]int // name and number → line
}

func (p *parser) add(line int, cells []string) error {
	empty := true
	for i := range cells {
		cells[i] = tidy(cells[i])
		empty = empty && cells[i] == ""
	}
	if empty {
		return nil
	}
	if !p.begun {
		p.begun = true
		if columns, ok := headed(cells); ok {
			p.columns = columns
			return nil
		}
	}
	if len(p.rows) == MaxRows {
		return school.Errorf(school.CodeLimit, "a class list has at most %d lines", MaxRows)
	}
	p.rows = append(p.rows, p.row(line, cells))
	return nil
}

// headed reads the first line as heads of columns, if it names one of the name.
func headed(cells []string) (columns []string, ok bool) {
	for _, cell := range cells {
		column := heads[strings.ToLower(cell)]
		columns = append(columns, column)
		ok = ok || column == "name"
	}
	return columns, ok
}

// tidy trims a cell, makes every run of blanks one space and drops what does not
// print. A sign that a spreadsheet put before a formula's = + - @ goes as well.
func tidy(cell string) string {
	cell = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case c == 0x200c || c == 0x200d || unicode.IsGraphic(c):
			return c // joiners belong to Urdu's spelling
		}
		return -1
	}, cell)
	cell = strings.Join(strings.Fields(cell), " ")
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsRune(formula, rune(rest[0])) {
		cell = rest
	}
	return cell
}

func (p *parser) row(line int, cells []string) Row {
	row := Row{Line: line, Grade: -1}
	problem := func(column string, code Code, text string) {
		row.Problems = append(row.Problems, Problem{Column: column, Code: code, Text: clip(text)})
	}
	for i, cell := range cells {
		if cell == "" || i >= len(p.columns) {
			continue
		}
		switch p.columns[i] {
		case "name":
			row.Name = cell
		case "number":
			row.Number = Digits(cell)
		case "grade":
			readNumber(cell, grades, 0, MaxGrade, &row.Grade, func(code Code) { problem("grade", code, cell) })
		case "wave":
			readNumber(cell, nil, 1, MaxWave, &row.Wave, func(code Code) { problem("wave", code, cell) })
		case "language":
			if row.Language = languages[strings.ToLower(cell)]; row.Language == "" {
				problem("language", Unreadable, cell)
			}
		}
	}
	switch {
	case row.Name == "":
		problem("name", Missing, "")
	case len(row.Name) > MaxName:
		problem("name", Long, row.Name)
	}
	if len(row.Number) > MaxNumber {
		problem("number", Long, row.Number)
	}
	if first := p.twice(&row); first > 0 {
		problem("name", Twice, strconv.Itoa(first))
	}
	return row
}

// twice returns the line on which the same child stood before, 0 when none did.
func (p *parser) twice(row *Row) int {
	if row.Name == "" {
		return 0
	}
	if p.seen == nil {
		p.seen = map[string]int{}
	}
	key := Fold(row.Name) + "\n" + row.Number
	if first, ok := p.seen[key]; ok {
		return first
	}
	p.seen[key] = row.Line
	return 0
}

// maxShown is how much of a cell a problem repeats.
const maxShown = 60

func clip(text string) string {
	if len(text) <= maxShown {
		return text
	}
	for i := range text {
		if i > maxShown {
			return text[:i] + "…"
		}
	}
	return text
}

// grades are those that people write in words.
var grades = map[string]int{
	"kg": 0, "k": 0, "nursery": 0, "prep": 0, "kachi": 0, "katchi": 0, "کچی": 0, "نرسری": 0, "پریپ": 0,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "اول": 1, "پہلی": 1, "دوم": 2, "دوسری": 2, "سوم": 3, "تیسری": 3,
	"چہارم": 4, "چوتھی": 4, "پنجم": 5, "پانچویں": 5,
}

// readNumber reads the one whole number in a cell such as "Grade 2" or "۲".
func readNumber(cell string, words map[string]int, low, high int, into *int, wrong func(Code)) {
	if n, ok := words[strings.ToLower(cell)]; ok {
		*into = n
		return
	}
	parts := strings.FieldsFunc(Digits(cell), func(c rune) bool { return c < '0' || c > '9' })
	if len(parts) != 1 {
		wrong(Unreadable)
		return
	}
	n, err := strconv.Atoi(parts[0])
	if err != nil || n < low || n > high || strings.Contains(cell, "-"+parts[0]) {
		wrong(Range)
		return
	}
	*into = n
}

var languages = map[string]string{
	"en": "en", "eng": "en", "english": "en", "انگریزی": "en", "انگلش": "en",
	"ur": "ur", "urd": "ur", "urdu": "ur", "اردو": "ur",
}

// Digits turns Urdu and Arabic digits into 0–9.
func Digits(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '۰' && c <= '۹':
			return c - '۰' + '0'
		case c >= '٠' && c <= '٩':
			return c - '٠' + '0'
		}
		return c
	}, text)
}

// Fold makes two spellings of one name equal: case and blanks do not count, nor do
// the Arabic forms of letters that Urdu writes another way.
func Fold(name string) string {
	return strings.ToLower(letters.Replace(strings.Join(strings.Fields(name), " ")))
}

var letters = strings.NewReplacer("ي", "ی", "ى", "ی", "ك", "ک", "ه", "ہ", "\u200c", "", "\u200d", "")

// formula are the signs with which a spreadsheet begins to calculate.
const formula = "=+-@"

// Write writes a list that Parse reads back and that no spreadsheet calculates: a
// cell that begins like a formula gets a mark before it.
func Write(rows []Row) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // Excel takes UTF-8 for something else without
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	lines := [][]string{positions}
	for _, r := range rows {
		line := []string{r.Name, number(r.Grade, 0), number(r.Wave, 1), r.Language, r.Number}
		for i, cell := range line {
			if cell != "" && strings.ContainsRune(formula, rune(cell[0])) {
				line[i] = "'" + cell
			}
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func number(n, low int) string {
	if n < low {
		return ""
	}
	return strconv.Itoa(n)
}
