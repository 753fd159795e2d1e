package tutor

import "darasa/internal/engine/tracing"

// LearnerEvidence is an answer of one of many learners, who are named by any
// numbers.
type LearnerEvidence struct {
	Learner uint32
	Evidence
}

// Calibrate folds the answers of many learners, in canonical order, into the
// snapshot that follows from. Answers that do not fit the course are left out and
// counted. The same answers in the same order give the same snapshot.
func Calibrate(course *Course, from *Snapshot, attempts []LearnerEvidence) (next *Snapshot, left int, err error) {
	if err := course.Validate(); err != nil {
		return nil, 0, err
	}
	c, err := tracing.NewCalibration(course, from)
	if err != nil {
		return nil, 0, err
	}
	for i := range attempts {
		if Check(course, attempts[i].Evidence) != nil {
			left++
			continue
		}
		c.Learn(attempts[i].Learner, attempts[i].Evidence)
	}
	return c.Next(), left, nil
}
