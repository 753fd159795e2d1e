package replication_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"darasa/internal/replication"
	"darasa/internal/school"
)

const hour = school.TicksPerDay / 24

func why(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	held, ok := errors.AsType[*replication.HeldError](err)
	if !ok || held.Error() == "" {
		t.Fatalf("%v has no reason", err)
	}
	return held.Why
}

func TestParsePolicy(t *testing.T) {
	for text, want := range map[string]string{
		"": "free", "free": "free", " night ": "night", "off": "off", "metered": "metered 500000", "metered 20000": "metered 20000", "night 90000": "night 90000",
	} {
		if p, err := replication.ParsePolicy(text); err != nil || p.String() != want {
			t.Errorf("%q = %q, %v; want %q", text, p, err, want)
		} else if again, err := replication.ParsePolicy(p.String()); err != nil || again != p {
			t.Errorf("%q does not read back: %v, %v", p, again, err)
		}
	}
	for _, text := range []string{"cheap", "metered 5", "metered -1", "off 90000", "metered x", "metered 9999999999999999"} {
		if _, err := replication.ParsePolicy(text); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestPolicy_Allows(t *testing.T) {
	const now = 1_000_000 * hour
	spent := func(n int64) replication.Purse { return replication.Purse{}.Add(now, n) }
	metered := replication.Policy{Mode: replication.Metered, Daily: 100_000}
	for _, tt := range []struct {
		name   string
		policy replication.Policy
		lane   replication.Lane
		minute int
		spent  int64
		want   string
	}{
		{"Free", replication.Policy{}, replication.LanePack, -1, 1 << 40, ""},
		{"Off", replication.Policy{Mode: replication.Off}, replication.LaneUrgent, 0, 0, replication.HeldOff},
		{"NightByDay", replication.Policy{Mode: replication.Night}, replication.LaneWork, 9 * 60, 0, replication.HeldDay},
		{"NightByDayUrgent", replication.Policy{Mode: replication.Night}, replication.LaneUrgent, 9 * 60, 0, ""},
		{"NightAtNight", replication.Policy{Mode: replication.Night}, replication.LanePack, 23 * 60, 0, ""},
		{"NightEarly", replication.Policy{Mode: replication.Night}, replication.LanePack, 0, 0, ""},
		{"NightNobodyKnows", replication.Policy{Mode: replication.Night}, replication.LaneWork, -1, 0, replication.HeldDay},
		{"NightNobodyKnowsUrgent", replication.Policy{Mode: replication.Night}, replication.LaneUrgent, -1, 0, ""}, // it brings the time
		{"MeteredFresh", metered, replication.LaneWork, 600, 0, ""},
		{"MeteredWorkLeavesAFifth", metered, replication.LaneWork, 600, 79_500, replication.HeldBudget},
		{"MeteredUrgentTakesIt", metered, replication.LaneUrgent, 600, 79_500, ""},
		{"MeteredPackLeavesHalf", metered, replication.LanePack, 600, 50_000, replication.HeldBudget},
		{"MeteredSpent", metered, replication.LaneUrgent, 600, 99_500, replication.HeldBudget},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := why(t, tt.policy.Allows(tt.lane, 1000, replication.Moment{Tick: now, Minute: tt.minute}, spent(tt.spent)))
			if got != tt.want {
				t.Errorf("held for %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPolicy_OpensWhenItIsWorthIt(t *testing.T) {
	const now = 1_000_000 * hour
	p := replication.Policy{Mode: replication.Metered, Daily: 100_000}
	at := replication.Moment{Tick: now, Minute: 600}
	for _, tt := range []struct {
		name   string
		w      replication.Waiting
		byHand bool
		want   string
	}{
		{"Never", replication.Waiting{}, false, ""},
		{"LittleAndSoon", replication.Waiting{Bytes: 900, Last: now - 10}, false, replication.HeldSmall},
		{"LittleByHand", replication.Waiting{Bytes: 900, Last: now - 10}, true, ""},
		{"LittleAndUrgent", replication.Waiting{Bytes: 900, Last: now - 10, Urgent: true}, false, ""},
		{"Much", replication.Waiting{Bytes: replication.MeteredWorth, Last: now - 10}, false, ""},
		{"LittleForHours", replication.Waiting{Bytes: 1, Last: now - replication.MeteredEvery}, false, ""},
		{"ClockWentBack", replication.Waiting{Bytes: 1, Last: now + 10*hour}, false, replication.HeldSmall},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := why(t, p.Opens(tt.w, at, replication.Purse{}, tt.byHand)); got != tt.want {
				t.Errorf("held for %q, want %q", got, tt.want)
			}
		})
	}
	if err := (replication.Policy{}).Opens(replication.Waiting{Last: now, Bytes: 1}, at, replication.Purse{}, false); err != nil {
		t.Errorf("a free link waits: %v", err)
	}
}

// Whoever asks before he spends never spends more than the day's bytes in any
// twenty-four hours, in whatever order of lanes, restarts and pauses; and what is urgent
// finds a fifth of it.
func TestPolicy_NoDayCarriesMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := replication.Policy{Mode: replication.Metered, Daily: rapid.Int64Range(20_000, 1<<20).Draw(t, "daily")}
		now := rapid.Int64Range(hour, 3_000_000*hour).Draw(t, "begin")
		type spending struct{ at, n int64 }
		var all []spending
		var purse replication.Purse
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			now += rapid.Int64Range(0, 3*hour).Draw(t, "pause")
			lane := replication.Lane(rapid.IntRange(0, 3).Draw(t, "lane"))
			n := rapid.Int64Range(1, p.Daily/3).Draw(t, "bytes")
			if p.Allows(lane, n, replication.Moment{Tick: now, Minute: 1}, purse) != nil {
				continue
			}
			purse = purse.Add(now, n)
			all = append(all, spending{now, n})
			sum, work := int64(0), int64(0)
			for _, s := range all {
				if now-s.at < school.TicksPerDay {
					sum += s.n
				}
			}
			if lane != replication.LaneUrgent {
				work = sum
			}
			if sum > p.Daily || work > p.Daily-p.Daily/5 {
				t.Fatalf("%d bytes within a day of %d, %d of them before the fifth for what is urgent", sum, p.Daily, work)
			}
		}
	})
}

// A purse remembers whatever the clock does, and is empty again after a quiet day.
func TestPurse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var purse replication.Purse
		now := rapid.Int64Range(30*hour, 3_000_000*hour).Draw(t, "begin")
		purse = purse.Add(now, 500)
		if back := purse.Day(now - rapid.Int64Range(0, 29*hour).Draw(t, "back")); back != 500 {
			t.Fatalf("a clock that went back leaves %d of 500 spent bytes", back)
		}
		if ahead := purse.Add(now+100_000*hour, 7).Add(now, 1).Day(now + 25*hour); ahead != 0 {
			t.Fatalf("after a clock that was years ahead %d bytes stay spent", ahead)
		}
		if later := purse.Day(now + rapid.Int64Range(0, 24*hour-1).Draw(t, "later")); later != 500 {
			t.Fatalf("within the day %d of 500", later)
		}
		if gone := purse.Day(now + 25*hour + rapid.Int64Range(0, 1<<40).Draw(t, "gone")); gone != 0 {
			t.Fatalf("after a day %d are still spent", gone)
		}
	})
}
