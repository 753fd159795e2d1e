package sqlite

import (
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/projection"
	"darasa/internal/school"
)

var _ projection.Rows = inTx{}

// PutVersion keeps a value a register was set to and moves the winner's mark.
func (t inTx) PutVersion(id crdt.RegisterID, v crdt.Version) error {
	entity, err := t.entityID(id.Entity)
	if err != nil {
		return err
	}
	stream, err := t.streamID(v.Dot.Stream)
	if err != nil {
		return err
	}
	winner, ok, err := t.Winner(id)
	if err != nil {
		return err
	}
	won := 1
	if ok && winner.Wins(v) {
		won = 0
	} else if ok {
		if err := t.exec("UPDATE register SET won = 0 WHERE noun = ? AND field = ? AND entity = ? AND key = ? AND won = 1",
			int64(id.Noun), int64(id.Field), entity, id.Key); err != nil {
			return err
		}
	}
	if v.Value == nil {
		v.Value = []byte{}
	}
	return t.exec(`INSERT INTO register (noun, entity, field, key, at_tick, at_count, stream, seq, won, value)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(id.Noun), entity, int64(id.Field), id.Key, v.At.Tick, int64(v.At.Count), stream, int64(v.Dot.Seq), won, v.Value)
}

// Winner returns the winning value of a register.
func (t inTx) Winner(id crdt.RegisterID) (crdt.Version, bool, error) {
	entity, err := t.entityID(id.Entity)
	if err != nil {
		return crdt.Version{}, false, err
	}
	var v crdt.Version
	var stream, count, seq int64
	ok, err := t.row("SELECT at_tick, at_count, stream, seq, value FROM register WHERE noun = ? AND field = ? AND entity = ? AND key = ? AND won = 1",
		[]any{int64(id.Noun), int64(id.Field), entity, id.Key}, &v.At.Tick, &count, &stream, &seq, &v.Value)
	if err != nil || !ok {
		return crdt.Version{}, false, err
	}
	v.At.Count, v.Dot.Seq = uint32(count), uint64(seq)
	v.Dot.Stream, err = t.stream(stream)
	return v, err == nil, err
}

// stream returns the stream with a dense number.
func (t inTx) stream(id int64) (crdt.Stream, error) {
	var hub []byte
	var device, epoch, audience int64
	ok, err := t.row("SELECT hub, device, epoch, audience FROM stream WHERE id = ?", []any{id}, &hub, &device, &epoch, &audience)
	if err != nil {
		return crdt.Stream{}, err
	}
	if !ok || len(hub) != 16 {
		return crdt.Stream{}, fmt.Errorf("stream %d is not known", id)
	}
	return makeStream(hub, device, epoch, audience), nil
}

func makeStream(hub []byte, device, epoch, audience int64) crdt.Stream {
	return crdt.Stream{
		Writer: crdt.Writer{Hub: school.ID(hub), Device: uint32(device)}, Epoch: uint32(epoch), Audience: school.Audience(audience),
	}
}

// Owners returns whose sessions people said are.
func (t inTx) Owners() (map[crdt.RegisterID][]byte, error) {
	owners := map[crdt.RegisterID][]byte{}
	err := t.rows(`SELECT e.uuid, r.key, r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.won = 1`,
		[]any{int64(school.NounSession), int64(school.SessionOwner)}, func(scan func(...any) error) error {
			var uuid, owner []byte
			var key string
			if err := scan(&uuid, &key, &owner); err != nil {
				return err
			}
			owners[crdt.RegisterID{Noun: school.NounSession, Entity: school.ID(uuid), Field: school.SessionOwner, Key: key}] = owner
			return nil
		})
	return owners, err
}

// Alike returns which records people called the same child.
func (t inTx) Alike() (crdt.Alike, error) {
	alike := crdt.Alike{}
	err := t.rows(`SELECT e.uuid, r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.key = '' AND r.won = 1 AND length(r.value) = 16`,
		[]any{int64(school.NounLearner), int64(school.LearnerSameAs)}, func(scan func(...any) error) error {
			var uuid, value []byte
			err := scan(&uuid, &value)
			if same := crdt.SameAsOf(school.ID(uuid), value); err == nil && len(same.Value()) > 0 {
				alike[same.Learner] = same.As
			}
			return err
		})
	return alike, err
}

// Voids returns the versions of generators that people call wrong.
func (t inTx) Voids() (versions []string, err error) {
	err = t.rows("SELECT key FROM register WHERE noun = ? AND field = ? AND won = 1 AND value = ?",
		[]any{int64(school.NounGenerator), int64(school.GeneratorWrong), []byte{1}}, func(scan func(...any) error) error {
			var version string
			err := scan(&version)
			versions = append(versions, version)
			return err
		})
	return versions, err
}

// PutElement adds an element to an add-wins set.
func (t inTx) PutElement(id crdt.RegisterID, dot crdt.Dot, element []byte) error {
	entity, err := t.entityID(id.Entity)
	if err != nil {
		return err
	}
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return err
	}
	if element == nil {
		element = []byte{}
	}
	return t.exec("INSERT INTO element (noun, entity, field, key, stream, seq, value) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		int64(id.Noun), entity, int64(id.Field), id.Key, stream, int64(dot.Seq), element)
}

// PutRemoved takes back adds.
func (t inTx) PutRemoved(dots []crdt.Dot) error {
	for _, dot := range dots {
		stream, err := t.streamID(dot.Stream)
		if err != nil {
			return err
		}
		if err := t.exec("INSERT INTO removed (stream, seq) VALUES (?, ?) ON CONFLICT DO NOTHING", stream, int64(dot.Seq)); err != nil {
			return err
		}
	}
	return nil
}

// PutSession keeps who sat at a tablet.
func (t inTx) PutSession(dot crdt.Dot, s crdt.Session) error {
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return err
	}
	learner, err := t.entityID(s.Learner)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO session (stream, seq, learner, assurance) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		stream, int64(dot.Seq), learner, int64(s.Assurance))
}

// Session returns the session opened by the op dot.
func (t inTx) Session(dot crdt.Dot) (crdt.Session, bool, error) {
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return crdt.Session{}, false, err
	}
	var uuid []byte
	var assurance int64
	ok, err := t.row("SELECT e.uuid, s.assurance FROM session s JOIN entity e ON e.id = s.learner WHERE s.stream = ? AND s.seq = ?",
		[]any{stream, int64(dot.Seq)}, &uuid, &assurance)
	if err != nil || !ok {
		return crdt.Session{}, false, err
	}
	return crdt.Session{Learner: school.ID(uuid), Assurance: school.Assurance(assurance)}, true, nil
}

// PutObservation keeps what somebody said the time was.
func (t inTx) PutObservation(dot crdt.Dot, o hlc.Observation) error {
	stream, err := t.streamID(dot.Stream)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO observation (stream, seq, boot, mono, real, within, source) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		stream, int64(dot.Seq), int64(o.Boot), o.Mono, o.Real, o.Within, int64(o.Source))
}

// Learner returns a learner's row.
func (t inTx) Learner(id school.ID) (projection.Learner, bool, error) {
	entity, err := t.entityID(id)
	if err != nil {
		return projection.Learner{}, false, err
	}
	l := projection.Learner{ID: id}
	ok, err := t.row("SELECT "+learnerColumns+" FROM learner l WHERE learner = ?", []any{entity}, learnerFields(&l)...)
	return l, ok, err
}

// Everybody returns all who have a row.
func (t inTx) Everybody() (ids []school.ID, err error) {
	err = t.rows("SELECT e.uuid FROM learner l JOIN entity e ON e.id = l.learner", nil, func(scan func(...any) error) error {
		var uuid []byte
		if err := scan(&uuid); err != nil {
			return err
		}
		ids = append(ids, school.ID(uuid))
		return nil
	})
	return ids, err
}

// learnerColumns and learnerFields belong together.
const learnerColumns = "l.catalogue, l.state, l.digest, l.last_tick, l.last_count, l.last_dot, l.answers, l.correct, l.board"

func learnerFields(l *projection.Learner) []any {
	return []any{
		scanFunc(func(b []byte) error { copy(l.Catalogue[:], b); return nil }), &l.State,
		scanInt(func(v int64) { l.Digest = uint64(v) }), &l.Last.Tick, scanInt(func(v int64) { l.Last.Count = uint32(v) }),
		scanFunc(func(b []byte) (err error) { l.LastDot, err = decodeDot(b); return err }), &l.Answers, &l.Correct,
		scanFunc(func(b []byte) (err error) { l.Board, err = projection.DecodeBoard(b); return err }),
	}
}

// PutLearner writes a learner's row.
func (t inTx) PutLearner(l projection.Learner) error {
	entity, err := t.entityID(l.ID)
	if err != nil {
		return err
	}
	if l.State == nil {
		l.State = []byte{}
	}
	return t.exec(`INSERT INTO learner (learner, catalogue, state, digest, last_tick, last_count, last_dot, answers, correct, board)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (learner) DO UPDATE SET catalogue = excluded.catalogue, state = excluded.state,
		digest = excluded.digest, last_tick = excluded.last_tick, last_count = excluded.last_count, last_dot = excluded.last_dot,
		answers = excluded.answers, correct = excluded.correct, board = excluded.board`,
		entity, l.Catalogue[:], l.State, int64(l.Digest), l.Last.Tick, int64(l.Last.Count), encodeDot(l.LastDot), l.Answers, l.Correct, l.Board.AppendBinary(nil))
}
