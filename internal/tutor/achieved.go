package tutor

import "math"

// achieved is how much of what a learner was given since her placement she got right
// alone and at the first try: an average over some thirty answers, in parts of wholly.
type achieved uint16

const (
	wholly       = 65535
	achievedRate = 0.03
	// asHoped is where it begins, the usual target: nothing is made easier or harder
	// before there is a reason.
	asHoped = achieved(DefaultTarget * wholly)
)

// share returns it as a share of 1.
func (a achieved) share() float64 { return float64(a) / wholly }

// after returns it with one more answer.
func (a achieved) after(right bool) achieved {
	y := 0.0
	if right {
		y = 1
	}
	share := a.share()
	return achieved(math.Floor(float64((share+float64(achievedRate*(y-share)))*wholly) + 0.5))
}
