package crdt

import (
	"encoding/binary"
	"math"

	"darasa/internal/hlc"
	"darasa/internal/school"
)

// binaryVersion opens every op in the canonical form, so that a later form can be
// told apart.
const binaryVersion = 0

// AppendBinary appends the canonical form of one op: what a log keeps before
// segments are cut, and what equality means. The same op has the same bytes
// everywhere, for ever.
func (o *Op) AppendBinary(b []byte) []byte {
	b = append(b, binaryVersion, byte(o.Kind))
	b = appendDot(b, o.Dot)
	b = binary.AppendVarint(b, o.Stamp.At.Tick)
	b = binary.AppendUvarint(b, uint64(o.Stamp.At.Count))
	b = binary.AppendUvarint(b, uint64(o.Stamp.Boot))
	b = binary.AppendVarint(b, o.Stamp.Mono)
	switch {
	case o.Attempt != nil:
		b = o.Attempt.append(b)
	case o.Register != nil:
		b = o.Register.append(b)
	case o.Session != nil:
		b = append(append(b, o.Session.Learner[:]...), byte(o.Session.Assurance))
	case o.Clock != nil:
		b = binary.AppendVarint(b, o.Clock.Real)
		b = binary.AppendVarint(b, o.Clock.Within)
		b = append(b, byte(o.Clock.Source))
	default:
		b = appendBytes(b, o.Body)
	}
	b = binary.AppendUvarint(b, uint64(len(o.Columns)))
	for _, c := range o.Columns {
		b = binary.AppendUvarint(b, uint64(c.Number))
		b = appendBytes(b, c.Value)
	}
	return b
}

func (a *Attempt) append(b []byte) []byte {
	b = append(b, a.Learner[:]...)
	b = append(b, a.Catalogue[:]...)
	b = binary.AppendUvarint(b, uint64(a.Item))
	b = binary.AppendUvarint(b, uint64(a.Instance))
	b = appendBytes(b, []byte(a.Response))
	b = append(b, boolByte(a.Correct))
	b = binary.AppendVarint(b, a.Duration)
	return append(b, a.Hints)
}

func (r *Register) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(r.Noun))
	b = append(b, r.Entity[:]...)
	b = binary.AppendUvarint(b, uint64(r.Field))
	b = appendBytes(b, []byte(r.Key))
	b = appendBytes(b, r.Value)
	b = binary.AppendUvarint(b, uint64(len(r.Dots)))
	for _, d := range r.Dots {
		b = appendDot(b, d)
	}
	return b
}

func appendDot(b []byte, d Dot) []byte {
	b = append(b, d.Writer.Hub[:]...)
	b = binary.AppendUvarint(b, uint64(d.Writer.Device))
	b = binary.BigEndian.AppendUint32(b, d.Epoch)
	b = append(b, byte(d.Audience))
	return binary.AppendUvarint(b, d.Seq)
}

func appendBytes(b, value []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(value))), value...)
}

func boolByte(v bool) byte {
	if v {
		return 1
	}
	return 0
}

// DecodeOp reads one op in canonical form and returns the bytes behind it. It
// refuses what AppendBinary would not write, and what Validate refuses, with
// school.CodeInvalid or school.CodeLimit; its memory is bounded by len(b).
func DecodeOp(b []byte) (*Op, []byte, error) {
	r := &reader{b: b}
	if v := r.byte(); v != binaryVersion && r.err == nil {
		return nil, nil, school.Errorf(school.CodeVersion, "op form %d is newer than this program", v)
	}
	o := &Op{Kind: Kind(r.byte())}
	o.Dot = r.dot()
	o.Stamp = hlc.Stamp{
		At:     hlc.Timestamp{Tick: r.varint(), Count: r.uint32()},
		Moment: hlc.Moment{Boot: r.uint32(), Mono: r.varint()},
	}
	r.body(o)
	if n := r.count(MaxColumns); n > 0 {
		o.Columns = make([]Column, n)
		for i := range o.Columns {
			o.Columns[i] = Column{Number: r.uint16(), Value: r.bytes(MaxText)}
		}
	}
	if r.err != nil {
		return nil, nil, r.err
	}
	if err := o.Validate(); err != nil {
		return nil, nil, err
	}
	return o, r.b, nil
}

func (r *reader) body(o *Op) {
	switch o.Kind {
	case KindAttempt:
		o.Attempt = &Attempt{
			Learner: r.id(), Catalogue: [32]byte(r.fixed(32)), Item: r.uint32(), Instance: r.uint32(),
			Response: string(r.bytes(MaxText)), Correct: r.bool(), Duration: r.varint(), Hints: r.byte(),
		}
	case KindSet, KindAdd, KindRemove:
		o.Register = &Register{
			Noun: school.Noun(r.uint16()), Entity: r.id(), Field: school.Field(r.uint16()),
			Key: string(r.bytes(MaxText)), Value: r.bytes(MaxText),
		}
		if n := r.count(MaxDots); n > 0 {
			o.Register.Dots = make([]Dot, n)
			for i := range o.Register.Dots {
				o.Register.Dots[i] = r.dot()
			}
		}
	case KindSession:
		o.Session = &Session{Learner: r.id(), Assurance: school.Assurance(r.byte())}
	case KindClock:
		o.Clock = &Clock{Real: r.varint(), Within: r.varint(), Source: hlc.Source(r.byte())}
	default:
		o.Body = r.bytes(MaxBody)
	}
}

// reader decodes canonical fields and remembers the first error; after it every
// read returns zero.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = school.Errorf(school.CodeInvalid, "the op is damaged: %s", what)
	}
	r.b = nil
}

func (r *reader) fixed(n int) []byte {
	if len(r.b) < n {
		r.fail("it ends early")
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte { return r.fixed(1)[0] }

func (r *reader) bool() bool {
	v := r.byte()
	if v > 1 {
		r.fail("a yes or no is neither")
	}
	return v == 1
}

func (r *reader) id() school.ID { return school.ID(r.fixed(16)) }

func (r *reader) uvarint(limit uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > limit {
		r.fail("a number is out of range")
		return 0
	}
	if n > 1 && r.b[n-1] == 0 {
		r.fail("a number is padded")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 {
	v := r.uvarint(math.MaxUint64)
	return int64(v>>1) ^ -int64(v&1)
}

func (r *reader) uint16() uint16 { return uint16(r.uvarint(math.MaxUint16)) }
func (r *reader) uint32() uint32 { return uint32(r.uvarint(math.MaxUint32)) }

func (r *reader) count(limit int) int { return int(r.uvarint(uint64(limit))) }

func (r *reader) bytes(limit int) []byte {
	n := r.count(limit)
	if n == 0 {
		return nil
	}
	return append([]byte(nil), r.fixed(n)...)
}

func (r *reader) dot() Dot {
	d := Dot{Stream: Stream{Writer: Writer{Hub: r.id(), Device: r.uint32()}}}
	d.Epoch = binary.BigEndian.Uint32(r.fixed(4))
	d.Audience = school.Audience(r.byte())
	d.Seq = r.uvarint(math.MaxUint64)
	return d
}
