package inspect

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"darasa/internal/calibration"
	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// MaxAnswers bounds what one report looks at: the newest so many.
const MaxAnswers = calibration.MaxAnswers

// maxResponse is how much of a response is kept, in bytes: enough to tell answers
// apart and to show one.
const maxResponse = 40

// Courses says what an attempt was about; the library of a replica does.
type Courses interface {
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
	Under(hub school.ID, number uint32) (snapshot uint32, ok bool)
}

// Log gathers attempts in any order, each any number of times.
type Log struct {
	courses   Courses
	rows      *calibration.Rows[kept]
	languages []string
	hubs      []school.ID
	left      int
}

// kept is what a report needs of one attempt. Language and hub are numbers of Log's.
type kept struct {
	tutor.NamedEvidence
	language uint8
	hub      uint16
	response string
}

// NewLog returns an empty log.
func NewLog(courses Courses) *Log {
	return &Log{courses: courses, rows: calibration.NewRows[kept](MaxAnswers)}
}

// Add takes an attempt that counts for owner. One that the current course cannot have
// asked for, or whose snapshot is yet to come, is left out and counted.
func (l *Log) Add(op *crdt.Op, owner school.ID) {
	if op.Attempt == nil {
		return
	}
	item, reason := l.courses.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
	number, _ := op.Uint(crdt.ColumnPlan)
	snapshot, ok := l.courses.Under(op.Writer.Hub, uint32(min(number, 1<<32-1)))
	if reason != "" || !ok {
		l.left++
		return
	}
	k := kept{NamedEvidence: tutor.NamedEvidence{Evidence: projection.Evidence(op, item), Snapshot: snapshot}}
	language, _ := op.Column(crdt.ColumnLanguage)
	k.language = uint8(placeIn(&l.languages, clip(string(language)), maxLanguages))
	k.hub = uint16(placeIn(&l.hubs, op.Writer.Hub, maxHubs))
	k.response = clip(op.Attempt.Response)
	l.rows.Add(op, owner, k)
}

// Bounds of the groups told apart; what comes later shares the last number.
const (
	maxLanguages = 64
	maxHubs      = 4096
)

// placeIn returns the place of a value in names, which it joins if there is room.
func placeIn[T comparable](names *[]T, value T, limit int) int {
	for i, name := range *names {
		if name == value {
			return i
		}
	}
	if len(*names) < limit {
		*names = append(*names, value)
	}
	return len(*names) - 1
}

func clip(s string) string { return s[:min(len(s), maxResponse)] }

// answer is one answer with what the engine thought of it before.
type answer struct {
	*kept
	p float64
}

// traced is one learner with her answers and how far she came with every skill.
type traced struct {
	answers []answer
	levels  []tutor.Level
}

// Traced is a log whose every answer has the chance it was given.
type Traced struct {
	course   *tutor.Course
	learners []traced
	log      *Log
}

// Trace folds every learner anew. Pace is called between learners.
func (l *Log) Trace(ctx context.Context, course *tutor.Course, t *tutor.Tutor, pace calibration.Pace) (*Traced, error) {
	rows, numbers := l.rows.Settled(), l.rows.Learners()
	ids := slices.SortedFunc(maps.Keys(numbers), func(a, b school.ID) int { return bytes.Compare(a[:], b[:]) })
	byNumber := make([]traced, len(ids))
	for i := range rows {
		one := &byNumber[rows[i].Learner]
		one.answers = append(one.answers, answer{kept: &rows[i].Kept})
	}
	found := &Traced{course: course, log: l}
	for _, id := range ids {
		if err := pace(ctx); err != nil {
			return nil, fmt.Errorf("inspect the log: %w", err)
		}
		one := byNumber[numbers[id]]
		if len(one.answers) == 0 {
			continue // older than what is looked at
		}
		if err := one.trace(t, wire.Seed(id)); err != nil {
			return nil, fmt.Errorf("inspect the log: %w", err)
		}
		found.learners = append(found.learners, one)
	}
	return found, nil
}

func (o *traced) trace(t *tutor.Tutor, seed uint64) (err error) {
	history := make([]tutor.NamedEvidence, len(o.answers))
	for i := range o.answers {
		history[i] = o.answers[i].NamedEvidence
	}
	o.levels, err = t.Retrace(seed, history, func(i int, p float64) { o.answers[i].p = p })
	return err
}

// Answers returns how many answers are looked at and how many were left out.
func (t *Traced) Answers() (looked, left int) { return len(t.log.rows.Settled()), t.log.left }

// Learners returns of how many learners they are.
func (t *Traced) Learners() int { return len(t.learners) }
