package simtest

import (
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// work lets a hub exchange, carry sticks and decide things until end.
func (n *Node) work(end int64) {
	w := n.w
	w.repeat(5000, end, n.sync)
	w.repeat(9000, end, n.edit)
	if w.Faults.Sticks || n.away {
		w.repeat(20_000, end, n.carry)
	}
}

// apply is the door, with its contract checked.
func (n *Node) apply(ops ...*crdt.Op) (replication.Result, error) {
	result, err := n.Apply(ops)
	if !n.survived(err) {
		return result, err
	}
	if n.down {
		return result, errPower
	}
	if got := len(result.New) + result.Duplicates + len(result.Refused); got != len(ops) {
		n.w.fail("counted", "node %d accounts for %d of %d ops", n.number, got, len(ops))
	}
	return result, nil
}

// edit lets a teacher decide something on this hub.
func (n *Node) edit() {
	if n.down || n.school < 0 {
		return
	}
	op := n.decision()
	err := n.Write(op)
	if !n.survived(err) || n.down {
		return
	}
	n.w.written[op.Dot] = op.AppendBinary(nil)
	n.w.note("edit", n.number, op.Kind, op.Seq)
	now := crdt.Version{At: op.Stamp.At, Dot: op.Dot}
	if n.lastEdit.Dot.Seq > 0 && !now.Wins(n.lastEdit) {
		n.w.fail("own order", "hub %d: its newer decision loses to its older", n.number)
	}
	n.lastEdit = now
}

func (n *Node) decision() *crdt.Op {
	w := n.w
	shared := crdt.Register{Noun: school.NounHub, Entity: school.ID{0: 3, 15: byte(n.school)}, Field: 1, Value: []byte{byte(w.random.IntN(200))}}
	sessions := n.sessionsSeen()
	switch kind := w.random.IntN(7); {
	case kind == 0:
		return &crdt.Op{Kind: crdt.KindSet, Register: &shared}
	case kind == 1:
		shared.Field = 2
		return &crdt.Op{Kind: crdt.KindAdd, Register: &shared}
	case kind == 2:
		shared.Field, shared.Value = 2, nil
		for _, dot := range n.order {
			if e, ok := n.elements[dot]; ok && !n.removed[dot] && e.of == shared.ID() && len(shared.Dots) < 3 {
				shared.Dots = append(shared.Dots, dot)
			}
		}
		return &crdt.Op{Kind: crdt.KindRemove, Register: &shared}
	case kind == 3:
		o := crdt.Observation{
			Learner: w.child(n.school), Skill: w.course.SkillID(uint32(w.random.IntN(w.course.NumSkills()))),
			Outcome: 1 + uint8(w.random.IntN(3)), Means: crdt.MeansOral, Weight: 2,
		}
		return &crdt.Op{Kind: crdt.KindObservation, Body: o.AppendBinary(nil)}
	case kind == 4:
		return &crdt.Op{Kind: crdt.KindClock, Clock: &crdt.Clock{Real: w.now, Within: 100, Source: hlc.SourceCloud}}
	case len(sessions) > 0:
		return n.reassign(sessions[w.random.IntN(len(sessions))])
	default:
		return &crdt.Op{Kind: crdt.KindSet, Register: &shared}
	}
}

func (n *Node) sessionsSeen() (out []crdt.Dot) {
	for _, dot := range n.order {
		if _, ok := n.sessions[dot]; ok {
			out = append(out, dot)
		}
	}
	return out
}

// reassign gives a session to another child, or to nobody.
func (n *Node) reassign(session crdt.Dot) *crdt.Op {
	id := projection.OwnerRegister(session)
	var owner []byte
	if n.w.random.IntN(4) > 0 {
		child := n.w.child(n.school)
		owner = child[:]
	}
	return &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: id.Noun, Entity: id.Entity, Field: id.Field, Key: id.Key, Value: owner}}
}

// release applies what waited and may go on now.
func (n *Node) release() bool {
	var waiting []*crdt.Op
	for _, dot := range n.order {
		if _, ok := n.held[dot]; ok {
			op, _, err := n.Find(dot)
			if err != nil {
				n.w.fail("error", "node %d: %v", n.number, err)
				return false
			}
			waiting = append(waiting, op)
		}
	}
	if len(waiting) == 0 {
		return true
	}
	err := n.tx(func() error {
		free, err := replication.Release(projection.New(n.Replica, n.library), n.clock, waiting)
		for _, dot := range free {
			drop(&n.disk, n.held, dot)
		}
		return err
	})
	return n.survived(err)
}

// exists reports whether an op is anywhere at all.
func (w *World) exists(dot crdt.Dot) bool {
	for _, t := range w.tablets {
		if t.stream == dot.Stream && (t.outbox[dot.Seq] != nil || t.archive[dot.Seq] != nil) {
			return true
		}
	}
	return slices.ContainsFunc(w.nodes(), func(n *Node) bool { return n.keeps(dot) })
}

// keeps reports whether an op is on a disk and can be read there: one inside a segment
// that waits for its directory is not.
func (n *Node) keeps(dot crdt.Dot) bool { return n.ops[dot] != nil }
