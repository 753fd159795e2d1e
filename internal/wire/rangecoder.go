package wire

import "math/bits"

// probability is the chance that a bit is 0, learned from the bits before it: the
// first few move it far, later ones by a fixed share.
type probability struct {
	p uint16 // of 65536
	n uint8  // how firmly it is held
}

// firmest is where a probability stops to settle; one bit then moves it by about
// 1/firmest.
const firmest = 120

// shares[n] is the share, of 65536, by which the next bit moves a probability
// that is held with firmness n.
var shares = func() (out [firmest + 1]uint32) {
	for n := range out {
		out[n] = uint32(65536 / (n + 2))
	}
	return out
}()

func (q *probability) learn(b uint64) {
	share := shares[q.n]
	if b == 0 {
		q.p += uint16((65535 - uint32(q.p)) * share >> 16)
	} else {
		q.p -= uint16(uint32(q.p) * share >> 16)
	}
	q.p = min(max(q.p, 48), 65535-48) // never certain: the other bit must stay possible
	if q.n < firmest {
		q.n++
	}
}

// A range coder narrows an interval once per bit, in proportion to the bit's
// chance (G. N. N. Martin, 1979). When the interval gets short, its leading byte
// goes out; a carry is added to the bytes already written.
const shortest = 1 << 24

type rangeWriter struct {
	out  []byte
	low  uint64 // of the interval; bit 32 is a carry
	size uint32
}

func newRangeWriter(out []byte) *rangeWriter {
	return &rangeWriter{out: out, size: 1<<32 - 1}
}

func (w *rangeWriter) bit(q *probability, b uint64) {
	bound := (w.size >> 16) * uint32(q.p)
	if b == 0 {
		w.size = bound
	} else {
		w.low += uint64(bound)
		w.size -= bound
	}
	q.learn(b)
	w.shift()
}

// share narrows to the v-th of n equal parts; n is at most 1<<16.
func (w *rangeWriter) share(n, v uint32) {
	w.size /= n
	w.low += uint64(w.size) * uint64(v)
	w.shift()
}

func (w *rangeWriter) shift() {
	if w.low >= 1<<32 {
		w.low &= 1<<32 - 1
		for i := len(w.out) - 1; ; i-- {
			w.out[i]++
			if w.out[i] != 0 {
				break
			}
		}
	}
	for w.size < shortest {
		w.out = append(w.out, byte(w.low>>24))
		w.low = w.low << 8 & (1<<32 - 1)
		w.size <<= 8
	}
}

// finish returns the bytes, ended by as few as pick out a number in the interval;
// a reader takes zeros behind the end.
func (w *rangeWriter) finish() []byte {
	for keep := 0; keep <= 4; keep++ {
		unit := uint64(1) << (32 - 8*keep)
		v := (w.low + unit - 1) &^ (unit - 1)
		if v-w.low >= uint64(w.size) {
			continue
		}
		w.size, w.low = 1<<32-1, v
		w.shift()
		for i := range keep {
			w.out = append(w.out, byte(w.low>>(24-8*i)))
		}
		break
	}
	return w.out
}

type rangeReader struct {
	b    []byte
	at   int
	code uint32 // where the written number lies above the interval's low end
	size uint32
}

func newRangeReader(b []byte) *rangeReader {
	r := &rangeReader{b: b, size: 1<<32 - 1}
	for range 4 {
		r.code = r.code<<8 | uint32(r.next())
	}
	return r
}

func (r *rangeReader) next() byte {
	r.at++
	if r.at > len(r.b) {
		return 0
	}
	return r.b[r.at-1]
}

func (r *rangeReader) bit(q *probability) uint64 {
	bound := (r.size >> 16) * uint32(q.p)
	b := uint64(0)
	if r.code < bound {
		r.size = bound
	} else {
		r.code -= bound
		r.size -= bound
		b = 1
	}
	q.learn(b)
	r.shift()
	return b
}

// share returns which of n equal parts it is; damaged bytes can give n or more.
func (r *rangeReader) share(n uint32) uint32 {
	r.size /= n
	v := r.code / r.size
	r.code -= v * r.size
	r.shift()
	return v
}

func (r *rangeReader) shift() {
	for r.size < shortest {
		r.code = r.code<<8 | uint32(r.next())
		r.size <<= 8
	}
}

// exhausted reports that the reader needed more bytes than a writer leaves out.
func (r *rangeReader) exhausted() bool { return r.at > len(r.b)+4 }

// bitLength is the number of bits of v without leading zeros.
func bitLength(v uint64) int { return bits.Len64(v) }
