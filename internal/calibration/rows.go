package calibration

import (
	"cmp"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// Rows gathers what is known of attempts in any order, each any number of times, and
// gives it back in canonical order, each once, the newest that fit a bound. What T
// holds is the caller's business. The zero value is not ready; use NewRows.
type Rows[T any] struct {
	limit    int
	rows     []Row[T]
	learners map[school.ID]uint32
	streams  map[crdt.Stream]uint32
	names    []crdt.Stream
}

// Row is one attempt: of which learner, numbered as they came, and what is kept of it.
type Row[T any] struct {
	Learner uint32
	Kept    T
	at      hlc.Timestamp
	seq     uint64
	stream  uint32 // a number of Rows.streams
}

// NewRows returns an empty gathering of at most limit rows.
func NewRows[T any](limit int) *Rows[T] {
	return &Rows[T]{limit: limit, learners: map[school.ID]uint32{}, streams: map[crdt.Stream]uint32{}}
}

// Add takes what is kept of an op that counts for owner.
func (r *Rows[T]) Add(op *crdt.Op, owner school.ID, kept T) {
	learner, ok := r.learners[owner]
	if !ok {
		learner = uint32(len(r.learners))
		r.learners[owner] = learner
	}
	stream, ok := r.streams[op.Stream]
	if !ok {
		stream = uint32(len(r.names))
		r.streams[op.Stream], r.names = stream, append(r.names, op.Stream)
	}
	r.rows = append(r.rows, Row[T]{Learner: learner, Kept: kept, at: op.Stamp.At, seq: op.Seq, stream: stream})
	if len(r.rows) >= 2*r.limit {
		r.settle()
	}
}

// Settled returns the rows in canonical order, each once. They are valid until the
// next Add.
func (r *Rows[T]) Settled() []Row[T] {
	r.settle()
	return r.rows
}

// Learners returns the number given to each learner.
func (r *Rows[T]) Learners() map[school.ID]uint32 { return r.learners }

// settle brings the rows into canonical order, each once, and keeps the newest.
func (r *Rows[T]) settle() {
	slices.SortFunc(r.rows, r.compare)
	r.rows = slices.CompactFunc(r.rows, func(a, b Row[T]) bool { return a.stream == b.stream && a.seq == b.seq })
	if over := len(r.rows) - r.limit; over > 0 {
		r.rows = slices.Delete(r.rows, 0, over)
	}
}

// compare is crdt.CompareCanonical.
func (r *Rows[T]) compare(a, b Row[T]) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	if a.stream != b.stream {
		first, second := crdt.Dot{Stream: r.names[a.stream], Seq: a.seq}, crdt.Dot{Stream: r.names[b.stream], Seq: b.seq}
		return first.Compare(second)
	}
	return cmp.Compare(a.seq, b.seq)
}
