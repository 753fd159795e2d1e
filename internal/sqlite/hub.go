package sqlite

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/curriculum"
	"darasa/internal/hlc"
	"darasa/internal/library"
	"darasa/internal/projection"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/tutor"
)

// Config is what a Hub needs of its surroundings.
type Config struct {
	Path    string
	Hub     school.ID                             // this replica's identity
	Clock   func(last hlc.Timestamp) *hlc.Clock   // makes the clock, given the newest timestamp this file knows
	Mono    func() int64                          // ticks since this process started
	Epoch   uint32                                // drawn at random at every start
	Library *library.Library                      // what is known about items
	Sign    func(message []byte) []byte           // the hub's Ed25519 signature
	Keys    func(hub school.ID) ed25519.PublicKey // keys of this and sister hubs, nil for strangers
	School  Ring                                  // the school's keys; nil when nothing of the school's travels
	Gentle  bool                                  // background work keeps its transactions apart while people write
	Before  bool                                  // the hub ran on this folder before, so a store that is not there was lost
	Driver  string                                // of database/sql, "" for the product's own; tests cut another's power
	VFS     string                                // of that driver, "" for the machine's files
}

func (c *Config) place() place { return place{path: c.Path, driver: c.Driver, vfs: c.VFS} }

// Hub is the store of a class hub: the log, its segments, and everything derived.
type Hub struct {
	*DB
	config      Config
	clock       *hlc.Clock
	boot        uint32 // number of this start, counted from 1
	caches      caches
	directories directories
	sisters     sisters
	cutting     sync.Mutex        // one Cut at a time
	gather      int               // answers held at once while learners are folded anew
	damaged     []error           // snapshots that could not be used at the start
	repaired    *classroom.Repair // at this start, nil when there was nothing to repair
	changed     chan struct{}     // holds one token when something changed since the last look
}

// caches hold dense numbers and ranges between transactions. Only the writer
// goroutine touches them.
type caches struct {
	streams  map[crdt.Stream]int64
	entities map[school.ID]int64
	have     map[crdt.Stream]crdt.Ranges
	lastSeq  map[school.Audience]uint64
	erased   map[school.ID]bool
}

// OpenHub opens the store, counts this start, and makes its clock begin after
// every timestamp it ever issued. A folder that belongs to another hub is refused.
func OpenHub(ctx context.Context, config Config) (*Hub, error) {
	migrations, err := fs.Sub(hubMigrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	if config.VFS == "" {
		if err := dropSums(config.Path); err != nil {
			return nil, err
		}
	}
	db, err := open(ctx, config.place(), migrations)
	if err != nil {
		return nil, err
	}
	h := &Hub{DB: db, config: config, gather: maxGathered, changed: make(chan struct{}, 1), caches: caches{
		streams: map[crdt.Stream]int64{}, entities: map[school.ID]int64{},
		have: map[crdt.Stream]crdt.Ranges{}, lastSeq: map[school.Audience]uint64{}, erased: map[school.ID]bool{},
	}}
	if err := db.writer.Do(ctx, h.start); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("start store: %w", err)
	}
	if err := h.checkpoint(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("start store: %w", err)
	}
	if err := h.loadSisters(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("read sister hubs: %w", err)
	}
	if err := h.refoldAll(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("fold learners over the new catalogue: %w", err)
	}
	db.writer.gentle.Store(config.Gentle) // before, nobody could wait
	return h, nil
}

// checkpoint brings the note that we run into the database itself, where it is seen
// when the log is gone.
func (h *Hub) checkpoint(ctx context.Context) error {
	db, err := h.config.place().open(false)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(err, db.Close())
}

// Close finishes queued work and closes the store. The next start finds a note that
// this one ended well, and the sums of all pages.
func (h *Hub) Close() error {
	ended := h.writer.Do(context.Background(), func(t *Tx) error { return t.exec("DELETE FROM meta WHERE name = ?", metaRunning) })
	err := h.DB.Close()
	if ended == nil && err == nil && h.config.VFS == "" {
		err = writeSums(h.config.Path)
	}
	return err
}

