package wire

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// appendPacked appends values as their smallest one and, when there are several,
// the width of the largest difference and the differences in that many bits each,
// lowest first. The reader must know how many there are.
func appendPacked(b []byte, values []uint64) []byte {
	if len(values) == 0 {
		return b
	}
	low := slices.Min(values)
	width := bits.Len64(slices.Max(values) - low)
	b = binary.AppendUvarint(b, low)
	if len(values) > 1 {
		b = append(b, byte(width))
	}
	packed := make([]byte, (width*len(values)+7)/8)
	for i, v := range values {
		putBits(packed, i*width, width, v-low)
	}
	return append(b, packed...)
}

// packed reads n values that appendPacked wrote, each at most limit.
func (r *reader) packed(n int, limit uint64) []uint64 {
	if n == 0 {
		return nil
	}
	low := r.uvarint(limit)
	width := 0
	if n > 1 {
		width = int(r.byte())
	}
	if width > 64 {
		r.fail("a number is wider than 64 bits")
	}
	if r.err != nil {
		return make([]uint64, n)
	}
	packed := r.fixed((width*n + 7) / 8)
	out := make([]uint64, n)
	for i := range out {
		delta := getBits(packed, i*width, width)
		if delta > limit-low {
			r.fail("a number is out of range")
			return out
		}
		out[i] = low + delta
	}
	return out
}

func putBits(b []byte, at, width int, v uint64) {
	for width > 0 {
		take := min(8-at%8, width)
		b[at/8] |= byte(v&(1<<take-1)) << (at % 8)
		v >>= take
		at, width = at+take, width-take
	}
}

func getBits(b []byte, at, width int) uint64 {
	var v uint64
	for got := 0; got < width; {
		take := min(8-at%8, width-got)
		v |= uint64(b[at/8]>>(at%8)) & (1<<take - 1) << got
		at, got = at+take, got+take
	}
	return v
}
