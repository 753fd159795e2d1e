// Package risk finds children whom a class is losing: who stays away, and who comes
// and gets no further. It looks at what happened, by two rules that a teacher could
// apply with a register and a notebook, and says which line was crossed; it predicts
// nobody's future and gives nobody a number.
//
// It is a pure function of days and knows no names. Why it is rules and no model is
// told in docs/adr/0095.
package risk

import (
	"cmp"
	"slices"

	"darasa/internal/projection"
)

// Windows of days.
const (
	metWindow  = 10 // days the class met
	workWindow = 5  // days she came
	knownFrom  = 5  // days the class met since she first came, before anything is said
)

// Lines that call a teacher's attention.
const (
	awayRow     = 3  // days the class met without her, in a row
	oftenMissed = 4  // of metWindow
	fewAnswers  = 20 // fewer say nothing about mistakes
	stillDays   = 10 // days she came without a skill becoming steady,
	finds       = 90 // unless so many in a hundred answers were right: she is done with what there is
)

// MostListed is how many children a week's list has: as many as a teacher can turn to.
const MostListed = 5

// Codes of reasons.
const (
	Away   = "away"   // days the class met without her, in a row
	Often  = "often"  // days missed, of how many
	Errors = "errors" // right answers, of how many, on her last days
	Still  = "still"  // days she came since a skill last became steady
)

// Codes lists them in the order they are told.
var Codes = []string{Away, Often, Errors, Still}

// Reason is one line that was crossed.
type Reason struct {
	Code   string
	Values []int64
}

// Concern is one child, as a place in what Look was given, and why.
type Concern struct {
	Child   int
	Reasons []Reason
}

// Facts are what the rules look at.
type Facts struct {
	Known          int // days the class met since she first came, at most metWindow
	Missed, Streak int // of the last metWindow days the class met; in a row up to now
	Answers, Right int // on her last workWindow days
	Still          int // days she came since a skill last became steady, at most stillDays
	Steady         int // skills that became steady on her last stillDays days
}

// Met returns the days before today on which the class met, the newest first: days on
// which at least a fifth of its children worked.
func Met(children [][]projection.Day, today int64) []int64 {
	count := map[int64]int{}
	class := 0
	for _, days := range children {
		if len(days) > 0 {
			class++
		}
		for _, d := range days {
			if d.Day < today {
				count[d.Day]++
			}
		}
	}
	var met []int64
	for day, n := range count {
		if 5*n >= class {
			met = append(met, day)
		}
	}
	slices.SortFunc(met, func(a, b int64) int { return cmp.Compare(b, a) })
	return met
}

// FactsOf counts what the rules look at; days are a child's, the newest first.
func FactsOf(days []projection.Day, met []int64, today int64) Facts {
	var f Facts
	if len(days) == 0 {
		return f
	}
	came := func(day int64) bool {
		return slices.ContainsFunc(days, func(d projection.Day) bool { return d.Day == day })
	}
	first := days[len(days)-1].Day
	unbroken := true
	for _, day := range met[:min(len(met), metWindow)] {
		if day < first {
			break
		}
		f.Known++
		if came(day) {
			unbroken = false
			continue
		}
		f.Missed++
		if unbroken {
			f.Streak++
		}
	}
	f.work(days, today)
	return f
}

// work looks at the days she came.
func (f *Facts) work(days []projection.Day, today int64) {
	seen := 0
	for _, d := range days {
		if d.Day >= today || seen == stillDays {
			continue
		}
		if seen < workWindow {
			f.Answers += int(d.Answers)
			f.Right += int(d.Right)
		}
		seen++
		f.Steady += int(d.Steady)
		if f.Steady == 0 {
			f.Still++
		}
	}
}

// Leaving and Stuck order children within the two rules, the higher the more.
func (f Facts) Leaving() float64 { return float64(f.Missed + f.Streak) }

// Stuck is for who comes and gets no further: mistakes, and days without anything new.
func (f Facts) Stuck() float64 {
	wrong := 0.0
	if f.Answers > 0 {
		wrong = 1 - float64(f.Right)/float64(f.Answers)
	}
	return 5*wrong + float64(f.Still)/2 - float64(f.Steady)
}

// Reasons returns the lines that were crossed.
func (f Facts) Reasons() (reasons []Reason) {
	say := func(code string, values ...int64) { reasons = append(reasons, Reason{code, values}) }
	if f.Known < knownFrom {
		return nil
	}
	switch {
	case f.Streak >= awayRow:
		say(Away, int64(f.Streak))
	case f.Missed >= oftenMissed:
		say(Often, int64(f.Missed), int64(f.Known))
	}
	if f.Answers >= fewAnswers && 2*f.Right < f.Answers {
		say(Errors, int64(f.Right), int64(f.Answers))
	}
	if f.Still >= stillDays && 100*f.Right < finds*f.Answers {
		say(Still, int64(f.Still))
	}
	return reasons
}

// Look returns the children of a week's list, at most MostListed, and how many more
// crossed a line. Who stays away comes before who comes.
func Look(children [][]projection.Day, today int64) (listed []Concern, more int) {
	met := Met(children, today)
	score := map[int]float64{}
	for i, days := range children {
		f := FactsOf(days, met, today)
		reasons := f.Reasons()
		if len(reasons) == 0 {
			continue
		}
		listed = append(listed, Concern{i, reasons})
		score[i] = f.Leaving() + f.Stuck()/2
		if reasons[0].Code == Away {
			score[i] += 100
		}
	}
	slices.SortStableFunc(listed, func(a, b Concern) int { return cmp.Compare(score[b.Child], score[a.Child]) })
	n := min(len(listed), MostListed)
	return listed[:n], len(listed) - n
}
