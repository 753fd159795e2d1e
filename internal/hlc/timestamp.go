package hlc

import "cmp"

// Timestamp is a hybrid logical clock value: Tick counts 10 ms since 1970 UTC by
// the best clock its writer had, Count orders what happened within one tick or
// while the clock stood still. It orders edits and is never shown as a date.
type Timestamp struct {
	Tick  int64
	Count uint32
}

// Compare orders timestamps by tick, then count: −1, 0 or +1.
func (t Timestamp) Compare(other Timestamp) int {
	if c := cmp.Compare(t.Tick, other.Tick); c != 0 {
		return c
	}
	return cmp.Compare(t.Count, other.Count)
}

// IsZero reports whether t was never set.
func (t Timestamp) IsZero() bool { return t == Timestamp{} }

// Next returns the smallest timestamp after t in the same tick, or the first of
// the following tick when the count is used up.
func (t Timestamp) Next() Timestamp {
	if t.Count == ^uint32(0) {
		return Timestamp{Tick: t.Tick + 1}
	}
	return Timestamp{Tick: t.Tick, Count: t.Count + 1}
}

// Moment is a point on one run of a writer's monotonic clock: Boot names the run
// (a hub's start, a page load), Mono counts ticks of 10 ms within it.
type Moment struct {
	Boot uint32
	Mono int64
}

// Stamp is what every op carries.
type Stamp struct {
	At Timestamp
	Moment
}