func (h *Hub) start(t *Tx) error {
	owner, ok, err := t.meta("hub")
	if err != nil {
		return err
	}
	if ok && school.ID(owner) != h.config.Hub {
		return school.Errorf(school.CodeConflict, "this data folder belongs to hub %s, not %s", school.ID(owner).Short(), h.config.Hub.Short())
	}
	if !ok {
		if err := t.setMeta("hub", h.config.Hub[:]); err != nil {
			return err
		}
	}
	starts, _, err := t.metaUint("starts")
	if err != nil {
		return err
	}
	h.boot = uint32(starts + 1)
	if err := errors.Join(t.setMetaUint("starts", starts+1), t.setMetaUint(metaRunning, starts+1)); err != nil {
		return err
	}
	last, _, err := t.metaUint("last-tick")
	if err != nil {
		return err
	}
	h.clock = h.config.Clock(hlc.Timestamp{Tick: int64(last) + 1}) // the count within the last tick is not kept
	if err := h.loadErased(t); err != nil {
		return err
	}
	if err := h.loadCatalogues(t); err != nil {
		return err
	}
	if err := h.ownSnapshots(t); err != nil {
		return err
	}
	if err := h.loadSnapshots(t); err != nil {
		return err
	}
	return h.reportDamaged(t)
}

// ownSnapshots tells the library which numbers of snapshots are used up.
func (h *Hub) ownSnapshots(t *Tx) error {
	floor, _, err := t.metaUint(metaFloor)
	h.config.Library.Own(h.config.Hub, uint32(floor))
	return err
}

// loadCatalogues makes every catalogue in the file known, and keeps the current one.
func (h *Hub) loadCatalogues(t *Tx) error {
	current := h.config.Library.CurrentCatalogue()
	hash := current.Hash()
	if err := t.exec("INSERT INTO catalogue (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash[:], current.AppendBinary(nil)); err != nil {
		return err
	}
	return t.rows("SELECT body FROM catalogue", nil, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		c, err := curriculum.DecodeCatalogue(body)
		if err != nil {
			return fmt.Errorf("read catalogue: %w", err)
		}
		h.config.Library.Add(c)
		return nil
	})
}

// refoldAll folds anew whose state counts in another catalogue than the current
// one or is of another engine version, a few learners per transaction.
func (h *Hub) refoldAll(ctx context.Context) error {
	catalogue, _, _ := h.config.Library.Current()
	rows, err := h.read.QueryContext(ctx, `SELECT e.uuid FROM learner l JOIN entity e ON e.id = l.learner
		WHERE l.catalogue <> ? OR length(l.state) > 0 AND substr(l.state, 1, 2) <> ?`, catalogue[:], tutor.StatePrefix())
	if err != nil {
		return err
	}
	stale, err := collect(rows, func(scan func(...any) error) (id school.ID, err error) {
		var uuid []byte
		if err := scan(&uuid); err != nil {
			return id, err
		}
		return school.ID(uuid), nil
	})
	if err != nil {
		return err
	}
	return h.Refold(ctx, stale...)
}

// Refold rebuilds learners' rows from the log, as many in a transaction as one pass
// over the log serves.
func (h *Hub) Refold(ctx context.Context, learners ...school.ID) error {
	for left := learners; len(left) > 0; {
		n := 0
		err := h.writer.Bulk(ctx, func(t *Tx) (err error) {
			in := h.in(t)
			if n, err = in.gatherable(left); err != nil {
				return err
			}
			return projection.New(in, h.config.Library).Refold(left[:n]...)
		})
		if err != nil {
			return err
		}
		left = left[n:]
	}
	if len(learners) > 0 {
		h.notify()
	}
	return nil
}

// Clock returns the hub's hybrid logical clock.
func (h *Hub) Clock() *hlc.Clock { return h.clock }

// Boot returns the number of this start.
func (h *Hub) Boot() uint32 { return h.boot }

// ID returns the hub's identity.
func (h *Hub) ID() school.ID { return h.config.Hub }

// Epoch returns the epoch of the hub's own streams in this run.
func (h *Hub) Epoch() uint32 { return h.config.Epoch }

// Stamp issues a stamp for an op the hub itself writes.
func (h *Hub) Stamp() hlc.Stamp {
	return hlc.Stamp{At: h.clock.Now(), Moment: hlc.Moment{Boot: h.boot, Mono: h.config.Mono()}}
}

