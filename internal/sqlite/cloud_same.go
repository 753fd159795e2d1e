package sqlite

import (
	"fmt"

	"darasa/internal/crdt"
	"darasa/internal/hlc"
	"darasa/internal/school"
)

// joinAll takes note of people's words that two records are one child, or are not after
// all, and derives from the winners which records count under which.
func joinAll(t *Tx, owner int64, ops []*crdt.Op, erased map[school.ID]bool) error {
	if len(ops) == 0 {
		return nil
	}
	for _, op := range ops {
		same, ok := op.SameAs()
		if !ok || erased[same.Learner] {
			continue
		}
		if erased[same.As] {
			same.As = school.ID{}
		}
		if err := putSameWord(t, owner, same, crdt.Version{At: op.Stamp.At, Dot: op.Dot}); err != nil {
			return err
		}
	}
	return deriveSame(t, owner)
}

func putSameWord(t *Tx, owner int64, same crdt.SameAs, said crdt.Version) error {
	var tick, count int64
	var dot []byte
	had, err := t.row("SELECT at_tick, at_count, dot FROM same_word WHERE school = ? AND learner = ?", []any{owner, same.Learner[:]}, &tick, &count, &dot)
	if err != nil {
		return err
	}
	if had {
		held := crdt.Version{At: hlc.Timestamp{Tick: tick, Count: uint32(count)}}
		if held.Dot, err = decodeDot(dot); err != nil || !said.Wins(held) {
			return err
		}
	}
	other := same.Value()
	if other == nil {
		other = []byte{}
	}
	return t.exec(`INSERT INTO same_word (school, learner, at_tick, at_count, dot, other) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (school, learner) DO UPDATE SET at_tick = excluded.at_tick, at_count = excluded.at_count, dot = excluded.dot, other = excluded.other`,
		owner, same.Learner[:], said.At.Tick, int64(said.At.Count), encodeDot(said.Dot), other)
}

// deriveSame writes anew which records count under which. A school has few of them.
func deriveSame(t *Tx, owner int64) error {
	alike := crdt.Alike{}
	err := t.rows("SELECT learner, other FROM same_word WHERE school = ? AND length(other) = 16", []any{owner}, func(scan func(...any) error) error {
		var learner, other []byte
		err := scan(&learner, &other)
		if err == nil {
			alike[school.ID(learner)] = school.ID(other)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := t.exec("DELETE FROM same_as WHERE school = ?", owner); err != nil {
		return err
	}
	for learner := range alike {
		one := alike.Of(learner)
		for _, record := range []school.ID{learner, one} {
			err := t.exec("INSERT INTO same_as (school, learner, one) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", owner, record[:], one[:])
			if err != nil {
				return fmt.Errorf("join records: %w", err)
			}
		}
	}
	return nil
}

// forgetSame lets go of an erased learner's words, and of words that name her.
func forgetSame(t *Tx, owner int64, learner school.ID) error {
	if err := t.exec("DELETE FROM same_word WHERE school = ? AND learner = ?", owner, learner[:]); err != nil {
		return err
	}
	if err := t.exec("UPDATE same_word SET other = x'' WHERE school = ? AND other = ?", owner, learner[:]); err != nil {
		return err
	}
	return deriveSame(t, owner)
}
