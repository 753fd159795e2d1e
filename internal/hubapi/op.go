package hubapi

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/web"
)

// Pointers tell a member that is missing from one that is zero: a missing
// "correct" must not become a wrong answer.
type (
	opJSON struct {
		Seq      *uint64           `json:"seq"`
		At       *timestamp        `json:"at"`
		Boot     *uint32           `json:"boot"`
		Mono     *int64            `json:"mono"`
		Kind     json.RawMessage   `json:"kind"`
		Attempt  *attemptJSON      `json:"attempt,omitempty"`
		Session  *sessionJSON      `json:"session,omitempty"`
		Register *registerJSON     `json:"register,omitempty"`
		Clock    *clockJSON        `json:"clock,omitempty"`
		Body     *base64url        `json:"body,omitempty"`
		Cols     map[string]string `json:"cols,omitempty"`
	}
	attemptJSON struct {
		Learner   *school.ID `json:"learner"`
		Catalogue *string    `json:"catalogue"`
		Item      *uint32    `json:"item"`
		Instance  *uint32    `json:"instance"`
		Response  *string    `json:"response"`
		Correct   *bool      `json:"correct"`
		Duration  *int64     `json:"duration"`
		Hints     *uint8     `json:"hints"`
	}
	sessionJSON struct {
		Learner   *school.ID        `json:"learner"`
		Assurance *school.Assurance `json:"assurance"`
	}
	registerJSON struct {
		Noun   *school.Noun  `json:"noun"`
		Entity *school.ID    `json:"entity"`
		Field  *school.Field `json:"field"`
		Key    string        `json:"key,omitempty"`
		Value  *base64url    `json:"value,omitempty"`
		Dots   *[]string     `json:"dots,omitempty"`
	}
	clockJSON struct {
		Real   *int64      `json:"real"`
		Within *int64      `json:"within"`
		Source *hlc.Source `json:"source"`
	}
)

// kindNames are the kinds that have a member of their own. Every other kind is
// written as its number, with a body.
var kindNames = map[crdt.Kind]string{
	crdt.KindAttempt: "attempt", crdt.KindSet: "set", crdt.KindAdd: "add", crdt.KindRemove: "remove",
	crdt.KindSession: "session", crdt.KindClock: "clock",
}

// DecodeOp reads one op of a stream from the JSON of docs/protocol.md. It refuses
// unknown members, missing members and members of another kind, so that
// EncodeOp(DecodeOp(x)) says the same as x; the error's code is
// school.CodeInvalid or school.CodeLimit. What the op means is not checked.
func DecodeOp(raw []byte, stream crdt.Stream) (*crdt.Op, error) {
	var j opJSON
	if err := web.DecodeJSON(raw, &j); err != nil {
		return nil, err
	}
	return j.op(stream)
}

// decodeChecked is DecodeOp for text that came inside a body web.ReadJSON has
// already walked.
func decodeChecked(raw json.RawMessage, stream crdt.Stream) (*crdt.Op, error) {
	var j opJSON
	if err := web.DecodePart(raw, &j); err != nil {
		return nil, err
	}
	return j.op(stream)
}

// seqOf reads the number of an op that could not be read otherwise, 0 if even
// that is missing.
func seqOf(raw json.RawMessage) uint64 {
	var j struct {
		Seq uint64 `json:"seq"`
	}
	if json.Unmarshal(raw, &j) != nil {
		return 0
	}
	return j.Seq
}

func (j *opJSON) op(stream crdt.Stream) (*crdt.Op, error) {
	kind, err := decodeKind(j.Kind)
	if err != nil {
		return nil, err
	}
	if j.Seq == nil || j.At == nil || j.Boot == nil || j.Mono == nil {
		return nil, missing("seq, at, boot or mono")
	}
	op := &crdt.Op{
		Dot:   crdt.Dot{Stream: stream, Seq: *j.Seq},
		Stamp: hlc.Stamp{At: hlc.Timestamp(*j.At), Moment: hlc.Moment{Boot: *j.Boot, Mono: *j.Mono}},
		Kind:  kind,
	}
	if err := j.fill(op); err != nil {
		return nil, err
	}
	if err := decodeColumns(op, j.Cols); err != nil {
		return nil, err
	}
	return op, op.Validate()
}

func decodeKind(raw json.RawMessage) (crdt.Kind, error) {
	if len(raw) > 0 && raw[0] == '"' {
		for kind, name := range kindNames {
			if string(raw) == `"`+name+`"` {
				return kind, nil
			}
		}
		return 0, school.Errorf(school.CodeInvalid, "kind %s is not known; newer kinds are written as numbers", raw)
	}
	n, err := strconv.ParseUint(string(raw), 10, 8)
	if err != nil || n == 0 || string(raw) != strconv.FormatUint(n, 10) {
		return 0, school.Errorf(school.CodeInvalid, "the op's kind is missing or not a number from 1 to 255")
	}
	if name, known := kindNames[crdt.Kind(n)]; known {
		return 0, school.Errorf(school.CodeInvalid, "kind %d is written %q", n, name)
	}
	return crdt.Kind(n), nil
}

