package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/projection"
	"darasa/internal/school"
)

// Register returns the winning value of a last-writer-wins register.
func (h *Hub) Register(ctx context.Context, id crdt.RegisterID) (crdt.Version, bool, error) {
	versions, err := h.versions(ctx, id, "AND r.won = 1")
	if err != nil || len(versions) == 0 {
		return crdt.Version{}, false, err
	}
	return versions[0], true, nil
}

// Versions returns everything a register was ever set to, the winner first.
func (h *Hub) Versions(ctx context.Context, id crdt.RegisterID) ([]crdt.Version, error) {
	versions, err := h.versions(ctx, id, "")
	return crdt.SortVersions(versions), err
}

func (h *Hub) versions(ctx context.Context, id crdt.RegisterID, where string) ([]crdt.Version, error) {
	rows, err := h.query(ctx, `SELECT r.at_tick, r.at_count, s.hub, s.device, s.epoch, s.audience, r.seq, r.value
		FROM register r JOIN entity e ON e.id = r.entity JOIN stream s ON s.id = r.stream
		WHERE r.noun = ? AND r.field = ? AND e.uuid = ? AND r.key = ? `+where,
		int64(id.Noun), int64(id.Field), id.Entity[:], id.Key)
	if err != nil {
		return nil, fmt.Errorf("read register: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (crdt.Version, error) {
		var v crdt.Version
		var hub []byte
		var count, device, epoch, audience, seq int64
		if err := scan(&v.At.Tick, &count, &hub, &device, &epoch, &audience, &seq, &v.Value); err != nil {
			return v, err
		}
		v.At.Count = uint32(count)
		v.Dot = crdt.Dot{Stream: makeStream(hub, device, epoch, audience), Seq: uint64(seq)}
		return v, nil
	})
}

// Entry is the winning value of one register.
type Entry struct {
	Entity school.ID
	Key    string
	Value  []byte
}

// Registers returns the winning values of one field of all entities, in no order.
func (h *Hub) Registers(ctx context.Context, noun school.Noun, field school.Field) ([]Entry, error) {
	rows, err := h.query(ctx, `SELECT e.uuid, r.key, r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND r.won = 1`, int64(noun), int64(field))
	if err != nil {
		return nil, fmt.Errorf("read registers: %w", err)
	}
	return collect(rows, scanEntry)
}

// RegistersOf returns the winning values of one field of one entity, for every key.
func (h *Hub) RegistersOf(ctx context.Context, noun school.Noun, field school.Field, entity school.ID) ([]Entry, error) {
	rows, err := h.query(ctx, `SELECT e.uuid, r.key, r.value FROM register r JOIN entity e ON e.id = r.entity
		WHERE r.noun = ? AND r.field = ? AND e.uuid = ? AND r.won = 1`, int64(noun), int64(field), entity[:])
	if err != nil {
		return nil, fmt.Errorf("read registers: %w", err)
	}
	return collect(rows, scanEntry)
}

func scanEntry(scan func(...any) error) (Entry, error) {
	var e Entry
	var uuid []byte
	if err := scan(&uuid, &e.Key, &e.Value); err != nil {
		return e, err
	}
	e.Entity = school.ID(uuid)
	return e, nil
}

// Elements returns the members of an add-wins set, sorted, each once.
func (h *Hub) Elements(ctx context.Context, id crdt.RegisterID) ([][]byte, error) {
	rows, err := h.query(ctx, `SELECT DISTINCT m.value FROM element m JOIN entity e ON e.id = m.entity
		WHERE m.noun = ? AND m.field = ? AND e.uuid = ? AND m.key = ?
		AND NOT EXISTS (SELECT 1 FROM removed x WHERE x.stream = m.stream AND x.seq = m.seq) ORDER BY m.value`,
		int64(id.Noun), int64(id.Field), id.Entity[:], id.Key)
	if err != nil {
		return nil, fmt.Errorf("read set: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (value []byte, err error) {
		return value, scan(&value)
	})
}

