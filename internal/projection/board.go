package projection

import (
	"encoding/binary"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// How a mark is packed: flags and hints below the skill.
const (
	markRight  = 1 << 0
	markFast   = 1 << 1
	hintsShift = 2
	skillShift = 4
	maxHints   = 3
)

// AppendBinary appends the board's stored form.
func (b *Board) AppendBinary(out []byte) []byte {
	out = append(out, b.Device.Hub[:]...)
	for _, n := range []uint64{
		uint64(b.Device.Device), b.Sitting, uint64(b.Boot), uint64(b.Mono),
		uint64(b.Slip.Item), uint64(b.Slip.Instance), uint64(len(b.Marks)),
	} {
		out = binary.AppendUvarint(out, n)
	}
	for _, m := range b.Marks {
		out = binary.AppendUvarint(out, m.pack())
	}
	return append(out, b.Slip.Response...)
}

func (m Mark) pack() uint64 {
	packed := uint64(m.Skill)<<skillShift | uint64(min(m.Hints, maxHints))<<hintsShift
	if m.Right {
		packed |= markRight
	}
	if m.Fast {
		packed |= markFast
	}
	return packed
}

func unpackMark(v uint64) Mark {
	return Mark{Skill: uint16(v >> skillShift), Hints: uint8(v >> hintsShift & maxHints), Right: v&markRight != 0, Fast: v&markFast != 0}
}

// DecodeBoard reads what AppendBinary wrote.
func DecodeBoard(raw []byte) (Board, error) {
	if len(raw) < 16 {
		return Board{}, errBoard
	}
	b := Board{Device: crdt.Writer{Hub: school.ID(raw[:16])}}
	raw = raw[16:]
	next := func() (v uint64, ok bool) {
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			return 0, false
		}
		raw = raw[n:]
		return v, true
	}
	var fields [7]uint64
	for i := range fields {
		v, ok := next()
		if !ok {
			return Board{}, errBoard
		}
		fields[i] = v
	}
	b.Device.Device, b.Sitting, b.Boot, b.Mono = uint32(fields[0]), fields[1], uint32(fields[2]), int64(fields[3])
	b.Slip.Item, b.Slip.Instance = uint32(fields[4]), uint32(fields[5])
	if fields[6] > MaxMarks {
		return Board{}, errBoard
	}
	for range fields[6] {
		v, ok := next()
		if !ok {
			return Board{}, errBoard
		}
		b.Marks = append(b.Marks, unpackMark(v))
	}
	b.Slip.Response = string(raw)
	return b, nil
}