// Changed delivers a token when anything was applied since the last receive.
func (h *Hub) Changed() <-chan struct{} { return h.changed }

func (h *Hub) notify() {
	select {
	case h.changed <- struct{}{}:
	default:
	}
}

// Apply is the door for ops of others. It returns after the commit.
func (h *Hub) Apply(ctx context.Context, ops []*crdt.Op) (replication.Result, error) {
	var result replication.Result
	err := h.writer.Do(ctx, func(t *Tx) (err error) {
		result, err = h.applyIn(t, ops)
		return err
	})
	if err == nil {
		h.notify()
	}
	return result, err
}

// Write lets the hub author ops of its own: it numbers and stamps them inside the
// transaction that applies them. Ops come with Kind, their part and Columns set.
func (h *Hub) Write(ctx context.Context, audience school.Audience, ops ...*crdt.Op) error {
	err := h.writer.Do(ctx, func(t *Tx) error { return h.WriteIn(t, audience, ops...) })
	if err == nil {
		h.notify()
	}
	return err
}

// WriteIn is Write inside a running transaction.
func (h *Hub) WriteIn(t *Tx, audience school.Audience, ops ...*crdt.Op) error {
	stream := crdt.Stream{Writer: crdt.Writer{Hub: h.config.Hub}, Epoch: h.config.Epoch, Audience: audience}
	have, err := h.in(t).Have(stream)
	if err != nil {
		return err
	}
	next := have.Max() + 1
	for i, op := range ops {
		op.Dot = crdt.Dot{Stream: stream, Seq: next + uint64(i)}
		op.Stamp = h.Stamp()
	}
	result, err := h.applyIn(t, ops)
	if err == nil && len(result.Refused) > 0 {
		err = result.Refused[0].Err
	}
	return err
}

// Update runs fn in a transaction of the writer, for adapters' own tables.
func (h *Hub) Update(ctx context.Context, fn func(*Tx) error) error { return h.writer.Do(ctx, fn) }

func (h *Hub) applyIn(t *Tx, ops []*crdt.Op) (replication.Result, error) {
	log := h.in(t)
	result, err := replication.Apply(log, projection.New(log, h.config.Library), h.clock, ops)
	if err != nil {
		return result, err
	}
	for _, refused := range result.Refused {
		if err := t.refuse(refused.Dot.Stream.String(), refused.Err, nil, h.clock.Now().Tick); err != nil {
			return result, err
		}
	}
	return result, t.setMetaUint("last-tick", uint64(max(0, h.clock.Now().Tick)))
}

// Stats returns the writer's counters and the number of jobs waiting.
func (h *Hub) Stats() (*WriterStats, int) { return h.writer.Stats(), h.writer.QueueDepth() }

func (t *Tx) meta(name string) (value []byte, ok bool, err error) {
	ok, err = t.row("SELECT value FROM meta WHERE name = ?", []any{name}, &value)
	return value, ok, err
}

func (t *Tx) setMeta(name string, value []byte) error {
	return t.exec("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
}

func (t *Tx) metaUint(name string) (value uint64, ok bool, err error) {
	raw, ok, err := t.meta(name)
	if err != nil || !ok || len(raw) != 8 {
		return 0, false, err
	}
	return binary.BigEndian.Uint64(raw), true, nil
}

func (t *Tx) setMetaUint(name string, value uint64) error {
	return t.setMeta(name, binary.BigEndian.AppendUint64(nil, value))
}

// refuse keeps what could not become an op, for people to see.
func (t *Tx) refuse(source string, cause error, body []byte, at int64) error {
	if body == nil {
		body = []byte{}
	}
	return t.exec("INSERT INTO refused (source, code, message, body, at) VALUES (?, ?, ?, ?, ?)",
		source, school.ErrorCode(cause), school.ErrorMessage(cause), body, at)
}

// Refuse keeps the text of something that could not be read as an op, with the
// reason, so that it is listed and not lost.
func (h *Hub) Refuse(ctx context.Context, source string, cause error, body []byte) error {
	return h.writer.Do(ctx, func(t *Tx) error { return t.refuse(source, cause, body, h.clock.Now().Tick) })
}
