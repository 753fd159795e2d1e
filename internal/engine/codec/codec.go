// Package codec reads and writes the engine's canonical binary forms: varints,
// zigzag numbers, floats as their bits, and fixed byte runs.
//
// A Reader never panics, never allocates by a length it has not checked, and
// refuses varints that are longer than needed, so that one value has one form. It
// deliberately knows nothing of what is encoded.
package codec

import (
	"errors"
	"math"
)

// The reasons for which reading fails.
var (
	ErrShort     = errors.New("codec: input ends early")
	ErrRange     = errors.New("codec: number out of range")
	ErrCanonical = errors.New("codec: number not in its shortest form")
	ErrTrailing  = errors.New("codec: bytes left over")
	ErrVersion   = errors.New("codec: unknown format version")
)

// AppendUint appends v as a varint of 1 to 10 bytes, seven bits each, low first.
func AppendUint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// AppendInt appends v zigzag coded, so that small negative numbers stay short.
func AppendInt(b []byte, v int64) []byte {
	return AppendUint(b, uint64(v)<<1^uint64(v>>63))
}

// AppendFixed64 appends v as 8 bytes, low byte first.
func AppendFixed64(b []byte, v uint64) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24),
		byte(v>>32), byte(v>>40), byte(v>>48), byte(v>>56))
}

// AppendFloat64 appends the 8 bytes of v's bits, minus zero as zero.
func AppendFloat64(b []byte, v float64) []byte {
	return AppendFixed64(b, math.Float64bits(v+0))
}

// AppendFloat32 appends the 4 bytes of v rounded to a float32, minus zero as zero.
func AppendFloat32(b []byte, v float64) []byte {
	bits := math.Float32bits(float32(v) + 0)
	return append(b, byte(bits), byte(bits>>8), byte(bits>>16), byte(bits>>24))
}

// AppendBytes appends the length of v and then v.
func AppendBytes(b, v []byte) []byte {
	return append(AppendUint(b, uint64(len(v))), v...)
}

// Reader takes values from the front of a byte slice. The first failure sticks:
// later reads return zero values, and Err or Close tells what went wrong.
type Reader struct {
	rest []byte
	err  error
}

// NewReader returns a Reader over b, which it never changes.
func NewReader(b []byte) *Reader { return &Reader{rest: b} }

// Err returns the first failure, or nil.
func (r *Reader) Err() error { return r.err }

// Close returns the first failure, or ErrTrailing when bytes are left over.
func (r *Reader) Close() error {
	if r.err == nil && len(r.rest) > 0 {
		r.err = ErrTrailing
	}
	return r.err
}

// Len returns the number of bytes not yet read.
func (r *Reader) Len() int { return len(r.rest) }

// Fail records err as the failure unless one is recorded already.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}

// Uint reads a varint that is at most limit.
func (r *Reader) Uint(limit uint64) uint64 {
	var v uint64
	for i := 0; i < len(r.rest) && i < 10; i++ {
		c := r.rest[i]
		if i == 9 && c > 1 {
			break
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c >= 0x80 {
			continue
		}
		if c == 0 && i > 0 {
			r.Fail(ErrCanonical)
			return 0
		}
		if v > limit {
			r.Fail(ErrRange)
			return 0
		}
		r.rest = r.rest[i+1:]
		return v
	}
	r.Fail(ErrShort)
	return 0
}

// Int reads a zigzag number.
func (r *Reader) Int() int64 {
	v := r.Uint(math.MaxUint64)
	return int64(v>>1) ^ -int64(v&1)
}

// Count reads a number of things to follow, each of which takes at least size
// bytes, and refuses more than limit or more than the input can hold.
func (r *Reader) Count(limit, size int) int {
	n := r.Uint(uint64(limit))
	if n*uint64(size) > uint64(len(r.rest)) {
		r.Fail(ErrShort)
		return 0
	}
	return int(n)
}

// Byte reads one byte that is at most limit.
func (r *Reader) Byte(limit byte) byte {
	b := r.take(1)
	if b == nil {
		return 0
	}
	if b[0] > limit {
		r.Fail(ErrRange)
		return 0
	}
	return b[0]
}

// Fixed64 reads 8 bytes, low byte first.
func (r *Reader) Fixed64() uint64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// Float64 reads a float64 within [low, high]; NaN is out of range.
func (r *Reader) Float64(low, high float64) float64 {
	return r.within(math.Float64frombits(r.Fixed64()), low, high)
}

// Float32 reads a float32 within [low, high]; NaN is out of range.
func (r *Reader) Float32(low, high float64) float64 {
	b := r.take(4)
	if b == nil {
		return 0
	}
	bits := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
	return r.within(float64(math.Float32frombits(bits)), low, high)
}

// Array32 reads 32 bytes, as of a hash.
func (r *Reader) Array32() (a [32]byte) {
	copy(a[:], r.take(32))
	return a
}

// Bytes reads a length of at most limit and returns a copy of that many bytes.
func (r *Reader) Bytes(limit int) []byte {
	return append([]byte(nil), r.take(r.Count(limit, 1))...)
}

func (r *Reader) take(n int) []byte {
	if r.err != nil || len(r.rest) < n {
		r.Fail(ErrShort)
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *Reader) within(v, low, high float64) float64 {
	if r.err != nil {
		return 0
	}
	// Minus zero equals zero but has other bits: one value, one form.
	if !(v >= low && v <= high) || math.Float64bits(v) == 1<<63 {
		r.Fail(ErrRange)
		return 0
	}
	return v
}
