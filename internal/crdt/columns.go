package crdt

import "encoding/binary"

// Uint reads a column that holds an unsigned varint; ok is false when the column
// is missing or holds something else.
func (o *Op) Uint(number uint16) (value uint64, ok bool) {
	raw, found := o.Column(number)
	if !found {
		return 0, false
	}
	v, n := binary.Uvarint(raw)
	if n != len(raw) || n == 0 {
		return 0, false
	}
	return v, true
}

// SetUint puts an unsigned varint under number.
func (o *Op) SetUint(number uint16, value uint64) {
	o.SetColumn(number, binary.AppendUvarint(nil, value))
}

// SessionDot returns the session an attempt belongs to: a session op of its own
// stream.
func (o *Op) SessionDot() (Dot, bool) {
	seq, ok := o.Uint(ColumnSession)
	if !ok || seq == 0 {
		return Dot{}, false
	}
	return Dot{Stream: o.Stream, Seq: seq}, true
}
