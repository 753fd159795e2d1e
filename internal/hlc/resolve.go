package hlc

import "slices"

// Source ranks who told the time. A higher rank wins over a lower one, whatever
// their order in the log.
type Source uint8

// Sources of real time, least trusted first.
const (
	SourceSelf   Source = 1 // the machine's own calendar clock
	SourceTablet Source = 2 // one tablet's calendar; the median of several counts
	SourceHub    Source = 3 // a hub that has trusted time
	SourcePhone  Source = 4 // the teacher's phone
	SourceCloud  Source = 5 // the cloud's signed time
)

// Observation says that at Moment the real time was Real (ticks since 1970),
// give or take Within ticks, according to Source.
type Observation struct {
	Moment
	Real   int64
	Within int64
	Source Source
}

// Estimate is a resolved date. Within is the uncertainty in ticks, at most
// MaxWithin; Known is false when no observation bears on the moment.
type Estimate struct {
	Tick   int64
	Within int64
	Source Source
	Known  bool
}

// MaxWithin is the uncertainty of a date about which nothing is known: 100 years.
const MaxWithin = 100 * 365 * 24 * 60 * 60 * 100

// driftPerMillion is how far a cheap quartz may run off between two looks.
const driftPerMillion = 100

// Resolve works out when m was, from observations in any order.
//
// Observations of m's own run decide first: the highest source, among tablets
// the median offset, among equals the one nearest to m. A run nobody looked at is
// bracketed by its neighbours, for runs are numbered upwards on hubs: it lies
// after the last observed moment of an earlier run and before the first of a
// later one. Tablets draw their run numbers at random, so callers pass only
// observations of the same run for them.
func Resolve(observations []Observation, m Moment) Estimate {
	var same []Observation
	for _, o := range observations {
		if o.Boot == m.Boot {
			same = append(same, o)
		}
	}
	if len(same) > 0 {
		return resolveSameRun(same, m)
	}
	return bracket(observations, m)
}

func resolveSameRun(same []Observation, m Moment) Estimate {
	best := same[0].Source
	for _, o := range same {
		best = max(best, o.Source)
	}
	same = slices.DeleteFunc(same, func(o Observation) bool { return o.Source != best })
	if best == SourceTablet {
		return median(same, m)
	}
	near := same[0]
	for _, o := range same[1:] {
		if d, n := distance(o.Mono, m.Mono), distance(near.Mono, m.Mono); d < n || d == n && o.Real < near.Real {
			near = o
		}
	}
	return Estimate{
		Tick:   near.Real + (m.Mono - near.Mono),
		Within: min(MaxWithin, near.Within+drift(near.Mono, m.Mono)),
		Source: best, Known: true,
	}
}

// median takes the middle offset (lower of two), so that one tablet in 2031 among
// three cannot move the class. Its uncertainty is the middle half of the offsets.
func median(same []Observation, m Moment) Estimate {
	offsets := make([]int64, len(same))
	within := int64(0)
	for i, o := range same {
		offsets[i] = o.Real - o.Mono
		within = max(within, o.Within)
	}
	slices.Sort(offsets)
	spread := offsets[len(offsets)*3/4] - offsets[len(offsets)/4]
	return Estimate{
		Tick:   offsets[(len(offsets)-1)/2] + m.Mono,
		Within: min(MaxWithin, within+spread), Source: SourceTablet, Known: true,
	}
}

func bracket(observations []Observation, m Moment) Estimate {
	var before, after *Observation
	for i := range observations {
		o := &observations[i]
		if o.Source <= SourceTablet {
			continue
		}
		switch {
		case o.Boot < m.Boot && (before == nil || o.Real > before.Real):
			before = o
		case o.Boot > m.Boot && (after == nil || o.Real-o.Mono < after.Real-after.Mono):
			after = o
		}
	}
	switch {
	case before != nil && after != nil && after.Real-after.Mono >= before.Real:
		start := after.Real - after.Mono
		return Estimate{
			Tick: before.Real + (start-before.Real)/2, Within: (start-before.Real)/2 + before.Within,
			Source: SourceSelf, Known: true,
		}
	case before != nil:
		return Estimate{Tick: before.Real + m.Mono, Within: MaxWithin, Source: SourceSelf, Known: true}
	case after != nil:
		return Estimate{Tick: after.Real - after.Mono, Within: MaxWithin, Source: SourceSelf, Known: true}
	}
	return Estimate{Within: MaxWithin}
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

func drift(a, b int64) int64 { return distance(a, b) * driftPerMillion / 1_000_000 }
