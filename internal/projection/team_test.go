package projection

import (
	"bytes"
	"errors"
	"testing"

	"darasa/internal/engine"
	"darasa/internal/school"
	"darasa/internal/tutor"
	"darasa/internal/wire"
)

// oneSkill is courses with a single skill of a single item.
type oneSkill struct {
	Courses
	refuses error
}

func (c oneSkill) NewTutor() (*tutor.Tutor, error) {
	if c.refuses != nil {
		return nil, c.refuses
	}
	course := &tutor.Course{Skills: make([]tutor.Skill, 1), Items: []tutor.Item{{Level: engine.Medium, Instances: 1000}}}
	generic := tutor.Generic(course)
	return tutor.New(course, func(number uint32) *tutor.Snapshot {
		if number > 0 {
			return nil
		}
		return generic
	})
}

func (c oneSkill) Current() ([32]byte, *tutor.Course, *tutor.Tutor) {
	folder, _ := oneSkill{}.NewTutor()
	return [32]byte{}, nil, folder
}

// long makes a history that is handed on and whose last answer names a snapshot.
func long(n int, snapshot uint32) []tutor.NamedEvidence {
	history := make([]tutor.NamedEvidence, n)
	for i := range history {
		history[i].Evidence = tutor.Evidence{Instance: uint32(i % 1000), Correct: i%3 > 0, At: int64(i) * 4000}
	}
	history[n-1].Snapshot = snapshot
	return history
}

// TestTeamFoldsAsOne: short histories here, long ones there, and each state is the one
// that a tutor folds alone.
func TestTeamFoldsAsOne(t *testing.T) {
	folders := team{courses: oneSkill{}}
	var rows []*Learner
	for i := range 24 {
		rows = append(rows, &Learner{ID: school.ID{15: byte(i)}})
		if err := folders.fold(rows[i], long(shortHistory/2+i*shortHistory/8, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := folders.wait(); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		alone, _ := oneSkill{}.NewTutor()
		want, err := alone.Advance(wire.Seed(row.ID), nil, long(shortHistory/2+i*shortHistory/8, 0))
		if err != nil || !bytes.Equal(row.State, want) || row.Digest != tutor.Digest(want) {
			t.Errorf("learner %d: another state than alone, %v", i, err)
		}
	}
}

// TestTeamSaysWhatFailed, whoever folded it, and ends all the same.
func TestTeamSaysWhatFailed(t *testing.T) {
	for _, n := range []int{1, shortHistory} {
		folders := team{courses: oneSkill{}}
		err := folders.fold(&Learner{}, long(n, 7))
		if err = errors.Join(err, folders.wait()); !errors.Is(err, tutor.ErrSnapshot) {
			t.Errorf("%d answers, one of an unknown snapshot: %v", n, err)
		}
	}
	refuses := errors.New("no tutor")
	folders := team{courses: oneSkill{refuses: refuses}}
	err := folders.fold(&Learner{}, long(shortHistory, 0))
	if err = errors.Join(err, folders.wait()); err != nil && !errors.Is(err, refuses) {
		t.Errorf("%v", err)
	}
}