func (j *opJSON) fill(op *crdt.Op) error {
	parts := 0
	for _, present := range []bool{j.Attempt != nil, j.Session != nil, j.Register != nil, j.Clock != nil, j.Body != nil} {
		if present {
			parts++
		}
	}
	if parts != 1 {
		return school.Errorf(school.CodeInvalid, "an op has exactly one of attempt, session, register, clock and body")
	}
	switch {
	case j.Attempt != nil && op.Kind == crdt.KindAttempt:
		return j.Attempt.fill(op)
	case j.Session != nil && op.Kind == crdt.KindSession:
		if j.Session.Learner == nil || j.Session.Assurance == nil {
			return missing("session.learner or session.assurance")
		}
		op.Session = &crdt.Session{Learner: *j.Session.Learner, Assurance: *j.Session.Assurance}
	case j.Register != nil && (op.Kind == crdt.KindSet || op.Kind == crdt.KindAdd || op.Kind == crdt.KindRemove):
		return j.Register.fill(op)
	case j.Clock != nil && op.Kind == crdt.KindClock:
		if j.Clock.Real == nil || j.Clock.Within == nil || j.Clock.Source == nil {
			return missing("clock.real, clock.within or clock.source")
		}
		op.Clock = &crdt.Clock{Real: *j.Clock.Real, Within: *j.Clock.Within, Source: *j.Clock.Source}
	case j.Body != nil && kindNames[op.Kind] == "":
		op.Body = *j.Body
	default:
		return school.Errorf(school.CodeInvalid, "the op's member does not belong to its kind")
	}
	return nil
}

func (a *attemptJSON) fill(op *crdt.Op) error {
	if a.Learner == nil || a.Catalogue == nil || a.Item == nil || a.Instance == nil ||
		a.Response == nil || a.Correct == nil || a.Duration == nil || a.Hints == nil {
		return missing("one of the attempt's eight members")
	}
	catalogue, err := ParseHash(*a.Catalogue)
	if err != nil {
		return err
	}
	op.Attempt = &crdt.Attempt{
		Learner: *a.Learner, Catalogue: catalogue, Item: *a.Item, Instance: *a.Instance,
		Response: *a.Response, Correct: *a.Correct, Duration: *a.Duration, Hints: *a.Hints,
	}
	return nil
}

func (r *registerJSON) fill(op *crdt.Op) error {
	if r.Noun == nil || r.Entity == nil || r.Field == nil {
		return missing("register.noun, register.entity or register.field")
	}
	op.Register = &crdt.Register{Noun: *r.Noun, Entity: *r.Entity, Field: *r.Field, Key: r.Key}
	if op.Kind == crdt.KindRemove {
		if r.Dots == nil || r.Value != nil {
			return school.Errorf(school.CodeInvalid, "a remove has dots and no value")
		}
		for _, text := range *r.Dots {
			dot, err := parseDot(text)
			if err != nil {
				return err
			}
			op.Register.Dots = append(op.Register.Dots, dot)
		}
		return nil
	}
	if r.Value == nil || r.Dots != nil {
		return school.Errorf(school.CodeInvalid, "a set or add has a value and no dots")
	}
	op.Register.Value = *r.Value
	return nil
}

func decodeColumns(op *crdt.Op, cols map[string]string) error {
	for name, text := range cols {
		n, err := strconv.ParseUint(name, 10, 16)
		if err != nil || strconv.FormatUint(n, 10) != name {
			return school.Errorf(school.CodeInvalid, "%q is not the number of a column", name)
		}
		value, err := decodeBase64(text)
		if err != nil {
			return err
		}
		op.SetColumn(uint16(n), value)
	}
	return nil
}

func missing(what string) error {
	return school.Errorf(school.CodeInvalid, "the op lacks %s", what)
}

