package projection

import (
	"encoding/binary"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// How a mark is packed: hints, whether it was right and how long it took, below the
// skill.
const (
	markRight  = 1 << 0
	hintsShift = 1
	tookShift  = 3
	skillShift = 13
	maxHints   = 3
)

// AppendBinary appends the board's stored form.
func (b *Board) AppendBinary(out []byte) []byte {
	out = append(out, b.Device.Hub[:]...)
	for _, n := range []uint64{
		uint64(b.Device.Device), b.Sitting, uint64(b.Boot), uint64(b.Mono),
		uint64(b.Slip.Item), uint64(b.Slip.Instance), uint64(len(b.Marks)), uint64(len(b.Work)), uint64(len(b.Days)),
	} {
		out = binary.AppendUvarint(out, n)
	}
	for _, m := range b.Marks {
		out = binary.AppendUvarint(out, m.pack())
	}
	for _, w := range b.Work {
		for _, n := range []uint64{uint64(w.Skill), uint64(w.Tries), uint64(w.Right), uint64(w.Row)} {
			out = binary.AppendUvarint(out, n)
		}
	}
	for _, d := range b.Days {
		out = binary.AppendVarint(out, d.Day)
		for _, n := range []uint16{d.Answers, d.Right, d.Steady} {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return append(out, b.Slip.Response...)
}

func (m Mark) pack() uint64 {
	packed := uint64(m.Skill)<<skillShift | uint64(min(m.Took, MaxTook))<<tookShift | uint64(min(m.Hints, maxHints))<<hintsShift
	if m.Right {
		packed |= markRight
	}
	return packed
}

func unpackMark(v uint64) Mark {
	return Mark{Skill: uint16(v >> skillShift), Took: uint16(v >> tookShift & MaxTook), Hints: uint8(v >> hintsShift & maxHints), Right: v&markRight != 0}
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
	var fields [9]uint64
	for i := range fields {
		v, ok := next()
		if !ok {
			return Board{}, errBoard
		}
		fields[i] = v
	}
	b.Device.Device, b.Sitting, b.Boot, b.Mono = uint32(fields[0]), fields[1], uint32(fields[2]), int64(fields[3])
	b.Slip.Item, b.Slip.Instance = uint32(fields[4]), uint32(fields[5])
	if fields[6] > MaxMarks || fields[7] > MaxWork || fields[8] > MaxDays {
		return Board{}, errBoard
	}
	for range fields[6] {
		v, ok := next()
		if !ok {
			return Board{}, errBoard
		}
		b.Marks = append(b.Marks, unpackMark(v))
	}
	counts := func(out ...*uint16) bool {
		for _, n := range out {
			v, ok := next()
			if !ok || v > maxCount {
				return false
			}
			*n = uint16(v)
		}
		return true
	}
	for range fields[7] {
		var w Work
		var row uint16
		if !counts(&w.Skill, &w.Tries, &w.Right, &row) {
			return Board{}, errBoard
		}
		w.Row = uint8(min(row, steadyRow))
		b.Work = append(b.Work, w)
	}
	for range fields[8] {
		day, n := binary.Varint(raw)
		if n <= 0 {
			return Board{}, errBoard
		}
		raw = raw[n:]
		d := Day{Day: day}
		if !counts(&d.Answers, &d.Right, &d.Steady) {
			return Board{}, errBoard
		}
		b.Days = append(b.Days, d)
	}
	b.Slip.Response = string(raw)
	return b, nil
}

// maxCount is where counting stops.
const maxCount = 1<<16 - 1

// Note puts a mark before all others, and counts it as work when she gave the answer
// alone. Day is the day of the answer.
func (b *Board) Note(m Mark, alone bool, day int64) {
	b.Marks = append([]Mark{m}, b.Marks[:min(len(b.Marks), MaxMarks-1)]...)
	b.Work = slices.Clone(b.Work) // others may hold what tally changes
	b.tally(m, alone, day)
}

// tally counts an answer without keeping its mark, in the places that the board has.
func (b *Board) tally(m Mark, alone bool, day int64) {
	d := b.day(day)
	count(&d.Answers, true)
	count(&d.Right, m.Right)
	if alone {
		count(&d.Steady, b.worked(m))
	}
}

func count(n *uint16, more bool) {
	if more && *n < maxCount {
		*n++
	}
}

// day returns the day of an answer, which in canonical order is the newest or a new
// one.
func (b *Board) day(day int64) *Day {
	if len(b.Days) == 0 || b.Days[0].Day != day {
		b.Days = append([]Day{{Day: day}}, b.Days[:min(len(b.Days), MaxDays-1)]...)
	}
	return &b.Days[0]
}

// worked counts an answer on its skill, which becomes the newest, and reports whether
// the skill became steady by it.
func (b *Board) worked(m Mark) (steady bool) {
	w := Work{Skill: m.Skill}
	i := slices.IndexFunc(b.Work, func(w Work) bool { return w.Skill == m.Skill })
	switch {
	case i >= 0:
		w = b.Work[i]
	case len(b.Work) < MaxWork:
		i = len(b.Work)
		b.Work = append(b.Work, w)
	default:
		i = MaxWork - 1
	}
	if !w.Steady() && w.Tries < maxCount {
		w.Tries++
		if m.Right {
			w.Right++
		}
		w.Row++
		if !m.Right || m.Hints > 0 {
			w.Row = 0
		}
		steady = w.Steady()
	}
	copy(b.Work[1:], b.Work[:i])
	b.Work[0] = w
	return steady
}
