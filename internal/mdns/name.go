package mdns

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLabel is the length of a DNS label in bytes.
const maxLabel = 63

// errEscape means that a name ends within an escape or names no byte.
var errEscape = errors.New("read name: broken escape")

// special are the bytes that stand in a DNS name only after a backslash.
const special = `.() ;@"\`

// escape writes a label as it stands in the text form of a DNS name: what comes
// from the wire is written so, and zeroconf compares the two as text.
func escape(label string) string {
	var text strings.Builder
	for i := range len(label) {
		switch b := label[i]; {
		case strings.IndexByte(special, b) >= 0:
			text.WriteByte('\\')
			text.WriteByte(b)
		case b < ' ' || b > '~':
			text.Write([]byte{'\\', '0' + b/100, '0' + b/10%10, '0' + b%10})
		default:
			text.WriteByte(b)
		}
	}
	return text.String()
}

// escapeText guards the backslash of text entries, the only byte that zeroconf
// does not take as it is.
func escapeText(entries []string) []string {
	escaped := make([]string, len(entries))
	for i, entry := range entries {
		escaped[i] = strings.ReplaceAll(entry, `\`, `\\`)
	}
	return escaped
}

// unescape reads what escape writes, and text entries as they come from the wire.
func unescape(text string) (string, error) {
	var label strings.Builder
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b != '\\' {
			label.WriteByte(b)
			continue
		}
		rest := text[i+1:]
		switch {
		case rest == "":
			return "", errEscape
		case rest[0] < '0' || rest[0] > '9':
			label.WriteByte(rest[0])
			i++
		case len(rest) < 3 || !digits(rest[:3]):
			return "", errEscape
		default:
			value := int(rest[0]-'0')*100 + int(rest[1]-'0')*10 + int(rest[2]-'0')
			if value > 255 {
				return "", errEscape
			}
			label.WriteByte(byte(value))
			i += 3
		}
	}
	return label.String(), nil
}

func digits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

// printable tells whether a name from the network can be shown to a person as it
// is: valid UTF-8 without anything that moves a terminal's cursor.
func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// shorten cuts label to at most limit bytes, between characters.
func shorten(label string, limit int) string {
	for len(label) > limit {
		_, size := utf8.DecodeLastRuneInString(label)
		label = label[:len(label)-size]
	}
	return label
}
