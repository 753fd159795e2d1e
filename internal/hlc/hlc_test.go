package hlc_test

import (
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/hlc"
)

// However the physical clock jumps, timestamps go forward.
func TestClock_NeverBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		physical := rapid.Int64Range(-1000, 1<<40).Draw(t, "start")
		last := hlc.Timestamp{Tick: rapid.Int64Range(0, 1<<40).Draw(t, "last"), Count: rapid.Uint32().Draw(t, "count")}
		c := hlc.NewClock(func() int64 { return physical }, last)
		if rapid.Bool().Draw(t, "trusted") {
			c.Trust()
		}
		before := last
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			physical += rapid.Int64Range(-1<<39, 1<<39).Draw(t, "jump")
			if rapid.Bool().Draw(t, "observe") {
				c.Observe(hlc.Timestamp{Tick: rapid.Int64Range(0, 1<<41).Draw(t, "remote")})
			}
			now := c.Now()
			if now.Compare(before) <= 0 {
				t.Fatalf("now = %v after %v", now, before)
			}
			before = now
		}
	})
}

func TestClock_Observe(t *testing.T) {
	physical := int64(1_000_000)
	now := func() int64 { return physical }
	far := hlc.Timestamp{Tick: physical + hlc.MaxAhead + 1}

	t.Run("UntrustedNeverAdopts", func(t *testing.T) {
		c := hlc.NewClock(now, hlc.Timestamp{})
		if !c.Observe(far) {
			t.Error("an edit was held by a clock that knows no time")
		}
		if got := c.Now(); got.Tick != physical {
			t.Errorf("now = %v, the remote's physical part was adopted", got)
		}
	})
	t.Run("TrustedHoldsFarEdits", func(t *testing.T) {
		c := hlc.NewClock(now, hlc.Timestamp{})
		c.Trust()
		if c.Observe(far) {
			t.Error("an edit from the far future was let in")
		}
		if got := c.Now(); got.Tick != physical {
			t.Errorf("now = %v, moved by a held edit", got)
		}
	})
	t.Run("TrustedAdoptsNearEdits", func(t *testing.T) {
		c := hlc.NewClock(now, hlc.Timestamp{})
		c.Trust()
		near := hlc.Timestamp{Tick: physical + hlc.MaxAhead, Count: 7}
		if !c.Observe(near) {
			t.Fatal("an edit within bounds was held")
		}
		if got := c.Now(); got.Compare(near) <= 0 {
			t.Errorf("now = %v, not after the edit seen", got)
		}
	})
	t.Run("ReleasedWhenTimeComes", func(t *testing.T) {
		c := hlc.NewClock(func() int64 { return far.Tick - hlc.MaxAhead }, hlc.Timestamp{})
		c.Trust()
		if !c.Observe(far) {
			t.Error("still held although its time has come")
		}
	})
}

func TestTimestamp_Next(t *testing.T) {
	full := hlc.Timestamp{Tick: 5, Count: ^uint32(0)}
	if got, want := full.Next(), (hlc.Timestamp{Tick: 6}); got != want {
		t.Errorf("next = %v, want %v", got, want)
	}
}

func observation(boot uint32, mono, real int64, source hlc.Source) hlc.Observation {
	return hlc.Observation{Moment: hlc.Moment{Boot: boot, Mono: mono}, Real: real, Source: source}
}

func TestResolve(t *testing.T) {
	const year = 365 * 24 * 60 * 60 * 100
	for _, test := range []struct {
		name         string
		observations []hlc.Observation
		moment       hlc.Moment
		want         int64
		known        bool
	}{
		{"Nothing", nil, hlc.Moment{Boot: 1, Mono: 5}, 0, false},
		{"SameRun", []hlc.Observation{observation(1, 100, 9_000, hlc.SourceCloud)}, hlc.Moment{Boot: 1, Mono: 40}, 8_940, true},
		{
			"HigherSourceWins",
			[]hlc.Observation{observation(1, 100, 500, hlc.SourceSelf), observation(1, 100, 9_000, hlc.SourceCloud)},
			hlc.Moment{Boot: 1, Mono: 100},
			9_000, true,
		},
		{
			"NearestOfEquals",
			[]hlc.Observation{observation(1, 0, 1_000, hlc.SourceCloud), observation(1, 1_000, 2_010, hlc.SourceCloud)},
			hlc.Moment{Boot: 1, Mono: 990},
			2_000, true,
		},
		{
			"MedianOfTablets", // one of three tablets is in 2031
			[]hlc.Observation{
				observation(1, 10, 5_010, hlc.SourceTablet), observation(1, 20, 5_021, hlc.SourceTablet),
				observation(1, 30, 5*year, hlc.SourceTablet),
			},
			hlc.Moment{Boot: 1, Mono: 100},
			5_101, true,
		},
		{
			"PastBootBracketed",
			[]hlc.Observation{observation(1, 100, 1_000, hlc.SourceCloud), observation(3, 0, 3_000, hlc.SourceCloud)},
			hlc.Moment{Boot: 2, Mono: 50},
			2_000, true,
		},
		{
			"AfterLastKnown",
			[]hlc.Observation{observation(1, 100, 1_000, hlc.SourceCloud)},
			hlc.Moment{Boot: 2, Mono: 50},
			1_050, true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := hlc.Resolve(test.observations, test.moment)
			if got.Known != test.known || got.Known && got.Tick != test.want {
				t.Errorf("resolved %+v, want %d (known %t)", got, test.want, test.known)
			}
		})
	}
}

// Observations arrive in any order from any replica; the date is the same.
func TestResolve_AnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []hlc.Observation
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			all = append(all, observation(
				rapid.Uint32Range(1, 3).Draw(t, "boot"), rapid.Int64Range(0, 1000).Draw(t, "mono"),
				rapid.Int64Range(0, 100_000).Draw(t, "real"), hlc.Source(rapid.ByteRange(1, 5).Draw(t, "source")),
			))
		}
		m := hlc.Moment{Boot: rapid.Uint32Range(1, 3).Draw(t, "boot"), Mono: rapid.Int64Range(0, 1000).Draw(t, "mono")}
		want := hlc.Resolve(all, m)
		if got := hlc.Resolve(rapid.Permutation(all).Draw(t, "order"), m); got != want {
			t.Fatalf("resolved %+v and %+v", got, want)
		}
	})
}

// Within one run the resolved date keeps the order of the monotonic clock when one
// observer looked once.
func TestResolve_KeepsOrderWithinRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := []hlc.Observation{observation(1, rapid.Int64Range(0, 1000).Draw(t, "mono"), rapid.Int64Range(0, 1<<40).Draw(t, "real"), hlc.SourcePhone)}
		a, b := rapid.Int64Range(0, 5000).Draw(t, "a"), rapid.Int64Range(0, 5000).Draw(t, "b")
		ra, rb := hlc.Resolve(all, hlc.Moment{Boot: 1, Mono: a}), hlc.Resolve(all, hlc.Moment{Boot: 1, Mono: b})
		if (a < b) != (ra.Tick < rb.Tick) {
			t.Fatalf("moments %d, %d resolved to %d, %d", a, b, ra.Tick, rb.Tick)
		}
	})
}