// EncodeOp writes one op as DecodeOp reads it; writer, epoch and audience are the
// stream's and not repeated. Text that JSON cannot hold unchanged is
// school.CodeInvalid.
func EncodeOp(op *crdt.Op) ([]byte, error) {
	if err := op.Validate(); err != nil {
		return nil, err
	}
	at := timestamp(op.Stamp.At)
	j := opJSON{Seq: &op.Seq, At: &at, Boot: &op.Stamp.Boot, Mono: &op.Stamp.Mono, Kind: encodeKind(op.Kind)}
	switch {
	case op.Attempt != nil:
		a, catalogue := op.Attempt, hex.EncodeToString(op.Attempt.Catalogue[:])
		if !utf8.ValidString(a.Response) {
			return nil, school.Errorf(school.CodeInvalid, "the response is not UTF-8 text")
		}
		j.Attempt = &attemptJSON{
			Learner: &a.Learner, Catalogue: &catalogue, Item: &a.Item, Instance: &a.Instance,
			Response: &a.Response, Correct: &a.Correct, Duration: &a.Duration, Hints: &a.Hints,
		}
	case op.Session != nil:
		j.Session = &sessionJSON{Learner: &op.Session.Learner, Assurance: &op.Session.Assurance}
	case op.Clock != nil:
		j.Clock = &clockJSON{Real: &op.Clock.Real, Within: &op.Clock.Within, Source: &op.Clock.Source}
	case op.Register != nil:
		r := op.Register
		if !utf8.ValidString(r.Key) {
			return nil, school.Errorf(school.CodeInvalid, "the register's key is not UTF-8 text")
		}
		j.Register = &registerJSON{Noun: &r.Noun, Entity: &r.Entity, Field: &r.Field, Key: r.Key}
		if op.Kind == crdt.KindRemove {
			dots := make([]string, len(r.Dots))
			for i, d := range r.Dots {
				dots[i] = d.String()
			}
			j.Register.Dots = &dots
		} else {
			j.Register.Value = (*base64url)(&r.Value)
		}
	default:
		j.Body = (*base64url)(&op.Body)
	}
	for _, c := range op.Columns {
		if j.Cols == nil {
			j.Cols = map[string]string{}
		}
		j.Cols[strconv.FormatUint(uint64(c.Number), 10)] = base64.RawURLEncoding.EncodeToString(c.Value)
	}
	return json.Marshal(j)
}

func encodeKind(kind crdt.Kind) json.RawMessage {
	if name, ok := kindNames[kind]; ok {
		return json.RawMessage(`"` + name + `"`)
	}
	return json.RawMessage(strconv.Itoa(int(kind)))
}

// timestamp is [tick, count].
type timestamp hlc.Timestamp

// MarshalJSON writes the pair.
func (t timestamp) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]int64{t.Tick, int64(t.Count)})
}

// UnmarshalJSON reads exactly two numbers.
func (t *timestamp) UnmarshalJSON(raw []byte) error {
	var pair []int64
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 || pair[1] < 0 || pair[1] > 1<<32-1 {
		return school.Errorf(school.CodeInvalid, "a timestamp is [tick, count]")
	}
	*t = timestamp{Tick: pair[0], Count: uint32(pair[1])}
	return nil
}

// base64url is bytes as base64url without padding.
type base64url []byte

// MarshalText writes the text.
func (b base64url) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads the one spelling MarshalText writes.
func (b *base64url) UnmarshalText(text []byte) error {
	value, err := decodeBase64(string(text))
	*b = value
	return err
}

func decodeBase64(text string) ([]byte, error) {
	value, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil, school.Errorf(school.CodeInvalid, "a value is not base64url without padding")
	}
	return value, nil
}

// ParseHash reads 64 lower-case hexadecimal digits.
func ParseHash(text string) (hash [32]byte, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 || strings.ToLower(text) != text {
		return hash, school.Errorf(school.CodeInvalid, "a hash is 64 lower-case hexadecimal digits")
	}
	return [32]byte(raw), nil
}

func parseDot(text string) (crdt.Dot, error) {
	i := strings.LastIndexByte(text, '/')
	if i < 0 {
		return crdt.Dot{}, school.Errorf(school.CodeInvalid, "a dot is hub/device/epoch/audience/seq, not %q", text)
	}
	stream, err := crdt.ParseStream(text[:i])
	if err != nil {
		return crdt.Dot{}, err
	}
	seq, err := strconv.ParseUint(text[i+1:], 10, 64)
	dot := crdt.Dot{Stream: stream, Seq: seq}
	if err != nil || dot.String() != text {
		return crdt.Dot{}, school.Errorf(school.CodeInvalid, "a dot is hub/device/epoch/audience/seq, not %q", text)
	}
	return dot, nil
}

// rangesJSON is [[from, to], …].
type rangesJSON [][]uint64

func fromRanges(rs crdt.Ranges) rangesJSON {
	out := make(rangesJSON, 0, len(rs))
	for _, r := range rs {
		out = append(out, []uint64{r.From, r.To})
	}
	return out
}

// maxRanges bounds how many ranges one request may list.
const maxRanges = 1000

func (rs rangesJSON) ranges() (crdt.Ranges, error) {
	if len(rs) > maxRanges {
		return nil, school.Errorf(school.CodeLimit, "a set of numbers has at most %d ranges", maxRanges)
	}
	var out crdt.Ranges
	for _, r := range rs {
		if len(r) != 2 || r[0] == 0 || r[0] > r[1] {
			return nil, school.Errorf(school.CodeInvalid, "%v is not a range of numbers from 1", r)
		}
		out = out.Add(crdt.Range{From: r[0], To: r[1]})
	}
	return out, nil
}
