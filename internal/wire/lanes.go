package wire

import (
	"encoding/binary"
	"math/bits"

	"github.com/klauspost/compress/zstd"
)

// lanes keeps one run of bytes per column, numbers as varints; columns whose low
// bits are noise keep those in a lane of their own. Three groups of lanes are
// compressed apart where that is smaller.
type lanes struct {
	lane  [numLanes][]byte
	bits  []byte // low bits, packed
	at    int    // bits used
	err   error
	write bool
}

const (
	laneUniform = int(numColumns)
	laneText    = int(numColumns) + 1
	laneBits    = int(numColumns) + 2
	numLanes    = int(numColumns) + 3
)

// lowBits says how many low bits of a column are noise.
func lowBits(c column) int {
	switch c {
	case colDuration:
		return 6
	case colGap, colPause:
		return 5
	case colFirst:
		return 8
	}
	return 0
}

func (l *lanes) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (l *lanes) failure() error { return l.err }

func (l *lanes) num(i int, v uint64) uint64 {
	if l.write {
		l.lane[i] = binary.AppendUvarint(l.lane[i], v)
		return v
	}
	v, n := binary.Uvarint(l.lane[i])
	if n <= 0 {
		l.fail(damaged("a column ends early"))
		return 0
	}
	l.lane[i] = l.lane[i][n:]
	return v
}

func (l *lanes) uint(c column, ctx int, v uint64) uint64 {
	low := lowBits(c)
	if low == 0 {
		return l.num(int(c), v)
	}
	high := l.num(int(c), v>>low)
	return high<<low | l.low(low, v&(1<<low-1))
}

func (l *lanes) low(n int, v uint64) uint64 {
	if l.write {
		for len(l.bits)*8 < l.at+n {
			l.bits = append(l.bits, 0)
		}
		putBits(l.bits, l.at, n, v)
		l.at += n
		return v
	}
	if len(l.bits)*8 < l.at+n {
		l.fail(damaged("a column ends early"))
		return 0
	}
	v = getBits(l.bits, l.at, n)
	l.at += n
	return v
}

func (l *lanes) uniform(n, v uint64) uint64 {
	width := bits.Len64(n - 1)
	if v = l.low(width, v); v >= n {
		l.fail(damaged("a number is out of range"))
		return 0
	}
	return v
}

func (l *lanes) text(b []byte, limit int) []byte {
	n := int(l.num(int(colLength), uint64(len(b))))
	if l.write {
		l.lane[laneText] = append(l.lane[laneText], b...)
		return b
	}
	if n < 0 || n > limit || n > len(l.lane[laneText]) {
		l.fail(damaged("a text is too long"))
		return nil
	}
	if n == 0 {
		return nil
	}
	b = append([]byte(nil), l.lane[laneText][:n]...)
	l.lane[laneText] = l.lane[laneText][n:]
	return b
}

var (
	zstdEncoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderCRC(false),
		zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20), zstd.WithSingleSegment(true))
	zstdDecoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(defaultOutput))
)

// groups of lanes: texts, noisy high parts, everything else
func laneGroup(i int) int {
	switch {
	case i == laneText:
		return 1
	case i == laneBits:
		return 2
	case i < int(numColumns) && lowBits(column(i)) > 0:
		return 3 + i
	}
	return 0
}

func (l *lanes) finish(b []byte) []byte {
	l.lane[laneBits] = l.bits
	present := make([]byte, (numLanes+7)/8)
	for i := range l.lane {
		if len(l.lane[i]) > 0 {
			putBits(present, i, 1, 1)
		}
	}
	b = append(b, present...)
	for i := range l.lane {
		if n := len(l.lane[i]); n > 0 {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	for g := range 3 + numLanes {
		var raw []byte
		for i := range l.lane {
			if laneGroup(i) == g {
				raw = append(raw, l.lane[i]...)
			}
		}
		if len(raw) == 0 {
			continue
		}
		packed := zstdEncoder.EncodeAll(raw, nil)[4:]
		if len(packed) < len(raw) {
			b = binary.AppendUvarint(b, uint64(len(packed)))
			b = append(b, packed...)
		} else {
			b = append(b, 0)
			b = append(b, raw...)
		}
	}
	return b
}

func openLanes(b []byte, limit int) (*lanes, error) {
	r := &reader{b: b}
	present := r.fixed((numLanes + 7) / 8)
	var size [numLanes]int
	total := 0
	for i := range size {
		if getBits(present, i, 1) == 1 {
			size[i] = int(r.uvarint(uint64(limit)))
			total += size[i]
		}
	}
	if total > limit {
		return nil, ErrTooLarge
	}
	l := &lanes{}
	for g := range 3 + numLanes {
		n := 0
		for i := range size {
			if laneGroup(i) == g {
				n += size[i]
			}
		}
		if n == 0 {
			continue
		}
		var raw []byte
		if packed := int(r.uvarint(maxSegment)); packed == 0 {
			raw = r.fixed(n)
		} else {
			framed := append([]byte{0x28, 0xb5, 0x2f, 0xfd}, r.fixed(packed)...)
			var err error
			raw, err = zstdDecoder.DecodeAll(framed, make([]byte, 0, n))
			if err != nil {
				return nil, ErrTooLarge
			}
			if len(raw) != n {
				return nil, damaged("a group of columns has another length")
			}
		}
		for i := range size {
			if laneGroup(i) == g {
				l.lane[i], raw = raw[:size[i]:size[i]], raw[size[i]:]
			}
		}
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes follow the columns")
	}
	l.bits = l.lane[laneBits]
	return l, r.err
}
