package replication

import (
	"fmt"
	"strconv"
	"strings"

	"darasa/internal/school"
)

// Mode is how a hub may use its link to the cloud.
type Mode string

// Modes of exchange.
const (
	Free    Mode = "free"    // whenever there is something
	Metered Mode = "metered" // every byte costs: seldom, and so many bytes a day
	Night   Mode = "night"   // between 20 and 6 o'clock; by day only what is urgent
	Off     Mode = "off"     // not at all; sticks still go
)

const (
	// DefaultDaily is what a metered link may carry a day, in bytes, when nobody said
	// otherwise: several days of a school with one class.
	DefaultDaily = 500_000
	minDaily     = 20_000 // below this no day fits, whatever its handshakes
	maxDaily     = 1 << 40

	nightBegins = 20 * 60 // minutes of the day
	nightEnds   = 6 * 60
	// openingCost is what an exchange spends before anything of use went over, in
	// bytes: TCP, TLS, Hello and answer.
	openingCost = 2500
	// RequestCost is what HTTP and TLS add to a request and its answer, in bytes.
	RequestCost = 430
	// MeteredWorth is how many waiting bytes make an exchange worth its handshake on a
	// metered link.
	MeteredWorth = 8 << 10
	// MeteredEvery is how long less than that waits, in ticks.
	MeteredEvery = 4 * 60 * 60 * 100
)

// Policy says when, and how much, a hub exchanges with its cloud. The zero Policy is
// Free without a bound.
type Policy struct {
	Mode  Mode
	Daily int64 // bytes a day, up and down, handshakes included; 0 for no bound
}

// ParsePolicy reads what String writes: a mode and, if there is a bound, bytes a day.
func ParsePolicy(text string) (Policy, error) {
	mode, daily, bound := strings.Cut(strings.TrimSpace(text), " ")
	p := Policy{Mode: Mode(mode)}
	switch p.Mode {
	case Free, Night, Off:
	case Metered:
		p.Daily = DefaultDaily
	case "":
		p.Mode = Free
	default:
		return Policy{}, school.Errorf(school.CodeInvalid, "%q is no policy; free, metered, night and off are", mode)
	}
	if bound {
		n, err := strconv.ParseInt(strings.TrimSpace(daily), 10, 64)
		if err != nil || n < minDaily || n > maxDaily || p.Mode == Off {
			return Policy{}, school.Errorf(school.CodeInvalid, "bytes a day are a number from %d on, behind free, metered or night", minDaily)
		}
		p.Daily = n
	}
	return p, nil
}

// NewPolicy is ParsePolicy of a mode and bytes a day, 0 for the usual bound of that mode.
func NewPolicy(mode string, daily int64) (Policy, error) {
	if mode == "" || strings.Contains(mode, " ") {
		return ParsePolicy("?")
	}
	if daily != 0 {
		mode = fmt.Sprintf("%s %d", mode, daily)
	}
	return ParsePolicy(mode)
}

// String writes the policy as ParsePolicy reads it.
func (p Policy) String() string {
	mode := p.Mode
	if mode == "" {
		mode = Free
	}
	if p.Daily > 0 {
		return fmt.Sprintf("%s %d", mode, p.Daily)
	}
	return string(mode)
}

// Purse is what was spent in this hour and the twenty-four before it, so that no
// twenty-four hours, wherever they begin, carry more than the day's bytes. It survives
// restarts. The zero Purse has spent nothing.
type Purse struct {
	Hour  int64        `json:"hour"`  // of Spent's newest, since 1970
	Spent [hours]int64 `json:"spent"` // bytes, by hour modulo hours
}

const (
	hours        = 25
	ticksPerHour = school.TicksPerDay / 24
)

// at returns the purse as it is at a tick: what is older than a day is forgotten. A
// clock that went back forgets nothing, one that ran ahead forgets once.
func (p Purse) at(tick int64) Purse {
	hour := tick / ticksPerHour
	switch {
	case p.Hour == 0 || hour-p.Hour >= hours:
		p = Purse{Hour: hour}
	case p.Hour-hour >= hours: // it had been wrong for long: all counts from now on
		sum := p.sum()
		p = Purse{Hour: hour}
		p.Spent[hour%hours] = sum
	}
	for p.Hour < hour {
		p.Hour++
		p.Spent[p.Hour%hours] = 0
	}
	return p
}

// Add returns the purse after n more bytes were spent at a tick.
func (p Purse) Add(tick, n int64) Purse {
	p = p.at(tick)
	p.Spent[p.Hour%hours] += n
	return p
}

// Day returns what was spent in the day that ends at a tick, in bytes.
func (p Purse) Day(tick int64) int64 { return p.at(tick).sum() }

func (p Purse) sum() (sum int64) {
	for _, n := range p.Spent {
		sum += n
	}
	return sum
}

// Moment is what a policy knows of now.
type Moment struct {
	Tick   int64 // the best time known; never goes back
	Minute int   // of the day where the hub stands, −1 while nobody told the time
}

func (m Moment) night() bool { return m.Minute >= nightBegins || m.Minute >= 0 && m.Minute < nightEnds }

// Why a policy holds something back. They are codes for people's screens.
const (
	HeldOff    = "off"
	HeldDay    = "day"    // waits for the night
	HeldBudget = "budget" // today's bytes are spent
	HeldSmall  = "small"  // not yet worth its handshake
)

// HeldError says that the policy holds something back, and why.
type HeldError struct{ Why string }

// Error implements error.
func (e *HeldError) Error() string {
	return map[string]string{
		HeldOff: "exchanges with the cloud are turned off", HeldDay: "exchanges wait for the night",
		HeldBudget: "the bytes of this day are spent", HeldSmall: "too little waits to be worth a connection",
	}[e.Why]
}

// Allows returns nil when size more bytes may go now in a lane, else a *HeldError. A
// fifth of the day's bytes is kept for what is urgent, half is not for packs.
func (p Policy) Allows(lane Lane, size int64, now Moment, purse Purse) error {
	switch {
	case p.Mode == Off:
		return &HeldError{HeldOff}
	case p.Mode == Night && lane != LaneUrgent && !now.night():
		return &HeldError{HeldDay}
	case p.Daily == 0:
		return nil
	}
	kept := map[Lane]int64{LaneWork: p.Daily / 5, LaneFetch: p.Daily / 5, LanePack: p.Daily / 2}[lane]
	if purse.Day(now.Tick)+size+kept > p.Daily {
		return &HeldError{HeldBudget}
	}
	return nil
}

// Waiting is what an exchange would be opened for.
type Waiting struct {
	Bytes  int64 // of our own segments
	Urgent bool  // some of it is
	Last   int64 // tick of the last exchange, 0 for none
}

// Opens returns nil when it is worth and allowed to open an exchange now, else a
// *HeldError. What a person asks for by hand need not be worth it.
func (p Policy) Opens(waiting Waiting, now Moment, purse Purse, byHand bool) error {
	lane := LaneWork
	if waiting.Urgent {
		lane = LaneUrgent
	}
	if err := p.Allows(lane, openingCost, now, purse); err != nil {
		return err
	}
	soon := waiting.Last > 0 && now.Tick-waiting.Last < MeteredEvery
	if p.Mode == Metered && !byHand && !waiting.Urgent && waiting.Bytes < MeteredWorth && soon {
		return &HeldError{HeldSmall}
	}
	return nil
}
