package projection

import (
	"encoding/binary"

	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
)

// reflection keeps what a child said of a sitting. Of several the newest stands, in
// whatever order they arrive; the log keeps all.
func (p *Projector) reflection(op *crdt.Op) (replication.Reason, error) {
	said, ok := op.Reflection()
	if !ok {
		return replication.ReasonKind, nil
	}
	value := []byte{said.Feeling, said.Helped}
	if session, ok := op.SessionDot(); ok {
		value = binary.AppendUvarint(value, session.Seq)
	}
	return "", p.rows.PutVersion(ReflectionRegister(said.Learner), crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: value})
}

// ReflectionRegister names the register that keeps a child's newest reflection.
func ReflectionRegister(learner school.ID) crdt.RegisterID {
	return crdt.RegisterID{Noun: school.NounLearner, Entity: learner, Field: school.LearnerReflection}
}

// ReadReflection reads what that register holds: the reflection, and the session it
// is of where it names one.
func ReadReflection(v crdt.Version) (feeling, helped uint8, session crdt.Dot, ok bool) {
	if len(v.Value) < 2 {
		return 0, 0, session, false
	}
	if seq, n := binary.Uvarint(v.Value[2:]); n > 0 {
		session = crdt.Dot{Stream: v.Dot.Stream, Seq: seq}
	}
	return v.Value[0], v.Value[1], session, true
}
