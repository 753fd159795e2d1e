package main

import (
	"math/rand/v2"

	"darasa/internal/engine"
	"darasa/internal/tutor"
)

// The invented course: strands of skills that build upon each other, with links
// across, as large as the strands of a primary curriculum.
const (
	strands     = 6
	perStrand   = 5
	skills      = strands * perStrand
	perLevel    = 2
	wrongTags   = 0.1 // of the items practise another skill than their tag says
	crossLinks  = 0.4
	instances   = 1000
	start       = 20_000 * engine.TicksPerDay
	lessonTicks = 3000 // between two answers
)

// lab is a course with what is true of its items and no learner should know.
type lab struct {
	seed   uint64
	course *tutor.Course
	truth  []uint16 // the skill an item really practises
	depth  []float64
	tutor  *tutor.Tutor
}

func newLab(seed uint64) (*lab, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	l := &lab{seed: seed, course: &tutor.Course{Skills: make([]tutor.Skill, skills)}, depth: make([]float64, skills)}
	for s := range l.course.Skills {
		step, strand := s/strands, s%strands
		l.depth[s] = float64(step) / (perStrand - 1)
		if step == 0 {
			continue
		}
		l.course.Skills[s].Prereqs = []uint16{uint16(s - strands)}
		if other := r.IntN(strands); other != strand && r.Float64() < crossLinks {
			l.course.Skills[s].Prereqs = append(l.course.Skills[s].Prereqs, uint16((step-1)*strands+other))
		}
	}
	for s := range skills {
		for i := range 3 * perLevel {
			l.course.Items = append(l.course.Items, tutor.Item{Skill: uint16(s), Level: uint8(i % 3), Instances: instances})
			truth := uint16(s)
			if r.Float64() < wrongTags {
				truth = uint16(r.IntN(skills))
			}
			l.truth = append(l.truth, truth)
		}
	}
	generic := tutor.Generic(l.course)
	t, err := tutor.New(l.course, func(uint32) *tutor.Snapshot { return generic })
	l.tutor = t
	return l, err
}

// open begins a new learner.
func (l *lab) open(seed uint64) (*tutor.Session, error) {
	plan, err := l.tutor.IssuePlan(0, seed, nil, nil, tutor.DefaultTarget, 1, start)
	if err != nil {
		return nil, err
	}
	return l.tutor.Open(plan)
}

// random returns dice of a learner's own: the same for every rule that teaches her.
func (l *lab) random(learner int, use uint64) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed<<20+uint64(learner), use))
}