// Adds returns the dots that put value into an add-wins set and are not taken back.
func (h *Hub) Adds(ctx context.Context, id crdt.RegisterID, value []byte) ([]crdt.Dot, error) {
	rows, err := h.query(ctx, `SELECT st.hub, st.device, st.epoch, st.audience, m.seq FROM element m
		JOIN entity e ON e.id = m.entity JOIN stream st ON st.id = m.stream
		WHERE m.noun = ? AND m.field = ? AND e.uuid = ? AND m.key = ? AND m.value = ?
		AND NOT EXISTS (SELECT 1 FROM removed x WHERE x.stream = m.stream AND x.seq = m.seq) ORDER BY m.stream, m.seq`,
		int64(id.Noun), int64(id.Field), id.Entity[:], id.Key, value)
	if err != nil {
		return nil, fmt.Errorf("read set: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (dot crdt.Dot, err error) {
		var hub []byte
		var device, epoch, audience, seq int64
		if err := scan(&hub, &device, &epoch, &audience, &seq); err != nil {
			return dot, err
		}
		return crdt.Dot{Stream: makeStream(hub, device, epoch, audience), Seq: uint64(seq)}, nil
	})
}

// Learner returns a learner's row; ok is false while she has no attempts.
func (h *Hub) Learner(ctx context.Context, id school.ID) (l projection.Learner, ok bool, err error) {
	l.ID = id
	ok, err = h.queryRow(ctx, "SELECT "+learnerColumns+" FROM learner l JOIN entity e ON e.id = l.learner WHERE e.uuid = ?",
		[]any{id[:]}, learnerFields(&l)...)
	if err != nil {
		return l, false, fmt.Errorf("read learner: %w", err)
	}
	return l, ok, nil
}

// Learners returns the rows of all learners with attempts, in no order.
func (h *Hub) Learners(ctx context.Context) ([]projection.Learner, error) {
	rows, err := h.query(ctx, "SELECT "+learnerColumns+", e.uuid FROM learner l JOIN entity e ON e.id = l.learner")
	if err != nil {
		return nil, fmt.Errorf("read learners: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (projection.Learner, error) {
		var l projection.Learner
		var uuid []byte
		if err := scan(append(learnerFields(&l), &uuid)...); err != nil {
			return l, err
		}
		l.ID = school.ID(uuid)
		return l, nil
	})
}

// Have returns which ops of a stream are on disk here.
func (h *Hub) Have(ctx context.Context, s crdt.Stream) (crdt.Ranges, error) {
	rows, err := h.query(ctx, `SELECT h.low, h.high FROM have h JOIN stream s ON s.id = h.stream
		WHERE s.hub = ? AND s.device = ? AND s.epoch = ? AND s.audience = ? ORDER BY h.low`, streamKey(s)...)
	if err != nil {
		return nil, fmt.Errorf("read ranges: %w", err)
	}
	return collectRanges(rows)
}

// Vector returns everything that is on disk here.
func (h *Hub) Vector(ctx context.Context) (crdt.Vector, error) {
	rows, err := h.query(ctx, "SELECT s.hub, s.device, s.epoch, s.audience, h.low, h.high FROM have h JOIN stream s ON s.id = h.stream")
	if err != nil {
		return nil, fmt.Errorf("read vector: %w", err)
	}
	type row struct {
		stream crdt.Stream
		r      crdt.Range
	}
	all, err := collect(rows, func(scan func(...any) error) (row, error) {
		var hub []byte
		var device, epoch, audience, low, high int64
		if err := scan(&hub, &device, &epoch, &audience, &low, &high); err != nil {
			return row{}, err
		}
		return row{makeStream(hub, device, epoch, audience), crdt.Range{From: uint64(low), To: uint64(high)}}, nil
	})
	vector := crdt.Vector{}
	for _, r := range all {
		vector[r.stream] = vector[r.stream].Add(r.r)
	}
	return vector, err
}

func streamKey(s crdt.Stream) []any {
	return []any{s.Writer.Hub[:], int64(s.Writer.Device), int64(s.Epoch), int64(s.Audience)}
}

func collectRanges(rows *sql.Rows) (crdt.Ranges, error) {
	all, err := collect(rows, func(scan func(...any) error) (crdt.Range, error) {
		var low, high int64
		err := scan(&low, &high)
		return crdt.Range{From: uint64(low), To: uint64(high)}, err
	})
	var out crdt.Ranges
	for _, r := range all {
		out = out.Add(r)
	}
	return out, err
}

// collect reads every row and closes rows.
func collect[T any](rows *sql.Rows, each func(scan func(...any) error) (T, error)) (out []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := each(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return out, nil
}
