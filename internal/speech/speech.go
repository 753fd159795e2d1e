// Package speech says a text in clips: pieces of sentences and number words, each
// recorded once, put together as a sentence needs them. Urdu has a word of its own
// for every number to 100 and for quarters (سوا، ڈیڑھ، ڈھائی، ساڑھے، پونے), so
// numbers are words here and never digits.
//
// It deliberately plays and records nothing. The web app has the same grammar
// (webapp/src/learner/exercise/listen/clips.ts); testdata/spoken.json binds both.
package speech

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

//go:embed words.json
var wordsFile []byte

// vocabulary is how one language says numbers and signs.
type vocabulary struct {
	Below    []string          `json:"below"` // from zero on, each with a word of its own
	Tens     []string          `json:"tens"`  // where numbers above those are put together
	Hundred  string            `json:"hundred"`
	Thousand string            `json:"thousand"`
	Lakh     string            `json:"lakh"`
	Crore    string            `json:"crore"`
	Point    string            `json:"point"`
	Over     string            `json:"over"`
	OClock   string            `json:"oclock"`
	Hour     string            `json:"hour"` // between hour and minutes, "" for nothing
	Signs    map[string]string `json:"signs"`
	Parts    map[string]string `json:"parts"`
	Quarters map[string]string `json:"quarters"`
}

var vocabularies = func() (v map[string]vocabulary) {
	if err := json.Unmarshal(wordsFile, &v); err != nil {
		panic("speech: words.json: " + err.Error())
	}
	return v
}()

// A number with a point, a stroke or a colon, or with commas between its groups.
var number = regexp.MustCompile(`\d+(?:,\d{2,3})*(?:[.:/]\d+)?|[+−×÷=▢]`)

// most is the largest number that is said as one; longer ones are said digit by digit.
const most = 99_99_99_999

// Clips cuts a text into what is recorded, in the order it is said. An unknown
// language has no clips.
func Clips(language, text string) []string {
	v, ok := vocabularies[language]
	if !ok {
		return nil
	}
	clips, end := []string{}, 0
	segment := func(s string) {
		if s = strings.Trim(s, " .,:;?!،۔؟؛\u2003\n\u2068\u2069"); s != "" {
			clips = append(clips, s)
		}
	}
	for _, at := range number.FindAllStringIndex(text, -1) {
		segment(text[end:at[0]])
		clips = append(clips, v.say(text[at[0]:at[1]])...)
		end = at[1]
	}
	segment(text[end:])
	return clips
}

// say is one number or sign.
func (v *vocabulary) say(token string) []string {
	if sign, ok := v.Signs[token]; ok {
		return []string{sign}
	}
	if part, ok := v.Parts[token]; ok {
		return []string{part}
	}
	token = strings.ReplaceAll(token, ",", "")
	if whole, rest, ok := strings.Cut(token, ":"); ok {
		return v.time(whole, rest)
	}
	if top, bottom, ok := strings.Cut(token, "/"); ok {
		return append(append(v.whole(top), v.Over), v.whole(bottom)...)
	}
	if whole, rest, ok := strings.Cut(token, "."); ok {
		return v.decimal(whole, rest)
	}
	return v.whole(token)
}

func (v *vocabulary) whole(digits string) []string {
	n, err := strconv.Atoi(digits)
	if err != nil || n > most {
		return v.digits(digits)
	}
	return v.number(n)
}

func (v *vocabulary) digits(text string) (out []string) {
	for _, digit := range text {
		out = append(out, v.Below[digit-'0'])
	}
	return out
}

func (v *vocabulary) number(n int) []string {
	if n < len(v.Below) {
		return []string{v.Below[n]}
	}
	for _, unit := range []struct {
		size int
		word string
	}{{1_00_00_000, v.Crore}, {1_00_000, v.Lakh}, {1000, v.Thousand}, {100, v.Hundred}} {
		if n >= unit.size {
			return v.rest(append(v.number(n/unit.size), unit.word), n%unit.size)
		}
	}
	return v.rest([]string{v.Tens[n/10]}, n%10)
}

func (v *vocabulary) rest(out []string, n int) []string {
	if n == 0 {
		return out
	}
	return append(out, v.number(n)...)
}

// quarter says so many quarters with the word that the language has for them.
func (v *vocabulary) quarter(whole, quarters int) ([]string, bool) {
	q := v.Quarters
	switch {
	case q == nil || quarters == 0 || whole == 0:
		return nil, false
	case quarters == 2 && whole == 1:
		return []string{q["one and a half"]}, true
	case quarters == 2 && whole == 2:
		return []string{q["two and a half"]}, true
	case quarters == 1:
		return append([]string{q["and a quarter"]}, v.number(whole)...), true
	case quarters == 2:
		return append([]string{q["and a half"]}, v.number(whole)...), true
	}
	return append([]string{q["less a quarter"]}, v.number(whole+1)...), true
}

func (v *vocabulary) decimal(whole, rest string) []string {
	quarters := map[string]int{"25": 1, "5": 2, "50": 2, "75": 3}[rest]
	n, _ := strconv.Atoi(whole)
	if out, ok := v.quarter(n, quarters); ok {
		return out
	}
	if n == 0 && v.Quarters != nil && quarters == 2 {
		return []string{v.Parts["1/2"]}
	}
	return append(append(v.whole(whole), v.Point), v.digits(rest)...)
}

func (v *vocabulary) time(hour, minute string) []string {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	if m%15 == 0 && h >= 1 && h <= 12 {
		// A quarter to one is at 12:45.
		next := h
		if m == 45 && h == 12 {
			next = 0
		}
		if out, ok := v.quarterPast(next, m/15); ok {
			return append(out, v.OClock)
		}
	}
	if m == 0 {
		return append(v.whole(hour), v.OClock)
	}
	out := v.whole(hour)
	if v.Hour != "" {
		return append(append(out, v.Hour), v.number(m)...)
	}
	if m < 10 {
		out = append(out, v.Below[0])
	}
	return append(out, v.number(m)...)
}

func (v *vocabulary) quarterPast(hour, quarters int) ([]string, bool) {
	if hour == 0 && quarters == 3 && v.Quarters != nil {
		return append([]string{v.Quarters["less a quarter"]}, v.number(1)...), true
	}
	return v.quarter(hour, quarters)
}

// Numbers lists the clips of numbers, signs and times of a language, each once, in
// the order in which they are first said: what every skill needs.
func Numbers(language string) []string {
	v, ok := vocabularies[language]
	if !ok {
		return nil
	}
	var out []string
	add := func(words ...string) {
		for _, word := range words {
			if word != "" {
				out = append(out, word)
			}
		}
	}
	add(v.Below...)
	add(v.Tens...)
	add(v.Hundred, v.Thousand, v.Lakh, v.Crore, v.Point, v.Over, v.OClock, v.Hour)
	for _, sign := range []string{"+", "−", "×", "÷", "=", "▢"} {
		add(v.Signs[sign])
	}
	for _, part := range []string{"1/2", "1/4", "3/4"} {
		add(v.Parts[part])
	}
	for _, quarter := range []string{"and a quarter", "one and a half", "two and a half", "and a half", "less a quarter"} {
		add(v.Quarters[quarter])
	}
	return out
}

// Key names the recording of a clip: twelve hexadecimal digits of a hash of
// language and text, so that a corrected sentence needs a new recording.
func Key(language, clip string) string {
	sum := sha256.Sum256([]byte(language + "\n" + clip))
	return hex.EncodeToString(sum[:6])
}
