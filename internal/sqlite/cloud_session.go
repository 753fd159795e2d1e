package sqlite

import (
	"fmt"
	"strconv"
	"strings"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// decidesOwner reports whether op is a person's decision about whose a session is.
func decidesOwner(op *crdt.Op) bool {
	return op.Kind == crdt.KindSet && op.Register.Noun == school.NounSession && op.Register.Field == school.SessionOwner
}

// decidedSession returns the session that such an op speaks of; ok is false when
// its key names none.
func decidedSession(op *crdt.Op) (dot crdt.Dot, ok bool) {
	parts := strings.Split(op.Register.Key, ".")
	if len(parts) != 3 {
		return dot, false
	}
	device, err1 := strconv.ParseUint(parts[0], 10, 32)
	epoch, err2 := strconv.ParseUint(parts[1], 10, 32)
	seq, err3 := strconv.ParseUint(parts[2], 10, 63)
	dot = crdt.Dot{Stream: crdt.Stream{
		Writer: crdt.Writer{Hub: op.Register.Entity, Device: uint32(device)}, Epoch: uint32(epoch), Audience: school.AudienceMinistry,
	}, Seq: seq}
	return dot, err1 == nil && err2 == nil && err3 == nil && crdt.SessionKey(dot) == op.Register.Key
}

// decision is who has a session.
type decision struct {
	made  bool      // by a person; otherwise it is the card's
	owner school.ID // zero for nobody
}

// of returns whose an attempt is.
func (d decision) of(op *crdt.Op) school.ID {
	if d.made {
		return d.owner
	}
	return op.Attempt.Learner
}

// decide takes note of a person's decision and moves what was counted of the
// session from whom it was counted for. Decisions may come before the session, and
// in any order: the register's rule says which one holds.
func (c *Cloud) decide(t *Tx, owner int64, op *crdt.Op, sums *sums) error {
	session, ok := decidedSession(op)
	if !ok {
		return nil
	}
	stream, err := cloudStream(t, owner, session.Stream)
	if err != nil {
		return err
	}
	before, held, err := readDecision(t, stream, session.Seq)
	if err != nil {
		return err
	}
	version := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: op.Register.Value}
	if before.made && !version.Wins(held) {
		return nil
	}
	after := decisionOf(version.Value)
	err = t.exec(`INSERT INTO session_owner (stream, seq, at_tick, at_count, dot, owner) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (stream, seq) DO UPDATE SET at_tick = excluded.at_tick, at_count = excluded.at_count, dot = excluded.dot, owner = excluded.owner`,
		stream, int64(session.Seq), op.Stamp.At.Tick, int64(op.Stamp.At.Count), encodeDot(op.Dot), ownerBytes(after))
	if err != nil {
		return err
	}
	counted, err := c.countedOf(t, stream, session)
	if err != nil {
		return err
	}
	for _, attempt := range counted {
		c.credit(sums, before.of(attempt), attempt, -1)
		c.credit(sums, after.of(attempt), attempt, 1)
	}
	return nil
}

func decisionOf(value []byte) decision {
	d := decision{made: true}
	if len(value) == len(d.owner) {
		d.owner = school.ID(value)
	}
	return d
}

func ownerBytes(d decision) []byte {
	if d.owner.IsZero() {
		return []byte{}
	}
	return d.owner[:]
}

func readDecision(t *Tx, stream int64, seq uint64) (d decision, held crdt.Version, err error) {
	var tick, count int64
	var dot, value []byte
	ok, err := t.row("SELECT at_tick, at_count, dot, owner FROM session_owner WHERE stream = ? AND seq = ?", []any{stream, int64(seq)}, &tick, &count, &dot, &value)
	if err != nil || !ok {
		return d, held, err
	}
	held = crdt.Version{At: hlc.Timestamp{Tick: tick, Count: uint32(count)}, Value: value}
	held.Dot, err = decodeDot(dot)
	return decisionOf(value), held, err
}

// countedOf reads the attempts of a session that are counted so far, each once.
func (c *Cloud) countedOf(t *Tx, stream int64, session crdt.Dot) ([]*crdt.Op, error) {
	var segments []kept
	err := t.rows(`SELECT s.id, s.school, h.key, s.body FROM session_segment x JOIN segment s ON s.id = x.segment JOIN hub h ON h.uuid = s.hub
		WHERE x.stream = ? AND x.seq = ? ORDER BY s.id`, []any{stream, int64(session.Seq)}, func(scan func(...any) error) error {
		var s kept
		err := scan(&s.id, &s.owner, &s.key, &s.body)
		segments = append(segments, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	seen := map[crdt.Dot]bool{}
	var out []*crdt.Op
	for _, s := range segments {
		header, err := wire.Parse(s.body)
		if err != nil {
			return nil, fmt.Errorf("read stored segment: %w", err)
		}
		ops, lack, err := c.decode(t, s, header)
		if err != nil {
			return nil, fmt.Errorf("read counted segment %d again: %w", s.id, err)
		}
		if lack.Waits() {
			return nil, fmt.Errorf("counted segment %d now lacks its directory or catalogue", s.id)
		}
		for _, op := range ops {
			if dot, ok := op.SessionDot(); op.Kind == crdt.KindAttempt && ok && dot == session && !seen[op.Dot] {
				seen[op.Dot] = true
				out = append(out, op)
			}
		}
	}
	return out, nil
}

// ownersOf remembers the decisions about the sessions of one segment.
type ownersOf map[crdt.Dot]decision

// find returns whose an attempt is, and notes that segment holds attempts of its
// session.
func (o ownersOf) find(t *Tx, stream int64, op *crdt.Op, segment int64) (school.ID, error) {
	dot, ok := op.SessionDot()
	if !ok || dot.Seq > 1<<63-1 {
		return op.Attempt.Learner, nil
	}
	d, known := o[dot]
	if !known {
		var err error
		if d, _, err = readDecision(t, stream, dot.Seq); err != nil {
			return school.ID{}, err
		}
		err = t.exec("INSERT INTO session_segment (stream, seq, segment) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", stream, int64(dot.Seq), segment)
		if err != nil {
			return school.ID{}, err
		}
		o[dot] = d
	}
	return d.of(op), nil
}
