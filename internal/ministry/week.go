package ministry

import "darasa/internal/school"

const (
	ticksPerWeek = 7 * school.TicksPerDay
	toMonday     = 3 * school.TicksPerDay // 1 January 1970 was a Thursday
	firstWeek    = 2600                   // October 2019: before it a clock was not set
	lastWeek     = 5200                   // August 2069
)

// Week numbers the week of a tick since 1970, Monday first; 0 for a tick that no
// set clock shows, so that wrong clocks make no more than one week.
func Week(tick int64) int64 {
	week := (tick + toMonday) / ticksPerWeek
	if tick < 0 || week < firstWeek || week > lastWeek {
		return 0
	}
	return week
}

// WeekStart returns the tick at which a week begins.
func WeekStart(week int64) int64 { return week*ticksPerWeek - toMonday }
