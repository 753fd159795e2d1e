package projection

import (
	"strconv"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

func (p *Projector) register(op *crdt.Op) error {
	id := op.Register.ID()
	switch op.Kind {
	case crdt.KindAdd:
		return p.rows.PutElement(id, op.Dot, op.Register.Value)
	case crdt.KindRemove:
		return p.rows.PutRemoved(op.Register.Dots)
	}
	before, had, err := p.rows.Winner(id)
	if err != nil {
		return err
	}
	version := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: op.Register.Value}
	if id == (crdt.SameAs{Learner: id.Entity}).RegisterID() {
		return p.joined(crdt.SameAsOf(id.Entity, version.Value), version)
	}
	if err := p.rows.PutVersion(id, version); err != nil {
		return err
	}
	if id.Noun == school.NounGenerator {
		return p.wordChanged(before, version, had)
	}
	if id.Noun == school.NounLearner && id.Field == school.LearnerTakenBack {
		if !had || version.Wins(before) {
			p.dirty[id.Entity] = true
		}
		return nil
	}
	if id.Noun != school.NounSession || id.Field != school.SessionOwner || had && !version.Wins(before) {
		return nil
	}
	return p.ownerChanged(id, before.Value, version.Value)
}

// ownerChanged folds anew all who had or now have the session's attempts.
func (p *Projector) ownerChanged(id crdt.RegisterID, owners ...[]byte) error {
	for _, owner := range owners {
		if len(owner) == 16 {
			p.dirty[school.ID(owner)] = true
		}
	}
	dot, ok := sessionDot(id)
	if !ok {
		return nil
	}
	session, found, err := p.rows.Session(dot)
	if err != nil || !found {
		return err
	}
	if !planted.On(planted.OldOwnerKeeps) {
		p.dirty[session.Learner] = true
	}
	return nil
}

// session keeps a session. When a person had already decided whose it is, before
// the session itself arrived, its card's learner loses those attempts now.
func (p *Projector) session(op *crdt.Op) error {
	if err := p.rows.PutSession(op.Dot, *op.Session); err != nil {
		return err
	}
	version, ok, err := p.rows.Winner(OwnerRegister(op.Dot))
	if err == nil && ok && !planted.On(planted.OwnerTooEarly) {
		err = p.ownerChanged(OwnerRegister(op.Dot), version.Value)
	}
	return err
}

// OwnerRegister names the register that holds who owns the session opened by dot.
func OwnerRegister(dot crdt.Dot) crdt.RegisterID {
	return crdt.RegisterID{
		Noun: school.NounSession, Entity: dot.Writer.Hub, Field: school.SessionOwner, Key: crdt.SessionKey(dot),
	}
}

// TakenBackRegister names the register that says whether a teacher took back her
// observation of a learner.
func TakenBackRegister(learner school.ID, observation crdt.Dot) crdt.RegisterID {
	return crdt.RegisterID{Noun: school.NounLearner, Entity: learner, Field: school.LearnerTakenBack, Key: observation.String()}
}

// sessionDot is the reverse of OwnerRegister; sessions are of the ministry's audience.
func sessionDot(id crdt.RegisterID) (crdt.Dot, bool) {
	parts := strings.Split(id.Key, ".")
	if len(parts) != 3 {
		return crdt.Dot{}, false
	}
	device, err1 := strconv.ParseUint(parts[0], 10, 32)
	epoch, err2 := strconv.ParseUint(parts[1], 10, 32)
	seq, err3 := strconv.ParseUint(parts[2], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return crdt.Dot{}, false
	}
	return crdt.Dot{Stream: crdt.Stream{
		Writer: crdt.Writer{Hub: id.Entity, Device: uint32(device)}, Epoch: uint32(epoch), Audience: school.AudienceMinistry,
	}, Seq: seq}, true
}

// ownership is a person's word on whose a session is.
type ownership struct {
	given, void bool
	owner       school.ID
}

// owner returns whose evidence it is, by the record under which the child's work counts:
// the session's owner if a person named one, else whose card was tapped, or whom a teacher observed. Void means it counts for nobody: nobody's session, or an
// observation that was taken back.
func (p *Projector) owner(op *crdt.Op) (learner school.ID, void bool, err error) {
	card, _ := op.About()
	if op.Kind == crdt.KindObservation {
		back, _, err := p.rows.Winner(TakenBackRegister(card, op.Dot))
		if err != nil {
			return card, false, err
		}
		learner, err = p.rowOf(card)
		return learner, len(back.Value) > 0, err
	}
	word := ownership{owner: card}
	if dot, ok := op.SessionDot(); ok {
		said, err := p.word(dot)
		if err != nil {
			return card, false, err
		}
		if said.given {
			word = said
		}
	}
	learner, err = p.rowOf(word.owner)
	return learner, word.void, err
}

// word returns the ownership of a session, and remembers it while nothing can change.
func (p *Projector) word(session crdt.Dot) (word ownership, err error) {
	if p.owners == nil {
		return p.ownership(session)
	}
	if p.lastSession == session {
		return p.lastWord, nil
	}
	if len(p.owners) > 0 {
		if value, given := p.owners[OwnerRegister(session)]; given {
			word = wordOf(value)
		}
	}
	p.lastSession, p.lastWord = session, word
	return word, nil
}

func (p *Projector) ownership(session crdt.Dot) (word ownership, err error) {
	version, ok, err := p.rows.Winner(OwnerRegister(session))
	if err != nil || !ok {
		return word, err
	}
	return wordOf(version.Value), nil
}

// wordOf reads the value of an owner register; one that names nobody makes the session void.
func wordOf(value []byte) ownership {
	if len(value) != len(school.ID{}) {
		return ownership{given: true, void: true}
	}
	return ownership{given: true, owner: school.ID(value)}
}
