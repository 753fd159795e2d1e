package replication

import (
	"encoding/binary"
	"math"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Limits of one message, so that a hostile peer cannot make a replica allocate.
const (
	maxRanges = 4096
	maxHeads  = 4096
)

func appendStream(b []byte, s SegmentStream) []byte {
	b = append(b, s.Hub[:]...)
	b = binary.BigEndian.AppendUint32(b, s.Epoch)
	return append(b, byte(s.Audience))
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendRanges writes the count, then per range the gap from the end of the one
// before and its length less one.
func appendRanges(b []byte, rs crdt.Ranges) []byte {
	b = binary.AppendUvarint(b, uint64(len(rs)))
	end := uint64(0)
	for _, r := range rs {
		b = binary.AppendUvarint(b, r.From-end)
		b = binary.AppendUvarint(b, r.To-r.From)
		end = r.To
	}
	return b
}

// decoder reads fields and remembers the first error; after it every read returns
// zero.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = school.Errorf(school.CodeInvalid, "the message is damaged: %s", what)
	}
	d.b = nil
}

func (d *decoder) fixed(n int) []byte {
	if n < 0 || len(d.b) < n {
		d.fail("it ends early")
		return make([]byte, max(0, min(n, 64)))
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) byte() byte { return d.fixed(1)[0] }
func (d *decoder) bool() bool {
	v := d.byte()
	if v > 1 {
		d.fail("a yes or no is neither")
	}
	return v == 1
}

func (d *decoder) id() school.ID  { return school.ID(d.fixed(16)) }
func (d *decoder) uint32() uint32 { return binary.BigEndian.Uint32(d.fixed(4)) }
func (d *decoder) uint64() uint64 { return binary.BigEndian.Uint64(d.fixed(8)) }

func (d *decoder) uvarint(limit uint64) uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 || v > limit {
		d.fail("a number is out of range")
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) stream() SegmentStream {
	s := SegmentStream{Hub: d.id(), Epoch: d.uint32(), Audience: school.Audience(d.byte())}
	if d.err == nil && !s.Audience.Valid() {
		d.fail("an audience is not known")
	}
	return s
}

func (d *decoder) ranges() crdt.Ranges {
	n := d.uvarint(maxRanges)
	var out crdt.Ranges
	end := uint64(0)
	for range n {
		gap, length := d.uvarint(math.MaxInt64), d.uvarint(math.MaxInt64)
		if d.err != nil || gap == 0 || len(out) > 0 && gap == 1 || end+gap+length > math.MaxInt64 {
			d.fail("ranges are not sorted")
			return nil
		}
		out = append(out, crdt.Range{From: end + gap, To: end + gap + length})
		end += gap + length
	}
	return out
}

func (d *decoder) done() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail("there are bytes behind its end")
	}
	return d.err
}
