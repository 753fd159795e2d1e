package wire

import (
	"encoding/binary"
	"math"
)

// reader takes plain fields off the front of a segment and remembers the first
// error; after it every read returns zero.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(reason string) {
	if r.err == nil {
		r.err = damaged(reason)
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

// uvarint reads the shortest form only, so that one number has one spelling.
func (r *reader) uvarint(limit uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > limit || n > 1 && r.b[n-1] == 0 {
		r.fail("a number is out of range")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) varint() int64 { return unzigzag(r.uvarint(math.MaxUint64)) }

func (r *reader) uint32() uint32 { return uint32(r.uvarint(math.MaxUint32)) }

func zigzag(v int64) uint64   { return uint64(v)<<1 ^ uint64(v>>63) }
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
