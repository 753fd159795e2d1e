package tracing

import (
	"math"

	"darasa/internal/engine/codec"
	"darasa/internal/engine/num"
)

// placedVar is by how much more the belief about a skill may be wrong that a
// placement says is not known: between hardly and not at all lies more than above the
// bar.
const placedVar = 0.75

// surestPlaced bounds how sure a placement makes of a skill, so that a few answers
// can still say otherwise.
const surestPlaced = 0.97

// Place sets what is believed of a learner's skills to what a placement found: Known
// of each becomes the chance given. known has one entry a skill. With rising, after a
// right answer, nothing that was answered before comes out lower.
func (m *Model) Place(l *Learner, known []float64, rising bool) {
	for s := range l.Skills {
		skill := uint16(s)
		before := m.stand(m.belief(l, skill))
		m.place(l, skill, max(1-surestPlaced, min(surestPlaced, known[s])))
		if rising && l.Skills[s].Seen > 0 {
			m.lift(l, skill, before)
		}
	}
	l.Placed = true
}

func (m *Model) place(l *Learner, skill uint16, known float64) {
	s := &l.Skills[skill]
	s.Own = Weight{0, ownVar + float64(placedVar*(1-known))}
	if s.Seen == 0 {
		s.Own.Var = coarse(s.Own.Var, varParts)
	}
	sd := math.Sqrt(s.Own.Var + l.Ability.Var + modelVar)
	mean := m.skillBelief(l, skill, Weight{0, s.Own.Var})
	bar := (masteryOdds - m.snapshot.Shift.Mean) / m.snapshot.Scale.Mean
	s.Own.Mean = max(-maxMean, min(maxMean, bar+float64(num.NormalQuantile(known)*sd)-mean))
	if s.Seen == 0 {
		s.Own.Mean = coarse(max(-farthest, min(farthest, s.Own.Mean)), meanParts)
	}
}

// A skill that was placed and never answered takes two bytes of a state: its mean in
// sixteenths and its variance in hundredths.
const (
	meanParts, varParts = 16, 100
	meanOffset          = 128
	farthest            = 7.9
)

// coarse rounds to so many parts of one.
func coarse(x, parts float64) float64 { return math.Floor(float64(x*parts)+0.5) / parts }

func (l *Learner) appendPlaced(b []byte) []byte {
	if !l.Placed {
		return b
	}
	for i := range l.Skills {
		if s := &l.Skills[i]; s.Seen == 0 {
			b = append(b, byte(float64(s.Own.Mean*meanParts)+meanOffset), byte(float64(s.Own.Var*varParts)+0.5))
		}
	}
	return b
}

func (l *Learner) readPlaced(r *codec.Reader) {
	if !l.Placed || r.Err() != nil {
		return
	}
	for i := range l.Skills {
		if s := &l.Skills[i]; s.Seen == 0 {
			s.Own.Mean = (float64(r.Byte(255)) - meanOffset) / meanParts
			s.Own.Var = float64(r.Byte(255)) / varParts
		}
	}
}
