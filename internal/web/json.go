package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"darasa/internal/school"
)

// MaxBody is how many bytes a JSON request may have.
const MaxBody = 1 << 20

// maxDepth is how deep a JSON request may nest.
const maxDepth = 16

// ReadJSON reads the whole body of r into v. It refuses, with school.CodeInvalid,
// a body that is not JSON by its type, that has members v does not, a member
// twice, text that is not UTF-8, or anything behind the value; and with
// school.CodeLimit one of more than MaxBody bytes. What is refused is refused
// whole, so nothing is dropped in silence.
func ReadJSON(w http.ResponseWriter, r *http.Request, v any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return school.Errorf(school.CodeInvalid, "send the body as application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return school.Errorf(school.CodeLimit, "a request has at most %d bytes; send less at once", MaxBody)
	}
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the request broke off")
	}
	return DecodeJSON(body, v)
}

// DecodeJSON reads one JSON value as strictly as ReadJSON does.
func DecodeJSON(body []byte, v any) error {
	if err := checkJSON(body); err != nil {
		return err
	}
	return DecodePart(body, v)
}

// DecodePart reads a part, kept as json.RawMessage, of a body that ReadJSON or
// DecodeJSON already walked, refusing members v does not have.
func DecodePart(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return school.Errorf(school.CodeInvalid, "the JSON does not fit: %s", plain(err))
	}
	return nil
}

// plain keeps encoding/json's own words and leaves out Go's type names.
func plain(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "a " + wrong.Value + " does not belong at " + wrong.Field
	}
	return err.Error()
}

// checkJSON walks the text once and refuses what encoding/json lets pass in
// silence: text that is not UTF-8, half a surrogate pair, a member named twice, a
// second value.
func checkJSON(body []byte) error {
	if !utf8.Valid(body) || !pairedSurrogates(body) {
		return school.Errorf(school.CodeInvalid, "the JSON is not valid UTF-8 text")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var open []level
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return school.Errorf(school.CodeInvalid, "the JSON is empty")
		}
		if err != nil {
			return school.Errorf(school.CodeInvalid, "the JSON is broken: %s", plain(err))
		}
		if open, err = step(open, token); err != nil {
			return err
		}
		if len(open) == 0 {
			break
		}
	}
	if len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return school.Errorf(school.CodeInvalid, "there is something behind the JSON value")
	}
	return nil
}

// level is one open object or array; names is nil for arrays.
type level struct {
	names map[string]bool
	value bool // the next token of this object is a value, not a name
}

func step(open []level, token json.Token) ([]level, error) {
	delim, isDelim := token.(json.Delim)
	if isDelim && (delim == '}' || delim == ']') {
		return open[:len(open)-1], nil
	}
	if n := len(open); n > 0 && open[n-1].names != nil {
		top := &open[n-1]
		if !top.value {
			name, _ := token.(string)
			folded := strings.ToLower(strings.ToUpper(name)) // encoding/json matches members in any case
			if top.names[folded] {
				return nil, school.Errorf(school.CodeInvalid, "the JSON names %q twice", name)
			}
			top.names[folded], top.value = true, true
			return open, nil
		}
		top.value = false
	}
	if !isDelim {
		return open, nil
	}
	if len(open) == maxDepth {
		return nil, school.Errorf(school.CodeLimit, "the JSON nests more than %d deep", maxDepth)
	}
	next := level{}
	if delim == '{' {
		next.names = map[string]bool{}
	}
	return append(open, next), nil
}

// pairedSurrogates reports whether every \u escape in the surrogate range is part
// of a pair. encoding/json would replace a lone one, which changes a child's
// answer without saying so.
func pairedSurrogates(b []byte) bool {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		i++
		unit, ok := escaped(b, i)
		if !ok || unit < 0xd800 || unit > 0xdfff {
			continue
		}
		low, ok := uint16(0), false
		if i+6 < len(b) && b[i+5] == '\\' {
			low, ok = escaped(b, i+6)
		}
		if unit > 0xdbff || !ok || low < 0xdc00 || low > 0xdfff {
			return false
		}
		i += 10
	}
	return true
}

// escaped reads uXXXX at b[i:].
func escaped(b []byte, i int) (unit uint16, ok bool) {
	if i+5 > len(b) || b[i] != 'u' {
		return 0, false
	}
	for _, c := range b[i+1 : i+5] {
		unit <<= 4
		switch {
		case c >= '0' && c <= '9':
			unit |= uint16(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			unit |= uint16(c | 0x20 - 'a' + 10)
		default:
			return 0, false
		}
	}
	return unit, true
}

// WriteJSON answers with v as JSON, not to be stored by caches.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","message":"The answer could not be written."}}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
