package crdt

import (
	"bytes"
	"slices"

	"darasa/internal/hlc"
	"darasa/internal/school"
)

// Kind says what an op does. The numbers are part of the log and are never
// reused. A kind this program does not know is kept whole and passed on.
type Kind uint8

// Kinds of ops.
const (
	KindAttempt     Kind = 1
	KindSet         Kind = 2
	KindAdd         Kind = 3
	KindRemove      Kind = 4
	KindSameAs      Kind = 5
	KindSession     Kind = 6
	KindObservation Kind = 7
	KindVoid        Kind = 8
	KindErase       Kind = 9
	KindClock       Kind = 10
	KindCalibration Kind = 11
	KindCatalogue   Kind = 12
	KindReflection  Kind = 13
	KindBlank       Kind = 14 // its content was erased; place and stamp stay
)

// Limits of one op. An op beyond them is refused at the door with a reason.
const (
	MaxText    = 4 << 10  // bytes of a response, key or value
	MaxBody    = 64 << 10 // bytes of a body this program does not know, or a catalogue
	MaxColumns = 32       // optional columns
	MaxDots    = 256      // dots of one remove
)

// Op is one change. Exactly one of the pointers is set for a known Kind; an op of
// another kind carries its Body as it came. Columns are the numbered optional
// fields, known and unknown alike, sorted by number and kept byte for byte.
type Op struct {
	Dot
	Stamp    hlc.Stamp
	Kind     Kind
	Attempt  *Attempt
	Register *Register // set, add, remove
	Session  *Session
	Clock    *Clock
	Body     []byte // every other kind
	Columns  []Column
}

// Attempt is one answer to one item: immutable, never merged.
type Attempt struct {
	Learner   school.ID
	Catalogue [32]byte // SHA-256 that names the catalogue Item counts in
	Item      uint32   // engine item: generator × level × format
	Instance  uint32   // which of the item's instances was shown
	Response  string   // what was entered, canonical digits
	Correct   bool
	Duration  int64 // ticks from shown to answered
	Hints     uint8 // hints seen before this answer
}

// Register addresses one field of one entity. For set, Value is the new value;
// for add, the element; for remove, Dots are the adds taken back. Key tells apart
// several registers of one field, for example a decision's skill.
type Register struct {
	Noun   school.Noun
	Entity school.ID
	Field  school.Field
	Key    string
	Value  []byte
	Dots   []Dot
}

// Session says who sat at the tablet from this op on. Its owner is a register of
// noun session whose Key is SessionKey: a teacher may reassign or void it later.
type Session struct {
	Learner   school.ID
	Assurance school.Assurance // as the tablet claims; the hub attests in a register
}

// Clock is an observation of real time by the writer about its own run.
type Clock struct {
	Real   int64 // ticks since 1970
	Within int64 // ticks
	Source hlc.Source
}

// Column is a numbered optional field of an op.
type Column struct {
	Number uint16
	Value  []byte
}

// Numbers of optional columns. They are never reused.
const (
	ColumnPairRole    uint16 = 1  // 1 driver, or 2 checker with her vote and whether the first answer was right
	ColumnSteps       uint16 = 2  // judged steps
	ColumnStrategy    uint16 = 3  // text
	ColumnTries       uint16 = 4  // uvarint
	ColumnConfidence  uint16 = 5  // one byte
	ColumnLanguage    uint16 = 6  // BCP 47 text
	ColumnExplanation uint16 = 7  // text: explanation arm shown
	ColumnWhy         uint16 = 8  // text: reason code it was offered for
	ColumnPlan        uint16 = 9  // uvarint: snapshot number the tutor used
	ColumnAssurance   uint16 = 10 // one byte
	ColumnAbandoned   uint16 = 11 // empty
	ColumnSession     uint16 = 12 // uvarint: seq of the session op in the same stream
)

// Column returns the value of the numbered column.
func (o *Op) Column(number uint16) ([]byte, bool) {
	i, ok := slices.BinarySearchFunc(o.Columns, number, func(c Column, n uint16) int { return int(c.Number) - int(n) })
	if !ok {
		return nil, false
	}
	return o.Columns[i].Value, true
}

// SetColumn puts value under number, keeping the order.
func (o *Op) SetColumn(number uint16, value []byte) {
	i, ok := slices.BinarySearchFunc(o.Columns, number, func(c Column, n uint16) int { return int(c.Number) - int(n) })
	if ok {
		o.Columns[i].Value = value
		return
	}
	o.Columns = slices.Insert(o.Columns, i, Column{Number: number, Value: value})
}

