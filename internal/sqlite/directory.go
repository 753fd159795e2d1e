package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"darasa/internal/school"
	"darasa/internal/wire"
)

// checkpointEvery is after how many own segments a directory is written whole, so
// that a start reads at most that many headers.
const checkpointEvery = 64

// directoryKey names a directory: audiences are apart, so that who may not see one
// audience never lacks an entry of another.
type directoryKey struct {
	hub      school.ID
	audience school.Audience
}

// learnedKept is how many whole lists of one hub and audience are kept beside the
// one it goes on with.
const learnedKept = 16

// directories holds what is read of the directories, on demand. It has a lock of
// its own because cutting works beside the writer.
type directories struct {
	mu   sync.Mutex
	open map[directoryKey]*openDirectory
}

// openDirectory is a directory in memory. It is whole once every stored segment's
// header was looked at; before, branches may be missing.
type openDirectory struct {
	*wire.Branches
	whole bool
}

// withDirectory calls fn with a hub's directory and its branches, which fn may
// extend. When fn lacks a list, everything that is stored is read, once, and fn
// tries again.
func (h *Hub) withDirectory(ctx context.Context, key directoryKey, fn func(*wire.Branches) error) error {
	h.directories.mu.Lock()
	defer h.directories.mu.Unlock()
	open, err := h.openDirectory(ctx, key)
	if err != nil {
		return err
	}
	err = fn(open.Branches)
	if _, lacks := errors.AsType[*wire.NeedDirectoryError](err); !lacks || open.whole {
		return err
	}
	if err := h.loadWhole(ctx, key, open.Branches); err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	open.whole = true
	return fn(open.Branches)
}

// openDirectory wants the lock.
func (h *Hub) openDirectory(ctx context.Context, key directoryKey) (*openDirectory, error) {
	if open, ok := h.directories.open[key]; ok {
		return open, nil
	}
	branches, err := h.loadDirectory(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read directory: %w", err)
	}
	if h.directories.open == nil {
		h.directories.open = map[directoryKey]*openDirectory{}
	}
	open := &openDirectory{Branches: branches}
	h.directories.open[key] = open
	return open, nil
}

// forgetDirectory drops what is in memory, after a commit failed.
func (h *Hub) forgetDirectory(key directoryKey) {
	h.directories.mu.Lock()
	defer h.directories.mu.Unlock()
	delete(h.directories.open, key)
}

// loadDirectory reads the newest checkpoint and what later segments declared.
func (h *Hub) loadDirectory(ctx context.Context, key directoryKey) (*wire.Branches, error) {
	dir, upto := wire.NewDirectory(), int64(0)
	var body []byte
	ok, err := h.queryRow(ctx, "SELECT upto, body FROM directory WHERE hub = ? AND audience = ?", []any{key.hub[:], int64(key.audience)}, &upto, &body)
	if err != nil {
		return nil, err
	}
	if ok {
		if dir, err = wire.DecodeDirectory(body); err != nil {
			return nil, err
		}
	}
	branches := wire.NewBranches(dir)
	return branches, h.extendAll(ctx, key, upto, branches)
}

// loadWhole adds the lists that were learned and what any stored segment declared.
func (h *Hub) loadWhole(ctx context.Context, key directoryKey, branches *wire.Branches) error {
	rows, err := h.query(ctx, "SELECT body FROM directory_learned WHERE hub = ? AND audience = ? ORDER BY id", key.hub[:], int64(key.audience))
	if err != nil {
		return err
	}
	lists, err := collect(rows, func(scan func(...any) error) (body []byte, err error) { return body, scan(&body) })
	if err != nil {
		return err
	}
	for _, body := range lists {
		dir, err := wire.DecodeDirectory(body)
		if err == nil {
			_, err = branches.Learn(dir)
		}
		if err != nil {
			return err
		}
	}
	return h.extendAll(ctx, key, 0, branches)
}

// extendAll adds what the segments behind upto declare, in whatever order they came:
// those that build on nothing known yet are tried again once another has added
// something.
func (h *Hub) extendAll(ctx context.Context, key directoryKey, upto int64, branches *wire.Branches) error {
	rows, err := h.query(ctx, "SELECT body FROM segment WHERE hub = ? AND audience = ? AND id > ? ORDER BY id", key.hub[:], int64(key.audience), upto)
	if err != nil {
		return err
	}
	headers, err := collect(rows, func(scan func(...any) error) (*wire.Header, error) {
		var body []byte
		if err := scan(&body); err != nil {
			return nil, err
		}
		return wire.Parse(body)
	})
	if err != nil {
		return err
	}
	for before := -1; len(headers) > 0 && len(headers) != before; {
		before = len(headers)
		headers = slices.DeleteFunc(headers, func(header *wire.Header) bool {
			_, err := branches.Extend(header)
			return err == nil
		})
	}
	return nil // what is left waits for a list that has not come
}

// learnDirectory keeps a whole list of a hub: in the place of ours when it only goes
// on from it, beside ours otherwise.
func (h *Hub) learnDirectory(ctx context.Context, key directoryKey, dir *wire.Directory, body []byte) error {
	var main bool
	h.directories.mu.Lock()
	open, err := h.openDirectory(ctx, key)
	if err == nil {
		main, err = open.Learn(dir)
	}
	h.directories.mu.Unlock()
	if err != nil {
		return err
	}
	err = h.writer.Do(ctx, func(t *Tx) error {
		if main && key.hub != h.config.Hub {
			return h.in(t).putDirectory(key, 0, body)
		}
		return h.in(t).putLearned(key, body)
	})
	if err != nil {
		h.forgetDirectory(key)
	}
	return err
}

func (t inTx) putLearned(key directoryKey, body []byte) error {
	if err := t.exec(`INSERT INTO directory_learned (hub, audience, body) SELECT ?1, ?2, ?3
		WHERE NOT EXISTS (SELECT 1 FROM directory_learned WHERE hub = ?1 AND audience = ?2 AND body = ?3)`, key.hub[:], int64(key.audience), body); err != nil {
		return err
	}
	return t.exec(`DELETE FROM directory_learned WHERE hub = ?1 AND audience = ?2 AND id NOT IN
		(SELECT id FROM directory_learned WHERE hub = ?1 AND audience = ?2 ORDER BY id DESC LIMIT ?3)`, key.hub[:], int64(key.audience), learnedKept)
}

// context is what segments of one directory are coded with.
func (h *Hub) wireContext(dir *wire.Directory) wire.Context {
	return wire.Context{Directory: dir, Catalogues: h.config.Library.WireCatalogue, Instance: tutorInstance}
}
