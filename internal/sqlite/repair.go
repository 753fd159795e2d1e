package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// Suffixes beside the database's name while it is built anew.
const (
	building = ".building" // not whole yet; the original still has its name
	rebuilt  = ".rebuilt"  // whole; the original may be on its way aside
)

// OpenOrRepair opens a hub's store. A damaged one is left untouched under a name with
// when's date, and built anew from what can be read of it. What is missing comes back
// from the cloud, sticks and tablets, as for any hub that lacks something.
func OpenOrRepair(ctx context.Context, config Config, when time.Time) (*Hub, error) {
	aside := config.Path + ".damaged-" + when.UTC().Format("2006-01-02T150405")
	if _, err := os.Stat(config.Path + rebuilt); err == nil { // the power went between two names
		if err := swap(config.Path, aside); err != nil {
			return nil, err
		}
	}
	if config.Before && !exists(config.Path) {
		return openNoted(ctx, config, &classroom.Repair{Causes: []string{"the database is gone"}})
	}
	causes, err := Examine(ctx, config)
	if err != nil {
		return nil, err
	}
	if len(causes) == 0 {
		h, err := OpenHub(ctx, config)
		if err == nil || !isDamage(err) {
			return h, err
		}
		causes = []string{err.Error()}
	}
	r := classroom.Repair{File: aside, Causes: causes}
	if err := build(ctx, config, &r); err != nil {
		return nil, fmt.Errorf("build the damaged database anew: %w", err)
	}
	if err := swap(config.Path, aside); err != nil {
		return nil, err
	}
	return openNoted(ctx, config, &r)
}

// openNoted opens the new store and writes down where it comes from.
func openNoted(ctx context.Context, config Config, r *classroom.Repair) (*Hub, error) {
	h, err := OpenHub(ctx, config)
	if err != nil {
		return nil, err
	}
	r.At, h.repaired = h.clock.Now().Tick, r
	if err := h.writer.Do(ctx, func(t *Tx) error { return errors.Join(t.putRepair(*r), t.raiseSnapshots(), h.ownSnapshots(t)) }); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// Repaired returns what this start repaired, nil for nothing.
func (h *Hub) Repaired() *classroom.Repair { return h.repaired }

// build makes the new store beside the old one, which is only read.
func build(ctx context.Context, config Config, r *classroom.Repair) error {
	temp := config
	temp.Path = config.Path + building
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(temp.Path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear: %w", err)
		}
	}
	s, err := readSaved(config.Path, config.Hub, config.Keys(config.Hub))
	if err != nil {
		return err
	}
	h, err := OpenHub(ctx, temp)
	if err != nil {
		return err
	}
	err = h.refill(ctx, s)
	if err := errors.Join(err, h.Close()); err != nil {
		return err
	}
	r.Segments, r.Ops, r.Bad = len(s.segments), len(s.tail), s.bad
	if err := os.Rename(temp.Path, config.Path+rebuilt); err != nil {
		return fmt.Errorf("name the new database: %w", err)
	}
	return nil
}

