package tutor

import "darasa/internal/engine/tracing"

// LearnerEvidence is an answer of one of many learners, who are named by any
// numbers.
type LearnerEvidence struct {
	Learner uint32
	Evidence
}

// Calibration folds the answers of many learners, one at a time and in canonical
// order, into a snapshot. It keeps one state for each learner it has met. Learners
// are taken as new: whoever starts from a snapshot that has already learned from an
// answer must not give that answer again, and whoever wants every answer counted
// once starts from Generic and gives them all.
type Calibration struct {
	course *Course
	inner  *tracing.Calibration
}

// NewCalibration starts from a snapshot, which it leaves alone. It returns
// engine.ErrCourse or tracing.ErrSnapshot for what does not fit.
func NewCalibration(course *Course, from *Snapshot) (*Calibration, error) {
	if err := course.Validate(); err != nil {
		return nil, err
	}
	inner, err := tracing.NewCalibration(course, from)
	if err != nil {
		return nil, err
	}
	return &Calibration{course: course, inner: inner}, nil
}

// Learn folds one answer. It returns ErrEvidence, and learns nothing, for one that
// does not fit the course.
func (c *Calibration) Learn(e LearnerEvidence) error {
	if err := Check(c.course, e.Evidence); err != nil {
		return err
	}
	c.inner.Learn(e.Learner, e.Evidence)
	return nil
}

// Next returns what was learned so far as a snapshot of this number, which should be
// one more than the highest in use. Learning may go on.
func (c *Calibration) Next(number uint32) *Snapshot { return c.inner.Next(number) }

// Calibrate folds the answers of many learners, in canonical order, into the
// snapshot that follows from. Answers that do not fit the course are left out and
// counted. The same answers in the same order give the same snapshot.
func Calibrate(course *Course, from *Snapshot, attempts []LearnerEvidence) (next *Snapshot, left int, err error) {
	c, err := NewCalibration(course, from)
	if err != nil {
		return nil, 0, err
	}
	for i := range attempts {
		if c.Learn(attempts[i]) != nil {
			left++
		}
	}
	return c.Next(from.Number + 1), left, nil
}
