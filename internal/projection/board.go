package projection

import (
	"encoding/binary"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// AppendBinary appends the board's stored form.
func (b *Board) AppendBinary(out []byte) []byte {
	out = append(out, b.Device.Hub[:]...)
	for _, n := range []uint64{
		uint64(b.Device.Device), uint64(b.Item), uint64(b.Instance), uint64(b.Skill), uint64(b.WrongInRow),
		uint64(b.Hints), uint64(b.Recent), uint64(b.Boot), uint64(b.Mono),
	} {
		out = binary.AppendUvarint(out, n)
	}
	right := byte(0)
	if b.Right {
		right = 1
	}
	out = append(out, right)
	return append(out, b.Response...)
}

// DecodeBoard reads what AppendBinary wrote.
func DecodeBoard(raw []byte) (Board, error) {
	if len(raw) < 16 {
		return Board{}, errBoard
	}
	b := Board{Device: crdt.Writer{Hub: school.ID(raw[:16])}}
	raw = raw[16:]
	var fields [9]uint64
	for i := range fields {
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			return Board{}, errBoard
		}
		fields[i], raw = v, raw[n:]
	}
	if len(raw) == 0 {
		return Board{}, errBoard
	}
	b.Device.Device, b.Item, b.Instance, b.Skill = uint32(fields[0]), uint32(fields[1]), uint32(fields[2]), uint16(fields[3])
	b.WrongInRow, b.Hints, b.Recent = uint8(fields[4]), uint8(fields[5]), uint16(fields[6])
	b.Boot, b.Mono = uint32(fields[7]), int64(fields[8])
	b.Right, b.Response = raw[0] == 1, string(raw[1:])
	return b, nil
}
