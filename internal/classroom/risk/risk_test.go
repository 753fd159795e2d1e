package risk_test

import (
	"fmt"
	"slices"
	"testing"

	"darasa/internal/classroom/risk"
	"darasa/internal/projection"

	"pgregory.net/rapid"
)

// today is a day of the class that has not happened yet.
const today = 120

// days are a child's, the newest first: one letter a day of the class, the last one
// yesterday. A came and learned, a came, e came with mistakes, f came and knew it all, a dot did not come.
func days(letters string) (out []projection.Day) {
	for i := len(letters) - 1; i >= 0; i-- {
		d := projection.Day{Day: int64(today - len(letters) + i), Answers: 10, Right: 8}
		switch letters[i] {
		case '.':
			continue
		case 'A':
			d.Steady = 1
		case 'e':
			d.Right = 3
		case 'f':
			d.Right = 10
		}
		out = append(out, d)
	}
	return out
}

// class is four children who come every day, and one more.
func class(letters string) [][]projection.Day {
	all := [][]projection.Day{days(letters)}
	for range 4 {
		all = append(all, days("AAAAAAAAAAAAAAAAAAAA"))
	}
	return all
}

func TestLook(t *testing.T) {
	for _, test := range []struct{ name, letters, want string }{
		{"AllWell", "AaaaAaaaAaaaAaaaAaaA", ""},
		{"TwoDaysAreNothing", "AaaaAaaaAaaaAaaaAA..", ""},
		{"Away", "AaaaAaaaAaaaAaaaA...", "away[3]"},
		{"AwayForLong", "Aaaa................", "away[10]"},
		{"Often", "AaaaAaaaAaa.a.aA.aA.", "often[4 10]"},
		{"Errors", "AaaaAaaaAaaaAaaeeeeA", "errors[20 50]"},
		{"Still", "AaaaAaaaAAaaaaaaaaaa", "still[10]"},
		{"DoneWithAllThereIs", "AaaaAaaaAAffffffffff", ""},
		{"TwoLines", "AaaaAaaaAaaaAA.e.e.e.eee", "often[4 10] errors[15 50]"},
		{"CameBack", "A...................A", "often[9 10]"},
		{"New", "................aaa.", ""},
		{"Unknown", "....................", ""},
	} {
		listed, more := risk.Look(class(test.letters), today)
		got := ""
		for _, c := range listed {
			for _, r := range c.Reasons {
				got += fmt.Sprint(r.Code, r.Values, " ")
			}
		}
		if got = trim(got); got != test.want || more != 0 || len(listed) > 0 && listed[0].Child != 0 {
			t.Errorf("%s: %q, %d more; want %q", test.name, got, more, test.want)
		}
	}
}

func trim(s string) string {
	if s == "" {
		return s
	}
	return s[:len(s)-1]
}

// TestLook_ADayOffIsNobodysAbsence takes a day on which hardly anybody came.
func TestLook_ADayOffIsNobodysAbsence(t *testing.T) {
	var all [][]projection.Day
	for i := range 20 {
		letters := "AaaaAaaaAaaaAaaaA..."
		if i < 3 {
			letters = "AaaaAaaaAaaaAaaaAAAA"
		}
		all = append(all, days(letters))
	}
	if listed, _ := risk.Look(all, today); len(listed) != 0 {
		t.Errorf("three of twenty worked at home: %+v", listed)
	}
}

func TestLook_WhoStaysAwayComesFirst(t *testing.T) {
	all := class("AaaaAaaaAaaaAaaaA...")
	for range 6 {
		all = append([][]projection.Day{days("eeeeeeeeeeeeeeeeeeee")}, all...)
	}
	listed, more := risk.Look(all, today)
	if len(listed) != risk.MostListed || more != 2 || listed[0].Child != 6 || listed[0].Reasons[0].Code != risk.Away {
		t.Errorf("listed %+v, %d more", listed, more)
	}
}

// TestLook_OrderOfTheClassChangesNothing and bounds hold for any class.
func TestLook_OrderOfTheClassChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [][]projection.Day {
			return [][]projection.Day{days(rapid.StringMatching(`[Aae.]{0,30}`).Draw(t, "days"))}
		}), 0, 12).Draw(t, "class")
		var children [][]projection.Day
		for _, one := range all {
			children = append(children, one...)
		}
		met := risk.Met(children, today)
		listed, more := risk.Look(children, today)
		if len(listed) > risk.MostListed || more > 0 && len(listed) < risk.MostListed {
			t.Fatalf("%d listed, %d more", len(listed), more)
		}
		for _, c := range listed {
			f := risk.FactsOf(children[c.Child], met, today)
			if len(c.Reasons) == 0 || f.Missed > f.Known || f.Streak > f.Missed || f.Right > f.Answers {
				t.Fatalf("%+v of %+v", c, f)
			}
		}
		slices.Reverse(children)
		back, again := risk.Look(children, today)
		if len(back) != len(listed) || again != more {
			t.Fatalf("another order lists %d and %d more, not %d and %d", len(back), again, len(listed), more)
		}
	})
}