// swap moves the damaged files aside and gives the new one their name. It may be
// done again when the power went in between.
func swap(path, aside string) error {
	for i := 2; exists(aside); i++ {
		aside = fmt.Sprintf("%s-%d", aside, i)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("set the damaged database aside: %w", err)
		}
	}
	if err := os.Rename(path+rebuilt, path); err != nil {
		return fmt.Errorf("name the new database: %w", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// refill puts what was saved into an empty store.
func (h *Hub) refill(ctx context.Context, s *saved) error {
	if err := h.writer.Do(ctx, func(t *Tx) error { return h.in(t).putSaved(s) }); err != nil {
		return err
	}
	for audience := school.AudienceHub; audience.Valid(); audience++ {
		if err := h.refillSegments(ctx, audience, s); err != nil {
			return err
		}
	}
	held, err := h.Vector(ctx)
	if err != nil {
		return err
	}
	var all []*crdt.Op
	for _, o := range slices.SortedFunc(maps.Values(s.tail), func(a, b savedOp) int { return cmp.Compare(a.position, b.position) }) {
		if !held[o.op.Stream].Contains(o.op.Seq) { // else its segment is there, and the row one that was deleted
			all = append(all, o.op)
		}
	}
	for part := range slices.Chunk(append(all, s.second...), groupLimit) {
		if _, err := h.Apply(ctx, part); err != nil {
			return err
		}
	}
	if err := h.loadSisters(ctx); err != nil { // their keys may have been in the tail
		return err
	}
	for audience := school.AudienceHub; audience.Valid(); audience++ {
		if err := h.Shelf(ctx, audience).retry(); err != nil {
			return err
		}
	}
	_, err = h.Release(ctx)
	return err
}

// refillSegments shelves an audience's segments as if all waited, and applies what can be read.
func (h *Hub) refillSegments(ctx context.Context, audience school.Audience, s *saved) error {
	for _, hash := range slices.SortedFunc(maps.Keys(s.segments), func(a, b [32]byte) int {
		return cmp.Compare(s.segments[a].number, s.segments[b].number)
	}) {
		if err := h.writer.Bulk(ctx, func(t *Tx) error { return h.in(t).shelveSaved(hash, s.segments[hash].body, audience) }); err != nil {
			return err
		}
	}
	for _, list := range s.lists {
		if list.key.audience != audience {
			continue
		}
		if err := h.writer.Bulk(ctx, func(t *Tx) error { return h.in(t).putLearned(list.key, list.body) }); err != nil {
			return err
		}
	}
	if err := h.Shelf(ctx, audience).retry(); err != nil {
		return err
	}
	return h.loadSisters(ctx)
}

func (t inTx) shelveSaved(hash [32]byte, body []byte, audience school.Audience) error {
	header, err := wire.Parse(body)
	if err != nil || header.Audience != audience {
		return err
	}
	_, err = t.putSegment(body, hash, header, nil, "directory")
	return err
}

// putSaved writes what is no op: it stands for itself.
func (t inTx) putSaved(s *saved) error {
	for hash, body := range s.catalogues {
		if err := t.exec("INSERT INTO catalogue (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash[:], body); err != nil {
			return err
		}
	}
	for number, c := range s.snapshots {
		if err := t.exec("INSERT INTO calibration (number, catalogue, answers, body, signature) VALUES (?, ?, ?, ?, ?)", number, c.catalogue, c.answers, c.body, c.signature); err != nil {
			return err
		}
	}
	for learner, sealed := range s.keys {
		if err := t.exec("INSERT INTO learner_key (learner, sealed) VALUES (?, ?)", learner[:], sealed); err != nil {
			return err
		}
	}
	for account, n := range s.tries {
		if err := t.exec("INSERT INTO tries (account, day, today, row) VALUES (?, ?, ?, ?)", account, n[0], n[1], n[2]); err != nil {
			return err
		}
	}
	for _, r := range s.refused {
		if err := t.refuse(r.source, school.Errorf(r.code, "%s", r.message), nil, r.at); err != nil {
			return err
		}
	}
	for _, r := range s.repairs {
		if err := t.putRepair(r); err != nil {
			return err
		}
	}
	return errors.Join(t.putFacts(s), t.h.loadCatalogues(t.Tx), t.raiseSnapshots(), t.h.ownSnapshots(t.Tx), t.h.loadSnapshots(t.Tx))
}

func (t *Tx) putRepair(r classroom.Repair) error {
	causes, err := json.Marshal(r.Causes)
	if err != nil {
		return fmt.Errorf("note the repair: %w", err)
	}
	return t.exec("INSERT INTO repair (at, file, causes, segments, ops, bad) VALUES (?, ?, ?, ?, ?, ?)", r.At, r.File, string(causes), r.Segments, r.Ops, r.Bad)
}

// putFacts keeps counting where the damaged store was.
func (t inTx) putFacts(s *saved) error {
	limits := map[string]uint64{"starts": maxStarts, "last-tick": maxTick, metaRestored: maxStarts, metaFloor: 1 << 31}
	for name, value := range s.meta {
		have, _, err := t.metaUint(name)
		if err != nil {
			return err
		}
		if value > have && value < limits[name] {
			if err := t.setMetaUint(name, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// Repairs lists the repairs of this store, newest first.
func (h *Hub) Repairs(ctx context.Context) ([]classroom.Repair, error) {
	rows, err := h.query(ctx, "SELECT at, file, causes, segments, ops, bad FROM repair ORDER BY id DESC LIMIT 50")
	if err != nil {
		return nil, fmt.Errorf("read repairs: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (r classroom.Repair, err error) {
		var causes string
		if err := scan(&r.At, &r.File, &causes, &r.Segments, &r.Ops, &r.Bad); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(causes), &r.Causes)
	})
}
