package projection

import (
	"errors"
	"runtime"
	"sync"

	"darasa/internal/tutor"
)

// Short histories are folded where they are gathered, long ones by so many goroutines at
// most, so that a hub with four cores serves on meanwhile.
const (
	shortHistory = 500
	mostFolders  = 2
)

// team folds rows of learners, several at once. A row is whole after wait. Rows are
// folded each by itself, so that in which order does not matter.
type team struct {
	courses Courses
	jobs    chan job
	done    sync.WaitGroup
	mu      sync.Mutex
	err     error
	own     *tutor.Tutor // of the one who gathers
}

type job struct {
	row      *Learner
	evidence []tutor.NamedEvidence
}

// fold folds a row now or hands it to the next free folder.
func (t *team) fold(row *Learner, evidence []tutor.NamedEvidence) error {
	if len(evidence) < shortHistory || runtime.GOMAXPROCS(0) == 1 {
		if t.own == nil {
			_, _, t.own = t.courses.Current()
		}
		return row.fold(t.own, evidence)
	}
	if t.jobs == nil {
		if err := t.start(); err != nil {
			return err
		}
	}
	t.jobs <- job{row, evidence}
	return nil
}

func (t *team) start() error {
	t.jobs = make(chan job)
	for range mostFolders {
		folder, err := t.courses.NewTutor()
		if err != nil {
			return err
		}
		t.done.Go(func() { t.work(folder) })
	}
	return nil
}

func (t *team) work(folder *tutor.Tutor) {
	for j := range t.jobs {
		if err := j.row.fold(folder, j.evidence); err != nil {
			t.mu.Lock()
			t.err = errors.Join(t.err, err)
			t.mu.Unlock()
		}
	}
}

// wait returns when everything is folded.
func (t *team) wait() error {
	if t.jobs != nil {
		close(t.jobs)
		t.done.Wait()
	}
	return t.err
}
