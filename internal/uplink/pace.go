package uplink

import "time"

// Pauses between exchanges.
const (
	shortestPause = time.Second      // after a link that broke while it carried something
	firstPause    = 5 * time.Second  // after the first attempt that came to nothing
	longestPause  = 10 * time.Minute // however long the cloud has been away
)

// Pace says how long to wait before the next exchange when the last one failed:
// hardly at all when it moved something before the link broke, twice as long
// as before, up to longestPause, when it brought nothing. The zero Pace is ready.
type Pace struct{ pause time.Duration }

// Well notes an exchange that went to its end.
func (p *Pace) Well() { p.pause = 0 }

// Failed notes an exchange that did not, though it may have moved something, and returns how long to wait: a pause and
// up to a quarter more, drawn with random (a number below its argument), so that
// the schools of a district do not all come back in the same second.
func (p *Pace) Failed(moved bool, random func(n int64) int64) time.Duration {
	switch {
	case moved:
		p.pause = shortestPause
	case p.pause < firstPause:
		p.pause = firstPause
	default:
		p.pause = min(longestPause, p.pause*2)
	}
	return p.pause + time.Duration(random(int64(p.pause)/4))
}

// Busy is Failed after a cloud that said when to come again.
func (p *Pace) Busy(after time.Duration, random func(n int64) int64) time.Duration {
	pause := max(p.Failed(false, random), after)
	return pause + time.Duration(random(int64(pause)/4))
}