// Validate checks shape and limits, not meaning: an op that names an unknown
// learner or catalogue is valid and will be held, not refused. The error's code is
// school.CodeInvalid or school.CodeLimit.
func (o *Op) Validate() error {
	switch {
	case o.Writer.Hub.IsZero():
		return school.Errorf(school.CodeInvalid, "the op has no writer")
	case o.Seq == 0:
		return school.Errorf(school.CodeInvalid, "ops are numbered from 1")
	case !o.Audience.Valid():
		return school.Errorf(school.CodeInvalid, "audience %d is not known", o.Audience)
	case len(o.Columns) > MaxColumns:
		return school.Errorf(school.CodeLimit, "an op has at most %d optional columns, not %d", MaxColumns, len(o.Columns))
	}
	for i, c := range o.Columns {
		if i > 0 && o.Columns[i-1].Number >= c.Number {
			return school.Errorf(school.CodeInvalid, "optional columns must be sorted and appear once; column %d does not", c.Number)
		}
		if len(c.Value) > MaxText {
			return school.Errorf(school.CodeLimit, "column %d has more than %d bytes", c.Number, MaxText)
		}
	}
	return o.validateBody()
}

func (o *Op) validateBody() error {
	set := 0
	for _, present := range []bool{o.Attempt != nil, o.Register != nil, o.Session != nil, o.Clock != nil} {
		if present {
			set++
		}
	}
	switch o.Kind {
	case KindAttempt:
		if o.Attempt == nil || set != 1 || o.Body != nil {
			return o.wrongPart()
		}
		return o.Attempt.validate()
	case KindSet, KindAdd, KindRemove:
		if o.Register == nil || set != 1 || o.Body != nil {
			return o.wrongPart()
		}
		return o.Register.validate(o.Kind)
	case KindSession:
		if o.Session == nil || set != 1 || o.Body != nil {
			return o.wrongPart()
		}
	case KindClock:
		if o.Clock == nil || set != 1 || o.Body != nil {
			return o.wrongPart()
		}
	default:
		if set != 0 || o.Kind == 0 {
			return o.wrongPart()
		}
		if err := o.validateKnownBody(); err != nil {
			return err
		}
		if len(o.Body) > MaxBody {
			return school.Errorf(school.CodeLimit, "a body has at most %d bytes, not %d", MaxBody, len(o.Body))
		}
	}
	return nil
}

func (o *Op) wrongPart() error {
	return school.Errorf(school.CodeInvalid, "op of kind %d lacks its own part, or has another's", o.Kind)
}

// validateKnownBody refuses damaged bodies of the kinds that are read here; newer
// forms are kept.
func (o *Op) validateKnownBody() (err error) {
	switch o.Kind {
	case KindObservation:
		_, err = DecodeObservation(o.Body)
	case KindReflection:
		_, err = DecodeReflection(o.Body)
	}
	if school.ErrorCode(err) == school.CodeVersion {
		return nil
	}
	return err
}

func (a *Attempt) validate() error {
	switch {
	case a.Learner.IsZero():
		return school.Errorf(school.CodeInvalid, "the attempt names no learner")
	case len(a.Response) > MaxText:
		return school.Errorf(school.CodeLimit, "a response has at most %d bytes, not %d", MaxText, len(a.Response))
	case a.Duration < 0:
		return school.Errorf(school.CodeInvalid, "the duration is negative")
	}
	return nil
}

func (r *Register) validate(kind Kind) error {
	switch {
	case len(r.Key) > MaxText || len(r.Value) > MaxText:
		return school.Errorf(school.CodeLimit, "a key or value has at most %d bytes", MaxText)
	case kind == KindRemove && len(r.Value) > 0, kind != KindRemove && len(r.Dots) > 0:
		return school.Errorf(school.CodeInvalid, "only a remove names dots, and it carries no value")
	case len(r.Dots) > MaxDots:
		return school.Errorf(school.CodeLimit, "a remove names at most %d adds", MaxDots)
	}
	return nil
}

// Equal reports whether two ops say the same in every byte. Two ops with one dot
// that are not equal are an alarm: somebody used a number twice.
func (o *Op) Equal(other *Op) bool {
	return bytes.Equal(o.AppendBinary(nil), other.AppendBinary(nil))
}
