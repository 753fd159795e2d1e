// Package tutor joins the rooms of the engine into what a hub, a tablet and a
// laboratory run alike: a course, numbered snapshots, and one learner's plan give
// the next exercise with its reasons, and her answers give her state.
//
// Learner state is a pure fold of her own answers in canonical order, each given
// the snapshot it names; it has the same bits everywhere. The package deliberately
// knows dense integers only, reads no clock, and leaves sorting to its callers.
package tutor

import (
	"errors"

	"darasa/internal/engine"
	"darasa/internal/engine/memory"
	"darasa/internal/engine/placement"
	"darasa/internal/engine/selection"
	"darasa/internal/engine/tracing"
)

// Words of the engine under the names that callers use.
type (
	Course   = engine.Course
	Skill    = engine.Skill
	Item     = engine.Item
	Evidence = engine.Evidence
	Decision = engine.Decision
	Snapshot = tracing.Snapshot
	Choice   = selection.Choice
	Reason   = selection.Reason
	Level    = selection.Level
)

// Version is the engine version that plans carry.
const Version = engine.Version

// The reasons for which the tutor refuses.
var (
	ErrEvidence = errors.New("tutor: evidence does not fit the course")
	ErrSnapshot = errors.New("tutor: snapshot is missing or another one")
	ErrState    = errors.New("tutor: learner state is not valid")
	ErrPlan     = errors.New("tutor: plan is not valid")
	ErrEngine   = errors.New("tutor: plan was made for another engine version")
)

// NamedEvidence is an answer with the number of the snapshot it was given under.
type NamedEvidence struct {
	Evidence
	Snapshot uint32
}

// retention is the chance to recall at which a review falls due.
const retention = 0.9

// Tutor is a course with its snapshots made ready, for callers who serve many
// learners. It is not safe for use by several goroutines at once.
type Tutor struct {
	course     *Course
	selector   *selection.Selector
	scheduler  *memory.Scheduler
	graph      *placement.Graph
	seen       []placement.Seen
	known      []float64
	models     map[uint32]*tracing.Model
	hashes     map[uint32][32]byte // of the models' snapshots
	snapshotOf func(number uint32) *Snapshot
	void       []uint32
	lent       *state
}

// New returns a tutor for a course. snapshotOf finds a snapshot by its number and
// returns nil for one it does not have; each is asked for once. A course that is
// not valid gives engine.ErrCourse.
func New(course *Course, snapshotOf func(number uint32) *Snapshot) (*Tutor, error) {
	if err := course.Validate(); err != nil {
		return nil, err
	}
	scheduler, err := memory.NewScheduler(memory.Default(), retention)
	if err != nil {
		return nil, err
	}
	return &Tutor{
		course:     course,
		selector:   selection.NewSelector(course),
		scheduler:  scheduler,
		graph:      placement.NewGraph(course),
		seen:       make([]placement.Seen, len(course.Skills)),
		known:      make([]float64, len(course.Skills)),
		models:     map[uint32]*tracing.Model{},
		hashes:     map[uint32][32]byte{},
		snapshotOf: snapshotOf,
	}, nil
}

// SetVoid says which items plans issued from now on offer to nobody, ascending and
// each once; it replaces what was said before. It returns ErrPlan, and changes
// nothing, for an item the course does not have or one out of order.
func (t *Tutor) SetVoid(items []uint32) error {
	for i, item := range items {
		if int(item) >= len(t.course.Items) || i > 0 && items[i-1] >= item {
			return ErrPlan
		}
	}
	t.void = append([]uint32(nil), items...)
	return nil
}

// mask returns items of the course as a mask, nil for none.
func (t *Tutor) mask(items []uint32) []bool {
	if len(items) == 0 {
		return nil
	}
	mask := make([]bool, len(t.course.Items))
	for _, item := range items {
		mask[item] = true
	}
	return mask
}

// model returns the model of a snapshot by its number.
func (t *Tutor) model(number uint32) (*tracing.Model, error) {
	if m := t.models[number]; m != nil {
		return m, nil
	}
	snapshot := t.snapshotOf(number)
	if snapshot == nil || snapshot.Number != number {
		return nil, ErrSnapshot
	}
	m, err := tracing.NewModel(t.course, snapshot)
	if err != nil {
		return nil, ErrSnapshot
	}
	t.models[number], t.hashes[number] = m, snapshot.Hash()
	return m, nil
}

// Check returns ErrEvidence for an answer that the course cannot have asked for.
func Check(course *Course, e Evidence) error {
	if e.Observed != 0 {
		if e.Observed > engine.Right || int(e.Skill) >= len(course.Skills) || e.Weight < 1 || e.Weight > engine.MaxWeight {
			return ErrEvidence
		}
		return nil
	}
	if int(e.Item) >= len(course.Items) || e.Instance >= course.Items[e.Item].Instances ||
		e.Role > engine.Checker || e.Vote > engine.TryAgain {
		return ErrEvidence
	}
	return nil
}

// Advance folds further answers into a state and returns the new one. An empty
// state is that of a learner who has answered nothing.
func (t *Tutor) Advance(seed uint64, state []byte, history []NamedEvidence) ([]byte, error) {
	s, err := t.borrow(seed, state)
	if err != nil {
		return nil, err
	}
	for i := range history {
		m, err := t.model(history[i].Snapshot)
		if err != nil {
			return nil, err
		}
		if err := Check(t.course, history[i].Evidence); err != nil {
			return nil, err
		}
		t.fold(s, m, history[i].Evidence)
	}
	return s.appendBinary(nil), nil
}

// Fold computes a learner's state from nothing: her answers in canonical order,
// each given the snapshot it names. It returns ErrSnapshot when one is missing and
// ErrEvidence for an answer that does not fit the course.
func Fold(course *Course, snapshotOf func(number uint32) *Snapshot, seed uint64, history []NamedEvidence) ([]byte, error) {
	t, err := New(course, snapshotOf)
	if err != nil {
		return nil, err
	}
	return t.Advance(seed, nil, history)
}

// Generic returns snapshot number 0 of a course, the weights shipped with the
// engine.
func Generic(course *Course) *Snapshot { return tracing.Generic(course) }

// DecodeCourse reads a course written by its AppendBinary.
func DecodeCourse(b []byte) (*Course, error) { return engine.DecodeCourse(b) }

// DecodeSnapshot reads a snapshot written by its AppendBinary.
func DecodeSnapshot(b []byte) (*Snapshot, error) { return tracing.DecodeSnapshot(b) }

// Instance returns which of an item's n instances the learner with this seed meets
// at her count-th attempt on it, counted from 0.
func Instance(seed uint64, item, count, n uint32) uint32 {
	return engine.Instance(seed, item, count, n)
}

// only returns a finder that knows the given snapshots.
func only(snapshots []*Snapshot) func(number uint32) *Snapshot {
	return func(number uint32) *Snapshot {
		for _, s := range snapshots {
			if s.Number == number {
				return s
			}
		}
		return nil
	}
}
