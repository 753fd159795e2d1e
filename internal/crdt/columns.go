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

// Beside reports whether the op says in column 1 that two sit at the tablet: on an
// attempt any role does, on a session the role of the one who checks.
func (o *Op) Beside() bool {
	role, ok := o.Column(ColumnPairRole)
	return ok && len(role) > 0 && (o.Kind == KindAttempt || role[0] == 2)
}

// PairRoleValid reports whether a value of column 1 is one this program reads: 1, the
// driver; 2, a checker; or 2, her vote (1 agree, 2 try again) and whether the
// driver's first answer was right (0 or 1).
func PairRoleValid(value []byte) bool {
	switch len(value) {
	case 1:
		return value[0] == 1 || value[0] == 2
	case 3:
		return value[0] == 2 && (value[1] == 1 || value[1] == 2) && value[2] <= 1
	}
	return false
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
