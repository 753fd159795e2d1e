package simtest

import (
	"bytes"
	"crypto/ed25519"
	"maps"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// store is a replica's disk: everything that survives a restart. It implements
// replication.Log and projection.Rows.
type store struct {
	disk
	have     crdt.Vector
	ops      map[crdt.Dot][]byte // canonical bytes
	order    []crdt.Dot          // of arrival
	held     map[crdt.Dot]replication.Reason
	alarms   map[crdt.Dot][]byte
	versions map[crdt.RegisterID][]crdt.Version
	elements map[crdt.Dot]element // adds of sets
	removed  map[crdt.Dot]bool
	sessions map[crdt.Dot]crdt.Session
	learners map[school.ID]projection.Learner
	byCard   map[school.ID][]crdt.Dot // attempts by the learner of the card
	observed map[crdt.Dot]hlc.Observation
	segments []segment
	inTail   map[crdt.Dot]bool
	lists    []listed // what directories were made of, in this order
	receipts map[receiptKey]crdt.Ranges
	learned  map[school.ID]ed25519.PublicKey
	last     map[string]hlc.Timestamp // under lastTick: what the clock had come to
	erased   map[school.ID]bool
}

// lastTick is where the clock goes on after a start.
const lastTick = "last-tick"

// element is one add of a set.
type element struct {
	of    crdt.RegisterID
	value string
}

// segment is a stored segment.
type segment struct {
	ref   replication.SegmentRef
	body  []byte
	waits bool
}

// listed is one growth of a hub's directory: by a segment's header, or a list.
type listed struct {
	hub    school.ID
	header *wire.Header
	list   []byte
}

type receiptKey struct {
	peer   school.ID
	stream replication.SegmentStream
}

var (
	_ replication.Log = (*store)(nil)
	_ projection.Rows = (*store)(nil)
)

func newStore() *store {
	return &store{
		have: crdt.Vector{}, ops: map[crdt.Dot][]byte{}, held: map[crdt.Dot]replication.Reason{}, alarms: map[crdt.Dot][]byte{},
		versions: map[crdt.RegisterID][]crdt.Version{}, elements: map[crdt.Dot]element{}, removed: map[crdt.Dot]bool{},
		sessions: map[crdt.Dot]crdt.Session{}, learners: map[school.ID]projection.Learner{}, byCard: map[school.ID][]crdt.Dot{},
		observed: map[crdt.Dot]hlc.Observation{}, inTail: map[crdt.Dot]bool{}, receipts: map[receiptKey]crdt.Ranges{},
		learned: map[school.ID]ed25519.PublicKey{}, last: map[string]hlc.Timestamp{},
		erased: map[school.ID]bool{},
	}
}

// copy is what a backup or a cloned card holds. Rows are never changed in place, so
// tables are copied, not what is in them.
func (s *store) copy() *store {
	return &store{
		have: maps.Clone(s.have), ops: maps.Clone(s.ops), order: slices.Clone(s.order), held: maps.Clone(s.held), alarms: maps.Clone(s.alarms),
		versions: maps.Clone(s.versions), elements: maps.Clone(s.elements), removed: maps.Clone(s.removed), sessions: maps.Clone(s.sessions),
		learners: maps.Clone(s.learners), byCard: clipped(s.byCard), observed: maps.Clone(s.observed), segments: slices.Clone(s.segments),
		inTail: maps.Clone(s.inTail), lists: slices.Clone(s.lists), receipts: maps.Clone(s.receipts), learned: maps.Clone(s.learned), last: maps.Clone(s.last), erased: maps.Clone(s.erased),
	}
}

func clipped(m map[school.ID][]crdt.Dot) map[school.ID][]crdt.Dot {
	out := make(map[school.ID][]crdt.Dot, len(m))
	for id, dots := range m {
		out[id] = slices.Clone(dots)
	}
	return out
}

func (s *store) Have(stream crdt.Stream) (crdt.Ranges, error) { return s.have[stream], nil }

func (s *store) Find(dot crdt.Dot) (*crdt.Op, bool, error) {
	raw, ok := s.ops[dot]
	if !ok {
		return nil, false, nil
	}
	op, _, err := crdt.DecodeOp(raw)
	return op, err == nil, err
}

func (s *store) Append(op *crdt.Op, canonical []byte) error {
	put(&s.disk, s.ops, op.Dot, canonical)
	grow(&s.disk, &s.order, op.Dot)
	put(&s.disk, s.have, op.Stream, s.have[op.Stream].Add(crdt.Range{From: op.Seq, To: op.Seq}))
	if about, ok := op.About(); ok {
		put(&s.disk, s.byCard, about, append(s.byCard[about], op.Dot))
	}
	return nil
}

func (s *store) Hold(dot crdt.Dot, reason replication.Reason) error {
	put(&s.disk, s.held, dot, reason)
	return nil
}

func (s *store) Alarm(kept crdt.Dot, other []byte) error {
	put(&s.disk, s.alarms, kept, bytes.Clone(other))
	return nil
}

func (s *store) Erased(op *crdt.Op) (bool, error) {
	learner, ok := op.Concerns()
	return ok && s.erased[learner], nil
}

func (s *store) IsErased(learner school.ID) (bool, error) { return s.erased[learner], nil }

func (s *store) Erase(learner school.ID, _ crdt.Dot) (others []school.ID, err error) {
	put(&s.disk, s.erased, learner, true)
	for _, dot := range sortedDots(s.sessions) {
		if s.sessions[dot].Learner != learner {
			continue
		}
		if winner, ok, _ := s.Winner(projection.OwnerRegister(dot)); ok && len(winner.Value) == len(learner) && school.ID(winner.Value) != learner {
			others = append(others, school.ID(winner.Value))
		}
		drop(&s.disk, s.sessions, dot)
	}
	for _, dot := range sortedDots(s.ops) {
		op, _, err := crdt.DecodeOp(s.ops[dot])
		if err != nil {
			return nil, err
		}
		if gone, _ := s.Erased(op); gone {
			if dot, ok := op.SessionDot(); ok {
				if winner, ok, _ := s.Winner(projection.OwnerRegister(dot)); ok && len(winner.Value) == len(learner) && school.ID(winner.Value) != learner {
					others = append(others, school.ID(winner.Value))
				}
			}
			blank := op.Without()
			put(&s.disk, s.ops, dot, blank.AppendBinary(nil))
			if blank.Kind == crdt.KindBlank {
				drop(&s.disk, s.held, dot)
			}
			s.eraseEdit(op, learner)
		}
	}
	for id, versions := range s.versions {
		if id.Field == school.LearnerSameAs && id.Noun == school.NounLearner {
			s.nameNobody(id, versions, learner)
		}
	}
	drop(&s.disk, s.learners, learner)
	drop(&s.disk, s.byCard, learner)
	return others, nil
}

// eraseEdit takes an erased learner's edit out of the registers and sets.
func (s *store) eraseEdit(op *crdt.Op, learner school.ID) {
	switch same, joins := op.SameAs(); {
	case joins:
		drop(&s.disk, s.versions, same.RegisterID())
	case op.Kind == crdt.KindAdd:
		drop(&s.disk, s.elements, op.Dot)
	case op.Register == nil:
	case op.Register.Noun == school.NounSession:
		if versions := s.versions[op.Register.ID()]; len(versions) > 0 { // else it was held and is no version yet
			s.nameNobody(op.Register.ID(), versions, learner)
		}
	default:
		drop(&s.disk, s.versions, op.Register.ID())
	}
}

// nameNobody empties the versions of a register that name a learner.
func (s *store) nameNobody(id crdt.RegisterID, versions []crdt.Version, learner school.ID) {
	versions = slices.Clone(versions)
	for i := range versions {
		if string(versions[i].Value) == string(learner[:]) {
			versions[i].Value = nil
		}
	}
	put(&s.disk, s.versions, id, versions)
}

func sortedDots[V any](m map[crdt.Dot]V) []crdt.Dot {
	return slices.SortedFunc(maps.Keys(m), crdt.Dot.Compare)
}

func (s *store) PutVersion(id crdt.RegisterID, v crdt.Version) error {
	put(&s.disk, s.versions, id, crdt.SortVersions(append(slices.Clip(s.versions[id]), v)))
	return nil
}

func (s *store) Winner(id crdt.RegisterID) (crdt.Version, bool, error) {
	if versions := s.versions[id]; len(versions) > 0 {
		return versions[0], true, nil
	}
	return crdt.Version{}, false, nil
}

func (s *store) Owners() (map[crdt.RegisterID][]byte, error) {
	owners := map[crdt.RegisterID][]byte{}
	for id, versions := range s.versions {
		if id.Noun == school.NounSession && id.Field == school.SessionOwner {
			owners[id] = versions[0].Value
		}
	}
	return owners, nil
}

func (s *store) Alike() (crdt.Alike, error) {
	alike := crdt.Alike{}
	for id, versions := range s.versions {
		if same := crdt.SameAsOf(id.Entity, versions[0].Value); id == same.RegisterID() && len(same.Value()) > 0 {
			alike[id.Entity] = same.As
		}
	}
	return alike, nil
}

func (s *store) Voids() ([]string, error) {
	var wrong []string
	for id, versions := range s.versions {
		if id.Noun == school.NounGenerator && id.Field == school.GeneratorWrong && bytes.Equal(versions[0].Value, []byte{1}) {
			wrong = append(wrong, id.Key)
		}
	}
	return wrong, nil
}

func (s *store) PutElement(id crdt.RegisterID, dot crdt.Dot, value []byte) error {
	put(&s.disk, s.elements, dot, element{of: id, value: string(value)})
	return nil
}

func (s *store) PutRemoved(dots []crdt.Dot) error {
	for _, d := range dots {
		put(&s.disk, s.removed, d, true)
	}
	return nil
}

func (s *store) PutSession(dot crdt.Dot, session crdt.Session) error {
	put(&s.disk, s.sessions, dot, session)
	return nil
}

func (s *store) Session(dot crdt.Dot) (crdt.Session, bool, error) {
	session, ok := s.sessions[dot]
	return session, ok, nil
}

func (s *store) PutObservation(dot crdt.Dot, o hlc.Observation) error {
	put(&s.disk, s.observed, dot, o)
	return nil
}

func (s *store) Learner(id school.ID) (projection.Learner, bool, error) {
	l, ok := s.learners[id]
	return l, ok, nil
}

func (s *store) Everybody() ([]school.ID, error) { return slices.Collect(maps.Keys(s.learners)), nil }

func (s *store) PutLearner(l projection.Learner) error {
	put(&s.disk, s.learners, l.ID, l)
	return nil
}

func (s *store) Histories(ids []school.ID, each func(school.ID, []*crdt.Op) error) error {
	for _, id := range ids {
		history, err := s.history(id)
		if err == nil {
			err = each(id, history)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *store) history(id school.ID) ([]*crdt.Op, error) {
	given := map[school.ID]bool{id: true} // cards whose sessions may have been given to her
	for dot, session := range s.sessions {
		if winner, ok, _ := s.Winner(projection.OwnerRegister(dot)); ok && string(winner.Value) == string(id[:]) {
			given[session.Learner] = true
		}
	}
	var out []*crdt.Op
	for card := range given {
		for _, dot := range s.byCard[card] {
			op, _, err := s.Find(dot)
			if err != nil {
				return nil, err
			}
			out = append(out, op)
		}
	}
	return out, nil
}
