package calibration

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// MaxAnswers bounds what one calibration folds: the newest so many. A class of forty
// gives fewer in a school year; on a small machine they take some 30 MB for a moment.
const MaxAnswers = 400_000

// Items finds an exercise of any known catalogue among those of the current one.
type Items interface {
	Locate(catalogue [32]byte, item, instance uint32) (current uint32, reason replication.Reason)
}

// Log gathers answers in any order, each any number of times. The zero value is not
// ready; use NewLog.
type Log struct {
	items Items
	rows  *Rows[tutor.Evidence]
	left  int
}

// NewLog returns an empty log over the current course.
func NewLog(items Items) *Log { return &Log{items: items, rows: NewRows[tutor.Evidence](MaxAnswers)} }

// Add takes an attempt that counts for owner. One that the current course cannot have
// asked for is left out and counted.
func (l *Log) Add(op *crdt.Op, owner school.ID) {
	if op.Attempt == nil {
		return
	}
	item, reason := l.items.Locate(op.Attempt.Catalogue, op.Attempt.Item, op.Attempt.Instance)
	if reason != "" {
		l.left++
		return
	}
	l.rows.Add(op, owner, projection.Evidence(op, item))
}

// Left returns how many attempts were left out.
func (l *Log) Left() int { return l.left }

// Len returns how many answers will be folded.
func (l *Log) Len() int { return len(l.rows.Settled()) }

// Pace is called between slices of work. It may wait, and ends the work by an error.
type Pace func(ctx context.Context) error

// slice is how many answers are folded between two calls of Pace: a few milliseconds
// on a small machine.
const slice = 1000

// Fold learns from all answers in canonical order, beginning with what from says,
// and returns the snapshot of that number. The same answers give the same bits in
// whatever order they were added.
func (l *Log) Fold(ctx context.Context, course *tutor.Course, from *tutor.Snapshot, number uint32, pace Pace) (*tutor.Snapshot, error) {
	c, err := tutor.NewCalibration(course, from)
	if err != nil {
		return nil, fmt.Errorf("calibrate: %w", err)
	}
	for i, row := range l.rows.Settled() {
		if i%slice == 0 {
			if err := pace(ctx); err != nil {
				return nil, fmt.Errorf("calibrate: %w", err)
			}
		}
		if err := c.Learn(tutor.LearnerEvidence{Learner: row.Learner, Evidence: row.Kept}); err != nil {
			l.left++
		}
	}
	return c.Next(number), nil
}

// Bounds of how often a hub calibrates. Each snapshot is kept for ever, because
// answers name it, so their number must grow slower than the log.
const (
	dueAnswers = 200
	dueShare   = 8
)

// Due reports whether a log that has grown from then to now answers is worth another
// snapshot: by 200 answers and by an eighth.
func Due(then, now int) bool { return now-then >= max(dueAnswers, then/dueShare) }
