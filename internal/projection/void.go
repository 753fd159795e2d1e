package projection

import (
	"bytes"

	"darasa/internal/crdt"
	"darasa/internal/replication"
)

// void takes note of a person's word on a generator version. Of several words the
// newest stands, in whatever order they arrive.
func (p *Projector) void(op *crdt.Op) (replication.Reason, error) {
	v, ok := crdt.ReadVoid(op.Body)
	if !ok {
		return replication.ReasonKind, nil
	}
	before, had, err := p.rows.Winner(v.RegisterID())
	if err != nil {
		return "", err
	}
	version := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: v.Value()}
	if err := p.rows.PutVersion(v.RegisterID(), version); err != nil {
		return "", err
	}
	return "", p.wordChanged(before, version, had)
}

// wordChanged folds everybody anew when a word on a generator changed. That takes as
// long as all of the log, but happens once in a generator's life.
func (p *Projector) wordChanged(before, after crdt.Version, had bool) error {
	if had && (!after.Wins(before) || bytes.Equal(before.Value, after.Value)) {
		return nil
	}
	p.voids = nil
	ids, err := p.rows.Everybody()
	if err != nil {
		return err
	}
	for _, id := range ids {
		p.dirty[id] = true
	}
	for id := range p.open {
		p.dirty[id] = true
	}
	return nil
}

// wrong reports whether an attempt was at a generator version that people call wrong:
// it stays in the log and counts for nobody.
func (p *Projector) wrong(op *crdt.Op) (bool, error) {
	if op.Attempt == nil {
		return false, nil
	}
	if p.voids == nil {
		versions, err := p.rows.Voids()
		if err != nil {
			return false, err
		}
		p.voids = make(map[string]bool, len(versions))
		for _, v := range versions {
			p.voids[v] = true
		}
	}
	if len(p.voids) == 0 {
		return false, nil
	}
	version, _ := p.courses.Version(op.Attempt.Catalogue, op.Attempt.Item)
	return p.voids[version], nil
}
