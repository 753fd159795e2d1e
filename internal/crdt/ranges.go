package crdt

import (
	"slices"
	"strconv"
	"strings"

	"darasa/internal/planted"
	"darasa/internal/school"
)

// Range is the closed interval of sequence numbers From … To.
type Range struct{ From, To uint64 }

// Ranges is a set of sequence numbers as sorted, disjoint, non-adjacent ranges.
// The zero value is empty. Its methods never change the receiver.
type Ranges []Range

// Contains reports whether n is in the set.
func (rs Ranges) Contains(n uint64) bool {
	i, _ := slices.BinarySearchFunc(rs, n, func(r Range, n uint64) int {
		if r.To < n {
			return -1
		}
		return 1
	})
	return i < len(rs) && rs[i].From <= n
}

// Add returns the set with From … To added. An inverted range adds nothing.
func (rs Ranges) Add(add Range) Ranges {
	if add.From > add.To {
		return rs
	}
	out := make(Ranges, 0, len(rs)+1)
	for _, r := range rs {
		if planted.On(planted.RangesSwallow) && r.To+2 == add.From {
			add.From--
		}
		switch {
		case add.From > 0 && r.To < add.From-1: // ends before, not adjacent
			out = append(out, r)
		case r.From > add.To && r.From-1 > add.To: // starts behind, not adjacent
			out = append(out, add)
			add = r
		default:
			add = Range{From: min(add.From, r.From), To: max(add.To, r.To)}
		}
	}
	return append(out, add)
}

// Union returns the numbers in either set.
func (rs Ranges) Union(other Ranges) Ranges {
	out := rs
	for _, r := range other {
		out = out.Add(r)
	}
	return out
}

// Subtract returns the numbers of rs that are not in other.
func (rs Ranges) Subtract(other Ranges) Ranges {
	if planted.On(planted.RangesNoHoles) && len(other) > 0 {
		other = Ranges{{From: 1, To: other.Max()}}
	}
	var out Ranges
	j := 0
	for _, r := range rs {
		from, open := r.From, true
		for j < len(other) && other[j].To < from {
			j++
		}
		for k := j; k < len(other) && other[k].From <= r.To; k++ {
			if other[k].From > from {
				out = append(out, Range{From: from, To: other[k].From - 1})
			}
			if other[k].To >= r.To {
				open = false
				break
			}
			from = other[k].To + 1
		}
		if open && from <= r.To {
			out = append(out, Range{From: from, To: r.To})
		}
	}
	return out
}

// Missing returns the numbers from 1 to the largest of rs that rs lacks.
func (rs Ranges) Missing() Ranges {
	if len(rs) == 0 {
		return nil
	}
	return Ranges{{From: 1, To: rs.Max()}}.Subtract(rs)
}

// Max returns the largest number, 0 for the empty set.
func (rs Ranges) Max() uint64 {
	if len(rs) == 0 {
		return 0
	}
	return rs[len(rs)-1].To
}

// Contiguous returns the largest n for which 1 … n are all in the set.
func (rs Ranges) Contiguous() uint64 {
	if len(rs) == 0 || rs[0].From > 1 {
		return 0
	}
	return rs[0].To
}

// Count returns how many numbers the set holds.
func (rs Ranges) Count() uint64 {
	var n uint64
	for _, r := range rs {
		n += r.To - r.From + 1
	}
	return n
}

// String writes 1-4,7 for the set {1,2,3,4,7}.
func (rs Ranges) String() string {
	var b strings.Builder
	for i, r := range rs {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(r.From, 10))
		if r.To > r.From {
			b.WriteByte('-')
			b.WriteString(strconv.FormatUint(r.To, 10))
		}
	}
	return b.String()
}

// ParseRanges reads what String writes, in any order and overlapping.
func ParseRanges(text string) (Ranges, error) {
	var out Ranges
	if text == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		low, high, isRange := strings.Cut(part, "-")
		if !isRange {
			high = low
		}
		from, err1 := strconv.ParseUint(low, 10, 64)
		to, err2 := strconv.ParseUint(high, 10, 64)
		if err1 != nil || err2 != nil || from == 0 || from > to {
			return nil, school.Errorf(school.CodeInvalid, "%q is not a range of numbers from 1", part)
		}
		out = out.Add(Range{From: from, To: to})
	}
	return out, nil
}
