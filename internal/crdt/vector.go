package crdt

import (
	"maps"
	"slices"
)

// Vector says which ops of each stream a replica holds. Its methods never change
// the receiver.
type Vector map[Stream]Ranges

// Ordering is the partial order between two vectors.
type Ordering int

// Values of Ordering.
const (
	Equal      Ordering = iota
	Greater             // the receiver holds all of the other and more
	Lesser              // the other holds all of the receiver and more
	Concurrent          // each holds something the other lacks
)

// Compare tells how v relates to other.
func (v Vector) Compare(other Vector) Ordering {
	more, less := len(v.Subtract(other)) > 0, len(other.Subtract(v)) > 0
	switch {
	case more && less:
		return Concurrent
	case more:
		return Greater
	case less:
		return Lesser
	}
	return Equal
}

// Merge returns a vector that holds what either holds.
func (v Vector) Merge(other Vector) Vector {
	out := maps.Clone(v)
	if out == nil {
		out = Vector{}
	}
	for s, rs := range other {
		out[s] = out[s].Union(rs)
	}
	return out
}

// Subtract returns what v holds and other lacks; streams with nothing are absent.
func (v Vector) Subtract(other Vector) Vector {
	out := Vector{}
	for s, rs := range v {
		if d := rs.Subtract(other[s]); len(d) > 0 {
			out[s] = d
		}
	}
	return out
}

// Streams returns the vector's streams in canonical order.
func (v Vector) Streams() []Stream {
	return slices.SortedFunc(maps.Keys(v), Stream.Compare)
}
