package sqlite

import (
	"context"
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/ministry"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// word takes note of a person's word on a generator version. When it is another than
// before, what was counted at that version leaves the sums, or comes back. That reads
// all of the school's segments, and happens once in a generator's life.
func (c *Cloud) word(t *Tx, s kept, op *crdt.Op, sums *sums) error {
	v, ok := crdt.ReadVoid(op.Body)
	if !ok {
		return nil
	}
	held, had, err := readWord(t, s.owner, v.Version)
	if err != nil {
		return err
	}
	version := crdt.Version{At: op.Stamp.At, Dot: op.Dot, Value: v.Value()}
	if had && !version.Wins(held) {
		return nil
	}
	err = t.exec(`INSERT INTO generator_word (school, version, at_tick, at_count, dot, wrong) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (school, version) DO UPDATE SET at_tick = excluded.at_tick, at_count = excluded.at_count, dot = excluded.dot, wrong = excluded.wrong`,
		s.owner, v.Version, op.Stamp.At.Tick, int64(op.Stamp.At.Count), encodeDot(op.Dot), int64(version.Value[0]))
	if err != nil || sums.wrong[v.Version] == v.Wrong {
		return err
	}
	sign := int64(1)
	if v.Wrong {
		sign = -1
	}
	delete(sums.wrong, v.Version) // while they are taken out or put back, they count
	err = c.eachCounted(t, s.owner, s.id, func(stream int64, attempt *crdt.Op) error {
		if attempt.Kind != crdt.KindAttempt || c.version(attempt) != v.Version {
			return nil
		}
		owner, err := decidedOwner(t, stream, attempt)
		if err == nil {
			c.credit(sums, owner, attempt, sign)
		}
		return err
	})
	if v.Wrong {
		sums.wrong[v.Version] = true
	}
	return err
}

func readWord(t *Tx, owner int64, version string) (held crdt.Version, had bool, err error) {
	var tick, count, wrong int64
	var dot []byte
	had, err = t.row("SELECT at_tick, at_count, dot, wrong FROM generator_word WHERE school = ? AND version = ?", []any{owner, version}, &tick, &count, &dot, &wrong)
	if err != nil || !had {
		return held, false, err
	}
	held = crdt.Version{At: hlc.Timestamp{Tick: tick, Count: uint32(count)}, Value: []byte{byte(wrong)}}
	held.Dot, err = decodeDot(dot)
	return held, true, err
}

// wrongVersions returns what people of a school call wrong.
func wrongVersions(t *Tx, owner int64) (map[string]bool, error) {
	wrong := map[string]bool{}
	return wrong, t.rows("SELECT version FROM generator_word WHERE school = ? AND wrong = 1", []any{owner}, func(scan func(...any) error) error {
		var version string
		err := scan(&version)
		wrong[version] = true
		return err
	})
}

// version names the generator version of an attempt; empty for an item that its
// catalogue does not have.
func (c *Cloud) version(op *crdt.Op) string {
	catalogue, ok := c.catalogue(op.Attempt.Catalogue)
	if !ok {
		return ""
	}
	version, _ := catalogue.Version(op.Attempt.Item)
	return version
}

// decidedOwner returns for whom a counted attempt counts.
func decidedOwner(t *Tx, stream int64, op *crdt.Op) (school.ID, error) {
	dot, ok := op.SessionDot()
	if !ok || dot.Seq > 1<<63-1 {
		return op.Attempt.Learner, nil
	}
	d, _, err := readDecision(t, stream, dot.Seq)
	return d.of(op), err
}

// eachCounted calls fn for every op of a school that is counted, each once, apart
// from those that only the segment except holds. It decodes one segment at a time.
func (c *Cloud) eachCounted(t *Tx, owner, except int64, fn func(stream int64, op *crdt.Op) error) error {
	var ids []int64
	err := t.rows("SELECT id FROM segment WHERE school = ? AND id <> ? AND waits IS NULL AND audience = ? ORDER BY id",
		[]any{owner, except, int64(school.AudienceMinistry)}, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return err
	}
	seen, streams := map[crdt.Stream]crdt.Ranges{}, map[crdt.Stream]int64{}
	for _, id := range ids {
		ops, err := c.countedIn(t, owner, id)
		if err != nil {
			return err
		}
		for _, op := range ops {
			if seen[op.Stream].Contains(op.Seq) {
				continue
			}
			seen[op.Stream] = seen[op.Stream].Add(crdt.Range{From: op.Seq, To: op.Seq})
			if streams[op.Stream] == 0 {
				if streams[op.Stream], err = cloudStream(t, owner, op.Stream); err != nil {
					return err
				}
			}
			if err := fn(streams[op.Stream], op); err != nil {
				return err
			}
		}
	}
	return nil
}

// countedIn reads a counted segment again.
func (c *Cloud) countedIn(t *Tx, owner, id int64) ([]*crdt.Op, error) {
	s := kept{id: id, owner: owner}
	_, err := t.row("SELECT h.key, s.body FROM segment s JOIN hub h ON h.uuid = s.hub WHERE s.id = ?", []any{id}, &s.key, &s.body)
	if err != nil {
		return nil, err
	}
	header, err := wire.Parse(s.body)
	if err != nil {
		return nil, fmt.Errorf("read stored segment: %w", err)
	}
	ops, lack, err := c.decode(t, s, header)
	if err != nil {
		return nil, fmt.Errorf("read counted segment %d again: %w", id, err)
	}
	if lack.Waits() {
		return nil, fmt.Errorf("counted segment %d now lacks its directory or catalogue", id)
	}
	return ops, nil
}

// addWeeks adds attempts to the school's weeks.
func addWeeks(t *Tx, owner int64, weeks map[int64]int64) error {
	for week, n := range weeks {
		err := t.exec(`INSERT INTO school_week (school, week, attempts) VALUES (?, ?, ?)
			ON CONFLICT (school, week) DO UPDATE SET attempts = attempts + excluded.attempts`, owner, week, n)
		if err != nil {
			return fmt.Errorf("store weeks: %w", err)
		}
	}
	return nil
}

// countedForm says which sums a file has; one of an earlier form is counted anew.
const (
	countedForm = "2"
	countedName = "counted"
)

// recount adds what an earlier program did not count: weeks, and words on generators.
func (c *Cloud) recount(ctx context.Context) error {
	return c.writer.Do(ctx, func(t *Tx) error {
		form, _, err := t.meta(countedName)
		if err != nil || string(form) == countedForm {
			return err
		}
		var owners []int64
		if err := t.rows("SELECT id FROM school", nil, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			owners = append(owners, id)
			return err
		}); err != nil {
			return err
		}
		for _, owner := range owners {
			if err := c.recountSchool(t, owner); err != nil {
				return fmt.Errorf("count a school anew: %w", err)
			}
		}
		return t.setMeta(countedName, []byte(countedForm))
	})
}

func (c *Cloud) recountSchool(t *Tx, owner int64) error {
	weeks := map[int64]int64{}
	var words []*crdt.Op
	err := c.eachCounted(t, owner, 0, func(_ int64, op *crdt.Op) error {
		switch op.Kind {
		case crdt.KindAttempt:
			weeks[ministry.Week(op.Stamp.At.Tick)]++
		case crdt.KindVoid:
			words = append(words, op)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := addWeeks(t, owner, weeks); err != nil {
		return err
	}
	sums, err := newSums(t, owner)
	if err != nil {
		return err
	}
	for _, op := range words {
		if err := c.word(t, kept{owner: owner}, op, sums); err != nil {
			return err
		}
	}
	return sums.store(t, owner)
}
