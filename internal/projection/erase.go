package projection

import (
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// erase forgets a learner: what is derived goes now, what lies in the log is blanked
// by the store, and what arrives later was blanked at the door.
func (p *Projector) erase(op *crdt.Op) (replication.Reason, error) {
	learner, ok := op.Erases()
	if !ok {
		return replication.ReasonKind, nil
	}
	alike, err := p.alike()
	if err != nil {
		return "", err
	}
	others, err := p.rows.Erase(learner, op.Dot)
	if err != nil {
		return "", err
	}
	if group := alike.Group(learner); len(group) > 1 { // what counted under her record counts elsewhere now
		others = append(others, group...)
	}
	p.owners, p.same = nil, nil
	delete(p.open, learner)
	delete(p.dirty, learner)
	p.order = slices.DeleteFunc(p.order, func(id school.ID) bool { return id == learner })
	for _, other := range others {
		p.dirty[other] = true
	}
	return "", nil
}

// forgotten reports whether an op of a history is of somebody who was erased.
func (p *Projector) forgotten(op *crdt.Op) (bool, error) {
	learner, ok := op.Concerns()
	if !ok {
		return false, nil
	}
	return p.rows.IsErased(learner)
}
