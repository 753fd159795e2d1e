package curriculum

import (
	"encoding/binary"

	"darasa/internal/school"
)

// reader decodes canonical fields and remembers the first error; after it every
// read returns zero.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = school.Errorf(school.CodeInvalid, "the catalogue is damaged: %s", what)
	}
	r.b = nil
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.fail("it ends early")
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) number(limit uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > limit || n > 1 && r.b[n-1] == 0 {
		r.fail("a number is cut, padded or out of range")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) count(limit int) int { return int(r.number(uint64(limit))) }

// below reads a place in a list of n entries.
func (r *reader) below(n uint32) uint32 {
	if n == 0 {
		r.fail("it points into an empty list")
		return 0
	}
	return uint32(r.number(uint64(n - 1)))
}

// numbers reads at most limit ascending places in a list of n entries.
func (r *reader) numbers(n uint32, limit int) []uint32 {
	var out []uint32
	for range r.count(min(int(n), limit)) {
		v := r.below(n)
		if len(out) > 0 && v <= out[len(out)-1] {
			r.fail("places are not in order")
		}
		if r.err != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}

func (r *reader) id() string {
	id := string(r.take(r.count(MaxName)))
	if !isID(id) {
		r.fail("an id is malformed")
	}
	return id
}

// key reads an answer in canonical form.
func (r *reader) key() string {
	key := string(r.take(r.count(MaxName)))
	if key == "" || Normalize(key) != key {
		r.fail("an answer is not in canonical form")
	}
	return key
}
