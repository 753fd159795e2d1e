package projection

import (
	"errors"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// Projector derives rows from ops. It lives for one batch.
type Projector struct {
	rows    Rows
	courses Courses
	dirty   map[school.ID]bool // learners to fold anew in Finish
	open    map[school.ID]*Learner
	order   []school.ID                // of open, so that rows are written in a fixed order
	voids   map[string]bool            // versions of generators that count for nobody; nil until read
	same    crdt.Alike                 // which records are one child; nil until read
	owners  map[crdt.RegisterID][]byte // of sessions, while no register can change; nil otherwise
	// of the answer before, because sessions come in runs
	lastSession crdt.Dot
	lastWord    ownership
}

// New makes a projector for one batch inside one transaction.
func New(rows Rows, courses Courses) *Projector {
	return &Projector{rows: rows, courses: courses, dirty: map[school.ID]bool{}, open: map[school.ID]*Learner{}}
}

// Project takes note of one new op.
func (p *Projector) Project(op *crdt.Op) (replication.Reason, error) {
	switch op.Kind {
	case crdt.KindAttempt, crdt.KindObservation:
		return p.evidence(op)
	case crdt.KindSet, crdt.KindAdd, crdt.KindRemove:
		return "", p.register(op)
	case crdt.KindVoid:
		return p.void(op)
	case crdt.KindReflection:
		return p.reflection(op)
	case crdt.KindSameAs:
		return p.sameAs(op)
	case crdt.KindSession:
		return "", p.session(op)
	case crdt.KindErase:
		return p.erase(op)
	case crdt.KindBlank:
		return "", nil
	case crdt.KindClock:
		return "", p.rows.PutObservation(op.Dot, hlc.Observation{
			Moment: op.Stamp.Moment, Real: op.Clock.Real, Within: op.Clock.Within, Source: op.Clock.Source,
		})
	}
	return replication.ReasonKind, nil
}

// Finish folds anew whoever needs it and writes the learners' rows.
func (p *Projector) Finish() error {
	if len(p.dirty) > 0 {
		ids, err := p.there()
		if err == nil {
			err = p.foldAnew(ids)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range p.order {
		if err := p.rows.PutLearner(*p.open[id]); err != nil {
			return err
		}
	}
	clear(p.open)
	clear(p.dirty)
	p.order = p.order[:0]
	return nil
}

// foldAnew folds learners from nothing, one history after the other as the log is read.
func (p *Projector) foldAnew(ids []school.ID) (err error) {
	if p.owners, err = p.rows.Owners(); err != nil {
		return err
	}
	p.lastSession = crdt.Dot{}
	folders := team{courses: p.courses}
	err = p.histories(ids, func(id school.ID, history []*crdt.Op) error {
		row, evidence, err := p.gather(id, history)
		if err == nil {
			err = folders.fold(row, evidence)
		}
		if err != nil {
			return fmt.Errorf("fold learner %s: %w", id, err)
		}
		if _, ok := p.open[id]; !ok {
			p.order = append(p.order, id)
		}
		p.open[id] = row
		return nil
	})
	p.owners = nil
	return errors.Join(err, folders.wait())
}

// there returns whom to fold anew, sorted: nobody who was erased gets a row again.
func (p *Projector) there() ([]school.ID, error) {
	out := make([]school.ID, 0, len(p.dirty))
	for id := range p.dirty {
		gone, err := p.rows.IsErased(id)
		if err != nil {
			return nil, err
		}
		if !gone {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, school.ID.Compare)
	return out, nil
}
