package main

import "math"

// elo is the multi-skill Elo baseline: one rating for the student, one for the item,
// one for each student and skill, each moving by K = a/(1 + c·n).
type elo struct {
	items            map[uint32]rating
	students, skills map[int]rating
}

type rating struct {
	value float64
	n     float64
}

func newElo() *elo {
	return &elo{items: map[uint32]rating{}, students: map[int]rating{}, skills: map[int]rating{}}
}

func (r rating) moved(by float64) rating {
	return rating{r.value + 1/(1+0.05*r.n)*by, r.n + 1}
}

// learn predicts an answer and then learns from it; frozen leaves items alone.
func (e *elo) learn(d *data, student int, r row, frozen bool) float64 {
	item := &d.course.Items[r.item]
	asked := append([]uint16{item.Skill}, item.More...)
	logit := e.students[student].value - e.items[r.item].value
	for _, s := range asked {
		logit += e.skills[student<<16|int(s)].value / float64(len(asked))
	}
	p := 1 / (1 + math.Exp(-logit))
	miss := -p
	if r.correct {
		miss = 1 - p
	}
	if !frozen {
		e.items[r.item] = e.items[r.item].moved(-miss)
	}
	e.students[student] = e.students[student].moved(0.4 * miss)
	for _, s := range asked {
		key := student<<16 | int(s)
		e.skills[key] = e.skills[key].moved(0.6 * miss)
	}
	return p
}

func (m *meter) eloCalibrated(d *data) {
	e := newElo()
	for n, s := range d.students {
		for _, r := range s.rows {
			if s.fold != 0 {
				e.learn(d, n, r, false)
			}
		}
	}
	for n, s := range d.students {
		for _, r := range s.rows {
			if s.fold == 0 {
				m.score.add(e.learn(d, n, r, true), r.correct)
			}
		}
	}
}

func (m *meter) eloClass(d *data, class []student) {
	e := newElo()
	for step, left := 0, len(class); left > 0; step++ {
		left = 0
		for n, s := range class {
			if step < len(s.rows) {
				left++
				m.score.add(e.learn(d, n, s.rows[step], false), s.rows[step].correct)
			}
		}
	}
}
