package wire

import (
	"bytes"
	"encoding/binary"
	"slices"

	"darasa/internal/crdt"
)

// recent is a list of the latest different values of one field, latest first.
type recent struct{ values [][]byte }

const maxRecent = 48

// value codes bytes that may be one of the latest: 0 = they are new, n = the n-th
// of the list.
func (m *model) value(c column, ctx int, r *recent, v []byte, limit int) []byte {
	at := -1
	if !m.reading {
		at = slices.IndexFunc(r.values, func(old []byte) bool { return bytes.Equal(old, v) })
	}
	at = int(m.small(c, ctx, uint64(at+1), uint64(len(r.values)))) - 1
	if at < 0 {
		v = m.text(v, nil, limit)
		if len(r.values) < maxRecent {
			r.values = append(r.values, nil)
		}
		at = len(r.values) - 1
	} else {
		v = r.values[at]
	}
	copy(r.values[1:at+1], r.values[:at])
	r.values[0] = v
	return v
}

// shapes lists the sets of optional columns met so far.
type shapes struct {
	known [][]uint16
	last  int
}

const maxShapes = 256

// columns codes the optional columns: which there are, then the value of each
// against the latest values under that number.
func (m *model) columns(o *crdt.Op, s *originState) {
	shape := m.shape(o)
	if m.reading && len(shape) > 0 {
		o.Columns = make([]crdt.Column, len(shape))
	}
	for i, number := range shape {
		c := &o.Columns[i]
		c.Number = number
		if number == crdt.ColumnSession {
			c.Value = m.sessionColumn(c.Value, o, s)
			continue
		}
		r := m.extras[number]
		if r == nil {
			r = &recent{}
			m.extras[number] = r
		}
		c.Value = m.value(colExtra, int(number)%maxContexts, r, c.Value, crdt.MaxText)
	}
}

func (m *model) shape(o *crdt.Op) []uint16 {
	l := &m.shapes
	if len(l.known) == 0 {
		l.known = append(l.known, nil)
	}
	at := len(l.known)
	if !m.reading {
		for i, shape := range l.known {
			if slices.EqualFunc(shape, o.Columns, func(n uint16, c crdt.Column) bool { return n == c.Number }) {
				at = i
				break
			}
		}
	}
	at = int(m.small(colShape, min(l.last, maxContexts-1), uint64(at), uint64(len(l.known))))
	if at < len(l.known) {
		l.last = at
		return l.known[at]
	}
	shape := m.newShape(o)
	if len(l.known) < maxShapes {
		l.known = append(l.known, shape)
		l.last = at
	}
	return shape
}

func (m *model) newShape(o *crdt.Op) []uint16 {
	n := m.small(colShapeSize, 0, uint64(len(o.Columns)), crdt.MaxColumns)
	shape := make([]uint16, n)
	next := uint64(0) // smallest number that may follow
	for i := range shape {
		step := uint64(0)
		if !m.reading {
			step = uint64(o.Columns[i].Number) - next
		}
		step = m.small(colShapeNumber, 0, step, 1<<16-1)
		if next+step > 1<<16-1 {
			m.fail(damaged("a column's number is out of range"))
			return nil
		}
		shape[i] = uint16(next + step)
		next += step + 1
	}
	return shape
}

// sessionColumn codes the number of the session op an attempt belongs to: nearly
// always that of the latest session of its origin.
func (m *model) sessionColumn(v []byte, o *crdt.Op, s *originState) []byte {
	const (
		latest = iota
		other
		foreign // not a number in its shortest form
	)
	how := uint64(foreign)
	seq, ok := canonicalUint(v)
	if ok {
		how = bit(seq != s.session)
	}
	switch m.small(colSession, 0, how, foreign) {
	case latest:
	case other:
		s.session, s.value = o.Seq-m.uint(colSession, 1, o.Seq-seq), nil
	default:
		return m.text(v, nil, crdt.MaxText)
	}
	if s.value == nil {
		s.value = binary.AppendUvarint(nil, s.session)
	}
	return s.value
}

// canonicalUint reads a whole value that is one varint in its shortest form.
func canonicalUint(v []byte) (uint64, bool) {
	n, size := binary.Uvarint(v)
	return n, size > 0 && size == len(v) && (size == 1 || v[size-1] != 0)
}
