package curriculum

import "strings"

// MaxResponse bounds a typed response in bytes; a longer one grades as wrong.
const MaxResponse = 256

// Normalize brings a response to the form of answer keys: Urdu (۰–۹) and Arabic
// (٠–٩) digits become 0–9, spaces and marks of writing direction go, and a whole
// number loses its leading zeros. It returns "" for what is longer than
// MaxResponse.
func Normalize(response string) string {
	if len(response) > MaxResponse {
		return ""
	}
	digits := true
	key := strings.Map(func(c rune) rune {
		switch {
		case c >= '۰' && c <= '۹':
			return c - '۰' + '0'
		case c >= '٠' && c <= '٩':
			return c - '٠' + '0'
		case c >= '0' && c <= '9':
			return c
		case isBlank(c):
			return -1
		}
		digits = false
		return c
	}, response)
	if digits && len(key) > 1 {
		if key = strings.TrimLeft(key, "0"); key == "" {
			key = "0"
		}
	}
	return key
}

// isBlank reports spaces and the invisible marks keyboards put around numbers in
// right-to-left text.
func isBlank(c rune) bool {
	switch c {
	case ' ', '\t', '\n', '\r', 0xa0, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0xfeff:
		return true
	}
	return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}

// Grade compares a response, normalised, with the answer of an instance, by value
// where the item's format says so and as a text otherwise. For a
// wrong response that a known procedure produces, misconception is its id. ok is
// false when there is no such instance; nothing is then known about the response.
func (c *Catalogue) Grade(item, instance uint32, response string) (correct bool, misconception string, ok bool) {
	a := c.answer(item, instance)
	if a == nil {
		return false, "", false
	}
	key := Normalize(response)
	same := func(other string) bool { return key == other }
	if c.items[item].format == FormatValue {
		same = func(other string) bool { return SameValue(key, other) }
	}
	if same(a.key) {
		return true, "", true
	}
	for _, w := range a.wrong {
		if same(w.Key) {
			return false, c.misconceptions[w.Misconception], true
		}
	}
	return false, "", true
}
