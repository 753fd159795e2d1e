package main

import "darasa/internal/lab/answers"

// elo is the multi-skill Elo baseline: one rating for the student, one for the item,
// one for each student and skill, each moving by K = a/(1 + c·n).
type elo struct {
	data             *answers.File
	items            map[uint32]rating
	students, skills map[int]rating
}

type rating struct {
	value float64
	n     float64
}

func newElo(d *answers.File) *elo {
	return &elo{data: d, items: map[uint32]rating{}, students: map[int]rating{}, skills: map[int]rating{}}
}

func (r rating) moved(by float64) rating {
	return rating{r.value + 1/(1+0.05*r.n)*by, r.n + 1}
}

func (e *elo) train(students []answers.Student) {
	for n, s := range students {
		for _, r := range s.Rows {
			e.learn(n, r, false)
		}
	}
	clear(e.students)
	clear(e.skills)
}

func (e *elo) learn(student int, r answers.Row, frozen bool) float64 {
	asked := e.data.Asked(r.Item)
	logit := e.students[student].value - e.items[r.Item].value
	for _, s := range asked {
		logit += e.skills[student<<16|int(s)].value / float64(len(asked))
	}
	p := sigmoid(logit)
	miss := number(r.Correct) - p
	if !frozen {
		e.items[r.Item] = e.items[r.Item].moved(-miss)
	}
	e.students[student] = e.students[student].moved(0.4 * miss)
	for _, s := range asked {
		key := student<<16 | int(s)
		e.skills[key] = e.skills[key].moved(0.6 * miss)
	}
	return p
}
